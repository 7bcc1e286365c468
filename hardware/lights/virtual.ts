import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import type { Light, LightPlace, Lights } from './port.ts'

/** The twin of a station's lights, with faults on demand. */
export interface VirtualLights extends Lights {
  /** What somebody in front of them sees at a place. */
  seen(place: LightPlace): Light
  unplug(): void
  replug(): void
  /** They stop answering and are dark until they are plugged in again; `error` is the code in their health. */
  fail(error: string): void
}

/** Makes virtual lights, plugged in and off. */
export function createVirtualLights(options: { id: string; clock: Clock }): VirtualLights {
  const { id, clock } = options
  const kept = keepHealth({ id, kind: 'lights', virtual: true, state: 'ready', clock })
  const wanted = new Map<LightPlace, Light>()
  let isClosed = false

  return {
    health: kept.health,
    onHealth: kept.onHealth,
    show(place, light) {
      wanted.set(place, light)
    },
    seen: (place) => (isClosed || kept.health().state !== 'ready' ? 'off' : (wanted.get(place) ?? 'off')),
    unplug: () => kept.become('lost', 'unplugged'),
    replug: () => kept.become('ready'),
    fail: (error) => kept.become('failed', error),
    close() {
      isClosed = true
      kept.end()
      return Promise.resolve()
    },
  }
}
