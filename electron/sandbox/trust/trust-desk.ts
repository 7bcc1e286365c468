import { createHash, createPublicKey } from 'node:crypto'
import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { encryptTo, kidOf, rawPublicKey, signBundle, type BundlePayload } from './bundle.ts'
import { coseKey } from './eid.ts'
import { encodeFilter } from './filter.ts'
import type { Bindings } from '../identity/bindings.ts'
import { ENTITY_ACTS_OF, type Department } from '../identity/departments.ts'
import type { SandboxKeys } from './keys.ts'
import type { Money } from '../serving/money-api.ts'
import type { EnrolledStation, Store } from '../serving/store.ts'
import { WALLETS } from '../wallets/wallets.ts'

const HOUR = 3_600_000
/** The age, in milliseconds, at which a bundle is replaced by a new one. */
const REISSUE_AFTER = HOUR
const GOOD_FOR = 72 * HOUR
/** The setting that names keys and department of the last bundle; one with others, or without one of them, is replaced. */
const BUNDLE_KEYS = 'bundle-keys'
/** The setting that names the filter of the last bundle; a bundle without the bindings that died since is replaced. */
const FILTER = 'bundle-filter'
const IV_BYTES = 12
const SALT_BYTES = 16

const DAY = 24 * HOUR
/**
 * FICTITIOUS: how long personal data in the journal is kept, in milliseconds by kind of entry; `*` stands for every
 * other kind.
 */
const RETENTION = { 'payment-intended': 5 * 365 * DAY, 'identity-checked': 30 * DAY, '*': 365 * DAY }

/** The fields that DSI approved for the training stations, per service. */
const AUTHORISATIONS = {
  'identity-check': ['idNumber', 'nameChinese', 'nameForeign', 'birthDate', 'kind', 'cardValidUntil'],
  'vehicle-holder': ['idNumber', 'nameChinese', 'nameForeign', 'cardValidUntil'],
  'age-proof': ['birthDate'],
  'vehicle-tax': ['nameChinese', 'nameForeign'],
  'eid-binding': ['idNumber', 'nameChinese', 'nameForeign'],
  'phone-reset': ['idNumber', 'nameChinese', 'nameForeign'],
  'security-code': ['nameChinese', 'nameForeign'],
  'entity-desk': ['idNumber', 'nameChinese', 'nameForeign'],
  'my-eid': ['idNumber', 'nameChinese', 'nameForeign', 'cardValidUntil', 'guardianBound'],
}

/** FICTITIOUS: which residents the training's operators are, by a station's ids for them. */
const OPERATORS = { 'training-clerk': 'administrator-one', 'training-supervisor': 'administrator-two' }

/** Issues trust bundles. The version rises with each, and each station gets it encrypted to its own key. */
export function openTrustDesk(deps: {
  store: Store
  bindings: Pick<Bindings, 'deadBindings'>
  keys: SandboxKeys
  money: Pick<Money, 'bills' | 'wallets'>
  /** The department to which the stations belong now. */
  department(): Department
  clock: Clock
  random: Random
}) {
  const { store, bindings, keys, money, clock, random } = deps
  const timeKid = kidOf(rawPublicKey(keys.time))
  /** What of a bundle's own content makes it stale when it changes: keys, and the stations' department. */
  const bundleNames = () =>
    [...[timeKid, keys.documents.kid].map((kid) => Buffer.from(kid).toString('hex')), deps.department()].join(' ')

  // The salt is computed from the bindings, so that an unchanged list gives the same file, which no station fetches
  // again.
  const saltOf = (dead: readonly Uint8Array[]) =>
    createHash('sha256').update('MEF1').update(Buffer.concat(dead)).digest().subarray(0, SALT_BYTES)

  function issue(version: number, now: number) {
    const dead = bindings.deadBindings()
    const salt = saltOf(dead)
    const filter = encodeFilter(dead, salt)
    const sha256 = new Uint8Array(createHash('sha256').update(filter).digest())
    const payload: BundlePayload = {
      version,
      issuedAt: now,
      expiresAt: now + GOOD_FOR,
      training: true,
      issuerKeys: [{ kid: keys.issuer.kid, key: coseKey(keys.issuer.publicKey) }],
      readingKeys: [{ kid: keys.reading.kid, key: keys.reading.key }],
      documentKeys: [{ kid: keys.documents.kid, key: coseKey(keys.documents.publicKey) }],
      operators: Object.entries(OPERATORS).flatMap(([id, resident]) => {
        const card = store.idCardOf(resident)
        return card ? [{ id, subject: card.subject }] : []
      }),
      timeKeys: [{ kid: timeKid, key: coseKey(createPublicKey(keys.time)) }],
      revokedBindings: { version, size: filter.length, sha256 },
      authorisations: AUTHORISATIONS,
      department: deps.department(),
      entityActs: [...ENTITY_ACTS_OF[deps.department()]],
      wallets: WALLETS.map(({ id, name, prefixes, capAvos }) => ({
        id,
        name,
        prefixes: [...prefixes],
        ...defined({ capAvos }),
        maintenance: money.wallets.maintenanceOf(id).map((window) => ({ ...window })),
      })),
      season: money.bills.season(),
      retention: RETENTION,
    }
    const bundle = { version, signed: signBundle(keys.root, payload), issuedAt: now }
    store.inTransaction(() => {
      store.keepBundle(bundle, sha256, filter)
      store.keepSetting(BUNDLE_KEYS, bundleNames())
      store.keepSetting(FILTER, salt.toString('hex'))
    })
    return bundle
  }

  function current() {
    const now = clock.now()
    const last = store.bundle()
    const fresh =
      last &&
      last.issuedAt <= now &&
      now - last.issuedAt < REISSUE_AFTER &&
      store.setting(BUNDLE_KEYS) === bundleNames() &&
      store.setting(FILTER) === saltOf(bindings.deadBindings()).toString('hex')
    return fresh ? last : issue((last?.version ?? 0) + 1, now)
  }

  return {
    /** The newest bundle, encrypted for this station; null where the station has that version. */
    bundleFor(station: EnrolledStation, have: number): Uint8Array | null {
      const { version, signed } = current()
      return have === version ? null : encryptTo(station.publicKey, signed, random.bytes(IV_BYTES))
    },
    /** Issues a new bundle now, because its content changed. */
    renew() {
      issue((store.bundle()?.version ?? 0) + 1, clock.now())
    },
    successions: () => store.successions(),
    file: (sha256: Uint8Array) => store.file(sha256),
  }
}
export type TrustDesk = ReturnType<typeof openTrustDesk>
