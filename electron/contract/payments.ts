import { z } from 'zod'
import { avos, bill, compositionLine, vehicleClass } from './bills.ts'
import { instant, outcome, procedure } from './procedure.ts'
import { refusal, type RefusalCode } from './refusals.ts'
import { slip } from './scan.ts'

/**
 * Ways to pay. `wallet-scan`: the customer's code is scanned; `wallet-show`: the customer scans the station's. Cash is
 * for a staffed counter.
 */
export const TENDERS = ['wallet-scan', 'wallet-show', 'card', 'cash'] as const
export const tenderKind = z.enum(TENDERS)
export type TenderKind = z.infer<typeof tenderKind>

/**
 * The states of a payment (money.md). They only move forward.
 * `asked`: the customer is paying; `unknown`: no answer, which is asked for again; `reversing`: the money goes back,
 * until that is acknowledged; `committed`: paid, for good; `receipted`: the receipt was given.
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
 * What became of one item at its agency. `reversed`: refused after the tender, and its money given back; `task`: a
 * supervisor has to decide.
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

/** Whether a tender can be used for this quote, and why not: said before anybody tries. */
export const tenderOffer = z.object({
  tender: tenderKind,
  available: z.boolean(),
  reason: z.enum(['line-down', 'device-lost', 'maintenance', 'above-cap', 'disk-low', 'not-here']).optional(),
  /** Of wallets: each with its cap and whether it sleeps now; the tender is available where one of them is. */
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

export const quote = z.object({
  id: z.string(),
  /** Fines before the taxes that they block. */
  items: z.array(quoteItem).min(1).max(60),
  totalAvos: avos,
  expiresAt: instant,
  tenders: z.array(tenderOffer),
})
export type Quote = z.infer<typeof quote>

/** A payment as its own screen shows it. */
export const payment = z.object({
  transaction: z.uuid(),
  state: paymentState,
  tender: tenderKind,
  totalAvos: avos,
  /** `needsStaff`: its money doesn't go back by itself. */
  items: z.array(quoteItem.extend({ item: z.string(), state: itemState, needsStaff: z.boolean().optional() })),
  startedAt: instant,
  /** When it was paid: the time that its receipt shows. */
  paidAt: instant.optional(),
  /** Whether `payments.cancel` still can do anything. */
  canCancel: z.boolean(),
  /** Until when the tender may approve. */
  deadline: instant.optional(),
  /** Of `wallet-show`: the code for the customer's phone. */
  code: z.object({ text: z.string(), expiresAt: instant }).optional(),
  /** Why it was refused or declined. */
  refusal: refusal.optional(),
  /** Of cash. */
  givenAvos: avos.optional(),
  changeAvos: avos.optional(),
  /** The wallet or card scheme that paid. */
  provider: z.string().optional(),
  /**
   * The receipt's number, once committed. `printed`: how often it came out on paper, or may have: the next one says
   * REPRINT. `follows`: it can't be given yet, but a slip that says so.
   */
  receipt: z.object({ number: z.string(), printed: z.int(), follows: z.boolean().optional() }).optional(),
  /**
   * Whether a signed slip (`MEP1:`) can be had: the outcome isn't known, money is on its way back, a member of staff
   * sees to it, or the receipt follows.
   */
  hasSlip: z.boolean(),
  /**
   * Whether nothing of it, or of one of its items, goes back by itself, since that was refused for good or entries
   * after it are lost: a member of staff sees to it.
   */
  needsStaff: z.boolean().optional(),
  /** Cash that was open when the station stopped: was it taken? */
  askCash: z.boolean(),
})
export type Payment = z.infer<typeof payment>

/**
 * A receipt or pending slip as a picture for the screen. `svg`: a whole document; `code`: the text of its QR (`MER1:`,
 * `MEP1:`).
 */
export const receiptPicture = z.object({ svg: z.string(), code: z.string() })
export type ReceiptPicture = z.infer<typeof receiptPicture>

/**
 * What an open piece of money waits for: the tender's answer, its own way back, its agency's answer, an item's way
 * back, a refund; `undo`: the acknowledgement that nothing is kept of an attempt that came to nothing.
 */
export const WAITS = ['outcome', 'reversal', 'acknowledgement', 'item-reversal', 'refund', 'undo'] as const
/**
 * Why a supervisor has to decide. `cash-refused`: an agency refused what was paid in cash; `reversal-late`: an `undo`
 * that waits for over a day; `reversal-refused`: whoever has the money, or the item, refused for good to give it back;
 * `unreadable`: what was paid for can't be read any more, and the gateway doesn't say what became of it;
 * `journal-went-back`: entries after it are lost, so that what became of it isn't known here, as of an item that its
 * agency took back in that part.
 */
export const TASK_REASONS = [
  'cash-refused',
  'reversal-late',
  'reversal-refused',
  'unreadable',
  'journal-went-back',
] as const
/**
 * How a supervisor ends a task. `cash`: its amount was handed back here; `settled`: nothing of it is ours any more, or
 * ever was, for whoever had it gave it back by another way or owes nothing; `paid`: the money is ours and the agency
 * has the bill as paid.
 */
export const TASK_ENDINGS = ['cash', 'settled', 'paid'] as const
export type TaskEnding = (typeof TASK_ENDINGS)[number]

/** The day's takings of this station, from the journal alone; what is open and the tasks are those of now. */
export const takings = z.object({
  day: z.iso.date(),
  payments: z.int(),
  totalAvos: z.int(),
  byTender: z.array(z.object({ tender: tenderKind, payments: z.int(), totalAvos: z.int() })),
  /**
   * What goes on by itself and hasn't ended yet, `since` when; `isLate`: for longer than it ever should. Nothing of
   * `journal-went-back` is in it.
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
/** A receipt is in Chinese and one more language. */
const given = transaction.extend({ beside: z.enum(['pt', 'en']).optional() })

/** What can go wrong before any money is asked for: nothing is charged. */
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

/** Why a tender came to nothing. */
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

/** What a disk is refused with that doesn't take what has to be written first: nothing has begun. */
const DISK_REFUSALS = [
  'disk-full',
  'data-damaged',
  'folder-unwritable',
  'journal-locked',
] as const satisfies readonly RefusalCode[]

const WALLET_CODE_REFUSALS = ['wallet-code-missing', 'wallet-code-used'] as const satisfies readonly RefusalCode[]

export const payments = {
  /**
   * Quotes these bills, with those that they require. At most ten vehicles. Refuses with what the gateway would refuse
   * too.
   */
  quote: procedure({ ...PAYING, refusals: [...RESERVE_REFUSALS, 'too-many-vehicles', 'nothing-to-pay'] })
    .input(z.object({ bills: z.array(z.string().min(1).max(64)).min(1).max(60) }))
    .output(outcome({ quote })),
  /**
   * Pays a quote with one tender: writes the intent, reserves, asks. Answers as soon as the tender is asked; the rest
   * comes as `payment-changed`. A quote is paid once: asked again for the same quote, the same payment is answered.
   * `wallet-scan` uses the code that this session scanned last. `givenAvos`: of cash, what was handed over. Any number
   * comes in, so that one which is no amount is refused with `amount-invalid` and recorded.
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
   * A payment of this session, or one whose bills this session has all found again; at a counter one of them is enough.
   */
  show: procedure({ ...PAYING, refusals: ['payment-unknown'] })
    .input(transaction)
    .output(outcome({ payment })),
  /** The payment that this session has under way, for a page that was loaded again. */
  current: procedure({ ...PAYING, refusals: [] }).output(z.object({ payment: payment.nullable() })),
  /** Cancels where that is still possible; if the customer has just paid, the money goes back. */
  cancel: procedure({ ...PAYING, refusals: ['payment-unknown', 'cannot-cancel'] })
    .input(transaction)
    .output(outcome({ payment })),
  /** The receipt of a committed payment, or the pending slip of one whose outcome isn't known, as a picture. */
  receipt: procedure({ ...PAYING, refusals: ['payment-unknown', 'not-paid', 'data-damaged'] })
    .input(given)
    .output(outcome({ receipt: receiptPicture })),
  /**
   * Prints the receipt or pending slip, a few times a minute at most; after a paper that came out, or may have, it says
   * REPRINT. Without a printer the person takes the QR.
   */
  print: procedure({
    ...PAYING,
    refusals: ['payment-unknown', 'not-paid', 'printer-out', 'too-often', ...DISK_REFUSALS],
  })
    .input(given)
    .output(outcome({ payment })),
  /**
   * Sends a short confirmation to a local phone number (Macao: eight digits that begin with 6), of one payment to three
   * numbers at most, for good.
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
  /** Counter: cash that was open when the station stopped. */
  openCash: procedure({ ...DESK, refusals: [] }).output(z.object({ payments: z.array(payment) })),
  /** Counter: whether that cash was taken. */
  answerCash: procedure({
    ...DESK,
    refusals: ['payment-unknown', 'data-damaged', 'journal-went-back', 'payment-doubted', 'settling'],
  })
    .input(transaction.extend({ taken: z.boolean() }))
    .output(outcome({ payment })),
  /**
   * Gives committed items back to the tender that they came from, as a transaction of its own that names the first. Of
   * what is older than a loss of entries the agencies are asked first: with `payment-doubted` what they took back
   * already is refused, and is a task from then on.
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
   * accepted, and `cash-refused` of what is older than that. The takings of today change by what comes in or goes out
   * by that, and nothing of it moves by itself afterwards: but with `paid`, the agencies take back first what they may
   * have as paid. Refuses `cash` with `tender-unavailable` where the agency has the item as paid, and `paid` with
   * `not-paid` where it can't be: with `reversal-refused`, and where it was refused, taken back or on its way back
   * already, but for a refund's.
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
  /** The day's takings; `day` in Asia/Macau, today unless said otherwise. */
  takings: procedure({ ...DESK, refusals: [] })
    .input(z.object({ day: z.iso.date().optional() }))
    .output(takings),
}
