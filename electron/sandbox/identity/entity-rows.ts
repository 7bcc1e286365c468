import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import type { Store } from '../serving/store.ts'
import { createKeyPair } from '../trust/eid.ts'
import { toPkcs8 } from '../trust/keys.ts'
import { ENTITIES, type EntityPlan, type LoginPlan } from './entity-plans.ts'

const DAY = 86_400_000
/** FICTITIOUS: how long an activation code is good, in milliseconds. */
export const ACTIVATION_LIFE = 14 * DAY
/** FICTITIOUS: how long before the training the fifth wrong password was typed, in milliseconds. */
const LOCKED_BEFORE = 3_600_000

const blob = z.instanceof(Uint8Array)
const sent = { sent_at: z.int().nullable(), expires_at: z.int().nullable() }
const accountRow = z.object({ number: z.string(), state: z.enum(['pending', 'active']), ...sent })
const loginRow = z.object({
  euid: z.string(),
  state: z.enum(['active', 'pending', 'right-lost']),
  ...sent,
  locked_at: z.int().nullable(),
  face: z.enum(['on', 'off', 'not-possible']),
  code: z.enum(['on', 'off', 'not-needed']),
  device_key: blob,
})
const changeRow = z.object({ subject: z.string(), what: z.string(), at: z.int(), act: z.string().nullable() })
const numberRow = z.object({ number: z.string() })
const countRow = z.object({ count: z.int() })

type Row = z.infer<typeof loginRow>
/** An activation code that was sent. */
export interface SentCode {
  sentAt: number
  expiresAt: number
}
const sentOf = ({ sent_at, expires_at }: Pick<Row, 'sent_at' | 'expires_at'>): SentCode | undefined =>
  sent_at === null || expires_at === null ? undefined : { sentAt: sent_at, expiresAt: expires_at }

/** A login as it is now. `deviceKey`: the private key of the app on its holder's phone, PKCS #8. */
export interface Login extends Omit<LoginPlan, 'state' | 'sentDaysAgo' | 'isLocked' | 'isFaceOff'> {
  entity: EntityPlan
  state: Row['state']
  activation: SentCode | undefined
  lockedAt: number | undefined
  face: Row['face']
  securityCode: Row['code']
  deviceKey: Uint8Array
}

/** An entity's account as it is now. */
export interface Account {
  entity: EntityPlan
  state: 'pending' | 'active'
  activation: SentCode | undefined
}

/** What is changed of a login or an account: a word of the register's own. */
export type EntityChange = 'began' | 'code-on' | 'activation-sent' | 'right-restored' | 'face-on' | 'application-taken'

