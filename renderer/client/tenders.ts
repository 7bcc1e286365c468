import type { TenderKind } from '../../electron/contract/index.ts'

/** What each tender needs before it is asked: a wallet's code, the cash handed over, or nothing. */
export const TENDER_NEEDS: Readonly<Record<TenderKind, 'wallet-code' | 'cash' | 'nothing'>> = {
  'wallet-scan': 'wallet-code',
  'wallet-show': 'nothing',
  card: 'nothing',
  cash: 'cash',
}
