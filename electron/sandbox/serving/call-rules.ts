import { implement, ORPCError } from '@orpc/server'
import { z } from 'zod'
import { gatewayContract } from '../../gateway/contract.ts'
import { identityContract } from '../../gateway/identity-contract.ts'
import { moneyContract } from '../../gateway/money-contract.ts'
import type { Acts } from '../identity/acts.ts'
import type { Money } from './money-api.ts'
import type { EnrolledStation } from './store.ts'

/** The length of the UUID with which the keys of items, attempts and messages begin. */
const TRANSACTION_LENGTH = 36

const CALL_AT: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...moneyContract, ...identityContract }).map(([name, procedure]) => [
    procedure['~orpc'].route.path ?? '',
    name,
  ]),
)
/** The call about money or identity that a path of the API is. */
export const callAt = (path: string): string | undefined => CALL_AT.get(path)

interface Context {
  station: EnrolledStation | undefined
}

/** The rules that stand before the handlers of the gateway's calls. */
export function createCallRules({
  money,
  acts,
}: {
  money: Pick<Money, 'ownerOf' | 'heads'>
  acts: Pick<Acts, 'ownerOf'>
}) {
  const open = implement(gatewayContract).$context<Context>()
  /** Refuses calls without a token, and calls that name another station's transaction or act (the contract's `names`). */
  const enrolled = open.use(({ context, next, procedure }, input) => {
    const { station } = context
    if (!station) throw new ORPCError('UNAUTHORIZED')
    const { names } = procedure['~orpc'].meta
    const named = names && z.object({ [names.field]: z.string() }).safeParse(input).data?.[names.field]
    if (names && named !== undefined) {
      const owner = names.field === 'act' ? acts.ownerOf(named) : money.ownerOf(named.slice(0, TRANSACTION_LENGTH))
      if (owner === undefined ? names.whose === 'own' : owner !== station.id)
        throw new ORPCError('FORBIDDEN', { message: "This transaction or act isn't this station's" })
    }
    return next({ context: { station } })
  })
  /** Refuses new payments of a station whose journal went back or forked; what it still owes is accepted. */
  const unsuspected = enrolled.use(({ context, next }) => {
    if (money.heads.isSuspect(context.station.id))
      throw new ORPCError('FORBIDDEN', { message: 'The journal of this station went back or forked' })
    return next()
  })
  return { open, enrolled, unsuspected }
}
/** The calls of a station with a token, for their handlers. */
export type EnrolledCalls = ReturnType<typeof createCallRules>['enrolled']
