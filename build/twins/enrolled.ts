import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createGateway, enrol } from '../../electron/gateway/client.ts'
import type { Gateway } from '../../electron/gateway/port.ts'
import { rawPublicKey } from '../../electron/sandbox/trust/bundle.ts'
import { sandboxClock, sandboxRandom } from '../../electron/sandbox/serving/clock.ts'
import { launchSandbox, type LaunchOptions, type Sandbox } from '../../electron/sandbox/serving/launch.ts'

/** A sandbox in a process of its own and stations that are enrolled at it, for tests over the real HTTP API. */

const log = { info() {}, warn() {} }
/** How long a test waits before it asks a killed sandbox again, in milliseconds. */
const AGAIN_MS = 20

/** Enrols a new station; rejects where that is refused. `key`: the one to which its trust bundles are encrypted. */
export async function enrolAt({
  url,
  enrolmentCode,
}: Pick<Sandbox, 'url' | 'enrolmentCode'>): Promise<{ gateway: Gateway; token: string; key: KeyObject }> {
  const pair = generateKeyPairSync('x25519')
  const publicKey = rawPublicKey(pair.publicKey)
  const enrolled = await enrol({ url, code: enrolmentCode, publicKey })
  if (!enrolled.ok) throw new Error(enrolled.refusal.code)
  const { token } = enrolled
  return {
    gateway: createGateway({ url, token, clock: sandboxClock, random: sandboxRandom, log }),
    token,
    key: pair.privateKey,
  }
}

/** Launches a sandbox; rejects where that is refused. */
export async function launchSample(options: LaunchOptions): Promise<Sandbox> {
  const launched = await launchSandbox(options)
  if (!launched.ok) throw new Error(launched.refusal.code)
  return launched.sandbox
}

/** Asks until there is an answer, as a station does whose gateway is away for a moment. */
export async function answered<T>(call: () => Promise<{ ok: true; answer: T } | { ok: false }>): Promise<T> {
  for (;;) {
    const outcome = await call()
    if (outcome.ok) return outcome.answer
    await new Promise<void>((resolve) => void sandboxClock.after(AGAIN_MS, resolve))
  }
}

/** Kills a sandbox after so many answers, each time while others wait for theirs. `said` is called after each answer. */
export function createKills(sandbox: () => Sandbox, after: readonly number[]) {
  const killed: number[] = []
  let answers = 0
  return {
    said(): void {
      answers += 1
      if (answers !== after[killed.length]) return
      const pid = sandbox().pid() ?? 0
      killed.push(pid)
      process.kill(pid, 'SIGKILL')
    },
    /** How many processes were killed. */
    count: () => new Set(killed).size,
  }
}
