import { z } from 'zod'
import { avos, bill, compositionLine, vehicleClass } from './bills.ts'
import { instant, outcome, procedure } from './procedure.ts'
import { refusal, type RefusalCode } from './refusals.ts'
import { slip } from './scan.ts'

/**
 * The ways to pay. `wallet-scan`: the customer's payment code is scanned; `wallet-show`: the customer scans a code on
 * the screen. Cash is taken at a staffed counter only.
 */
export const TENDERS = ['wallet-scan', 'wallet-show', 'card', 'cash'] as const
export const tenderKind = z.enum(TENDERS)
export type TenderKind = z.infer<typeof tenderKind>

/**
 * The states of a payment (money.md, "A payment"); they only move forward. `asked`: the customer is paying; `unknown`:
 * the tender hasn't answered and is asked again; `reversing`: the money is on its way back, until that is acknowledged;
 * `committed`: paid, for good; `receipted`: the receipt was given.
 */
export const PAYMENT_STATES = [
  'intended',
  'reserved',
  'refused',
  'asked',
  'unknown',
  'declined',
  'cancelled',
  'reversing',
  'reversed',
  'committed',
  'receipted',
] as const
export const paymentState = z.enum(PAYMENT_STATES)
export type PaymentState = z.infer<typeof paymentState>

/**
 * The states of one item at its agency (money.md, "A payment"). `reversed`: refused after it was paid, and its money
 * given back; `task`: a supervisor has to decide.
 */
export const ITEM_STATES = [
  'waiting',
  'submitted',
  'acknowledged',
  'refused',
  'reversing',
  'reversed',
  'refunded',
  'task',
] as const
export const itemState = z.enum(ITEM_STATES)
export type ItemState = z.infer<typeof itemState>

/** One bill of a quote or payment. */
export const quoteItem = z.object({
  bill: z.string(),
  agency: slip.shape.agency,
  kind: slip.shape.slipKind,
  amountAvos: avos,
  number: bill.shape.number,
  vehicle: z.object({ plate: z.string(), class: vehicleClass }).optional(),
  season: z.int().optional(),
  composition: z.array(compositionLine).max(8).optional(),
})
export type QuoteItem = z.infer<typeof quoteItem>

/** Whether a tender can be used for this quote, and if not why. */
export const tenderOffer = z.object({
  tender: tenderKind,
  available: z.boolean(),
  reason: z.enum(['line-down', 'device-lost', 'maintenance', 'above-cap', 'disk-low', 'not-here']).optional(),
  /**
   * Of wallets: each wallet with its cap and whether it is available now; the tender is available where one of them is.
   * `awakeAt`: when its maintenance ends.
   */
  wallets: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        available: z.boolean(),
        capAvos: avos.optional(),
        awakeAt: instant.optional(),
      }),
    )
    .optional(),
})
export type TenderOffer = z.infer<typeof tenderOffer>

/** The agencies' amounts for bills, good until `expiresAt`. */
export const quote = z.object({
  id: z.string(),
  /** The items, with fines before the taxes that they block. */
  items: z.array(quoteItem).min(1).max(60),
  totalAvos: avos,
  expiresAt: instant,
  tenders: z.array(tenderOffer),
})
export type Quote = z.infer<typeof quote>

