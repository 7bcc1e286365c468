import { defined } from '../electron/common/defined.ts'
import { createListeners } from '../electron/common/listeners.ts'
import type { Clock, DeviceHealth, DeviceState } from './ports.ts'

/** The health of one device, as its port offers it (`health`, `onHealth`) and its driver keeps it. */
export interface KeptHealth {
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /**
   * Changes the state, and tells the listeners; the same state and error again is no change. `since`: milliseconds since
   * 1970 at which it began, by default now.
   */
  become(state: DeviceState, error?: string, since?: number): void
  /** Nobody is told any more. */
  end(): void
}

/** Keeps the health of a device, which is `starting` at first unless `state` says otherwise. */
export function keepHealth(
  device: Pick<DeviceHealth, 'id' | 'kind' | 'virtual'> & { state?: DeviceState; clock: Clock },
): KeptHealth {
  const { id, kind, virtual, state: first = 'starting', clock } = device
  const listeners = createListeners<[DeviceHealth]>()
  let health: DeviceHealth = { id, kind, virtual, state: first, since: clock.now() }
  return {
    health: () => health,
    onHealth: (listener) => listeners.add(listener),
    become(state, error, since = clock.now()) {
      if (health.state === state && health.error === error) return
      health = { id, kind, virtual, state, since, ...defined({ error }) }
      listeners.tell(health)
    },
    end: () => listeners.clear(),
  }
}
