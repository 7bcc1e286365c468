import type { Outcome } from '../../electron/contract/index.ts'

/** The outcome of a step that must succeed for a test, bench or sample to go on. Throws its refusal's code otherwise. */
export function accepted<T extends object>(outcome: Outcome<T>): { ok: true } & T {
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome
}
