import { oc } from '@orpc/contract'
import { z } from 'zod'
import { refusal, type RefusalCode } from './refusals.ts'

/**
 * What a station shows itself as: a kiosk's or a counter's window, a counter's second window for the `customer`, or
 * `technician`, the command line on the local socket.
 */
export const FACES = ['kiosk', 'counter', 'customer', 'technician'] as const
export const face = z.enum(FACES)
export type Face = z.infer<typeof face>

/**
 * Who may call a procedure. `nobody`: a counter before sign-in; a kiosk's person is always a `resident`; who stands at a
 * counter's second window is a `customer`.
 */
export const ROLES = ['nobody', 'resident', 'customer', 'clerk', 'supervisor', 'technician'] as const
export const role = z.enum(ROLES)
export type Role = z.infer<typeof role>

/** What each procedure declares beside its input and output: who may call it, and what it can refuse with. */
export interface ProcedureRules {
  faces: readonly Face[]
  roles: readonly Role[]
  refusals: readonly RefusalCode[]
}

const base = oc.$meta<ProcedureRules>({ faces: [], roles: [], refusals: [] }).errors({
  // Errors for programs that break the contract; people never see them.
  BAD_REQUEST: { data: z.object({ refusal }) },
  FORBIDDEN: { data: z.object({ refusal }) },
  NOT_FOUND: { data: z.object({ refusal }) },
  /** A bug or a broken machine; the incident's id is also in the log. */
  INTERNAL_SERVER_ERROR: { data: z.object({ refusal, incident: z.string() }) },
})

/** Begins a procedure of the contract. The station enforces `rules` in one place (`station/serving/router.ts`). */
export function procedure(rules: ProcedureRules) {
  return base.meta(rules)
}

/** The schema of a result: `ok` with these fields, or a refusal. */
export function outcome<T extends z.ZodRawShape>(fields: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), ...fields }),
    z.object({ ok: z.literal(false), refusal }),
  ])
}

/** An instant as it crosses the contract: ISO 8601 in UTC. */
export const instant = z.iso.datetime()
