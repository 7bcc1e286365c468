import type { ScanAnswer, ServiceId, Slip } from '../../electron/contract/index.ts'
import { meaningOf } from '../client/scan-meaning.ts'

/** Where a scanned code leads. `stay`: nothing changes but a word about it. */
export type ScanDestination =
  | { to: 'answer' }
  | { to: 'vehicles' }
  | { to: 'slip'; slip: Slip }
  | { to: 'payment' }
  | { to: 'pay' }
  | { to: 'stay'; say: 'notWallet' | 'walletEarly' | 'walletAgain' | 'busy' }

/** Where the person is when they scan: their screen, and for what the camera's screen was opened. */
export interface ScanPlace {
  route: unknown
  purpose?: unknown
}

const isChoosingTender = ({ route, purpose }: ScanPlace): boolean =>
  route === 'tender' || (route === 'scan' && purpose === 'wallet')

/**
 * Scanning goes straight to what the code is for: a slip to its payment, a pending slip to the payment that it is
 * about, an eID to its vehicles where tax is being paid, a wallet's code to the payment that waits for it; `isEarly`:
 * not one that was read before the total was drawn.
 */
export function destinationOf(answer: ScanAnswer, place: ScanPlace, isEarly: boolean): ScanDestination {
  if (place.route === 'payment') return { to: 'stay', say: 'busy' }
  const meaning = meaningOf(answer)
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

/** Where tax is being paid an eID is read for that; anywhere else it is shown to its holder. */
export function serviceAt({ route, purpose }: ScanPlace, category: 'tax' | 'slip'): ServiceId {
  const paying =
    route === 'tax' ||
    (route === 'scan' && purpose === 'tax') ||
    ((route === 'bills' || route === 'type') && category === 'tax')
  return paying ? 'vehicle-tax' : 'my-eid'
}