/** A payment as its screen shows it. */
export const payment = z.object({
  transaction: z.uuid(),
  state: paymentState,
  tender: tenderKind,
  totalAvos: avos,
  /** The items. `needsStaff`: the item's money doesn't go back by itself. */
  items: z.array(quoteItem.extend({ item: z.string(), state: itemState, needsStaff: z.boolean().optional() })),
  startedAt: instant,
  /** When it was paid: the time that its receipt shows. */
  paidAt: instant.optional(),
  /** Whether `payments.cancel` can still do anything. */
  canCancel: z.boolean(),
  /** Until when the tender may approve. */
  deadline: instant.optional(),
  /** Of `wallet-show`: the code for the customer's phone. */
  code: z.object({ text: z.string(), expiresAt: instant }).optional(),
  /** Why it was refused or declined. */
  refusal: refusal.optional(),
  /** Of cash: what was handed over, and the change. */
  givenAvos: avos.optional(),
  changeAvos: avos.optional(),
  /** Of cash that was just taken, where there is a drawer: whether it was told to open. */
  drawer: z.enum(['opened', 'not-opened']).optional(),
  /** The wallet or card scheme that paid. */
  provider: z.string().optional(),
  /**
   * The receipt, once the payment is committed. `printed`: how many papers came out or may have come out; after the
   * first each says REPRINT. `follows`: the receipt can't be given yet, and a pending slip says so.
   */
  receipt: z.object({ number: z.string(), printed: z.int(), follows: z.boolean().optional() }).optional(),
  /**
   * Whether a signed pending slip (`MEP1:`) can be had: the outcome isn't known, money is on its way back, a member of
   * staff deals with the payment, or the receipt follows.
   */
  hasSlip: z.boolean(),
  /**
   * Whether a member of staff has to deal with the payment or one of its items, since its money doesn't go back by
   * itself: giving it back was refused for good, or later entries of the journal are lost.
   */
  needsStaff: z.boolean().optional(),
  /** Whether this is cash that was being paid when the station stopped: the clerk says whether it was taken. */
  askCash: z.boolean(),
})
export type Payment = z.infer<typeof payment>

/**
 * A receipt or pending slip as a picture for the screen. `svg`: a whole document; `code`: the text of its QR code
 * (`MER1:`, `MEP1:`).
 */
export const receiptPicture = z.object({ svg: z.string(), code: z.string() })
export type ReceiptPicture = z.infer<typeof receiptPicture>

/**
 * What money that isn't settled waits for: `outcome`, the tender's answer; `reversal`, its way back; `acknowledgement`,
 * the agency's answer; `item-reversal`, an item's way back; `refund`; `undo`, the provider's confirmation that it keeps
 * nothing of an attempt that came to nothing.
 */
export const WAITS = ['outcome', 'reversal', 'acknowledgement', 'item-reversal', 'refund', 'undo'] as const
/**
 * Why a supervisor has to decide. `cash-refused`: an agency refused an item that was paid in cash; `reversal-late`: an
 * `undo` has waited for over a day; `reversal-refused`: the provider or the agency refused for good to give it back;
 * `unreadable`: the item's record can't be read any more, and the gateway doesn't say what became of it;
 * `journal-went-back`: later entries are lost, so the station can't tell what became of it (also of an item that its
 * agency took back in that time).
 */
export const TASK_REASONS = [
  'cash-refused',
  'reversal-late',
  'reversal-refused',
  'unreadable',
  'journal-went-back',
] as const
/**
 * How a supervisor ends a task. `cash`: its amount was handed back in cash here; `settled`: none of the money is ours,
 * since the payer has it back in another way or never paid; `paid`: the money is ours, and the agency has the bill as
 * paid.
 */
export const TASK_ENDINGS = ['cash', 'settled', 'paid'] as const
export type TaskEnding = (typeof TASK_ENDINGS)[number]

/**
 * This station's takings of a day, from the journal alone. `open` and `tasks` are the present ones, whatever the day.
 */
export const takings = z.object({
  day: z.iso.date(),
  payments: z.int(),
  totalAvos: z.int(),
  byTender: z.array(z.object({ tender: tenderKind, payments: z.int(), totalAvos: z.int() })),
  /**
   * What goes on by itself and hasn't ended yet, and since when; `isLate`: for longer than it ever should. Tasks
   * because of `journal-went-back` aren't in it.
   */
  open: z.array(
    z.object({
      transaction: z.uuid(),
      item: z.string().optional(),
      what: z.enum(WAITS),
      since: instant,
      isLate: z.boolean(),
    }),
  ),
  /** What a supervisor has to decide. */
  tasks: z.array(
    z.object({
      transaction: z.uuid(),
      item: z.string().optional(),
      amountAvos: avos,
      why: z.enum(TASK_REASONS),
      since: instant,
    }),
  ),
})
export type Takings = z.infer<typeof takings>

