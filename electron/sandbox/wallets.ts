/** Wallets that don't exist. A wallet's digits begin with one of its prefixes. */
export const WALLETS = [
  { id: 'govpay', name: 'GovPay (TRAINING)', prefixes: ['990010', '990011'] },
  { id: 'mpay', name: 'MPay (TRAINING)', prefixes: ['990020'] }
] as const
