import type { z } from 'zod'
import type { ActAnswer, identityContract } from '../../gateway/identity-contract.ts'

/** An act as a station asks for it. */
export type Act = z.output<NonNullable<(typeof identityContract)['performAct']['~orpc']['inputSchema']>>

/** The answer of an act that isn't done. */
export const refused = (code: Extract<ActAnswer, { state: 'refused' }>['code']): ActAnswer => ({
  state: 'refused',
  code,
})