/** The entities' accounts and logins, what changed of them, and the applications. Nothing here is a transaction of its own. */
export function openEntityRows({ store, clock }: { store: Store; clock: Clock }) {
  const accountOf = store.row(accountRow, 'SELECT * FROM entity_accounts WHERE number = ?')
  const loginOf = store.row(loginRow, 'SELECT * FROM entity_logins WHERE euid = ?')
  const setAccount = store.change('INSERT OR REPLACE INTO entity_accounts VALUES (?, ?, ?, ?)')
  const setLogin = store.change('INSERT OR REPLACE INTO entity_logins VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const sendAccount = store.change('UPDATE entity_accounts SET sent_at = ?, expires_at = ? WHERE number = ?')
  const sendLogin = store.change('UPDATE entity_logins SET sent_at = ?, expires_at = ? WHERE euid = ?')
  const setState = store.change('UPDATE entity_logins SET state = ? WHERE euid = ?')
  const setFace = store.change('UPDATE entity_logins SET face = ? WHERE euid = ?')
  const setCode = store.change('UPDATE entity_logins SET code = ? WHERE euid = ?')
  const note = store.change('INSERT INTO entity_changes VALUES (NULL, ?, ?, ?, ?)')
  const changes = store.rows(changeRow, 'SELECT subject, what, at, act FROM entity_changes ORDER BY position')
  const changesOf = store.row(countRow, 'SELECT count(*) AS count FROM entity_changes WHERE what = ?')
  const applicationFor = store.row(numberRow, 'SELECT number FROM entity_applications WHERE registration = ?')
  const setApplication = store.change('INSERT INTO entity_applications VALUES (?, ?, ?, ?)')
  const forgetApplications = store.change('DELETE FROM entity_applications')
  const isRequestUsed = store.row(z.object({ act: z.string() }), 'SELECT act FROM security_requests WHERE cti = ?')
  const setRequest = store.change('INSERT INTO security_requests VALUES (?, ?)')

  const daysAgo = (days: number | undefined) => {
    if (days === undefined) return [null, null] as const
    const sentAt = clock.now() - days * DAY
    return [sentAt, sentAt + ACTIVATION_LIFE] as const
  }
  const changed = (subject: string, what: EntityChange, act: string | null) => {
    note(subject, what, clock.now(), act)
  }

  function beginLogin({ euid, holder, state, sentDaysAgo, isLocked = false, isFaceOff = false }: LoginPlan): void {
    const hasCard = holder.papers === undefined
    setLogin(
      euid,
      state,
      ...daysAgo(sentDaysAgo),
      isLocked ? clock.now() - LOCKED_BEFORE : null,
      hasCard ? (isFaceOff ? 'off' : 'on') : 'not-possible',
      hasCard ? 'not-needed' : 'off',
      loginOf(euid)?.device_key ?? toPkcs8(createKeyPair(holder.phoneKey)),
    )
    changed(euid, 'began', null)
  }

  /** Begins an entity as the training does. */
  function beginEntity({ number, sentDaysAgo, logins }: EntityPlan): void {
    setAccount(number, sentDaysAgo === undefined ? 'active' : 'pending', ...daysAgo(sentDaysAgo))
    changed(number, 'began', null)
    for (const each of logins) beginLogin(each)
  }

  function read(entity: EntityPlan, plan: LoginPlan): Login {
    const row = loginOf(plan.euid)
    if (!row) throw new Error('A login that did not begin')
    const { euid, holder, role } = plan
    return {
      euid,
      holder,
      role,
      entity,
      state: row.state,
      activation: sentOf(row),
      lockedAt: row.locked_at ?? undefined,
      face: row.face,
      securityCode: row.code,
      deviceKey: row.device_key,
    }
  }

  const loginsOf = (entity: EntityPlan): Login[] => entity.logins.map((plan) => read(entity, plan))

  return {
    /** Begins the entities of a training that aren't there yet; with `anew` all of them, and forgets the applications. */
    begin(anew: boolean): void {
      for (const entity of ENTITIES) if (anew || !accountOf(entity.number)) beginEntity(entity)
      if (anew) forgetApplications()
    },
    /** An account by its number. */
    account(number: string): Account | undefined {
      const entity = ENTITIES.find((each) => each.number === number)
      const row = entity && accountOf(number)
      return row && { entity, state: row.state, activation: sentOf(row) }
    },
    loginsOf,
    all: (): Login[] => ENTITIES.flatMap(loginsOf),
    changes,
    /** The application or the account that an entity's registration has already. */
    hasAccount: (registration: string): boolean =>
      ENTITIES.some((each) => each.registration === registration) || applicationFor(registration) !== undefined,
    isRequestUsed: (cti: Uint8Array): boolean => isRequestUsed(cti) !== undefined,
    switchCodeOn(euid: string, cti: Uint8Array, act: string): void {
      setCode('on', euid)
      setRequest(cti, act)
      changed(euid, 'code-on', act)
    },
    /** Sends a new activation code to a login or, where `subject` is an entity's number, to its account. */
    sendActivation(subject: string, act: string): SentCode {
      const sentAt = clock.now()
      const expiresAt = sentAt + ACTIVATION_LIFE
      if (loginOf(subject)) sendLogin(sentAt, expiresAt, subject)
      else sendAccount(sentAt, expiresAt, subject)
      changed(subject, 'activation-sent', act)
      return { sentAt, expiresAt }
    },
    restoreRight(euid: string, act: string): void {
      setState('active', euid)
      changed(euid, 'right-restored', act)
    },
    switchFaceOn(euid: string, act: string): void {
      setFace('on', euid)
      changed(euid, 'face-on', act)
    },
    /** Takes an application in; answers its number. */
    takeApplication(registration: string, act: string): string {
      const number = `P-${String((changesOf('application-taken')?.count ?? 0) + 1).padStart(6, '0')}`
      setApplication(number, registration, act, clock.now())
      changed(number, 'application-taken', act)
      return number
    },
  }
}
