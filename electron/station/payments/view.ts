import { defined } from '../../common/defined.ts'
import { awaitsTender, isOver, refusalCode, type Payment } from '../../contract/index.ts'
import type { Book } from './book.ts'
import type { Collection } from './collection.ts'
import type { ReceiptRelease } from './receipt-release.ts'
import type { Guard } from './guard.ts'
import type { OpenCash } from './open-cash.ts'
import type { Printouts } from './printouts.ts'
import type { IntentBody, PaymentRecord, RecordItem } from './record.ts'

/** Describes payments for pages. */
export interface View {
  /** The payment as a screen shows it; undefined where this journal doesn't have it. */
  show(transaction: string): Payment | undefined
}

/** Makes the view of payments for pages. Times in it are ISO 8601, amounts in avos. */
export function createView(deps: {
  book: Book
  guard: Pick<Guard, 'mayUndo'>
  openCash: Pick<OpenCash, 'askable'>
  printouts: Pick<Printouts, 'outcomeOf' | 'needsStaff'>
  receiptRelease: Pick<ReceiptRelease, 'followsLater'>
  collection: Pick<Collection, 'shown'>
  receiptNumber(payment: PaymentRecord): string
}): View {
  const { book, guard, openCash, printouts, receiptRelease } = deps

  function describeItem(payment: PaymentRecord, each: RecordItem, details: IntentBody | undefined) {
    const { item, agency, kind, avos, season, state } = each
    const { ref = item, number, plate, class: vehicleClass } = details?.items[item] ?? {}
    return {
      item,
      state,
      ...defined({ needsStaff: printouts.needsStaff(payment, each) || undefined }),
      bill: ref,
      agency,
      kind,
      amountAvos: avos,
      ...defined({
        season,
        number,
        vehicle: plate !== undefined && vehicleClass !== undefined ? { plate, class: vehicleClass } : undefined,
      }),
    }
  }

  function describe(payment: PaymentRecord, details: IntentBody | undefined): Payment {
    const { transaction, state, tender, totalAvos, startedAt, deadlineAt } = payment
    const { givenAvos, changeAvos, provider, committed, printed } = payment
    const code = deps.collection.shown(transaction)
    const why = refusalCode.safeParse(payment.why).data
    return {
      transaction,
      state,
      tender,
      totalAvos,
      startedAt: iso(startedAt),
      ...defined({ paidAt: committed && iso(committed.at) }),
      canCancel: tender !== 'cash' && awaitsTender(state) && guard.mayUndo(transaction),
      askCash: openCash.askable().includes(transaction),
      hasSlip: printouts.outcomeOf(payment) !== undefined,
      ...defined({ needsStaff: printouts.needsStaff(payment) || undefined }),
      items: payment.items.map((each) => describeItem(payment, each, details)),
      ...defined({
        deadline: deadlineAt === undefined || isOver(state) ? undefined : iso(deadlineAt),
        code: code && { text: code.text, expiresAt: iso(code.expiresAt) },
        // After a reversal that was refused for good the reason is left out, since it says that the money goes back by
        // itself.
        refusal: why && payment.isKept === undefined ? { code: why } : undefined,
        givenAvos,
        changeAvos,
        provider,
        receipt: committed && {
          number: deps.receiptNumber(payment),
          printed,
          ...defined({ follows: receiptRelease.followsLater(payment) || undefined }),
        },
      }),
    }
  }

  return {
    show(transaction) {
      const payment = book.get(transaction)
      return payment && describe(payment, book.details(transaction))
    },
  }
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
