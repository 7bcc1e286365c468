import type { ScanAnswer, Slip } from '../../electron/contract/index.ts'
import { meaningOf } from '../client/scan-meaning.ts'
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
  const meaning = meaningOf(answer)
  switch (meaning.is) {
    case 'refused':
      return { to: view === 'identity' ? 'answer' : 'refusal' }
    case 'slip':
      return { to: 'slip', slip: meaning.slip }
    case 'payment':
      return { to: 'payment' }
    case 'vehicles':
      return { to: 'mine' }
    case 'wallet':
      if (view === 'identity') return { to: 'answer' }
      if (!CHOOSING.has(view)) return { to: 'note', say: 'wallet-later' }
      return isEarly ? { to: 'note', say: 'wallet-again' } : { to: 'pay' }
    case 'itself':
      return { to: 'answer' }
  }
}
