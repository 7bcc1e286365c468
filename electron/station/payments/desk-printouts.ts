import type { Clock } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import { createKeyedTurns } from '../../common/turns.ts'
import { isPaid, refuse, type Outcome, type Payment, type ReceiptPicture } from '../../contract/index.ts'
import type { GatewayMoney } from '../../gateway/port.ts'
import { messageText, printPaper, renderSvg, type Printout, type Receipts } from '../receipts/index.ts'
import type { Customer } from './desk-memory.ts'
import { MOST_PRINTOUTS, PRINTOUTS_COUNTED_MS } from './limits.ts'
import type { Machine } from './machine.ts'
import { createTally } from '../../common/tally.ts'

/** What the desk gives out of a payment: its receipt or pending slip on a screen and on paper, and a text message. */
export interface DeskPrintouts {
  receipt(
    customer: Customer,
    transaction: string,
    secondLanguage: 'pt' | 'en',
  ): Promise<Outcome<{ receipt: ReceiptPicture }>>
  print(customer: Customer, transaction: string, secondLanguage: 'pt' | 'en'): Promise<Outcome<{ payment: Payment }>>
  message(customer: Customer, transaction: string, phone: string): Promise<Outcome<{ sent: true }>>
}

/** Macao's mobile numbers: eight digits that begin with 6, with or without the country code. */
const LOCAL_PHONE = /^(?:\+?853)?(6\d{7})$/
/** How long the answer about a printout waits for the disk, in milliseconds. */
const JOURNAL_WAITED_MS = 2_000

export interface DeskPrintoutsDeps {
  machine: Machine
  receipts: Pick<Receipts, 'receipt' | 'pendingSlip'>
  printer: () => Printer | undefined
  money: Pick<GatewayMoney, 'sendMessage'>
  clock: Clock
  /** A payment that this customer's session may see. Refuses with `payment-unknown`. */
  visiblePayment(customer: Customer, transaction: string): Outcome<{ payment: Payment }>
}

/** Waits for `work`, but no longer than `ms` milliseconds. */
function waitAtMost(clock: Pick<Clock, 'after'>, ms: number, work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve)
    void work.then(resolve, reject).finally(cancel)
  })
}

/**
 * Makes the printouts of a desk. It counts the prints of each payment from now on, and answers the requests for one
 * payment one after the other.
 */
