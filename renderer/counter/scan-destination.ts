import type { ScanAnswer, Slip } from '../../electron/contract/index.ts'
import type { DeskView } from './desk-views.ts'

/** Where a code leads that was scanned at the desk. `answer`: it is the task itself. */
export type ScanDestination =
  | { to: 'answer' }
  | { to: 'mine' }
  | { to: 'payment' }
  | { to: 'slip'; slip: Slip }
  | { to: 'pay' }
  | { to: 'note'; say: 'busy' | 'wallet-later' | 'wallet-again' }
  | { to: 'refusal' }

/**
 * Views in which nothing that is scanned can belong to the customer in front: theirs is done, or money is under way.
 */
export const CLOSED: ReadonlySet<DeskView> = new Set<DeskView>([
  'paying',
  'confirm',
  'paid',
  'pending',
  'ended',
  'receipt',
  'message',
  'open-cash',
])
const CHOOSING: ReadonlySet<DeskView> = new Set<DeskView>(['tender', 'code', 'cash'])

/**
 * Scanning does the right thing for the task: an eID lists its holder's vehicles, a slip joins the basket, a pending
 * slip shows how that payment stands, a wallet's code pays what waits for it; `isEarly`: not one that was read before
 * the total was drawn.
 */
export function destinationOf(answer: ScanAnswer, view: DeskView, isEarly: boolean): ScanDestination {
  if (CLOSED.has(view)) return { to: 'note', say: 'busy' }
  if (!answer.ok) return { to: view === 'identity' ? 'answer' : 'refusal' }
  if (answer.slip) return { to: 'slip', slip: answer.slip }
  if (answer.kind === 'pending-slip') return { to: 'payment' }
  if (answer.person?.service === 'vehicle-tax') return { to: 'mine' }
  if (view === 'identity' || answer.kind !== 'wallet-payment') return { to: 'answer' }
  if (!CHOOSING.has(view)) return { to: 'note', say: 'wallet-later' }
  return isEarly ? { to: 'note', say: 'wallet-again' } : { to: 'pay' }
}
