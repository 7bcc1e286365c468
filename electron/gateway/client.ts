import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { defined } from '../common/defined.ts'
import type { Clock, Random } from '../../hardware/ports.ts'
import type { Outcome } from '../contract/refusals.ts'
import { call, type Caller } from './call.ts'
import { identityCalls, moneyCalls, type Carried } from './carried-calls.ts'
import { gatewayContract } from './contract.ts'
import { watchLine, type Line } from './line.ts'
import {
  BUNDLE_ANSWER_BYTES,
  BUNDLE_DEADLINE,
  CHECK_DEADLINE,
  ENROL_DEADLINE,
  FILE_ANSWER_BYTES,
  FILE_DEADLINE,
  HEARTBEAT_DEADLINE,
  KEY_DEADLINE,
  SMALL_ANSWER_BYTES,
  SUCCESSIONS_DEADLINE,
  TIME_ROUND_TRIP,
} from './limits.ts'
import type { Gateway, JournalHead } from './port.ts'

/** Where the client logs. Facts are codes, durations and names of calls, never what was asked or answered. */
export interface GatewayLog {
  info(facts: Readonly<Record<string, string | number>>, message: string): void
  warn(facts: Readonly<Record<string, string | number>>, message: string): void
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const NONCE_BYTES = 16
/**
 * The HTTP statuses by which a gateway refuses a token: 401 where it doesn't know it, 403 where it doesn't allow it
 * this call.
 */
const TOKEN_REFUSED: ReadonlySet<unknown> = new Set([401, 403])
const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))
const headText = ({ seq, hash }: JournalHead) => ({ seq, hash: base64(hash) })
const headFrom = ({ seq, hash }: { seq: number; hash: string }): JournalHead => ({ seq, hash: fromBase64(hash) })

/** Reports a call's outcome to the line, and to the log where it failed. */
async function watched<T extends object>(
  { clock, log }: { clock: Clock; log: GatewayLog },
  line: Line,
  name: string,
  calling: Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const began = clock.monotonic()
  const outcome = await calling
  if (outcome.ok) {
    line.answered()
    return outcome
  }
  const { code, params } = outcome.refusal
  const isHeartbeat = name === 'heartbeat'
  // A refused call was answered, so the line is up; only a refused heartbeat means that it can't be used.
  if (isHeartbeat || code === 'gateway-unreachable') {
    const ms = Math.round(clock.monotonic() - began)
    if (line.state().state !== 'down')
      log.warn({ procedure: name, code, ...params, ms }, isHeartbeat ? 'line lost' : 'no answer')
    if (isHeartbeat) line.lost()
    else line.doubted()
  } else {
    log.warn({ procedure: name, code, ...params }, 'gateway refused')
  }
  return outcome
}

/**
 * Makes the client of a gateway over HTTP(S); plain HTTP on this machine only. Each call is sent once and ends within
 * its deadline, and its answer is limited in size and parsed. The heartbeat keeps the line's state; every other call that
 * is answered shows it up, and one that is lost has the heartbeat sent at once. Calls refuse with
 * `gateway-unreachable` (no answer in time) and `gateway-refused` (an answer that can't be used).
 */
