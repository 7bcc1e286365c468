import { createHash } from 'node:crypto'
import type { Clock } from '../../hardware/ports.ts'
import { refuse, type Outcome } from '../contract/index.ts'
import { createGateway, enrol } from '../gateway/client.ts'
import { describeError } from '../station/storage/faults.ts'
import type { Mode } from '../station/storage/folder.ts'
import type { Enrolment, Keys } from '../station/storage/keys.ts'
import type { Settings } from './settings.ts'
import type { OpenStation } from './open.ts'
import { systemRandom } from './system.ts'

/** First and longest wait before something that failed at start (the sandbox, enrolment) is tried again. */
const RETRY_FIRST_MS = 1_000
const RETRY_LONGEST_MS = 60_000

/** A gateway's address, and what a station enrols there with. */
export interface Endpoint {
  url: string
  enrolmentCode: string | undefined
  /** Whether a root, the raw Ed25519 public key, is the one that the settings or the sandbox name. */
  isRoot(root: Uint8Array): boolean
}

/** A running sandbox, as `launchSandbox` answers it. `root`: the raw Ed25519 public key. */
export interface RunningSandbox {
  url: string
  phoneUrl: string
  enrolmentCode: string
  root: Uint8Array
  pairingCode?: string
  pairingUrl?: string
  close(): Promise<void>
}

/** The endpoint of training's sandbox. */
export function sandboxEndpoint(sandbox: RunningSandbox): Endpoint {
  return {
    url: sandbox.url,
    enrolmentCode: sandbox.enrolmentCode,
    isRoot: (root) => Buffer.from(sandbox.root).equals(root),
  }
}

/** The endpoint that a production station's `settings.json` names; the root is compared by its SHA-256. */
export function settingsEndpoint({ gateway, enrolmentCode, rootSha256 }: Settings): Endpoint {
  return {
    url: gateway.url,
    enrolmentCode,
    isRoot: (root) => createHash('sha256').update(root).digest('hex') === rootSha256?.toLowerCase(),
  }
}

/**
 * Connects once: enrols where the station isn't enrolled yet or is given another code than the one it enrolled with,
 * then starts to watch the line and to fetch trust. A new code that the gateway doesn't accept changes nothing. Refuses
 * as `enrol` does, with `key-locked`, and with `gateway-refused` where the root isn't the expected one or there is no
 * enrolment code.
 */
export async function connectOnce(opened: OpenStation, endpoint: Endpoint, clock: Clock): Promise<Outcome> {
  const { keys, gateway, trust, log } = opened
  if (!keys) return refuse('key-locked')
  const kept = keptEnrolment(opened.folder.mode, endpoint, keys)
  const enrolled =
    kept && !isOtherCode(endpoint, kept) ? { ok: true as const, enrolment: kept } : await enrolAt(endpoint, keys)
  if (!enrolled.ok && (!kept || enrolled.refusal.code !== 'gateway-refused')) return enrolled
  if (!enrolled.ok)
    log.warn(
      { refusal: enrolled.refusal.code },
      'the enrolment code was not taken: the station goes on as it was enrolled',
    )
  const enrolment = enrolled.ok ? enrolled.enrolment : kept
  if (!enrolment) return refuse('gateway-refused')
  gateway.connect(createGateway({ url: endpoint.url, token: enrolment.token, clock, random: systemRandom, log }))
  if (enrolment !== kept) {
    const used = opened.useEnrolment(enrolment)
    if (!used.ok) return used
  }
  // eslint-disable-next-line house/no-dropped-outcome -- Trust keeps a refusal as its alert; the line shows the rest.
  await trust.refresh()
  return { ok: true }
}

/**
 * The station's enrolment at this endpoint. An enrolment by an earlier program has no code stored. In training it is
 * taken to be by the sandbox's code, since enrolling again would make another station of this one. In production the
 * station enrols with the code that it is given, which may be one that continues it; its own old code isn't accepted
 * again, since it would come with another key.
 */
function keptEnrolment(mode: Mode, { enrolmentCode, isRoot }: Endpoint, keys: Keys): Enrolment | undefined {
  const kept = keys.enrolment()
  if (!kept || (mode === 'training' && !isRoot(kept.root))) return undefined
  if (mode === 'training' && kept.code === undefined && enrolmentCode !== undefined)
    keys.enrol({ ...kept, code: digestOf(enrolmentCode) })
  return keys.enrolment()
}

function isOtherCode({ enrolmentCode }: Endpoint, { code }: Enrolment): boolean {
  return enrolmentCode !== undefined && code !== digestOf(enrolmentCode)
}

const digestOf = (code: string) => createHash('sha256').update(code).digest('hex')

async function enrolAt(
  { url, enrolmentCode, isRoot }: Endpoint,
  keys: Keys,
): Promise<Outcome<{ enrolment: Enrolment }>> {
  if (enrolmentCode === undefined) return refuse('gateway-refused')
  const code = digestOf(enrolmentCode)
  // A repeated call uses the same key, so that the gateway takes it for the same station where the first answer was
  // lost.
  const { key, publicKey } = keys.enrolmentKey(code)
  const answer = await enrol({ url, code: enrolmentCode, publicKey })
  if (!answer.ok) return answer
  const { stationId, token, root } = answer
  if (!isRoot(root)) return refuse('gateway-refused')
  const enrolment = { stationId, token, root, key, code }
  keys.enrol(enrolment)
  return { ok: true, enrolment }
}

/**
 * Repeats `attempt` until it succeeds, after waits that double up to a limit; the line is `down` meanwhile. The
 * returned function stops it.
 */
export function keepConnecting(opened: OpenStation, clock: Clock, attempt: () => Promise<Outcome>): () => void {
  let hasStopped = false
  let cancel: () => void = () => undefined
  const again = async (waitMs: number) => {
    const outcome = await attempt().catch((error: unknown) => {
      opened.log.error(describeError(error), 'connecting failed')
      return refuse('fault')
    })
    if (outcome.ok || hasStopped) return
    opened.log.warn({ refusal: outcome.refusal.code, ms: waitMs }, 'not connected')
    opened.gateway.setLine('down')
    cancel = clock.after(waitMs, () => void again(Math.min(waitMs * 2, RETRY_LONGEST_MS)))
  }
  void again(RETRY_FIRST_MS)
  return () => {
    hasStopped = true
    cancel()
  }
}
