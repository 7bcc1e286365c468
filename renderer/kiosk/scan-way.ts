import type { ScanAnswer, ServiceId, Slip } from '../../electron/contract/index.ts'

/** Where a scanned code leads. `stay`: nothing changes but a word about it. */
export type ScanWay =
  | { to: 'answer' }
  | { to: 'vehicles' }
  | { to: 'slip', slip: Slip }
  | { to: 'payment' }
  | { to: 'pay' }
  | { to: 'stay', say: 'notWallet' | 'walletEarly' | 'busy' }

/** Where the person is when they scan: their screen, and for what the camera's screen was opened. */
export interface ScanPlace {
  route: unknown
  want?: unknown
}

const isChoosingTender = ({ route, want }: ScanPlace): boolean => route === 'tender' || (route === 'scan' && want === 'wallet')

/**
 * Scanning goes straight to what the code is for: a slip to its payment, a pending slip to the payment that it is about, an eID to its vehicles where
 * tax is being paid, a wallet's code to the payment that waits for it.
 */
export function wayOf(answer: ScanAnswer, place: ScanPlace): ScanWay {
  if (place.route === 'payment') return { to: 'stay', say: 'busy' }
  if (isChoosingTender(place)) return answer.ok && answer.kind === 'wallet-payment' ? { to: 'pay' } : { to: 'stay', say: 'notWallet' }
  if (!answer.ok) return { to: 'answer' }
  if (answer.kind === 'wallet-payment' && place.route === 'bills') return { to: 'stay', say: 'walletEarly' }
  if (answer.slip) return { to: 'slip', slip: answer.slip }
  if (answer.kind === 'pending-slip') return { to: 'payment' }
  return answer.person?.service === 'vehicle-tax' ? { to: 'vehicles' } : { to: 'answer' }
}

/** Where tax is being paid an eID is read for that; anywhere else it is shown to its holder. */
export function serviceAt({ route, want }: ScanPlace, aim: 'tax' | 'slip'): ServiceId {
  const paying = route === 'tax' || (route === 'scan' && want === 'tax') || ((route === 'bills' || route === 'type') && aim === 'tax')
  return paying ? 'vehicle-tax' : 'my-eid'
}