export function createGateway(deps: {
  url: string
  token: string
  clock: Clock
  random: Random
  log: GatewayLog
}): Gateway {
  const agent = deps.url.startsWith('https:') ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const caller: Caller = { url: deps.url, token: deps.token, clock: deps.clock, agent }

  let head: (() => JournalHead) | undefined
  let isInJournal: ((head: JournalHead) => boolean | undefined) | undefined
  let onHeadKept: ((head: JournalHead) => void) | undefined
  let headBefore: JournalHead | undefined
  let earlierHead: JournalHead | undefined
  let suspect: ReturnType<Gateway['suspect']>
  let isHeadJudged = false
  let isTokenRefused = false
  let readTime: Parameters<Gateway['verifyTimesWith']> | undefined
  /** A heartbeat's signed time that hasn't been verified yet; `at`: when it was given, in monotonic milliseconds. */
  let unverifiedTime: { signed: Uint8Array; nonce: Uint8Array; at: number } | undefined
  let time: { now: number; at: number } | undefined

  function verifyTime() {
    const [read, onTime] = readTime ?? []
    const now = unverifiedTime && read?.(unverifiedTime.signed, unverifiedTime.nonce)
    if (now === undefined || !unverifiedTime) return
    time = { now, at: unverifiedTime.at }
    unverifiedTime = undefined
    onTime?.()
  }

  /**
   * Stores the signed time of a heartbeat's answer; `asked`: when the heartbeat was sent, in monotonic milliseconds.
   */
  function keepSignedTime(signed: string | undefined, nonce: Uint8Array, asked: number) {
    const answered = deps.clock.monotonic()
    if (signed === undefined || answered - asked > TIME_ROUND_TRIP) return
    // The gateway read its clock at an unknown moment between question and answer. The middle is off by half the round
    // trip at most.
    unverifiedTime = { signed: fromBase64(signed), nonce, at: (asked + answered) / 2 }
    verifyTime()
  }

  const line = watchLine(
    deps.clock,
    async (beating) => {
      const carried = head?.()
      const ownEntry = carried && headBefore && journalAt(carried, headBefore)
      const told = earlierHead && isInJournal?.(earlierHead) !== undefined ? headText(earlierHead) : undefined
      const nonce = deps.random.bytes(NONCE_BYTES)
      const question = {
        nonce: base64(nonce),
        ...(carried ? { journal: headText(carried), ...defined({ known: ownEntry, told }) } : {}),
      }
      const bounds = { deadline: HEARTBEAT_DEADLINE, maxBytes: SMALL_ANSWER_BYTES }
      const asked = deps.clock.monotonic()
      // `then` takes the answer up before the line is told, so that the line's listeners find the time already.
      // eslint-disable-next-line house/no-dropped-outcome -- Its refusal was taken up there, and `watched` tells the line.
      await watched(
        deps,
        beating,
        'heartbeat',
        call(caller, gatewayContract.heartbeat, question, bounds).then((answered) => {
          if (!answered.ok) {
            isTokenRefused ||= TOKEN_REFUSED.has(answered.refusal.params?.['status'])
            return answered
          }
          isTokenRefused = false
          const { journal, earlier, time: signed } = answered.answer
          headBefore = journal && headFrom(journal)
          earlierHead = earlier && headFrom(earlier)
          ;({ suspect } = answered.answer)
          isHeadJudged = carried !== undefined
          keepSignedTime(signed, nonce, asked)
          // Every head that the gateway named is reported, so that a station restored from a backup learns at its first
          // contact what it lost.
          for (const named of headsNamed()) isInJournal?.(named)
          // The gateway kept this head only if it doesn't know a later one.
          if (carried && suspect === undefined && (journal?.seq ?? 0) <= carried.seq) onHeadKept?.(carried)
          return answered
        }),
      )
    },
    (error) => {
      deps.log.warn(
        { procedure: 'heartbeat', error: error instanceof Error ? error.name : typeof error },
        'the heartbeat broke',
      )
    },
  )

  const headsNamed = () => [headBefore, earlierHead].filter((named) => named !== undefined)

  /**
   * What the journal holds at the number of a head that the gateway named: the number and hash where it holds that
   * head, the number alone where it doesn't. Undefined where the station can't tell.
   */
  function journalAt(carried: JournalHead, named: JournalHead): { seq: number; hash?: string } | undefined {
    const { seq } = named
    if (seq > carried.seq) return { seq }
    if (seq === carried.seq) return headText(carried)
    return isInJournal && { seq, ...(isInJournal(named) === true ? { hash: base64(named.hash) } : {}) }
  }

  /** Sends a call with the journal's head, which the gateway keeps if it can. */
  const carried: Carried = async (name, procedure, question, bounds) => {
    const sent = head?.()
    const outcome = await watched(deps, line, name, call({ ...caller, head: sent }, procedure, question, bounds))
    if (!outcome.ok) return outcome
    if (sent && outcome.isHeadHeard) onHeadKept?.(sent)
    return { ok: true, answer: outcome.answer }
  }

  return {
    async checkPresentation({ bindingId, cti }) {
      const question = { bindingId: base64(bindingId), cti: base64(cti) }
      const bounds = { deadline: CHECK_DEADLINE, maxBytes: SMALL_ANSWER_BYTES }
      const outcome = await watched(
        deps,
        line,
        'checkPresentation',
        call(caller, gatewayContract.checkPresentation, question, bounds),
      )
      return outcome.ok ? { ok: true, status: outcome.answer.status } : outcome
    },
    async trustBundle(have) {
      const bounds = { deadline: BUNDLE_DEADLINE, maxBytes: BUNDLE_ANSWER_BYTES }
      const outcome = await watched(
        deps,
        line,
        'trustBundle',
        call(caller, gatewayContract.trustBundle, { have }, bounds),
      )
      if (!outcome.ok) return outcome
      return { ok: true, bundle: outcome.answer.bundle === null ? null : fromBase64(outcome.answer.bundle) }
    },
    async trustSuccessions() {
      const bounds = { deadline: SUCCESSIONS_DEADLINE, maxBytes: BUNDLE_ANSWER_BYTES }
      const outcome = await watched(
        deps,
        line,
        'trustSuccessions',
        call(caller, gatewayContract.trustSuccessions, {}, bounds),
      )
      return outcome.ok ? { ok: true, successions: outcome.answer.successions.map(fromBase64) } : outcome
    },
    async trustFile(sha256) {
      const bounds = { deadline: FILE_DEADLINE, maxBytes: FILE_ANSWER_BYTES }
      const question = { sha256: Buffer.from(sha256).toString('hex') }
      const outcome = await watched(deps, line, 'trustFile', call(caller, gatewayContract.trustFile, question, bounds))
      return outcome.ok ? { ok: true, file: fromBase64(outcome.answer.file) } : outcome
    },
    async publishKey({ kid, publicKey }) {
      const bounds = { deadline: KEY_DEADLINE, maxBytes: SMALL_ANSWER_BYTES }
      const question = { kid: base64(kid), publicKey: base64(publicKey) }
      const outcome = await watched(
        deps,
        line,
        'publishKey',
        call(caller, gatewayContract.publishKey, question, bounds),
      )
      return outcome.ok ? { ok: true } : outcome
    },
    async stationKeys() {
      const bounds = { deadline: KEY_DEADLINE, maxBytes: SMALL_ANSWER_BYTES }
      const outcome = await watched(deps, line, 'stationKeys', call(caller, gatewayContract.stationKeys, {}, bounds))
      return outcome.ok
        ? { ok: true, publicKeys: outcome.answer.keys.map(({ publicKey }) => fromBase64(publicKey)) }
        : outcome
    },
    money: moneyCalls(carried),
    identity: identityCalls(carried),
    carryHead(next, isIn, onKept) {
      head = next
      isInJournal = isIn
      onHeadKept = onKept
    },
    headsNamed,
    isHeadJudged: () => isHeadJudged,
    isTokenRefused: () => isTokenRefused,
    suspect: () => suspect,
    verifyTimesWith(...next) {
      readTime = next
      verifyTime()
    },
    clockOffset: () => time && Math.round(time.now + deps.clock.monotonic() - time.at - deps.clock.now()),
    line: () => line.state(),
    onLine: (listener) => line.onChange(listener),
    close() {
      line.close()
      agent.destroy()
    },
  }
}

