import { implement, ORPCError, ValidationError } from '@orpc/server'
import { z } from 'zod'
import type { Random } from '../../../hardware/ports.ts'
import {
  contract,
  refusalCode,
  type DoctorReport,
  type LookedAt,
  type Operator,
  type Outcome,
  type PageIncident,
  type Person,
  type ProcedureRules,
  type RefusalCode,
  type ScanAnswer,
  type Service,
  type Status,
  type SubmittedScan,
  type TechnicianScan,
} from '../../contract/index.ts'
import type { EventStream } from './events.ts'
import { describeError, incidentId, storageRefusal } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import type { Customer, PaymentDesk } from '../payments/index.ts'
import type { Session } from './sessions.ts'

/** What the contract's procedures do, for a caller who may. Rules, parsing and faults are the router's. */
export interface Core {
  status(session: Session): Status
  events(session: Session, signal: AbortSignal | undefined): EventStream
  reportIncident(session: Session, incident: PageIncident): void
  signInTraining(session: Session, role: Operator['role']): Outcome<{ operator: Operator }>
  signOut(session: Session): void
  services(session: Session): Service[]
  /** What the forms of codes in view say, without any effect. */
  look(codes: readonly Omit<SubmittedScan, 'service'>[]): LookedAt[]
  submit(session: Session, scan: SubmittedScan): Promise<ScanAnswer>
  show(session: Session): Outcome<{ person: Person }>
  /**
   * The desk at which money is taken. Throws where this station has none, since only another shell's key store unlocks
   * its journal.
   */
  desk(): PaymentDesk
  customerOf(session: Session): Customer
  doctor(): Promise<DoctorReport>
  examine(code: {
    data: string
    symbology?: string | undefined
    text?: string | undefined
    at?: string | undefined
  }): Promise<TechnicianScan>
}

export type Router = ReturnType<typeof createRouter>

const refusing = z.object({ ok: z.literal(false), refusal: z.object({ code: refusalCode }).optional() })

/**
 * The contract, implemented. In this one place every call meets its procedure's rules: the faces and roles that may
 * call it (else FORBIDDEN, `not-allowed`), its input (else BAD_REQUEST, `invalid-input`, which repeats nothing of the
 * input) and the refusals that it declares. Anything thrown, and any refusal undeclared, becomes INTERNAL_SERVER_ERROR
 * with an incident's id that is also in the log.
 */
export function createRouter(core: Core, deps: { log: Logger; random: Random }) {
  const fault = (error: unknown, procedure: string) => {
    const incident = incidentId(deps.random)
    const code = storageRefusal(error) ?? 'fault'
    deps.log.error({ incident, procedure, refusal: code, ...describeError(error) }, 'a procedure failed')
    return new ORPCError('INTERNAL_SERVER_ERROR', { message: 'fault', data: { refusal: { code }, incident } })
  }

  const os = implement(contract)
    .$context<{ session: Session }>()
    .use(async ({ context, procedure, path, next }) => {
      const rules: ProcedureRules = procedure['~orpc'].meta
      const { session } = context
      if (!rules.faces.includes(session.face) || !rules.roles.includes(session.role))
        throw contractError('FORBIDDEN', 'not-allowed')
      session.use()
      const name = path.join('.')
      try {
        const result = await next()
        const undeclared = undeclaredRefusal(result.output, rules)
        if (undeclared !== undefined) throw new UndeclaredRefusal(undeclared)
        return result
      } catch (error) {
        throw isBadInput(error) ? contractError('BAD_REQUEST', 'invalid-input') : fault(error, name)
      }
    })

  return os.router({
    station: {
      status: os.station.status.handler(({ context }) => core.status(context.session)),
      events: os.station.events.handler(({ context, signal }) => core.events(context.session, signal)),
      reportIncident: os.station.reportIncident.handler(({ context, input }) => {
        core.reportIncident(context.session, input)
        return { ok: true }
      }),
    },
    operators: {
      signInTraining: os.operators.signInTraining.handler(({ context, input }) =>
        core.signInTraining(context.session, input?.role ?? 'clerk'),
      ),
      signOut: os.operators.signOut.handler(({ context }) => {
        core.signOut(context.session)
        return { ok: true }
      }),
    },
    services: { list: os.services.list.handler(({ context }) => core.services(context.session)) },
    scan: {
      look: os.scan.look.handler(({ input }) => ({ codes: core.look(input.codes) })),
      submit: os.scan.submit.handler(({ context, input }) => core.submit(context.session, input)),
    },
    person: {
      show: os.person.show.handler(({ context }) => core.show(context.session)),
      end: os.person.end.handler(({ context }) => {
        context.session.end()
        return { ok: true }
      }),
    },
    bills: {
      find: os.bills.find.handler(({ context, input }) => core.desk().find(core.customerOf(context.session), input)),
    },
    payments: {
      quote: os.payments.quote.handler(({ context, input }) =>
        core.desk().quote(core.customerOf(context.session), input.bills),
      ),
      pay: os.payments.pay.handler(({ context, input }) => core.desk().pay(core.customerOf(context.session), input)),
      show: os.payments.show.handler(({ context, input }) =>
        core.desk().show(core.customerOf(context.session), input.transaction),
      ),
      current: os.payments.current.handler(({ context }) => core.desk().current(core.customerOf(context.session))),
      cancel: os.payments.cancel.handler(({ context, input }) =>
        core.desk().cancel(core.customerOf(context.session), input.transaction),
      ),
      receipt: os.payments.receipt.handler(({ context, input }) =>
        core.desk().receipt(core.customerOf(context.session), input.transaction, input.beside ?? 'pt'),
      ),
      print: os.payments.print.handler(({ context, input }) =>
        core.desk().print(core.customerOf(context.session), input.transaction, input.beside ?? 'pt'),
      ),
      message: os.payments.message.handler(({ context, input }) =>
        core.desk().message(core.customerOf(context.session), input.transaction, input.phone),
      ),
      openCash: os.payments.openCash.handler(({ context }) => core.desk().openCash(core.customerOf(context.session))),
      answerCash: os.payments.answerCash.handler(({ context, input }) =>
        core.desk().answerCash(core.customerOf(context.session), input.transaction, input.taken),
      ),
      refund: os.payments.refund.handler(({ context, input }) =>
        core.desk().refund(core.customerOf(context.session), input),
      ),
      endTask: os.payments.endTask.handler(({ context, input }) =>
        core.desk().endTask(core.customerOf(context.session), input),
      ),
      takings: os.payments.takings.handler(({ input }) => core.desk().takings(input.day)),
    },
    technician: {
      doctor: os.technician.doctor.handler(() => core.doctor()),
      scan: os.technician.scan.handler(({ input }) => core.examine(input)),
    },
  })
}

/** A refusal of the doors: the caller's program broke the contract. */
export function contractError(code: 'FORBIDDEN' | 'BAD_REQUEST' | 'NOT_FOUND', refusal: RefusalCode) {
  return new ORPCError(code, { defined: true, message: refusal, data: { refusal: { code: refusal } } })
}

class UndeclaredRefusal extends Error {
  override name = 'UndeclaredRefusal'
  readonly code: string

  constructor(code: string) {
    super('a refusal that the procedure does not declare')
    this.code = code
  }
}

function undeclaredRefusal(output: unknown, rules: ProcedureRules): string | undefined {
  const code = refusing.safeParse(output).data?.refusal?.code
  return code === undefined || rules.refusals.includes(code) ? undefined : code
}

function isBadInput(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError
}
