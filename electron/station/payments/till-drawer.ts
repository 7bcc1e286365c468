import type { CashDrawer } from '../../../hardware/cash-drawer/port.ts'
import type { Payment } from '../../contract/index.ts'
import type { Machine } from './machine.ts'

/** For how many payments it is kept whether the drawer was opened; a page asks about the last alone. */
const MOST_KEPT = 20

/** The drawer in which a counter's cash lies. */
export interface TillDrawer {
  /** Whether the drawer was told to open for this payment; undefined where it wasn't tried. */
  of(transaction: string): Payment['drawer']
  close(): void
}

/**
 * Opens the cash drawer once cash is durably recorded as taken. No payment waits for it, and none fails because of it.
 * `onTried` hears the payments for which that was tried, so that the clerk hears where the drawer didn't open.
 */
export function createTillDrawer(deps: {
  machine: Pick<Machine, 'onPaid' | 'show'>
  drawer(): CashDrawer | undefined
  onTried(transaction: string): void
}): TillDrawer {
  const { machine } = deps
  const tried = new Map<string, Payment['drawer']>()

  async function open(transaction: string, drawer: CashDrawer): Promise<void> {
    tried.set(transaction, (await drawer.open()) ? 'opened' : 'not-opened')
    const [oldest] = tried.keys()
    if (oldest !== undefined && tried.size > MOST_KEPT) tried.delete(oldest)
    deps.onTried(transaction)
  }

  const stop = machine.onPaid((transaction) => {
    const drawer = deps.drawer()
    if (drawer && machine.show(transaction)?.tender === 'cash') void open(transaction, drawer)
  })
  return { of: (transaction) => tried.get(transaction), close: stop }
}
