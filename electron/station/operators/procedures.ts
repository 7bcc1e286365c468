import { implement } from '@orpc/server'
import { contract, refuse } from '../../contract/index.ts'
import type { CallContext } from '../serving/index.ts'
import type { Mode } from '../storage/folder.ts'

// The made-up operators of training; the word on screen is a message.
const TRAINING_OPERATOR = 'TRAINING'

/** The contract's `operators`: who works at a counter. Outside training nobody can sign in yet (`sign-in-failed`). */
export function createOperatorProcedures({ mode }: { mode: Mode }) {
  const os = implement(contract.operators).$context<CallContext>()
  return {
    signInTraining: os.signInTraining.handler(({ context: { session }, input }) => {
      if (mode !== 'training') return refuse('sign-in-failed')
      const role = input?.role ?? 'clerk'
      const operator = { id: `training-${role}`, name: TRAINING_OPERATOR, role }
      session.signIn(operator)
      return { ok: true, operator }
    }),
    signOut: os.signOut.handler(({ context: { session } }) => {
      session.signOut()
      return { ok: true }
    }),
  }
}
