import type { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import type { entityActRefusal } from '../../gateway/entity-contract.ts'
import type { ActAnswer, cardRefusal } from '../../gateway/identity-contract.ts'
import { phoneNumberOf, type Resident } from '../phones/residents.ts'
import { refused, type Act } from './act.ts'
import type { Cards } from './cards.ts'
import { isRegistered, type Entities } from './entities.ts'
import type { Account, Login } from './entity-rows.ts'
import type { EntityActKind } from './departments.ts'

type EntityWhat = Extract<Act['what'], { kind: EntityActKind }>
type What<Kind extends EntityActKind> = Extract<EntityWhat, { kind: Kind }>
type Refusal = z.infer<typeof entityActRefusal> | z.infer<typeof cardRefusal>

const LAST_DIGITS = 2
const PAPERS = ['application-form', 'agreement', 'administrators-form'] as const

const lastDigitsOf = (resident: Resident) => phoneNumberOf(resident).slice(-LAST_DIGITS)

/**
 * Decides the acts on entity accounts (domain.md, "Entity accounts"), and changes the accounts where they are done. It
 * refuses before it changes anything.
 */
export function createEntityDecision({
  entities,
  cards,
  clock,
}: {
  entities: Entities
  cards: Pick<Cards, 'holderOf'>
  clock: Clock
}) {
  const { rows } = entities

  /** Whether somebody is the holder of a login: by the card, or by the document of the registration. */
  type IsHolder = (login: Login) => boolean

  /** The account and one of its logins. */
  function find(number: string, euid: string): { account: Account; login: Login } | Refusal {
    const account = rows.account(number)
    if (!account) return 'entity-unknown'
    const login = rows.loginsOf(account.entity).find((each) => each.euid === euid)
    return login ? { account, login } : 'login-unknown'
  }

  const done = (rest: Partial<Extract<ActAnswer, { state: 'done' }>> = {}): ActAnswer => ({
    state: 'done',
    at: clock.now(),
    ...rest,
  })

  function securityCode({ act, person }: Act, { entity, request }: What<'security-code'>): ActAnswer {
    // The contract lets no card in here.
    if (person.by !== 'document-check') return refused('document-wrong')
    const judged = entities.judgeRequest({ papers: person.papers, entity, request })
    if (!judged.ok) return refused(judged.code)
    rows.switchCodeOn(judged.login.euid, judged.cti, act)
    return done()
  }

  function activationCode(act: string, isHolder: IsHolder, { entity, euid }: What<'activation-code'>): ActAnswer {
    const account = rows.account(entity)
    if (!account) return refused('entity-unknown')
    const logins = rows.loginsOf(account.entity)
    const login = euid === undefined ? undefined : logins.find((each) => each.euid === euid)
    if (euid !== undefined && !login) return refused('login-unknown')
    const administrators = logins.filter(({ role, state }) => role === 'administrator' && state !== 'right-lost')
    if (![...administrators, ...(login ? [login] : [])].some(isHolder)) return refused('not-entitled')
    if ((login ?? account).state !== 'pending') return refused('activation-not-pending')
    const { expiresAt } = rows.sendActivation(euid ?? entity, act)
    const holder = login?.holder ?? administrators[0]?.holder
    return done(holder && { activation: { lastDigits: lastDigitsOf(holder), expiresAt } })
  }

  function restore(act: string, isHolder: IsHolder, { entity, euid }: What<'restore-administrator'>): ActAnswer {
    const found = find(entity, euid)
    if (typeof found === 'string') return refused(found)
    if (!isHolder(found.login)) return refused('not-entitled')
    if (found.login.state !== 'right-lost') return refused('right-not-lost')
    rows.restoreRight(euid, act)
    return done()
  }

  function enableFace(act: string, isHolder: IsHolder, { entity, euid }: What<'enable-face'>): ActAnswer {
    const found = find(entity, euid)
    if (typeof found === 'string') return refused(found)
    const { login } = found
    if (!isHolder(login)) return refused('not-entitled')
    if (login.face === 'not-possible') return refused('face-not-possible')
    if (login.state === 'pending') return refused('login-inactive')
    if (login.face === 'on') return refused('face-on')
    rows.switchFaceOn(euid, act)
    return done()
  }

  function lodge(act: string, { application }: What<'lodge-application'>): ActAnswer {
    const { papers, representatives, handedInBy, registration } = application
    const isWhole = PAPERS.every((paper) => papers.includes(paper)) && !representatives.includes('not-seen')
    if (!isWhole) return refused('documents-missing')
    if (handedInBy.who === 'proxy' && !(handedInBy.isNotarised && handedInBy.namesOpening))
      return refused('proxy-not-empowered')
    if (rows.hasAccount(registration)) return refused('entity-exists')
    return done({ application: rows.takeApplication(registration, act) })
  }

  return (question: Act, what: EntityWhat): ActAnswer => {
    if (!entities.mayDo(what.kind)) return refused('department-not-allowed')
    const { act, person } = question
    let isHolder: IsHolder
    if (person.by === 'document-check') {
      const { papers } = person
      isHolder = (login) => isRegistered(login, papers)
    } else {
      const read = cards.holderOf(person.document)
      if (!read.ok) return refused(read.code)
      const { id } = read.holder
      isHolder = ({ holder }) => holder.id === id
    }
    switch (what.kind) {
      case 'security-code':
        return securityCode(question, what)
      case 'activation-code':
        return activationCode(act, isHolder, what)
      case 'restore-administrator':
        return restore(act, isHolder, what)
      case 'enable-face':
        return enableFace(act, isHolder, what)
      case 'lodge-application':
        return lodge(act, what)
    }
  }
}
