import type { CodeKind, ScanAnswer, Slip } from '../../electron/contract/index.ts'
import { meaningOf } from '../client/scan-meaning.ts'
import { isActView, type DeskView } from './desk-views.ts'

/**
 * Where a code that was scanned at the desk leads. `answer`: nowhere; its answer is shown. `act`: to the act of a slip;
 * `heard`: nowhere, since the station has taken it for the act under way.
 */
export type ScanDestination =
  | { to: 'answer' }
  | { to: 'mine' }
  | { to: 'payment' }
  | { to: 'slip'; slip: Slip }
  | { to: 'pay' }
  | { to: 'act' }
  | { to: 'heard' }
  | { to: 'note'; say: 'busy' | 'wallet-later' | 'wallet-again' | 'act-code' | 'act-other-code' }
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
/** The code for which an act waits. */
const ACT_CODES: Readonly<Partial<Record<DeskView, CodeKind>>> = {
  'act-number': 'binding-number',
  'act-code': 'undo-code',
}
const CHOOSING: ReadonlySet<DeskView> = new Set<DeskView>(['tender', 'code', 'cash'])

/**
 * Decides where a scan leads: an eID lists its holder's vehicles, a slip joins the basket, a pending slip shows its
 * payment or act, and a wallet's code pays the quote on the screen. A code of an act on identity counts where that act
 * waits for it. `isEarly`: the code was read before the total was drawn, and so doesn't pay.
 */
export function destinationOf(answer: ScanAnswer, view: DeskView, isEarly: boolean): ScanDestination {
  if (CLOSED.has(view)) return { to: 'note', say: 'busy' }
  if (isActView(view)) {
    const isWanted = answer.ok && answer.kind === ACT_CODES[view]
    return isWanted ? { to: 'heard' } : { to: 'note', say: view === 'act-done' ? 'busy' : 'act-other-code' }
  }
  if (answer.ok && answer.act && answer.kind === 'pending-slip') return { to: 'act' }
  if (answer.ok && view !== 'identity' && (answer.kind === 'binding-number' || answer.kind === 'undo-code'))
    return { to: 'note', say: 'act-code' }
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
