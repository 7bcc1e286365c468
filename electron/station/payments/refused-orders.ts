import type { Clock } from '../../../hardware/ports.ts'
import type { RefusalCode, TenderKind } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import { MOST_REFUSED_EACH, REFUSED_COUNTED_MS } from './limits.ts'

/**
 * Records refused payment orders in the journal: a number of them one by one each minute, the rest of that minute as
 * one entry (money.md, "A payment", 13).
 */
export interface RefusedOrders {
  /**
   * Records a refused order. Resolves when it is written or counted; a disk that refuses the entry is reported as a
   * fault.
   */
  note(order: { tender: TenderKind; actor: string; totalAvos: number }, code: RefusalCode): Promise<void>
  /** Hears that an order was accepted. */
  noteAccepted(): void
  /** Writes the orders that were only counted so far. */
  close(): Promise<void>
}

/** Makes the record of refused orders. `onFault` hears a disk that refuses an entry. */
export function createRefusedOrders(deps: {
  journal: Pick<Journal, 'append'>
  clock: Clock
  onFault(error: unknown): void
}): RefusedOrders {
  const { journal, clock } = deps
  let since = -Infinity
  let written = 0
  let counted = new Map<RefusalCode, number>()
  let last: RefusalCode | undefined
  let cancel: (() => void) | undefined

  const count = (code: RefusalCode, times: number) => counted.set(code, (counted.get(code) ?? 0) + times)

  async function writeCounted(): Promise<void> {
    cancel?.()
    cancel = undefined
    const codes = counted
    counted = new Map()
    if (codes.size === 0) return
    try {
      await journal.append([
        { kind: 'orders-refused', actor: 'system', transaction: null, facts: { codes: Object.fromEntries(codes) } },
      ])
    } catch (error) {
      deps.onFault(error)
      // They are counted again and written with the next ones.
      for (const [code, times] of codes) count(code, times)
    }
  }

  return {
    async note({ tender, actor, totalAvos }, code) {
      // A full disk is recorded once, so that its room stays for payments.
      if (code === 'disk-full' && last === code) return
      last = code
      const now = clock.monotonic()
      if (now - since >= REFUSED_COUNTED_MS) [since, written] = [now, 0]
      if (written >= MOST_REFUSED_EACH) {
        count(code, 1)
        cancel ??= clock.after(since + REFUSED_COUNTED_MS - now, () => {
          void writeCounted()
        })
        return
      }
      written += 1
      await journal
        .append([{ kind: 'order-refused', actor, transaction: null, facts: { code, tender, totalAvos } }])
        .catch((error: unknown) => deps.onFault(error))
    },
    noteAccepted() {
      last = undefined
    },
    close: writeCounted,
  }
}