/** An enrolment's deadline by the system's own timer, since no station with a clock exists yet. */
const ownDeadline: Pick<Clock, 'after'> = {
  after(ms, then) {
    const signal = AbortSignal.timeout(ms)
    signal.addEventListener('abort', then)
    return () => {
      signal.removeEventListener('abort', then)
    }
  },
}

/**
 * Enrols this station by its one-time code (codes.md, section 4). `publicKey`: raw X25519, 32 bytes. Answers the
 * station's id, its bearer token, and `root`, the raw Ed25519 key to pin, 32 bytes. Refuses as every call does; a code
 * that isn't good is `gateway-refused` with the gateway's HTTP status.
 */
export async function enrol(deps: {
  url: string
  code: string
  publicKey: Uint8Array
}): Promise<Outcome<{ stationId: string; token: string; root: Uint8Array }>> {
  const question = { code: deps.code, publicKey: base64(deps.publicKey) }
  const bounds = { deadline: ENROL_DEADLINE, maxBytes: SMALL_ANSWER_BYTES }
  const outcome = await call({ url: deps.url, clock: ownDeadline }, gatewayContract.enrol, question, bounds)
  if (!outcome.ok) return outcome
  const { stationId, token, root } = outcome.answer
  return { ok: true, stationId, token, root: fromBase64(root) }
}
