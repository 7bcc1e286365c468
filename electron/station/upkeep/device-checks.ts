import { defined } from '../../common/defined.ts'
import type { Check, Device } from '../../contract/index.ts'
import { todoFor } from '../devices/index.ts'

/** A device's maker, model and firmware in brackets, as far as it says them. */
function modelOf(info: Device['info']): string {
  const known = [info?.maker, info?.name, info?.release && `firmware ${info.release}`].filter((part) => part)
  return known.length === 0 ? '' : ` (${known.join(', ')})`
}

/**
 * What `doctor` says of the devices: one check for each that isn't ready or will soon not be, else one for all; and one
 * for each scanner that is well, but in keyboard mode.
 */
export function checkDevices(devices: readonly Device[]): Check[] {
  const name = 'devices' as const
  const checks = devices.flatMap((device): Check[] => {
    const { id, kind, state, since, error, info } = device
    const todo = todoFor(device)
    if (state === 'ready' && todo === undefined) return []
    const detail = `${kind} ${id}${modelOf(info)}: ${state}${error === undefined ? '' : ` (${error})`} since ${since}.`
    const isDown = state === 'lost' || state === 'failed'
    return [
      {
        name,
        state: isDown ? 'failed' : state === 'ready' && error === undefined ? 'ok' : 'warning',
        detail,
        ...defined({ todo }),
      },
    ]
  })
  const isWell = checks.every((check) => check.state === 'ok')
  return isWell ? [{ name, state: 'ok', detail: `${String(devices.length)} ready.` }, ...checks] : checks
}
