import { implement, ORPCError, os, ValidationError, type Router as Implementation } from '@orpc/server'
import { z } from 'zod'
import type { Random } from '../../../hardware/ports.ts'
import { contract, refusalCode, type ProcedureRules, type RefusalCode } from '../../contract/index.ts'
import type { training } from '../../contract/training.ts'
import { describeError, incidentId, storageRefusal } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import type { Session } from './sessions.ts'

/** The context of every call, beside its input. */
export interface CallContext {
  session: Session
}

/**
 * The handlers of the contract's procedures, each domain's from its room. They hold no access rules, which the router
 * applies.
 */
export type Procedures = Implementation<typeof contract, CallContext>

/** What a station serves beside its contract, as in training. It is called under the same rules. */
export interface TrainingPart {
  contract: { training: typeof training }
  procedures: Implementation<{ training: typeof training }, CallContext>
}

export type Router = ReturnType<typeof createRouter>

const refusing = z.object({ ok: z.literal(false), refusal: z.object({ code: refusalCode }).optional() })

/**
 * Applies the contract's rules to every call, in this one place: the faces and roles that may call a procedure (else
 * FORBIDDEN, `not-allowed`), its input (else BAD_REQUEST, `invalid-input`, which repeats nothing of the input) and its
 * declared refusals. A thrown error or an undeclared refusal becomes INTERNAL_SERVER_ERROR with an incident's id that
 * is also in the log. `beside` is served too.
 */
export function createRouter(
  procedures: Procedures,
  deps: { log: Logger; random: Random; beside?: TrainingPart | undefined },
) {
  const { beside } = deps
  const fault = (error: unknown, procedure: string) => {
    const incident = incidentId(deps.random)
    const code = storageRefusal(error) ?? 'fault'
    deps.log.error({ incident, procedure, refusal: code, ...describeError(error) }, 'a procedure failed')
    return new ORPCError('INTERNAL_SERVER_ERROR', { message: 'fault', data: { refusal: { code }, incident } })
  }

  const rule = os
    .$context<CallContext>()
    .$meta<ProcedureRules>({ faces: [], roles: [], refusals: [] })
    .middleware(async ({ context, procedure, path, next }) => {
      const rules = procedure['~orpc'].meta
      const { session } = context
      if (!rules.faces.includes(session.face) || !rules.roles.includes(session.role))
        throw contractError('FORBIDDEN', 'not-allowed')
      session.noteUse()
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

  const router = implement(contract).$context<CallContext>().use(rule).router(procedures)
  if (!beside) return router
  return { ...router, ...implement(beside.contract).$context<CallContext>().use(rule).router(beside.procedures) }
}

/** The error of a call that breaks the contract: the caller's program is wrong, not its user. */
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
