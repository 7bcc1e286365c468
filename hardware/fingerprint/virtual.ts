import { defined } from '../../electron/common/defined.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import type { Clock, DeviceHealth, DeviceState } from '../ports.ts'
import { tryCapture, withTemplate, type TemplateSource } from './template.ts'

/** How long a made-up template is: 40 minutiae of three bytes. */
export const TEMPLATE_LENGTH = 120

/**
 * Writes the template of a made-up finger (a whole number from 0): the same bytes for the same number, and no likeness
 * between two numbers. No other copy of them is made.
 */
export function fillTemplate(finger: number, template: Uint8Array): void {
  // Marsaglia's xorshift, which needs a state other than 0: an odd factor keeps different fingers apart.
  let state = Math.imul(finger + 1, 0x9e3779b1)
  for (let at = 0; at < template.length; at += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    template[at] = state >>> 24
  }
}

/** The twin of a fingerprint sensor, driven by tests and the training, with faults on demand. */
export interface VirtualFingerprintSensor extends TemplateSource {
  /** Lays a finger on, which stays until it is lifted. */
  lay(finger: number): void
  lift(): void
  unplug(): void
  replug(): void
  /** The device stops answering until it is plugged in again; `error` is the code in its health. */
  fail(error: string): void
  /** Whether somebody waits for a finger. */
  isWaiting(): boolean
}

/** Makes a virtual sensor, plugged in, without a finger. */
export function createVirtualFingerprintSensor(options: { id: string; clock: Clock }): VirtualFingerprintSensor {
  const { id, clock } = options
  const healths = createListeners<[DeviceHealth]>()
  const waiting = new Set<() => void>()
  let health: DeviceHealth = { id, kind: 'fingerprint', virtual: true, state: 'ready', since: clock.now() }
  let finger: number | undefined

  const wake = () => {
    for (const each of [...waiting]) each()
  }

  function become(state: DeviceState, error?: string): void {
    health = { id, kind: 'fingerprint', virtual: true, state, since: clock.now(), ...defined({ error }) }
    healths.tell(health)
    wake()
  }

  /** Waits until there is a finger, the sensor is away, or the waiting is over. */
  async function waitForFinger(withinMs: number, isOver: AbortSignal): Promise<void> {
    if (finger !== undefined || health.state !== 'ready' || isOver.aborted) return
    await new Promise<void>((resolve) => {
      const cancel = clock.after(withinMs, () => end())
      const end = () => {
        cancel()
        waiting.delete(end)
        isOver.removeEventListener('abort', end)
        resolve()
      }
      waiting.add(end)
      isOver.addEventListener('abort', end)
    })
  }

  const capture: TemplateSource['capture'] = async (withinMs, isOver, use) => {
    await waitForFinger(withinMs, isOver)
    if (health.state !== 'ready') return { ok: false, code: 'sensor-lost' }
    const laid = finger
    if (laid === undefined || isOver.aborted) return { ok: false, code: 'no-finger' }
    return { ok: true, value: await withTemplate(TEMPLATE_LENGTH, (template) => fillTemplate(laid, template), use) }
  }

  return {
    health: () => health,
    onHealth: (listener) => healths.add(listener),
    capture,
    tryFinger: (withinMs) => tryCapture(capture, withinMs),
    lay(number) {
      finger = number
      wake()
    },
    lift() {
      finger = undefined
    },
    unplug: () => become('lost', 'unplugged'),
    replug: () => become('ready'),
    fail: (error) => become('failed', error),
    isWaiting: () => waiting.size > 0,
    close() {
      healths.clear()
      become('lost', 'closed')
      return Promise.resolve()
    },
  }
}
