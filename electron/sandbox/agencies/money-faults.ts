import type { Clock } from '../../../hardware/ports.ts'
import type { Fault } from '../serving/books-contract.ts'
import { CUT_OFF_HEADER } from '../serving/server.ts'

/** How long a hanging or late answer is held back by default, in milliseconds: longer than any station waits. */
const NEVER_MS = 60_000

/**
 * The faults that the training's control ordered for the calls about money and identity, each for a number of times; forgotten
 * when the sandbox ends.
 */
export function createMoneyFaults({ clock }: { clock: Clock }) {
  let faults: (Fault & { left: number })[] = []

  function take(call: string, acts: readonly Fault['act'][]): Fault | undefined {
    const found = faults.find((fault) => fault.call === call && acts.includes(fault.act) && fault.left > 0)
    if (!found) return undefined
    found.left--
    faults = faults.filter((fault) => fault.left > 0)
    return found
  }
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      clock.after(ms, resolve)
    })

  return {
    add(fault: Fault) {
      faults.push({ ...fault, left: fault.times ?? 1 })
    },
    clear() {
      faults = []
    },
    /** The reason with which the next such call is to be refused or declined; undefined for none. */
    refusal: (call: string): string | undefined => take(call, ['refuse'])?.reason,
    /** Whether the next charge waits for its holder. */
    asksHolder: (call: string): boolean => take(call, ['ask-holder']) !== undefined,
    /** What the next such charge is to answer although it takes the money; undefined for no such fault. */
    falseAnswer(call: string): 'declined' | 'cancelled' | undefined {
      const fault = take(call, ['take-and-decline', 'take-and-cancel'])
      return fault && (fault.act === 'take-and-cancel' ? 'cancelled' : 'declined')
    },
    /**
     * Answers a call with its ordered fault: late work (`hang`), a late answer (`late`), a broken connection after the
     * work (`lose`) or without it (`drop`); without a fault at once.
     */
    async withFault(call: string, work: () => Promise<Response>): Promise<Response> {
      const fault = take(call, ['hang', 'late', 'lose', 'drop'])
      switch (fault?.act) {
        case 'hang':
          await pause(fault.ms ?? NEVER_MS)
          return work()
        case 'late': {
          const answer = await work()
          await pause(fault.ms ?? NEVER_MS)
          return answer
        }
        case 'lose':
          await work()
          return cutOff()
        case 'drop':
          return cutOff()
        default:
          return work()
      }
    },
  }
}
export type MoneyFaults = ReturnType<typeof createMoneyFaults>

const cutOff = () => new Response(null, { headers: { [CUT_OFF_HEADER]: '1' } })
