import type { TenderKind } from '../../electron/contract/index.ts'

/** What a way to pay needs before its money is asked for: a scanned code, the cash that was handed over, or nothing. */
export const TENDER_NEEDS: Readonly<Record<TenderKind, 'wallet-code' | 'cash' | 'nothing'>> = {
  'wallet-scan': 'wallet-code',
  'wallet-show': 'nothing',
  card: 'nothing',
  cash: 'cash',
}
