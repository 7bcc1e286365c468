import { defined } from '../../common/defined.ts'
import type { NewEntry } from '../journal/index.ts'
import type { PaymentOrder } from './order.ts'
import type { IntentFacts } from './record.ts'

/** The idempotency key of one item for its agency (money.md, "A payment", 2). `index` counts from 0. */
export const itemId = (transaction: string, index: number): string => `${transaction}:${String(index + 1)}`

/** The total of a quote, in avos. */
export const totalOf = (quote: Pick<PaymentOrder['quote'], 'items'>): number =>
  quote.items.reduce((sum, { amountAvos }) => sum + amountAvos, 0)

/** The facts and the body of a payment's intent. */
export function intentOf(transaction: string, { quote, tender, place, inspectionBy }: PaymentOrder, training: boolean) {
  const ids = new Map(quote.items.map(({ bill }, index) => [bill.ref, itemId(transaction, index)]))
  const facts = toFacts({
    tender,
    place,
    training,
    totalAvos: totalOf(quote),
    items: quote.items.map(({ bill: { agency, kind, season, ref, requires }, amountAvos }) => ({
      item: ids.get(ref) ?? '',
      agency,
      kind,
      avos: amountAvos,
      season,
      requires: requires.flatMap((required) => ids.get(required) ?? []),
    })),
  })
  const body = {
    quote: quote.id,
    items: Object.fromEntries(
      quote.items.map(({ bill: { ref, number, vehicle } }) => [
        ids.get(ref) ?? '',
        {
          ref,
          ...defined({ number }),
          ...defined({ plate: vehicle?.plate, class: vehicle?.class, inspectionBy: inspectionBy?.[ref] }),
        },
      ]),
    ),
  }
  return { facts, body }
}

/** An intent's facts without undefined fields, as the journal takes them. */
export function toFacts({ refundOf, refundAttempt, items, ...facts }: IntentFacts): NewEntry['facts'] {
  return {
    ...facts,
    ...defined({ refundOf, refundAttempt }),
    items: items.map(({ season, of, ...item }) => ({
      ...item,
      ...defined({ season, of }),
    })),
  }
}
