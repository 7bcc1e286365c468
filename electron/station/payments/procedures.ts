import { implement } from '@orpc/server'
import { contract } from '../../contract/index.ts'
import type { CallContext, Session } from '../serving/index.ts'
import type { Customer } from './desk-memory.ts'
import type { PaymentDesk } from './desk.ts'

/** A session as payments see it; the person and the visit are read anew each time. */
export function customerOf(session: Session): Customer {
  return {
    session,
    get visit() {
      return session.visit
    },
    place: session.face === 'counter' ? 'counter' : 'kiosk',
    actor: session.operator?.id ?? 'resident',
    eid: session.person?.eid,
    publish: (event) => session.publish(event),
  }
}

/**
 * Answers the payment desk. Throws where this station has none, because its keys are locked: only another shell's key
 * store unlocks its journal.
 */
type DeskAtHand = () => PaymentDesk

/** The contract's `bills` procedures. */
export function createBillProcedures({ desk }: { desk: DeskAtHand }) {
  const os = implement(contract.bills).$context<CallContext>()
  return {
    find: os.find.handler(({ context, input }) => desk().find(customerOf(context.session), input)),
  }
}

/**
 * The contract's `payments` procedures. A receipt's second language is Portuguese unless another is asked for. `onOrder`
 * is called when something was quoted or is being paid.
 */
export function createPaymentProcedures({ desk, onOrder }: { desk: DeskAtHand; onOrder: () => void }) {
  const os = implement(contract.payments).$context<CallContext>()
  return {
    quote: os.quote.handler(({ context, input }) =>
      desk().quote(customerOf(context.session), input.bills).finally(onOrder),
    ),
    pay: os.pay.handler(({ context, input }) => desk().pay(customerOf(context.session), input).finally(onOrder)),
    show: os.show.handler(({ context, input }) => desk().show(customerOf(context.session), input.transaction)),
    current: os.current.handler(({ context }) => desk().current(customerOf(context.session))),
    cancel: os.cancel.handler(({ context, input }) => desk().cancel(customerOf(context.session), input.transaction)),
    receipt: os.receipt.handler(({ context, input }) =>
      desk().receipt(customerOf(context.session), input.transaction, input.beside ?? 'pt'),
    ),
    print: os.print.handler(({ context, input }) =>
      desk().print(customerOf(context.session), input.transaction, input.beside ?? 'pt'),
    ),
    message: os.message.handler(({ context, input }) =>
      desk().message(customerOf(context.session), input.transaction, input.phone),
    ),
    openCash: os.openCash.handler(({ context }) => desk().openCash(customerOf(context.session))),
    answerCash: os.answerCash.handler(({ context, input }) =>
      desk().answerCash(customerOf(context.session), input.transaction, input.taken),
    ),
    refund: os.refund.handler(({ context, input }) => desk().refund(customerOf(context.session), input)),
    endTask: os.endTask.handler(({ context, input }) => desk().endTask(customerOf(context.session), input)),
    takings: os.takings.handler(({ input }) => desk().takings(input.day)),
  }
}