const PAYING = { faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'] } as const
const DESK = { faces: ['counter'], roles: ['clerk', 'supervisor'] } as const
const transaction = z.object({ transaction: z.uuid() })
/** A receipt is in Chinese and one more language, `beside`. */
const given = transaction.extend({ beside: z.enum(['pt', 'en']).optional() })

/** The refusals before any money is asked for: nothing was charged. */
export const RESERVE_REFUSALS = [
  'bill-unknown',
  'bill-paid',
  'bill-pending',
  'bill-barred',
  'bill-overdue',
  'amount-changed',
  'amount-invalid',
  'quote-expired',
  'gateway-unreachable',
  'gateway-refused',
] as const satisfies readonly RefusalCode[]

/** The refusals of a tender that took no money, or gives it back. */
export const TENDER_REFUSALS = [
  'tender-declined',
  'insufficient-funds',
  'tender-limit',
  'wallet-code-used',
  'wallet-code-expired',
  'wallet-code-unknown',
  'wallet-maintenance',
  'tender-unavailable',
  'tender-timeout',
  'payment-interrupted',
] as const satisfies readonly RefusalCode[]

/** The refusals where the disk can't take what has to be recorded first: nothing was begun. */
const DISK_REFUSALS = [
  'disk-full',
  'data-damaged',
  'folder-unwritable',
  'journal-locked',
] as const satisfies readonly RefusalCode[]

const WALLET_CODE_REFUSALS = ['wallet-code-missing', 'wallet-code-used'] as const satisfies readonly RefusalCode[]

/** The procedures of payments, receipts, refunds and the day's takings. */
export const payments = {
  /**
   * Quotes these bills, together with the bills that they require; at most ten vehicles. Refuses what the gateway would
   * refuse too.
   */
  quote: procedure({ ...PAYING, refusals: [...RESERVE_REFUSALS, 'too-many-vehicles', 'nothing-to-pay'] })
    .input(z.object({ bills: z.array(z.string().min(1).max(64)).min(1).max(60) }))
    .output(outcome({ quote })),
  /**
   * Pays a quote with one tender: records the intent, reserves the bills, asks the tender (money.md, "A payment").
   * Answers as soon as the tender is asked; the rest comes as `payment-changed`. A quote is paid once: asked again for
   * the same quote it answers the same payment. `wallet-scan` uses the code that this session scanned last.
   * `givenAvos`: the cash that was handed over; the schema takes any number, so that an invalid amount is refused with
   * `amount-invalid` and recorded.
   */
  pay: procedure({
    ...PAYING,
    refusals: [
      ...RESERVE_REFUSALS,
      'too-many-vehicles',
      ...TENDER_REFUSALS,
      ...WALLET_CODE_REFUSALS,
      'settling',
      'clock-unsure',
      ...DISK_REFUSALS,
      'journal-went-back',
      'head-unwitnessed',
      'cash-short',
      'payment-under-way',
      'too-often',
    ],
  })
    .input(z.object({ quote: z.string(), tender: tenderKind, givenAvos: z.number().optional() }))
    .output(outcome({ payment })),
  /**
   * A payment of this session, or one whose bills this session has found again: all of them at a kiosk, one of them at
   * a counter.
   */
  show: procedure({ ...PAYING, refusals: ['payment-unknown'] })
    .input(transaction)
    .output(outcome({ payment })),
  /** The payment that this session has under way, for a page that was loaded again. */
  current: procedure({ ...PAYING, refusals: [] }).output(z.object({ payment: payment.nullable() })),
  /** Cancels a payment where that is still possible; if the customer has just paid, the money goes back. */
  cancel: procedure({ ...PAYING, refusals: ['payment-unknown', 'cannot-cancel'] })
    .input(transaction)
    .output(outcome({ payment })),
  /** The receipt of a committed payment, or the pending slip of one whose outcome isn't known, as a picture. */
  receipt: procedure({ ...PAYING, refusals: ['payment-unknown', 'not-paid', 'data-damaged'] })
    .input(given)
    .output(outcome({ receipt: receiptPicture })),
  /**
   * Prints the receipt or pending slip, a few times a minute at most (`too-often`). After a paper that came out or may
   * have come out the next one says REPRINT. `printer-out`: the page offers the QR code instead. `printer-silent`: so
   * it does, since the printer didn't say whether the paper came out.
   */
  print: procedure({
    ...PAYING,
    refusals: ['payment-unknown', 'not-paid', 'printer-out', 'printer-silent', 'too-often', ...DISK_REFUSALS],
  })
    .input(given)
    .output(outcome({ payment })),
  /**
   * Sends a short message that confirms the payment to a local phone number (Macao: eight digits that begin with 6). A
   * payment can be confirmed to three numbers at most, ever.
   */
  message: procedure({
    ...PAYING,
    refusals: [
      'payment-unknown',
      'not-paid',
      'phone-invalid',
      'too-many-numbers',
      ...DISK_REFUSALS,
      'head-unwitnessed',
      'gateway-unreachable',
      'gateway-refused',
    ],
  })
    .input(transaction.extend({ phone: z.string().max(20) }))
    .output(outcome({ sent: z.literal(true) })),
  /** Counter: payments in cash that were under way when the station stopped. */
  openCash: procedure({ ...DESK, refusals: [] }).output(z.object({ payments: z.array(payment) })),
  /** Counter: the clerk's answer whether that cash was taken. */
  answerCash: procedure({
    ...DESK,
    refusals: ['payment-unknown', 'data-damaged', 'journal-went-back', 'payment-doubted', 'settling'],
  })
    .input(transaction.extend({ taken: z.boolean() }))
    .output(outcome({ payment })),
  /**
   * Refunds committed items to the tender that they were paid with, as a transaction of its own that names the first.
   * Where entries after the payment were lost the agencies are asked first: items that they took back already are
   * refused with `payment-doubted`, and become a task.
   */
  refund: procedure({
    faces: ['counter'],
    roles: ['supervisor'],
    refusals: [
      'payment-unknown',
      'not-paid',
      'already-refunded',
      'payment-doubted',
      'tender-unavailable',
      ...DISK_REFUSALS,
      'journal-went-back',
      'settling',
      'clock-unsure',
      'gateway-unreachable',
      'gateway-refused',
    ],
  })
    .input(transaction.extend({ items: z.array(z.string()).min(1).max(60), reason: z.string().trim().min(3).max(200) }))
    .output(outcome({ payment })),
  /**
   * Ends a task by what a supervisor found out: `reversal-refused`, `unreadable`, `journal-went-back` once the loss is
   * accepted, and a `cash-refused` from before the loss. Today's takings change by the amount that comes in or goes
   * out. No money of it moves by itself afterwards; except with `paid` the agencies first take back what they may have
   * as paid. Refuses `cash` with `tender-unavailable` where the agency has the item as paid. Refuses `paid` with
   * `not-paid` for `reversal-refused`, and where the item was refused, taken back or is on its way back already, unless
   * by a refund.
   */
  endTask: procedure({
    faces: ['counter'],
    roles: ['supervisor'],
    refusals: [
      'payment-unknown',
      'tender-unavailable',
      'not-paid',
      ...DISK_REFUSALS,
      'journal-went-back',
      'settling',
      'clock-unsure',
      'gateway-unreachable',
      'gateway-refused',
    ],
  })
    .input(
      transaction.extend({
        item: z.string().optional(),
        how: z.enum(TASK_ENDINGS),
        reason: z.string().trim().min(3).max(200),
      }),
    )
    .output(outcome({ takings })),
  /** The takings of `day` in Asia/Macau, by default today. */
  takings: procedure({ ...DESK, refusals: [] })
    .input(z.object({ day: z.iso.date().optional() }))
    .output(takings),
}
