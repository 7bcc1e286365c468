import { DECLINE_REASONS } from '../../hardware/payment-terminal/port.ts'
import { launchTerminal } from '../../hardware/payment-terminal/simulator/launch.ts'
import type { ControlOrder } from '../../hardware/payment-terminal/simulator/messages.ts'
import type { Charge } from './books.ts'
import type { Seeded } from './seeded.ts'

type Faults = NonNullable<ControlOrder['faults']>

/** In what share of lives the terminal is killed too: its books have to survive that, and it starts again soon. */
const KILLED_SHARE = 0.1

/** The simulated card terminal, in a process that goes on when the station is killed. */
export interface CrashTerminal {
  address: { host: string; port: number }
  /**
   * Prepares faults for the next life: some cards are refused, some answers are late, doubled, lost or garbage, and now
   * and then the terminal itself is killed.
   */
  injectFaults(chance: Seeded): Promise<void>
  clearFaults(): Promise<void>
  /** Sets what its customers do from now on and what goes wrong, in place of every earlier order. */
  control(order: ControlOrder): Promise<void>
  /** The id of its present process. */
  pid(): number | undefined
  charges(): Promise<Charge[]>
  close(): Promise<void>
}

/** Starts the terminal in its own process, with its books in `folder`. Rejects where it can't be started. */
export async function openTerminal(folder: string): Promise<CrashTerminal> {
  const launched = await launchTerminal({ folder })
  if (!launched.ok) throw new Error(`no terminal: ${launched.code}`)
  const { terminal } = launched
  return {
    address: { host: terminal.host, port: terminal.port },
    async injectFaults(chance) {
      await terminal.control({ clear: true, behave: behaviour(chance), faults: chooseFaults(chance) })
      const pid = terminal.pid()
      if (chance.chance(KILLED_SHARE) && pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    clearFaults: () => terminal.control({ clear: true, behave: { do: 'approve' } }),
    control: (order) => terminal.control({ clear: true, behave: { do: 'approve' }, ...order }),
    pid: () => terminal.pid(),
    async charges() {
      return (await terminal.books()).map(({ attempt, takenAvos, givenBackAvos }) => ({
        attempt,
        transaction: attempt.slice(0, attempt.indexOf('/')),
        takenAvos,
        givenBackAvos,
      }))
    },
    close: () => terminal.close(),
  }
}

function behaviour(chance: Seeded): NonNullable<ControlOrder['behave']> {
  const afterMs = chance.between(0, 300)
  if (chance.chance(0.9)) return { do: 'approve', afterMs }
  // Some terminals that decline or cancel take the money all the same.
  const takes = chance.chance(0.3)
  return chance.chance(0.5)
    ? { do: 'decline', reason: chance.pick(DECLINE_REASONS), afterMs, takes }
    : { do: 'cancel', afterMs, takes }
}

function chooseFaults(chance: Seeded): Faults {
  const faults: Faults = []
  const maybe = (part: number, fault: Faults[number]) => {
    if (chance.chance(part)) faults.push(fault)
  }
  const ms = () => chance.between(50, 900)
  maybe(0.3, { call: 'pay', act: 'drop-after' })
  maybe(0.2, { call: 'pay', act: 'drop-before' })
  maybe(0.2, { call: 'pay', act: 'hang' })
  maybe(0.2, { call: 'pay', act: 'mute' })
  maybe(0.3, { call: 'pay', act: 'late', ms: ms() })
  maybe(0.3, { call: 'pay', act: 'twice', times: 3 })
  maybe(0.2, { call: 'pay', act: 'garbage' })
  maybe(0.2, { call: 'pay', act: 'other-attempt' })
  maybe(0.3, { call: 'status', act: 'drop-after' })
  maybe(0.3, { call: 'status', act: 'late', ms: ms() })
  maybe(0.2, { call: 'status', act: 'twice' })
  maybe(0.1, { call: 'status', act: 'garbage' })
  maybe(0.4, { call: 'reverse', act: 'drop-after' })
  maybe(0.2, { call: 'reverse', act: 'drop-before' })
  maybe(0.2, { call: 'reverse', act: 'late', ms: ms() })
  maybe(0.2, { call: 'reverse', act: 'twice' })
  return faults
}
