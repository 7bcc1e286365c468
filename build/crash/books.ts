import { defined } from '../../electron/common/defined.ts'
import type { ItemState, TenderKind } from '../../electron/contract/index.ts'

/** One payment as the station's journal has it, entry by entry. */
export interface JournalPayment {
  transaction: string
  tender: TenderKind
  totalAvos: number
  committed: boolean
  /** The receipt's number, once the payment is committed. */
  receipt: string | undefined
  items: readonly { item: string; bill: string; amountAvos: number; state: ItemState }[]
}

/** Money taken, by the books of whoever took it: a wallet, the card terminal, the clerk's drawer. */
export interface Charge {
  /** `<transaction>/<n>`; for cash the transaction. */
  attempt: string
  transaction: string
  takenAvos: number
  givenBackAvos: number
}

/**
 * One item by its agency's books. `acknowledged`: how often it was newly entered as paid; a repeated request that got
 * the same answer counts once.
 */
export interface AgencyItem {
  item: string
  bill: string
  amountAvos: number
  acknowledged: number
  reversed: boolean
}

/** A payment that a page was told is committed or receipted. */
export interface ReportedPayment {
  transaction: string
  totalAvos: number
  receipt: string | undefined
}

export interface Books {
  journal: readonly JournalPayment[]
  charges: readonly Charge[]
  agencies: readonly AgencyItem[]
  told: readonly ReportedPayment[]
}

export type Loss =
  /** Money was taken and not given back, and no committed payment accounts for it. */
  | 'money-without-payment'
  /** A payment is committed, and its money was never taken or was given back. */
  | 'payment-without-money'
  /** Money and payment, or payment and acknowledgement, are of different amounts. */
  | 'amounts-differ'
  /** A page was told of a payment that the journal doesn't have, or has with another amount or receipt. */
  | 'told-and-not-recorded'
  /** The journal says that the item is acknowledged, and the agency doesn't have it as paid. */
  | 'item-without-acknowledgement'
  /** The agency has an item as paid that the journal doesn't have as paid. */
  | 'acknowledgement-without-payment'
  /** Money waits for a supervisor although the station could give it back by itself. */
  | 'left-to-a-person'

export type Doubling =
  'two-charges' | 'given-back-twice' | 'two-acknowledgements' | 'bill-paid-twice' | 'receipt-number-twice'

/** One disagreement of the books. `subject`: the id of the item, attempt or bill, where there is one. */
export type Finding = ({ what: 'lost'; why: Loss } | { what: 'doubled'; why: Doubling }) & {
  transaction: string
  subject?: string
}

export interface Comparison {
  payments: number
  /**
   * How many items of committed payments an agency hasn't answered yet, are being given back, or wait for a supervisor.
   */
  pending: number
  findings: Finding[]
}

/** The states in which the money of an item was given back. */
const GIVEN_BACK: ReadonlySet<ItemState> = new Set(['reversed', 'refunded'])
/** The states in which the money of an item may have been given back, and the station still has to act. */
const MAY_BE_GIVEN_BACK: ReadonlySet<ItemState> = new Set(['refused', 'reversing'])
const PENDING: ReadonlySet<ItemState> = new Set(['waiting', 'submitted', 'refused', 'reversing', 'task'])
/** The states in which the agency may have an item as paid; in `acknowledged` it must have it. */
const MAY_BE_PAID: ReadonlySet<ItemState> = new Set(['waiting', 'submitted', 'reversing', 'acknowledged'])

/**
 * Compares the books of the station, of everybody who took money, and of the agencies, once nothing moves any more
 * (money.md, "How it is proven").
 */
