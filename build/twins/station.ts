import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../hardware/ports.ts'
import { defined } from '../../electron/common/defined.ts'
import { refuse, type FieldName, type ServiceId } from '../../electron/contract/index.ts'
import type { Gateway, GatewayIdentity, GatewayMoney, JournalHead, LineState } from '../../electron/gateway/port.ts'
import {
  createIssuer,
  createKeyPair,
  createReadingKey,
  issueCredential,
  present,
  type EidHolder,
} from '../../electron/sandbox/trust/eid.ts'
import {
  createManualClock,
  createUnreachableIdentity,
  createUnreachableMoney,
} from '../../electron/sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../electron/start.ts'
import { openFolder, type Mode } from '../../electron/station/storage/folder.ts'
import { openJournal } from '../../electron/station/journal/index.ts'
import { createLog } from '../../electron/station/storage/log.ts'
import { createStation } from '../../electron/station/station.ts'
import type { Trust, TrustBundle } from '../../electron/station/trust/index.ts'
import { accepted } from './accepted.ts'

/** A fictitious holder, each of whose fields can be recognised in a byte stream. */
export const HOLDER: EidHolder = {
  idNumber: '99001357',
  nameChinese: '測試一',
  nameForeign: 'TESTE UM',
  birthDate: '1987-06-05',
  kind: 'P',
  cardValidUntil: '2031-02-03',
  guardianBound: false,
}

const DAY_MS = 86_400_000

/** The fields that DSI approved for each service of the twin; no service has all fields. */
export const APPROVED: Readonly<Partial<Record<ServiceId, readonly FieldName[]>>> = {
  'identity-check': ['nameChinese', 'nameForeign', 'idNumber'],
  'vehicle-holder': ['nameForeign'],
  'age-proof': ['birthDate'],
  'my-eid': ['nameChinese', 'nameForeign', 'kind', 'cardValidUntil'],
}

/** A phone with an eID. */
export interface TwinPhone {
  /** Makes the text of a fresh presentation, signed at the clock's time. */
  eid(audience?: string): string
}

/**
 * Makes a whole station on its own folder, whose clock, gateway and trust the test controls. `money` and `identity`:
 * the agencies behind its gateway, which otherwise can't be reached. `documentKeys`: the keys of the ID cards that it
 * believes (`electron/sandbox/trust/id-cards.fixture.ts`).
 */
