/**
 * A fictitious wallet. Its digits begin with one of its prefixes; `capAvos` is the most that one payment may be, in
 * avos.
 */
export interface Wallet {
  id: string
  name: string
  prefixes: readonly [string, ...string[]]
  capAvos?: number
}

const GOVPAY: Wallet = { id: 'govpay', name: 'GovPay (TRAINING)', prefixes: ['990010', '990011'] }
const MPAY: Wallet = { id: 'mpay', name: 'MPay (TRAINING)', prefixes: ['990020'], capAvos: 2_000_000 }

/** The training's wallets; the first is taken where none is named. */
export const WALLETS: readonly [Wallet, ...Wallet[]] = [GOVPAY, MPAY]

/** A holder's balance, and the most that they may pay at once, in avos. */
export interface Holder {
  balanceAvos: number
  limitAvos: number
}

/** A holder whose money never ends: for load tests, and where a trainee isn't a resident. */
export const ENDLESS_HOLDER = 'training'

const ORDINARY: Holder = { balanceAvos: 5_000_000, limitAvos: 1_000_000 }

const HOLDERS: ReadonlyMap<string, Holder> = new Map([
  [ENDLESS_HOLDER, { balanceAvos: Number.MAX_SAFE_INTEGER, limitAvos: Number.MAX_SAFE_INTEGER }],
  ['fleet', { balanceAvos: 20_000_000, limitAvos: 5_000_000 }],
  // Enough for one car, not for a car and a fine.
  ['elderly', { balanceAvos: 300_000, limitAvos: 100_000 }],
  ['rare-name', { balanceAvos: 40_000, limitAvos: 100_000 }],
])

/** The holder with this id; a resident who isn't listed has an ordinary balance and limit. */
export const holderOf = (id: string): Holder => HOLDERS.get(id) ?? ORDINARY

/** A resident's wallet: GovPay for an even ID number, MPay for an odd one. */
export function walletOfResident(idNumber: string): Wallet {
  return Number(idNumber) % 2 === 0 ? GOVPAY : MPAY
}

/** The wallet with this id; GovPay for an unknown id. */
export const walletById = (id: string): Wallet => WALLETS.find((wallet) => wallet.id === id) ?? GOVPAY
