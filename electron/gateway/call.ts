import type { Agent } from 'node:http'
import type { AnySchema, ContractProcedure, InferSchemaInput } from '@orpc/contract'
import type { z } from 'zod'
import { defined } from '../common/defined.ts'
import type { Clock } from '../../hardware/ports.ts'
import { refuse, type Outcome } from '../contract/refusals.ts'
import type { CallRules } from './procedure.ts'
import { JOURNAL_HEAD, JOURNAL_HEAD_HEARD } from './money-contract.ts'
import type { JournalHead } from './port.ts'
import { ask } from './request.ts'

/** The gateway's address, and the station that calls it. `token`: its bearer token, absent from an enrolment. */
export interface Caller {
  url: string
  token?: string
  clock: Pick<Clock, 'after'>
  agent?: Agent
  /** The head of the station's journal, for a call that carries it. */
  head?: JournalHead | undefined
}

/** The gateway's base address; undefined unless it is HTTPS, or plain HTTP on this machine. */
function baseOf(url: string): URL | undefined {
  const base = URL.parse(url)
  if (!base || base.username || base.password) return undefined
  const loopback = base.hostname === '127.0.0.1' || base.hostname === 'localhost'
  return base.protocol === 'https:' || (base.protocol === 'http:' && loopback) ? base : undefined
}

/** Fills the route's path with fields of the input, and answers the fields that are left. */
function fillPath(path: string, input: object) {
  const fields = new Map<string, unknown>(Object.entries(input))
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = textOf(fields.get(name))
    fields.delete(name)
    return encodeURIComponent(value)
  })
  return { path: filled, rest: fields }
}

/** The text of a value in an address: strings and numbers alone, anything else is empty. */
const textOf = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/**
 * Calls one procedure of the gateway's contract once and parses the answer by its own schema. `deadline` in
 * milliseconds; `maxBytes` is the most that an answer may hold. `isHeadHeard`: the gateway has kept the journal head
 * that the call carried. Refuses as `ask` does, and with `gateway-refused` where the answer doesn't match the contract
 * (`reason`: `schema`) or the address can't be a gateway's (`address`).
 */
export async function call<I extends AnySchema, O extends z.ZodType>(
  caller: Caller,
  procedure: ContractProcedure<I, O, Record<never, never>, CallRules>,
  input: InferSchemaInput<I> & object,
  bounds: { deadline: number; maxBytes: number },
): Promise<Outcome<{ answer: z.output<O>; isHeadHeard: boolean }>> {
  const { route, outputSchema } = procedure['~orpc']
  const { token, head } = caller
  const base = baseOf(caller.url)
  if (!base || !outputSchema) return refuse('gateway-refused', { reason: 'address' })
  const { path, rest } = fillPath(route.path ?? '/', input)
  const url = new URL(base.pathname.replace(/\/$/, '') + path, base)
  const method = route.method ?? 'POST'
  if (method === 'GET') for (const [name, value] of rest) url.searchParams.set(name, textOf(value))
  const answered = await ask({
    url,
    method,
    headers: {
      ...defined({
        authorization: token === undefined ? undefined : `Bearer ${token}`,
        [JOURNAL_HEAD]: head && `${String(head.seq)} ${Buffer.from(head.hash).toString('base64')}`,
      }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(Object.fromEntries(rest)) }),
    ...bounds,
    clock: caller.clock,
    ...defined({ agent: caller.agent }),
  })
  if (!answered.ok) return answered
  const parsed = outputSchema.safeParse(answered.json)
  const isHeadHeard = head !== undefined && answered.headers[JOURNAL_HEAD_HEARD] === String(head.seq)
  return parsed.success
    ? { ok: true, answer: parsed.data, isHeadHeard }
    : refuse('gateway-refused', { reason: 'schema' })
}
