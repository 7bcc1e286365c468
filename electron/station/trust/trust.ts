import { createHash, type KeyObject } from 'node:crypto'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import { refuse, type Outcome, type Refusal } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import { describeError, refuseStorageError } from '../storage/faults.ts'
import type { TrustBundle } from './bundle.ts'
import { openEnvelope } from './envelope.ts'
import { readFilter, type RevocationFilter } from './filter.ts'
import { readPayload } from './payload.ts'
import { refuseTrust } from './reasons.ts'
import { keepFresh } from './refreshing.ts'
import { followSuccessions, signedBy, type Root } from './roots.ts'
import { readSignedTime } from './signed-time.ts'
import { openVault, type Disk, type StoredTrust, type Vault } from './vault.ts'

/** What the station trusts at this moment. Times are in milliseconds since 1970. */
export interface Trust {
  /** The bundle in force. Refuses with `trust-missing` and `trust-expired`. */
  bundle(now: number): Outcome<{ bundle: TrustBundle }>
  /**
   * Whether the revocation filter holds the binding; at most one in a million is a false positive. False without a
   * bundle.
   */
  isRevoked(bindingId: Uint8Array): boolean
  status(): TrustStatus
  /**
   * The time that the gateway signed for this station and this nonce under a key of the bundle in force, in
   * milliseconds since 1970; undefined for anything else.
   */
  readTime(signed: Uint8Array, nonce: Uint8Array): number | undefined
  /**
   * Fetches newer trust data now, which also happens by itself. Refuses as the gateway does, and with `trust-refused`
   * and the disk's refusals.
   */
  refresh(): Promise<Outcome>
  /** `listener` hears every change of `status()`. Returns the function that stops it. */
  onChange(listener: () => void): () => void
  close(): void
}

interface TrustStatus {
  state: 'missing' | 'current' | 'expired'
  version?: number
  issuedAt?: number
  expiresAt?: number
  /** Why the last offered bundle, or the stored one, wasn't accepted. */
  alert?: Refusal
}

/** What the station's trust needs. */
export interface TrustDeps {
  /** The trust folder, which holds nothing else. */
  folder: string
  /** Where it is null, the stored bundle is used and never refreshed. */
  gateway: Gateway | null
  clock: Clock
  random: Random
  log: TrustLog
  /**
   * `stationId`: as the gateway names this station. `key`: its X25519 private key. `root`: the raw Ed25519 root pinned
   * at enrolment, 32 bytes.
   */
  enrolment: { stationId: string; key: KeyObject; root: Uint8Array }
  mode: 'training' | 'production'
  disk?: Disk
}

/** Codes, versions and durations only. */
interface TrustLog {
  info(facts: Readonly<Record<string, string | number>>, message: string): void
  warn(facts: Readonly<Record<string, string | number>>, message: string): void
}

interface InForce {
  bundle: TrustBundle
  /** The message that the root signed; the same message may come in different envelopes. */
  signed: Uint8Array
  filter: RevocationFilter
}

const isEqual = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other)
const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
const hashOf = (file: Uint8Array) => new Uint8Array(createHash('sha256').update(file).digest())

/**
 * Opens the trust folder (codes.md, section 4) and keeps it fresh: at once and every 15 minutes, sooner after a failure
 * or when the line comes back. A failed refresh changes nothing and shows as an alert. Refuses with
 * `folder-unwritable`, `disk-full` and `data-damaged` where the folder itself can't be used.
 */
export function openTrust(deps: TrustDeps): Outcome<{ trust: Trust }> {
  const opened = diskOutcome(() => {
    const vault = openVault(deps.folder, deps.disk)
    return { vault, stored: vault.read() }
  })
  if (!opened.ok) return opened
  const { vault, stored } = opened
  return { ok: true, trust: createTrust(deps, vault, stored) }
}

/** Does work on the disk. The disk's errors become refusals; other errors are bugs and are thrown. */
function diskOutcome<T extends object>(work: () => T): Outcome<T> {
  try {
    return { ok: true, ...work() }
  } catch (error) {
    return refuseStorageError(error)
  }
}

