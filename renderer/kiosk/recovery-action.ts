import { RESERVE_REFUSALS, TENDER_REFUSALS, type RefusalCode } from '../../electron/contract/index.ts'

/**
 * What helps after a payment was refused: another way to pay, the same once more, looking at what is owed again, or
 * choosing less.
 */
export type RecoveryAction = 'other' | 'again' | 'look' | 'choose'

const OTHER: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  ...TENDER_REFUSALS,
  'wallet-code-missing',
  'cash-short',
  'quote-expired',
  'amount-changed',
])
const LOOK: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  ...RESERVE_REFUSALS.filter((code) => code.startsWith('bill-')),
  'amount-invalid',
  'nothing-to-pay',
  'payment-unknown',
  'not-paid',
])

/** What helps after this refusal. */
export function recoveryActionFor(code: RefusalCode): RecoveryAction {
  if (code === 'too-many-vehicles') return 'choose'
  if (LOOK.has(code)) return 'look'
  return OTHER.has(code) ? 'other' : 'again'
}
