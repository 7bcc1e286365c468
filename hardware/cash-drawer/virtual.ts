import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import type { CashDrawer } from './port.ts'

/** The twin of a cash drawer, with its fault on demand. */
export interface VirtualCashDrawer extends CashDrawer {
  /** How often it was opened. */
  opened(): number
  unplug(): void
  replug(): void
}

/** Makes a virtual cash drawer, plugged in. */
export function createVirtualCashDrawer({ id, clock }: { id: string; clock: Clock }): VirtualCashDrawer {
  const kept = keepHealth({ id, kind: 'cash', virtual: true, state: 'ready', clock })
  let count = 0
  return {
    health: kept.health,
    onHealth: kept.onHealth,
    open() {
      const isThere = kept.health().state === 'ready'
      if (isThere) count += 1
      return Promise.resolve(isThere)
    },
    check: () => Promise.resolve(kept.health().error),
    opened: () => count,
    unplug: () => kept.become('lost', 'unplugged'),
    replug: () => kept.become('ready'),
    close() {
      kept.end()
      return Promise.resolve()
    },
  }
}
