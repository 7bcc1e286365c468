import type { Outcome, Payment, ReceiptState, RefusalCode, Takings, TenderKind } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import type { PendingFacts, ReceiptFacts, SignedReceipt } from '../receipts/index.ts'
import type { TaskEnd } from './tasks.ts'

/** A quote of the gateway, as the station keeps it. `expiresAt`: milliseconds since 1970. */
export interface KeptQuote {
  id: string
  expiresAt: number
  /** In the order in which they are submitted: fines before the taxes that they block. */
  items: readonly { bill: GatewayBill; amountAvos: number }[]
}

/** What one payment is to do. */
export interface PaymentOrder {
  quote: KeptQuote
  tender: TenderKind
  /** Of `wallet-scan`: what the customer's wallet showed. */
  customerCode?: string
  /** Of cash: what the clerk is said to have been handed, in avos. */
  givenAvos?: number
  place: 'kiosk' | 'counter'
  /** `resident`, or the operator's id. */
  actor: string
  /** Personal facts for the receipt that the quote hasn't: inspection dates by bill. */
  inspectionBy?: Readonly<Record<string, string>>
}

/**
 * The payment machine (money.md): the only one that moves a payment from state to state, each step in the journal
 * before it has effect.
 */
export interface Machine {
  /**
   * Writes the intent, reserves, and asks the tender; answers once it is asked. Everything after that goes on by
   * itself, whoever leaves. Refuses with `data-damaged`, `journal-went-back`, `head-unwitnessed`, `settling`,
   * `disk-full`, `journal-locked`, `too-often`, the refusals of a reservation, `cash-short`, `wallet-code-used`,
   * `tender-unavailable` and `payment-interrupted`: nothing is charged then.
   */
  begin(order: PaymentOrder): Promise<Outcome<{ transaction: string }>>
  /**
   * Refuses an order that got so near to money that it leaves a trace, as far as the disk takes one; of very many only
   * their number. `totalAvos`: of its quote.
   */
  turnAway(order: { tender: TenderKind; actor: string; totalAvos: number }, code: RefusalCode): Promise<Outcome<never>>
  /** The payment as a screen shows it; undefined where this journal doesn't know it. */
  show(transaction: string): Payment | undefined
  /** Refuses with `payment-unknown` and `cannot-cancel`. */
  cancel(transaction: string): Promise<Outcome>
  /**
   * Whether cash that was open when the station stopped had been taken. Refuses with `payment-unknown`, and with
   * `data-damaged`, `journal-went-back`, `payment-doubted` and `settling` where it may not be answered (yet).
   */
  answerCash(transaction: string, taken: boolean): Promise<Outcome>
  /**
   * Refuses with `payment-unknown`, `not-paid`, `already-refunded`, `tender-unavailable`, `settling`, `clock-unsure`,
   * what the disk is, `journal-went-back`, `payment-doubted`, and of a payment that is older than a loss of entries, of
   * which the agencies are asked, as the gateway's calls do. The refund is a transaction of its own.
   */
  refund(order: {
    transaction: string
    items: readonly string[]
    reason: string
    actor: string
  }): Promise<Outcome<{ transaction: string }>>
  /**
   * Whether a receipt may be made: one that isn't the first of a payment which this process committed rests on the
   * journal, which is looked at. Refuses with `data-damaged`.
   */
  checkReceipt(transaction: string): Promise<Outcome>
  /**
   * Journals that a receipt is about to be printed, before the printer gets it: from then on its paper may have come
   * out. Refuses with `payment-unknown`, and with what the disk is (`disk-full`, `data-damaged`, `folder-unwritable`,
   * `folder-in-use`).
   */
  receiptPrinting(transaction: string): Promise<Outcome>
  /**
   * Ends a task by a supervisor's word; nothing of it moves by itself afterwards. Refuses with `payment-unknown`,
   * `tender-unavailable`, `not-paid`, `journal-went-back`, `settling`, with what the disk is, `clock-unsure`,
   * `gateway-unreachable`, `gateway-refused`.
   */
  endTask(end: TaskEnd): Promise<Outcome>
  /** Journals that a receipt or pending slip was given: `paper` each time it was printed, `screen` once. */
  receiptGiven(transaction: string, how: 'paper' | 'screen'): Promise<void>
  /**
   * Notes that the confirmation of a payment goes to `phone`, before it does. Refuses with `payment-unknown`, with what
   * the disk is, and with `too-many-numbers` a further one than its three.
   */
  noteMessage(transaction: string, phone: string): Promise<Outcome>
  /**
   * Waits until a head that holds the payment's commit is known elsewhere than in the data folder, two seconds at most;
   * resolves whether it is, so that its receipt may leave.
   */
  mayGo(transaction: string): Promise<boolean>
  /** Whether receipts wait for that: then no new money is taken. */
  areReceiptsWaiting(): boolean
  /**
   * What the receipt of a committed payment says of the items that stand; undefined where none does, while no head that
   * holds it is known elsewhere, and for every other payment.
   */
  receiptFacts(transaction: string): Omit<ReceiptFacts, 'secondLanguage' | 'reprint'> | undefined
  /**
   * What became of the items of a receipt of this station. Refuses with `data-damaged` where the journal isn't as it
   * was written since, and with `journal-went-back`.
   */
  becameOf(receipt: SignedReceipt): Promise<Outcome<{ receipt: ReceiptState }>>
  /**
   * What the slip of a payment says whose outcome isn't known, whose money is on its way back or whose receipt follows;
   * undefined for every other.
   */
  pendingFacts(transaction: string): Omit<PendingFacts, 'secondLanguage'> | undefined
  /** The takings of a day (YYYY-MM-DD in Asia/Macau; today unless said otherwise), from the journal alone. */
  takings(day: string | undefined): Takings
  /**
   * Settles what was open when the machine was made, and nothing that is being paid now; new money is taken when it has
   * resolved and no open cash waits.
   */
  recover(): Promise<void>
  /** `checking`: the journal's past is being looked at, which says what is open. */
  readiness(): 'checking' | 'settling' | 'cash-open' | 'ready'
  /** Whether anything of what is open waits for longer than it should; it stops no new money. */
  isStuck(): boolean
  /**
   * Whether money is asked for, being paid or on its way back, or that isn't known yet: then the program isn't ended
   * for an update.
   */
  isMoneyOpen(): boolean
  openCash(): Payment[]
  /** Hears of each change. Returns the function that stops it. */
  onChange(listener: (transaction: string) => void): () => void
  /** Ends the waiting; what is open stays open in the journal. */
  close(): Promise<void>
}