export function createDeskPrintouts(deps: DeskPrintoutsDeps): DeskPrintouts {
  const { machine, receipts, clock, visiblePayment } = deps
  const printed = createTally<string>(clock, PRINTOUTS_COUNTED_MS)
  const inTurnOf = createKeyedTurns<string>()

  /**
   * Gives out a payment's receipt or slip one request at a time, whoever asks; a turn lasts until the entry of what was
   * given is `written`.
   */
  const inTurn = <T extends { written: Promise<void> }>(transaction: string, work: () => Promise<T>): Promise<T> =>
    inTurnOf(transaction, work, ({ written }) => written)

  function receiptOf(transaction: string, secondLanguage: 'pt' | 'en', reprint: boolean): Printout | undefined {
    const facts = machine.receiptFacts(transaction)
    return facts && receipts.receipt({ ...facts, secondLanguage, reprint })
  }

  function slipOf(transaction: string, secondLanguage: 'pt' | 'en'): Printout | undefined {
    const facts = machine.pendingFacts(transaction)
    return facts && receipts.pendingSlip({ ...facts, secondLanguage })
  }

  /**
   * A payment that this customer's session may see, for a receipt's sake: checks the journal and waits for the head, and
   * refuses where the visitor has left meanwhile.
   */
  async function checkedPayment(customer: Customer, transaction: string): Promise<Outcome<{ payment: Payment }>> {
    const asked = visiblePayment(customer, transaction)
    if (!asked.ok) return asked
    const [checked] = await Promise.all([machine.checkReceipt(transaction), machine.mayRelease(transaction)])
    return checked.ok ? visiblePayment(customer, transaction) : checked
  }

  /**
   * The printouts of a payment: the receipt of what was paid, and the slip of what isn't settled, goes back or needs
   * staff.
   */
  function printoutsOf(
    { transaction, state, hasSlip }: Payment,
    secondLanguage: 'pt' | 'en',
    reprint: boolean,
  ): { isReceipt: boolean; printout: Printout }[] {
    const receipt = isPaid(state) ? receiptOf(transaction, secondLanguage, reprint) : undefined
    const slip = hasSlip ? slipOf(transaction, secondLanguage) : undefined
    return [receipt, slip].flatMap((printout) =>
      printout === undefined ? [] : [{ isReceipt: printout === receipt, printout }],
    )
  }

  /**
   * Prints a payment's printouts, in its turn. `written` resolves when the journal has what came out, even if only some
   * did.
   */
  async function printAll(
    customer: Customer,
    transaction: string,
    secondLanguage: 'pt' | 'en',
  ): Promise<{ outcome: Outcome; written: Promise<void> }> {
    const asked = await checkedPayment(customer, transaction)
    if (!asked.ok) return { outcome: asked, written: Promise.resolve() }
    if (printed.count(transaction) >= MOST_PRINTOUTS)
      return { outcome: refuse('too-often'), written: Promise.resolve() }
    const printouts = printoutsOf(asked.payment, secondLanguage, (asked.payment.receipt?.printed ?? 0) > 0)
    let outcome: Outcome = printouts.length === 0 ? refuse('not-paid') : { ok: true }
    let isOut = false
    for (const { isReceipt, printout } of printouts) {
      outcome = await printPaper(deps.printer(), printout.markup, async () =>
        isReceipt ? machine.receiptPrinting(transaction) : { ok: true },
      )
      if (!outcome.ok) break
      isOut = true
      printed.note(transaction)
    }
    return { outcome, written: isOut ? machine.receiptGiven(transaction, 'paper') : Promise.resolve() }
  }

  return {
    async receipt(customer, transaction, secondLanguage) {
      const asked = await checkedPayment(customer, transaction)
      if (!asked.ok) return asked
      const { payment } = asked
      const [first] = printoutsOf(payment, secondLanguage, false)
      if (!first) return refuse('not-paid')
      await waitAtMost(
        clock,
        JOURNAL_WAITED_MS,
        inTurn(transaction, () => Promise.resolve({ written: machine.receiptGiven(transaction, 'screen') })).then(
          ({ written }) => written,
        ),
      )
      return { ok: true, receipt: { svg: renderSvg(first.printout.markup), code: first.printout.code } }
    },
    async print(customer, transaction, secondLanguage) {
      const { outcome, written } = await inTurn(transaction, () => printAll(customer, transaction, secondLanguage))
      // The person has the paper, so they don't wait for the disk.
      await waitAtMost(clock, JOURNAL_WAITED_MS, written)
      return outcome.ok ? visiblePayment(customer, transaction) : outcome
    },
    async message(customer, transaction, phone) {
      const asked = await checkedPayment(customer, transaction)
      if (!asked.ok) return asked
      const receipt = machine.receiptFacts(transaction)
      if (!receipt) return refuse(asked.payment.receipt?.follows ? 'head-unwitnessed' : 'not-paid')
      const local = LOCAL_PHONE.exec(phone.replaceAll(/[\s-]/g, ''))?.[1]
      if (local === undefined) return refuse('phone-invalid')
      // The same number again sends no second message, since the gateway's key is the same.
      const noted = await machine.noteMessage(transaction, local)
      if (!noted.ok) return noted
      const text = messageText(receipt)
      const sent = await deps.money.sendMessage({ key: `${transaction}/${local}`, phone: local, text })
      return sent.ok ? { ok: true, sent: true } : sent
    },
  }
}
