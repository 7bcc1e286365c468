import { createHash } from 'node:crypto'
import type { Clock } from '../../hardware/ports.ts'
import { refuse, type Outcome } from '../contract/index.ts'
import { createGateway, enrol } from '../gateway/client.ts'
import { describeError } from '../station/storage/faults.ts'
import type { Mode } from '../station/storage/folder.ts'
import type { Enrolment, Keys } from '../station/storage/keys.ts'
import { RETRY_FIRST_MS, RETRY_LONGEST_MS } from '../station/limits.ts'
import type { Settings } from './settings.ts'
import type { OpenStation } from './open.ts'
import { systemRandom } from './system.ts'

/** Where a gateway is and how a station introduces itself there. */
export interface Endpoint {
  url: string
  enrolmentCode: string | undefined
  /** Whether a root is the one that was told beforehand. */
  isRoot(root: Uint8Array): boolean
}

/** A running sandbox, as `launchSandbox` hands it over. */
export interface RunningSandbox {
  url: string
  phoneUrl: string
  enrolmentCode: string
  root: Uint8Array
  pairingCode?: string
  pairingUrl?: string
  close(): Promise<void>
}

export function sandboxEndpoint(sandbox: RunningSandbox): Endpoint {
  return {
    url: sandbox.url,
    enrolmentCode: sandbox.enrolmentCode,
    isRoot: (root) => Buffer.from(sandbox.root).equals(root),
  }
}

export function settingsEndpoint({ gateway, enrolmentCode, rootSha256 }: Settings): Endpoint {
  return {
    url: gateway.url,
    enrolmentCode,
    isRoot: (root) => createHash('sha256').update(root).digest('hex') === rootSha256?.toLowerCase(),
  }
}

/**
 * Connects once: enrols where the station isn't yet, or was told another code than the one that it enrolled with (one
 * that isn't taken changes nothing), and begins to watch the line and to fetch trust. Refuses as `enrol` does, with
 * `key-locked`, and with `gateway-refused` where the root isn't the expected one or no enrolment code was told.
 */
export async function connectOnce(opened: OpenStation, endpoint: Endpoint, clock: Clock): Promise<Outcome> {
  const { keys, gateway, trust, log } = opened
  if (!keys) return refuse('key-locked')
  const known = knownEnrolment(opened.folder.mode, endpoint, keys)
  const enrolled =
    known && !isOtherCode(endpoint, known) ? { ok: true as const, enrolment: known } : await enrolAt(endpoint, keys)
  if (!enrolled.ok && (!known || enrolled.refusal.code !== 'gateway-refused')) return enrolled
  if (!enrolled.ok)
    log.warn(
      { refusal: enrolled.refusal.code },
      'the enrolment code was not taken: the station goes on as it was enrolled',
    )
  const enrolment = enrolled.ok ? enrolled.enrolment : known
  if (!enrolment) return refuse('gateway-refused')
  gateway.connect(createGateway({ url: endpoint.url, token: enrolment.token, clock, random: systemRandom, log }))
  if (enrolment !== known) {
    const used = opened.useEnrolment(enrolment)
    if (!used.ok) return used
  }
  // Trust keeps a refusal as its alert; that the gateway isn't reached is told by the line.
  // eslint-disable-next-line house/no-dropped-outcome
  await trust.refresh()
  return { ok: true }
}

/**
 * What the station is enrolled with at this endpoint. An enrolment of an earlier program kept no code: in training it
 * is taken to be by the sandbox's, which would make another station of it. Elsewhere the gateway is asked, since the
 * code may be one that continues the station; it doesn't take the station's own again, whose key is another.
 */
function knownEnrolment(mode: Mode, { enrolmentCode, isRoot }: Endpoint, keys: Keys): Enrolment | undefined {
  const known = keys.enrolment()
  if (!known || (mode === 'training' && !isRoot(known.root))) return undefined
  if (mode === 'training' && known.code === undefined && enrolmentCode !== undefined)
    keys.enrol({ ...known, code: digestOf(enrolmentCode) })
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
  // Whoever asks again with the same key, since the answer was lost or wasn't kept, is the same station to the gateway.
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
 * Tries `attempt` until it succeeds, waiting longer each time; the line is down meanwhile. The returned function gives
 * up.
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
