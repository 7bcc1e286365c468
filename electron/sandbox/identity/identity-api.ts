import { ORPCError } from '@orpc/server'
import type { EnrolledCalls } from '../serving/call-rules.ts'
import type { HeadDesk } from '../serving/head-desk.ts'
import type { Register } from './register.ts'

/** Answers the identity calls of enrolled stations by the register. */
export function identityRoutes(
  enrolled: EnrolledCalls,
  { register, heads }: { register: Register; heads: Pick<HeadDesk, 'isSuspect'> },
) {
  return {
    checkCard: enrolled.checkCard.handler(({ input }) => register.checkCard(input)),
    checkGuardian: enrolled.checkGuardian.handler(({ input }) => register.checkGuardian(input)),
    findNumber: enrolled.findNumber.handler(({ input }) => register.findNumber(input)),
    findBindings: enrolled.findBindings.handler(({ input }) => register.findBindings(input)),
    findFreeze: enrolled.findFreeze.handler(({ input }) => register.findFreeze(input)),
    findEntity: enrolled.findEntity.handler(({ input }) => register.entities.findEntity(input)),
    findSecurityCode: enrolled.findSecurityCode.handler(({ input }) => register.entities.findSecurityCode(input)),
    performAct: enrolled.performAct.handler(({ input, context }) => {
      // A freeze protects its holder even if the station that asks for it can't be trusted.
      if (input.what.kind !== 'freeze' && heads.isSuspect(context.station.id))
        throw new ORPCError('FORBIDDEN', { message: 'The journal of this station went back or forked' })
      return register.acts.perform(context.station.id, input)
    }),
    settleAct: enrolled.settleAct.handler(({ input, context }) => register.acts.settle(context.station.id, input.act)),
  }
}