export function compareBooks({ journal, charges, agencies, told }: Books): Comparison {
  const findings: Finding[] = []
  const lost = (why: Loss, transaction: string, subject?: string) =>
    findings.push({ what: 'lost', why, transaction, ...defined({ subject }) })
  const doubled = (why: Doubling, transaction: string, subject?: string) =>
    findings.push({ what: 'doubled', why, transaction, ...defined({ subject }) })

  const payments = new Map(journal.map((payment) => [payment.transaction, payment]))
  const committed = journal.filter((payment) => payment.committed)
  const chargesOf = Map.groupBy(charges, ({ transaction }) => transaction)
  const entries = new Map(agencies.map((entry) => [entry.item, entry]))

  for (const payment of committed) compareMoney(payment, chargesOf.get(payment.transaction) ?? [])
  for (const [transaction, taken] of chargesOf) {
    if (payments.get(transaction)?.committed !== true)
      for (const charge of taken) if (keptAvos(charge) > 0) lost('money-without-payment', transaction, charge.attempt)
    for (const charge of taken) if (keptAvos(charge) < 0) doubled('given-back-twice', transaction, charge.attempt)
    const kept = taken.filter((charge) => keptAvos(charge) > 0)
    if (kept.length > 1) doubled('two-charges', transaction, kept.at(-1)?.attempt)
  }

  for (const payment of committed) for (const item of payment.items) compareItem(payment, item, entries.get(item.item))
  const paidItems = new Set(committed.flatMap(({ items }) => items.map(({ item }) => item)))
  for (const entry of agencies) {
    if (!paidItems.has(entry.item) && isPaid(entry))
      lost('acknowledgement-without-payment', transactionOf(entry.item), entry.item)
    if (entry.acknowledged > 1) doubled('two-acknowledgements', transactionOf(entry.item), entry.item)
  }

  const paidBills = committed.flatMap(({ transaction, items }) =>
    items
      .filter(({ state }) => MAY_BE_PAID.has(state) && state !== 'reversing')
      .map(({ bill }) => ({ bill, transaction })),
  )
  for (const { bill, transaction } of repeated(paidBills, ({ bill }) => bill))
    doubled('bill-paid-twice', transaction, bill)
  for (const { bill, item } of repeated(agencies.filter(isPaid), ({ bill }) => bill))
    doubled('two-acknowledgements', transactionOf(item), bill)
  for (const { transaction, receipt } of repeated(committed, (payment) => payment.receipt ?? payment.transaction))
    doubled('receipt-number-twice', transaction, receipt)

  for (const { transaction, totalAvos, receipt } of told) {
    const payment = payments.get(transaction)
    if (
      payment?.committed !== true ||
      payment.totalAvos !== totalAvos ||
      (receipt !== undefined && payment.receipt !== receipt)
    )
      lost('told-and-not-recorded', transaction)
  }

  return {
    payments: committed.length,
    pending: committed.flatMap(({ items }) => items).filter(({ state }) => PENDING.has(state)).length,
    findings,
  }

  function compareMoney(payment: JournalPayment, taken: readonly Charge[]) {
    const kept = sum(taken.map(keptAvos))
    const most = sum(payment.items.filter(({ state }) => !GIVEN_BACK.has(state)).map(({ amountAvos }) => amountAvos))
    const least =
      most - sum(payment.items.filter(({ state }) => MAY_BE_GIVEN_BACK.has(state)).map(({ amountAvos }) => amountAvos))
    if (sum(payment.items.map(({ amountAvos }) => amountAvos)) !== payment.totalAvos)
      lost('amounts-differ', payment.transaction)
    if (kept >= least && kept <= most) return
    lost(kept <= 0 ? 'payment-without-money' : 'amounts-differ', payment.transaction)
  }

  function compareItem(
    { transaction, tender }: JournalPayment,
    { item, bill, amountAvos, state }: JournalPayment['items'][number],
    entry: AgencyItem | undefined,
  ) {
    if (state === 'task' && tender !== 'cash') lost('left-to-a-person', transaction, item)
    const isEntered = entry !== undefined && isPaid(entry)
    if (state === 'acknowledged' && !isEntered) lost('item-without-acknowledgement', transaction, item)
    if (isEntered && !MAY_BE_PAID.has(state)) lost('acknowledgement-without-payment', transaction, item)
    if (isEntered && (entry.amountAvos !== amountAvos || entry.bill !== bill)) lost('amounts-differ', transaction, item)
  }
}

const keptAvos = ({ takenAvos, givenBackAvos }: Charge) => takenAvos - givenBackAvos
const isPaid = ({ acknowledged, reversed }: AgencyItem) => acknowledged > 0 && !reversed
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const transactionOf = (item: string) => item.slice(0, item.lastIndexOf(':'))

/** The elements whose key an earlier element has too. */
function repeated<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>()
  return all.filter((one) => {
    const key = keyOf(one)
    const isSecond = seen.has(key)
    seen.add(key)
    return isSecond
  })
}