function createTrust(deps: TrustDeps, vault: Vault, stored: StoredTrust): Trust {
  const { clock, gateway, log } = deps
  let successions = stored.successions
  // A succession that was accepted once stays accepted, whatever the clock says now.
  let { roots } = followSuccessions(deps.enrolment.root, successions, Number.MAX_SAFE_INTEGER)
  let { floor } = stored
  let inForce: InForce | undefined
  let alert: Refusal | undefined
  let fetching: Promise<Outcome> | undefined
  let closed = false
  let cancelExpiry = () => {}
  const listeners = createListeners<[]>()

  // A function, since the compiler would assume that a plain flag doesn't change over an `await`.
  const isClosed = () => closed

  function setAlert(next: Refusal | undefined) {
    const differs = JSON.stringify(next) !== JSON.stringify(alert)
    alert = next
    return differs
  }

  /** Decrypts, verifies and reads a bundle. `by` are the roots whose signature counts. */
  function open(message: Uint8Array, by: readonly Root[]): Outcome<Pick<InForce, 'bundle' | 'signed'>> {
    const opened = openEnvelope(message, deps.enrolment.key)
    if (!opened.ok) return opened
    const signed = by.map((root) => signedBy(root, opened.content)).find((outcome) => outcome.ok)
    if (!signed?.ok) return refuseTrust('root')
    const read = readPayload(signed.payload)
    if (!read.ok) return read
    if (read.training !== (deps.mode === 'training')) return refuseTrust('mode')
    return { ok: true, bundle: read.bundle, signed: opened.content }
  }

  function checkFilter(
    file: Uint8Array | undefined,
    named: TrustBundle['revokedBindings'],
  ): Outcome<{ filter: RevocationFilter }> {
    if (file?.length !== named.size || !isEqual(hashOf(file), named.sha256)) return refuseTrust('filter')
    return readFilter(file)
  }

  /** Opens the stored bundle. A former root may have signed it; `floor` keeps older bundles out. */
  function openStored(message: Uint8Array): Outcome {
    const opened = open(message, roots)
    if (!opened.ok) return opened
    const { bundle, signed } = opened
    if (bundle.version < floor) return refuseTrust('version')
    const read = diskOutcome(() => ({ file: stored.filter(bundle.revokedBindings.sha256) }))
    if (!read.ok) return read
    const checked = checkFilter(read.file, bundle.revokedBindings)
    if (!checked.ok) return checked
    putInForce({ bundle, signed, filter: checked.filter })
    return { ok: true }
  }

  function putInForce(next: InForce) {
    inForce = next
    floor = Math.max(floor, next.bundle.version)
    cancelExpiry()
    cancelExpiry = afterExpiry(clock, next.bundle.expiresAt, listeners.tell)
  }

  async function fetchSuccessions(from: Gateway): Promise<Outcome> {
    const answered = await from.trustSuccessions()
    if (!answered.ok || isClosed()) return answered
    const followed = followSuccessions(deps.enrolment.root, [...successions, ...answered.successions], clock.now())
    if (followed.roots.length <= roots.length) return { ok: true }
    const kept = diskOutcome(() => {
      vault.keepSuccessions(followed.used)
      return {}
    })
    if (!kept.ok) return kept
    successions = followed.used
    roots = followed.roots
    log.info({ count: roots.length }, 'root succeeded')
    return { ok: true }
  }

  async function findFilter(
    from: Gateway,
    named: TrustBundle['revokedBindings'],
  ): Promise<Outcome<{ filter: RevocationFilter; file: Uint8Array }>> {
    const held = diskOutcome(() => ({ file: vault.read().filter(named.sha256) }))
    if (held.ok && held.file) {
      const checked = checkFilter(held.file, named)
      if (checked.ok) return { ...checked, file: held.file }
    }
    const answered = await from.trustFile(named.sha256)
    if (!answered.ok) return answered
    const checked = checkFilter(answered.file, named)
    return checked.ok ? { ...checked, file: answered.file } : checked
  }

  async function fetchBundle(from: Gateway): Promise<Outcome> {
    const answered = await from.trustBundle(inForce?.bundle.version ?? 0)
    if (!answered.ok || isClosed()) return answered
    const { bundle: message } = answered
    if (message === null) return inForce ? { ok: true } : refuseTrust('none')
    const opened = open(message, roots.slice(-1))
    if (!opened.ok) return opened
    const { bundle, signed } = opened
    if (inForce && isEqual(signed, inForce.signed)) return { ok: true }
    if (bundle.version < floor || bundle.version === inForce?.bundle.version) return refuseTrust('version')
    if (bundle.expiresAt <= clock.now())
      return refuseTrust('expired', { from: iso(bundle.issuedAt), until: iso(bundle.expiresAt) })
    const fetched = await findFilter(from, bundle.revokedBindings)
    if (!fetched.ok || isClosed()) return fetched
    const {
      version,
      revokedBindings: { sha256 },
    } = bundle
    const kept = diskOutcome(() => {
      vault.swap({ bundle: message, version, filter: { sha256, file: fetched.file } })
      return {}
    })
    if (!kept.ok) return kept
    putInForce({ bundle, signed, filter: fetched.filter })
    log.info({ version, size: fetched.file.length }, 'trust bundle in force')
    listeners.tell()
    return { ok: true }
  }

  async function fetchNewer(from: Gateway): Promise<Outcome> {
    const chain = await fetchSuccessions(from)
    const outcome = chain.ok ? await fetchBundle(from) : chain
    if (isClosed()) return outcome
    // A line that is down isn't an alert of trust: the line's own state shows it.
    if (outcome.ok ? setAlert(undefined) : outcome.refusal.code !== 'gateway-unreachable' && setAlert(outcome.refusal))
      listeners.tell()
    // No warning before the first contact with the gateway: it is asked again once the line is up.
    const isEarly = !outcome.ok && outcome.refusal.code === 'gateway-unreachable' && from.line().state === 'starting'
    if (!outcome.ok && !isEarly)
      log.warn({ code: outcome.refusal.code, ...outcome.refusal.params }, 'trust not refreshed')
    return outcome
  }

  function refresh(): Promise<Outcome> {
    if (!gateway || closed) return Promise.resolve(refuse('gateway-unreachable'))
    fetching ??= fetchNewer(gateway)
      .catch(reportFault)
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }

  /** A bug in the refresh must not stop the station: the bundle in force stays, and the alert and the log report it. */
  function reportFault(error: unknown): Outcome {
    log.warn({ code: 'fault', error: describeError(error).error }, 'trust not refreshed')
    alert = refuse('fault').refusal
    return { ok: false, refusal: alert }
  }

  if (stored.bundle) {
    const outcome = openStored(stored.bundle)
    if (!outcome.ok) setAlert(outcome.refusal)
  }
  const stopRefreshing = gateway ? keepFresh({ refresh, gateway, clock, random: deps.random }) : () => {}

  return {
    bundle(now) {
      if (!inForce) return refuse('trust-missing')
      return now > inForce.bundle.expiresAt ? refuse('trust-expired') : { ok: true, bundle: inForce.bundle }
    },
    isRevoked: (bindingId) => inForce?.filter.isRevoked(bindingId) ?? false,
    status() {
      const alerted = alert ? { alert } : {}
      if (!inForce) return { state: 'missing', ...alerted }
      const { version, issuedAt, expiresAt } = inForce.bundle
      return { state: clock.now() > expiresAt ? 'expired' : 'current', version, issuedAt, expiresAt, ...alerted }
    },
    readTime: (signed, nonce) =>
      readSignedTime(signed, { station: deps.enrolment.stationId, nonce }, inForce?.bundle.timeKeys ?? []),
    refresh,
    onChange: (listener) => listeners.add(listener),
    close() {
      closed = true
      stopRefreshing()
      cancelExpiry()
      listeners.clear()
    },
  }
}

/** The longest single timer, in milliseconds: below Node's limit of 2^31 - 1. Longer waits take several. */
const LONGEST_WAIT = 86_400_000

/** Calls `then` once the wall clock has passed `expiresAt`; a clock that is set meanwhile is noticed within a day. */
function afterExpiry(clock: Clock, expiresAt: number, then: () => void): () => void {
  let cancel = () => {}
  function wait() {
    const left = expiresAt - clock.now()
    if (left < 0) {
      then()
      return
    }
    cancel = clock.after(Math.min(left + 1, LONGEST_WAIT), wait)
  }
  if (expiresAt >= clock.now()) wait()
  return () => {
    cancel()
  }
}
