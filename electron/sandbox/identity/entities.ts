import type { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type { GatewayEntity, papers, securityCodeRefusal } from '../../gateway/entity-contract.ts'
import type { identityContract } from '../../gateway/identity-contract.ts'
import type { Resident } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'
import { fromPkcs8 } from '../trust/keys.ts'
import { ENTITY_ACTS_OF, type Department, type EntityActKind } from './departments.ts'
import { openEntityRows, type Account, type Login } from './entity-rows.ts'
import { readSecurityRequest } from './security-requests.ts'

type Asked<Name extends keyof typeof identityContract> = z.output<
  NonNullable<(typeof identityContract)[Name]['~orpc']['inputSchema']>
>
type Answered<Name extends keyof typeof identityContract> = z.input<
  NonNullable<(typeof identityContract)[Name]['~orpc']['outputSchema']>
>
type Papers = z.infer<typeof papers>

/** How long after its end a request is taken, since its person confirms in between, in milliseconds. */
const TAKEN_AFTER_END = 10 * 60_000
/** How much clocks may differ, in milliseconds. */
const CLOCKS_APART = 15_000

/** Enough of a name to be recognised by whoever knows it: the first character of each word, or of a Chinese name. */
function masked({ nameChinese, nameForeign }: Resident): string {
  if (nameChinese !== '') return [...nameChinese].map((letter, index) => (index === 0 ? letter : '•')).join('')
  return nameForeign
    .split(' ')
    .map((word) => `${word.slice(0, 1)}•••`)
    .join(' ')
}

/** Whether a document that a clerk checked is the one with which a login was registered. */
export const isRegistered = ({ holder }: Login, { kind, number }: Papers): boolean =>
  holder.papers?.kind === kind && holder.papers.number === number

function shown({ euid, role, holder, state, activation, lockedAt, face, securityCode }: Login) {
  return {
    euid,
    role,
    nameMasked: masked(holder),
    document: holder.papers?.kind ?? ('id-card' as const),
    state,
    face,
    securityCode,
    ...defined({
      activation,
      lock: lockedAt === undefined ? undefined : { since: lockedAt, endsBy: 'password-reset' as const },
    }),
  }
}

const namesOf = ({ entity: { number, nameChinese, nameForeign } }: Pick<Account, 'entity'>) => ({
  number,
  nameChinese,
  nameForeign,
})

/** The entities' accounts as SAFP keeps them: what a desk looks up, and what its acts change. */
export function openEntities({
  store,
  clock,
  department,
}: {
  store: Store
  clock: Clock
  /** The department to which the stations belong now. */
  department: () => Department
}) {
  const rows = openEntityRows({ store, clock })
  store.inTransaction(() => {
    rows.begin(false)
  })
  const mayDo = (kind: EntityActKind) => ENTITY_ACTS_OF[department()].includes(kind)

  function mayRead(purpose: Asked<'findEntity'>['reading']['purpose']): boolean {
    return purpose === 'look-up'
      ? ENTITY_ACTS_OF[department()].some((kind) => kind !== 'security-code')
      : mayDo(purpose)
  }

  /** The login whose security code a request switches on at this entity for the holder of this document, or why not. */
  function judgeRequest({
    papers: document,
    entity: number,
    request: message,
  }: {
    papers: Papers
    entity: string
    request: string
  }): { ok: true; login: Login; cti: Uint8Array } | { ok: false; code: z.infer<typeof securityCodeRefusal> } {
    if (!mayDo('security-code')) return { ok: false, code: 'department-not-allowed' }
    if (!rows.account(number)) return { ok: false, code: 'entity-unknown' }
    const request = readSecurityRequest(new Uint8Array(Buffer.from(message, 'base64')))
    const login = request && rows.all().find(({ euid }) => euid === request.euid)
    if (!login || !request.isSignedBy(fromPkcs8(login.deviceKey).publicKey))
      return { ok: false, code: 'request-forged' }
    const now = clock.now()
    const isOfNow = request.issuedAt <= now + CLOCKS_APART && now <= request.expiresAt + TAKEN_AFTER_END
    if (!isOfNow) return { ok: false, code: 'request-stale' }
    if (rows.isRequestUsed(request.cti)) return { ok: false, code: 'request-used' }
    if (request.entity !== number) return { ok: false, code: 'request-of-another' }
    if (login.entity.number !== number) return { ok: false, code: 'not-staff' }
    if (!isRegistered(login, document)) return { ok: false, code: 'document-wrong' }
    if (login.state === 'pending') return { ok: false, code: 'login-inactive' }
    if (login.securityCode === 'on') return { ok: false, code: 'security-code-on' }
    return { ok: true, login, cti: request.cti }
  }

  /** An account with these of its logins. */
  function entityOf({ entity, state, activation }: Account, logins: readonly Login[]): GatewayEntity {
    return {
      ...namesOf({ entity }),
      holder: entity.holder,
      state,
      logins: logins.map(shown),
      ...defined({ activation }),
    }
  }

  return {
    rows,
    mayDo,
    judgeRequest,
    /** The logins of a resident, over all entities. */
    loginsOf: (resident: string): Login[] => rows.all().filter(({ holder }) => holder.id === resident),
    /** The entities as an auditor reads them. */
    all: () => rows.changes().map(({ act, ...change }) => ({ ...change, ...defined({ act: act ?? undefined }) })),
    findEntity({ reading, by }: Asked<'findEntity'>): Answered<'findEntity'> {
      if (!mayRead(reading.purpose)) return { ok: false, code: 'department-not-allowed' }
      if (by.what === 'number') {
        const account = rows.account(by.number)
        return account
          ? { ok: true, entity: entityOf(account, rows.loginsOf(account.entity)) }
          : { ok: false, code: 'entity-unknown' }
      }
      const login = rows.all().find(({ euid }) => euid === by.euid)
      const account = login && rows.account(login.entity.number)
      return account ? { ok: true, entity: entityOf(account, [login]) } : { ok: false, code: 'login-unknown' }
    },
    findSecurityCode(question: Asked<'findSecurityCode'>): Answered<'findSecurityCode'> {
      const judged = judgeRequest(question)
      if (!judged.ok) return judged
      const { euid, nameMasked, document } = shown(judged.login)
      return { ok: true, entity: namesOf(judged.login), login: { euid, nameMasked, document } }
    },
  }
}
export type Entities = ReturnType<typeof openEntities>
