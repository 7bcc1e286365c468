import type { DeviceReport } from '../contract/index.ts'
import type { ScannerSetting } from './settings.ts'

/** How a scanner that is to be set to HID POS mode stands: `away` is one that isn't there at this moment. */
export type SetUpLook = { is: 'changed'; device: DeviceReport } | { is: 'keyboard' | 'away' }

/** Whether a device can be watched while it is set up: a real scanner, or one whose keys the page captures. */
export const canBeSetUp = ({ kind, info, setUp }: DeviceReport): boolean =>
  kind === 'scanner' && (info?.mode !== undefined || setUp !== undefined)

const isThere = ({ state }: Pick<DeviceReport, 'state'>): boolean => state !== 'lost'

/**
 * Whether the scanner `target` is in HID POS mode now: as itself, or as the one that is found at its USB socket, of the
 * same vendor, since it describes itself as another device then. Without a socket it is one of its vendor that wasn't
 * there `before`; where the page captures its keys, any that wasn't.
 */
export function lookAtSetUp(
  target: DeviceReport,
  before: readonly DeviceReport[],
  now: readonly DeviceReport[],
): SetUpLook {
  const { info } = target
  const wasThere = (device: DeviceReport) => before.some((each) => each.id === device.id && isThere(each))
  const isTarget = (device: DeviceReport) =>
    device.id === target.id ||
    ((info === undefined || device.info?.vendor === info.vendor) &&
      (info?.port === undefined ? !wasThere(device) : device.info?.port === info.port))
  const device = now.find(
    (each) => each.kind === 'scanner' && each.info?.mode === 'hid-pos' && isThere(each) && isTarget(each),
  )
  if (device) return { is: 'changed', device }
  return { is: now.some((each) => each.id === target.id && isThere(each)) ? 'keyboard' : 'away' }
}

/**
 * What else is to be done once the scanner `device` is in HID POS mode, in English; undefined where nothing is. `named`:
 * the entry of `settings.json` that names it as it was, and its line.
 */
export function todoAfterSetUp(
  device: DeviceReport,
  face: DeviceReport['face'],
  named: { setting: ScannerSetting; line: number } | undefined,
): string | undefined {
  const isUnused = device.state === 'unused'
  const confirm = `'devices confirm --device ${device.id} --face ${face ?? 'FACE'}'`
  if (!named) return isUnused ? `It is not used yet: confirm it (${confirm}).` : device.todo
  const { product, serial } = device.info ?? {}
  const isOther = (field: 'product' | 'serial', value: string | undefined) =>
    named.setting[field] !== undefined && named.setting[field] !== value
  const changes = [
    'take out "mode": "keyboard"',
    ...(isOther('product', product) ? [`change "product" to "${product ?? ''}"`] : []),
    ...(isOther('serial', serial)
      ? [serial === undefined ? 'take out "serial"' : `change "serial" to "${serial}"`]
      : []),
  ]
  const settings = `settings.json, line ${String(named.line)}, names it as it was: ${changes.join(', ')}, then restart the station.`
  return isUnused ? `${settings} Or, until then, confirm it (${confirm}).` : settings
}

/** What to do about a scanner that hasn't changed, in English. */
export const TODO_UNCHANGED: Readonly<Record<Exclude<SetUpLook['is'], 'changed'>, string>> = {
  keyboard:
    'It is still in keyboard mode: scan the code of its manual again, with the codes that begin and end setting up where ' +
    'the manual has such.',
  away: 'It is not there: plug it in, and see by its light that it has power.',
}
