import type { DeviceMatch } from '../../hardware/driver-host/messages.ts'
import { keepHealth } from '../../hardware/health.ts'
import type { Clock } from '../../hardware/ports.ts'
import type { OpenStation } from './open.ts'

/** A device that is to be used and isn't found within this is shown as lost, in milliseconds. */
export const FOUND_WITHIN_MS = 10_000

/** Shows which scanners and keypads that are to be used aren't there. */
export interface MissingDevices {
  /** To be called when a device was found or is no longer to be used. */
  look(): void
  /** Waits anew before anything more counts as missing, since the drivers look for devices again. */
  wait(): void
  /** Nothing more counts as missing until `wait` is called. */
  stop(): void
}

/**
 * Attaches a lost device, `not-found`, in the place of each one that is to be used and isn't there after a while: a
 * device that was never plugged in would otherwise be missed by nobody. `isThere`: whether one was found, also where
 * it is lost now.
 */
export function showMissing(
  station: Pick<OpenStation['station'], 'attachDevice'>,
  options: { used: () => readonly DeviceMatch[]; isThere: (match: DeviceMatch) => boolean; clock: Clock },
): MissingDevices {
  const { used, isThere, clock } = options
  const shown = new Map<string, () => void>()
  let isDue = false
  let cancel = () => {}

  function look(): void {
    const missing = new Map(used().flatMap((match) => (isThere(match) ? [] : [[idOf(match), match] as const])))
    for (const [id, detach] of shown)
      if (!missing.has(id)) {
        shown.delete(id)
        detach()
      }
    if (!isDue) return
    for (const [id, match] of missing) if (!shown.has(id)) shown.set(id, attachLost(station, id, match, clock))
  }

  function stop(): void {
    cancel()
    isDue = false
  }

  function wait(): void {
    stop()
    cancel = clock.after(FOUND_WITHIN_MS, () => {
      isDue = true
      look()
    })
  }

  wait()
  return { look, wait, stop }
}

/** The id of a device that isn't there: what the settings say of it. */
const idOf = ({ vendor, product, serial, port, mode }: DeviceMatch): string =>
  `${mode === 'keypad' ? mode : 'scanner'}-${vendor}:${product}` +
  (serial === undefined ? '' : `:${serial}`) +
  (port === undefined ? '' : `@${port}`)

function attachLost(
  station: Pick<OpenStation['station'], 'attachDevice'>,
  id: string,
  { mode }: DeviceMatch,
  clock: Clock,
): () => void {
  const kept = keepHealth({ id, kind: mode === 'keypad' ? 'keypad' : 'scanner', virtual: false, clock })
  kept.become('lost', 'not-found')
  return station.attachDevice({ health: kept.health, onHealth: kept.onHealth, close: () => Promise.resolve() })
}
