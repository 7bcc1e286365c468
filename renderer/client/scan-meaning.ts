import type { ScanAnswer, Slip } from '../../electron/contract/index.ts'

/**
 * What a scanned code leads to. `vehicles`: an eID that was read to list its holder's vehicles; `payment`: a pending
 * slip, whose payment is shown again; `wallet`: a wallet's payment code; `itself`: nothing but its own answer.
 */
export type ScanMeaning =
  | { is: 'refused' }
  | { is: 'slip'; slip: Slip }
  | { is: 'payment' }
  | { is: 'vehicles' }
  | { is: 'wallet' }
  | { is: 'itself' }

/** Reads the meaning from a scan's answer, at either face. */
export function meaningOf(answer: ScanAnswer): ScanMeaning {
  if (!answer.ok) return { is: 'refused' }
  if (answer.slip) return { is: 'slip', slip: answer.slip }
  if (answer.kind === 'pending-slip') return { is: 'payment' }
  if (answer.kind === 'wallet-payment') return { is: 'wallet' }
  return { is: answer.person?.service === 'vehicle-tax' ? 'vehicles' : 'itself' }
}
