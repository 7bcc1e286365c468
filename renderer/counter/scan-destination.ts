import type { ScanAnswer, Slip } from '../../electron/contract/index.ts'
import { meaningOf } from '../client/scan-meaning.ts'
import type { DeskView } from './desk-views.ts'

/** Where a code that was scanned at the desk leads. `answer`: nowhere; its answer is shown. */
export type ScanDestination =
  | { to: 'answer' }
  | { to: 'mine' }
  | { to: 'payment' }
  | { to: 'slip'; slip: Slip }
  | { to: 'pay' }
  | { to: 'note'; say: 'busy' | 'wallet-later' | 'wallet-again' }
  | { to: 'refusal' }

/** Views in which a scan is refused, since a payment is under way or the customer's payment is done. */
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
 * Decides where a scan leads: an eID lists its holder's vehicles, a slip joins the basket, a pending slip shows its
 * payment, and a wallet's code pays the quote on the screen. `isEarly`: the code was read before the total was drawn,
 * and so doesn't pay.
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
