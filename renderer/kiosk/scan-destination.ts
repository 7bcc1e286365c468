import type { ScanAnswer, ServiceId, Slip } from '../../electron/contract/index.ts'

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
  const isWallet = answer.ok && answer.kind === 'wallet-payment'
  if (isChoosingTender(place) && !isWallet) return { to: 'stay', say: 'notWallet' }
  if (isChoosingTender(place)) return isEarly ? { to: 'stay', say: 'walletAgain' } : { to: 'pay' }
  if (!answer.ok) return { to: 'answer' }
  if (isWallet && place.route === 'bills') return { to: 'stay', say: 'walletEarly' }
  if (answer.slip) return { to: 'slip', slip: answer.slip }
  if (answer.kind === 'pending-slip') return { to: 'payment' }
  return answer.person?.service === 'vehicle-tax' ? { to: 'vehicles' } : { to: 'answer' }
}

/** Where tax is being paid an eID is read for that; anywhere else it is shown to its holder. */
export function serviceAt({ route, purpose }: ScanPlace, category: 'tax' | 'slip'): ServiceId {
  const paying =
    route === 'tax' ||
    (route === 'scan' && purpose === 'tax') ||
    ((route === 'bills' || route === 'type') && category === 'tax')
  return paying ? 'vehicle-tax' : 'my-eid'
}