export function createTwinStation(
  options: {
    mode?: Mode
    clock?: Clock
    manual?: ReturnType<typeof createManualClock>
    logTo?: string
    money?: GatewayMoney
    identity?: GatewayIdentity
    documentKeys?: TrustBundle['documentKeys']
  } = {},
) {
  const manual = options.manual ?? createManualClock()
  const clock = options.clock ?? manual.clock
  const path = mkdtempSync(join(tmpdir(), 'balcao-'))
  const opening = accepted(openFolder(path, options.mode ?? 'training'))
  const { folder } = opening

  const issuer = createIssuer()
  const readingKey = createReadingKey(systemRandom)
  const gateway = createTwinGateway(clock, {
    money: options.money ?? createUnreachableMoney(),
    identity: options.identity ?? createUnreachableIdentity(),
  })
  const trust = createTwinTrust({
    version: 7,
    issuedAt: clock.now() - 1_000,
    expiresAt: clock.now() + 3 * DAY_MS,
    issuerKeys: [{ kid: issuer.kid, key: issuer.publicKey }],
    readingKeys: [readingKey],
    ...defined({ documentKeys: options.documentKeys }),
    revokedBindings: { version: 1, size: 0, sha256: new Uint8Array(32) },
    authorisations: { ...APPROVED },
    wallets: [{ id: 'w', name: 'W', prefixes: ['28'] }],
  })
  const journal = createTwinJournal(path, clock)
  const station = createStation({
    folder,
    clock,
    journal,
    random: systemRandom,
    log: createLog({ stderr: false, ...defined({ folder: options.logTo }) }),
    trust,
    gateway,
    identity: () => ({ id: 'T-1', site: 'test', phone: null }),
    keyProtection: 'file',
  })

  function phone(holder: EidHolder = HOLDER): TwinPhone {
    const pair = createKeyPair()
    const credential = issueCredential(
      { issuer, readingKey, random: systemRandom },
      {
        subject: systemRandom.bytes(16),
        bindingId: systemRandom.bytes(16),
        holder,
        phoneKey: pair.publicKey,
        issuedAt: clock.now() - DAY_MS,
      },
    )
    return {
      eid: (audience) =>
        present({ credential, phone: pair, random: systemRandom }, { at: clock.now(), ...defined({ audience }) }),
    }
  }

  return {
    path,
    folder,
    clock,
    manual,
    gateway,
    trust,
    journal,
    station,
    phone,
    async close() {
      await station.close()
      journal.close()
      folder.close()
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Opens a journal whose keys aren't locked, since a twin's folder holds nothing real. */
function createTwinJournal(folder: string, clock: Clock) {
  let signingKey: Uint8Array | undefined
  let confirmed: readonly { publicKey: Uint8Array; from: number }[] = []
  const outcome = accepted(
    openJournal({
      folder,
      clock,
      random: systemRandom,
      heads: join(folder, 'heads'),
      wrapping: { wrap: (plain) => plain, unwrap: (sealed) => sealed },
      keyFiles: {
        signingKey: () => signingKey,
        keepSigningKey: (pkcs8) => {
          signingKey = pkcs8
        },
        confirmedKeys: () => confirmed,
        keepConfirmedKeys: (keys) => {
          confirmed = keys
        },
        publish: () => undefined,
      },
    }),
  )
  return outcome.journal
}

interface TwinGateway extends Gateway {
  /** The status that it answers for the next presentations; null: it gives no answer. */
  status: 'live' | 'dead' | 'seen-elsewhere' | null
  asked: number
  /** All answers wait for this promise. */
  until: Promise<void>
  setLine(state: LineState['state']): void
  /** Sets its time to `offset` milliseconds ahead of the machine's present clock; undefined: its time isn't known. */
  setTime(offset: number | undefined): void
  /** Its judgement of the journal's head; undefined until it has judged it. */
  judgement: { heads?: JournalHead[]; suspect?: ReturnType<Gateway['suspect']> } | undefined
  tokenRefused: boolean
  /** The station's answer whether its journal holds a head that the gateway names. */
  holds: (head: JournalHead) => boolean | undefined
  /** The ids, in hex, of the signing keys that the station told it. */
  keys: string[]
  /** The signing keys that it lists; null: an older gateway, which lists none. */
  listed: Uint8Array[] | null
  /** The HTTP status with which it refuses to take and to list keys; null: it refuses neither. */
  refusesKeys: number | null
}

interface TwinTrust extends Trust {
  current: TrustBundle | null
  expired: boolean
  change(next: TrustBundle | null, expired?: boolean): void
}

/** Makes a gateway that answers as the test says. */
function createTwinGateway(clock: Clock, agencies: Pick<Gateway, 'money' | 'identity'>): TwinGateway {
  const listeners = new Set<(line: LineState) => void>()
  let line: LineState = { state: 'up', since: clock.now() }
  let time: number | undefined = clock.now() - clock.monotonic()
  let heard = () => {}
  const twin: TwinGateway = {
    status: 'live',
    asked: 0,
    judgement: {},
    tokenRefused: false,
    keys: [],
    listed: null,
    refusesKeys: null,
    until: Promise.resolve(),
    setLine(state: LineState['state']) {
      line = { state, since: clock.now() }
      for (const listener of listeners) listener(line)
    },
    async checkPresentation() {
      twin.asked += 1
      await twin.until
      return twin.status === null ? refuse('gateway-unreachable') : { ok: true, status: twin.status }
    },
    trustBundle: () => Promise.resolve({ ok: true, bundle: null }),
    trustSuccessions: () => Promise.resolve({ ok: true, successions: [] }),
    trustFile: () => Promise.resolve(refuse('gateway-refused')),
    publishKey({ kid }) {
      if (twin.status === null) return Promise.resolve(refuse('gateway-unreachable'))
      if (twin.refusesKeys !== null) return Promise.resolve(refuse('gateway-refused', { status: twin.refusesKeys }))
      twin.keys.push(Buffer.from(kid).toString('hex'))
      return Promise.resolve({ ok: true })
    },
    stationKeys() {
      if (twin.status === null) return Promise.resolve(refuse('gateway-unreachable'))
      if (twin.refusesKeys !== null) return Promise.resolve(refuse('gateway-refused', { status: twin.refusesKeys }))
      return Promise.resolve(
        twin.listed ? { ok: true, publicKeys: twin.listed } : refuse('gateway-refused', { status: 404 }),
      )
    },
    ...agencies,
    holds: () => undefined,
    carryHead(_, holds) {
      twin.holds = holds ?? twin.holds
    },
    headsNamed: () => twin.judgement?.heads ?? [],
    isHeadJudged: () => twin.judgement !== undefined,
    isTokenRefused: () => twin.tokenRefused,
    suspect: () => twin.judgement?.suspect,
    setTime(offset) {
      time = offset === undefined ? undefined : clock.now() - clock.monotonic() + offset
      heard()
    },
    verifyTimesWith(_, next) {
      heard = next
    },
    clockOffset: () => (time === undefined ? undefined : Math.round(time + clock.monotonic() - clock.now())),
    line: () => line,
    onLine(listener: (line: LineState) => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close() {},
  }
  return twin
}

/** Makes trust whose bundle the test sets. */
function createTwinTrust(first: TrustBundle): TwinTrust {
  const listeners = new Set<() => void>()
  const twin: TwinTrust = {
    current: first,
    expired: false,
    change(next: TrustBundle | null, expired = false) {
      twin.current = next
      twin.expired = expired
      for (const listener of listeners) listener()
    },
    bundle() {
      if (!twin.current) return refuse('trust-missing')
      return twin.expired ? refuse('trust-expired') : { ok: true, bundle: twin.current }
    },
    isRevoked: () => false,
    status() {
      if (!twin.current) return { state: 'missing' }
      const { version, issuedAt, expiresAt } = twin.current
      return { state: twin.expired ? 'expired' : 'current', version, issuedAt, expiresAt }
    },
    readTime: () => undefined,
    refresh: () => Promise.resolve({ ok: true }),
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    close() {},
  }
  return twin
}
