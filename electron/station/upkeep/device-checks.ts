import type { Check, Device } from '../../contract/index.ts'

/** How the udev rule is installed that lets the station's user read scanners (README, "Devices"). */
const UDEV_RULE =
  'Put the account of the station into the group of the udev rule 70-balcao.rules and sign it in anew: ' +
  'sudo usermod -aG balcao ACCOUNT. Where the rule is not installed (a .deb installs it), before that: ' +
  'sudo groupadd --system --force balcao && sudo cp build/udev/70-balcao.rules /etc/udev/rules.d/ && ' +
  'sudo udevadm control --reload && sudo udevadm trigger'

/** What each error of a device means and what the technician can do. */
const TODO_BY_ERROR: Readonly<Record<string, string>> = {
  unplugged: 'Plug it in; it works again by itself.',
  'permission-denied': UDEV_RULE,
  'in-use': 'Another program has it: end that one.',
  'not-answering': 'Unplug it, wait ten seconds and plug it in again; if that does not help, exchange it.',
  'not-protected':
    'Its keys reach the desktop too: install the udev rule 71-balcao-keyboard-scanners.rules (of a keypad ' +
    '72-balcao-keypad.rules, with its vendor and product) and plug it in anew, or set a scanner to HID POS mode by its ' +
    'manual.',
  'paper-low': 'Put in a new roll before this one ends.',
  'paper-out': 'Put in a new roll.',
  'cover-open': 'Close its cover.',
  cutter: 'Clear the paper from its cutter, then switch it off and on.',
  'printer-lost': 'It hangs on the receipt printer: see to that one.',
  'picture-failed':
    'The process that draws papers does not start: it is tried again by itself; if that goes on, install the program anew.',
  unreachable: 'See that it is switched on and in the network, and that settings.json has its address.',
  garbage: 'It sends what is no scan: set it to its defaults and to HID POS mode by its manual, or exchange it.',
  'driver-stopped': 'It is started again by itself; if that goes on, restart the station and send the log.',
  'library-missing':
    'Install the libraries of the drivers and restart the station: sudo apt install libusb-1.0-0 libudev1',
  'driver-missing':
    'Install the program anew: the driver of scanners (node-hid) is not in it, or not for this machine.',
}

const NOT_NAMED =
  "To use it, confirm it ('devices confirm --device ID --face kiosk' or counter), or name it under 'devices' in " +
  'settings.json and restart the station; otherwise unplug it (README, "Devices").'

/** A device's maker, model and firmware in brackets, as far as it says them. */
function modelOf(info: Device['info']): string {
  const known = [info?.maker, info?.name, info?.release && `firmware ${info.release}`].filter((part) => part)
  return known.length === 0 ? '' : ` (${known.join(', ')})`
}

/** What `doctor` says of the devices: one check for each that isn't ready or will soon not be, else one for all. */
export function checkDevices(devices: readonly Device[]): Check[] {
  const name = 'devices' as const
  const checks = devices.flatMap(({ id, kind, state, since, error, info }): Check[] => {
    if (state === 'ready' && error === undefined) return []
    const detail = `${kind} ${id}${modelOf(info)}: ${state}${error === undefined ? '' : ` (${error})`} since ${since}.`
    const todo = TODO_BY_ERROR[error ?? ''] ?? 'Look at its cable, its power and its display.'
    if (state === 'ready') return [{ name, state: 'warning', detail, todo }]
    if (state === 'starting') return [{ name, state: 'warning', detail }]
    if (state === 'unused') return [{ name, state: 'warning', detail, todo: NOT_NAMED }]
    return [{ name, state: 'failed', detail, todo }]
  })
  return checks.length > 0 ? checks : [{ name, state: 'ok', detail: `${String(devices.length)} ready.` }]
}
