import type { ScanAnswer, ServiceId, Slip } from '../../electron/contract/index.ts'
import { meaningOf } from '../client/scan-meaning.ts'

/** Where a scanned code leads. `stay`: nowhere; a message says why. */
export type ScanDestination =
  | { to: 'answer' }
  | { to: 'vehicles' }
  | { to: 'slip'; slip: Slip }
  | { to: 'payment' }
  | { to: 'pay' }
  | { to: 'act' }
  | { to: 'bind' }
  | { to: 'act-again' }
  | { to: 'stay'; say: 'notNumber' | 'notWallet' | 'walletEarly' | 'walletAgain' | 'busy' }

/** Where the person scans: the screen's route, and the purpose for which the camera's screen was opened. */
export interface ScanPlace {
  route: unknown
  purpose?: unknown
}

const isChoosingTender = ({ route, purpose }: ScanPlace): boolean =>
  route === 'tender' || (route === 'scan' && purpose === 'wallet')

/**
 * Decides where a scan leads: a slip to its bill, a pending slip to its payment, an eID to its holder's vehicles where
 * tax is being paid, and a wallet's code to paying the quote on the screen. `isEarly`: the code was read before the
 * total was drawn, and so doesn't pay. A binding number is heard by the act that waits for it, at the station, and begins
 * one elsewhere; the slip of an act leads to that.
 */
export function destinationOf(answer: ScanAnswer, place: ScanPlace, isEarly: boolean): ScanDestination {
  if (place.route === 'payment') return { to: 'stay', say: 'busy' }
  if (place.route === 'act')
    return answer.ok && answer.kind === 'binding-number' ? { to: 'act' } : { to: 'stay', say: 'notNumber' }
  const meaning = meaningOf(answer)
  if (answer.ok && !isChoosingTender(place)) {
    if (answer.kind === 'binding-number') return { to: 'bind' }
    if (answer.kind === 'pending-slip' && answer.act) return { to: 'act-again' }
  }
  if (isChoosingTender(place)) {
    if (meaning.is !== 'wallet') return { to: 'stay', say: 'notWallet' }
    return isEarly ? { to: 'stay', say: 'walletAgain' } : { to: 'pay' }
  }
  switch (meaning.is) {
    case 'slip':
      return { to: 'slip', slip: meaning.slip }
    case 'payment':
    case 'vehicles':
      return { to: meaning.is }
    case 'wallet':
      return place.route === 'bills' ? { to: 'stay', say: 'walletEarly' } : { to: 'answer' }
    case 'refused':
    case 'itself':
      return { to: 'answer' }
  }
}

/** The service for which an eID is read: the vehicle tax where tax is being paid, else the holder's own view. */
export function serviceAt({ route, purpose }: ScanPlace, category: 'tax' | 'slip'): ServiceId {
  const paying =
    route === 'tax' ||
    (route === 'scan' && purpose === 'tax') ||
    ((route === 'bills' || route === 'type') && category === 'tax')
  return paying ? 'vehicle-tax' : 'my-eid'
}
