import { DEVICE_TROUBLES, type Device, type DeviceTrouble } from '../../contract/index.ts'
import { setUpOf } from './set-up-codes.ts'

/** What there is to do about a device; undefined where there is nothing, or where it only starts. */
export function troubleOf({
  state,
  error,
}: {
  state: Device['state']
  error?: string | undefined
}): DeviceTrouble | undefined {
  if (state === 'unused') return 'unused'
  if (error === undefined ? state === 'ready' || state === 'starting' : state === 'starting') return undefined
  return DEVICE_TROUBLES.find((trouble) => trouble === error) ?? 'other'
}

/** How the udev rule is installed that lets the station's user read scanners (README, "Devices"). */
const UDEV_RULE =
  'Put the account of the station into the group of the udev rule 70-balcao.rules and sign it in anew: ' +
  'sudo usermod -aG balcao ACCOUNT. Where the rule is not installed (a .deb installs it), before that: ' +
  'sudo groupadd --system --force balcao && sudo cp build/udev/70-balcao.rules /etc/udev/rules.d/ && ' +
  'sudo udevadm control --reload && sudo udevadm trigger'

/** What the technician can do about each trouble of a device. */
const TODO: Readonly<Record<DeviceTrouble, string>> = {
  unplugged: 'Plug it in; it works again by itself.',
  'permission-denied': UDEV_RULE,
  'in-use': 'Another program has it: end that one.',
  'camera-refused':
    "Allow the camera for the station's page in the browser's settings, and in the system's; it works again by itself.",
  'camera-failed':
    'What it sees cannot be read: close its window and open it again; if that does not help, install the program anew.',
  'not-answering': 'Unplug it, wait ten seconds and plug it in again; if that does not help, exchange it.',
  'mute-card': 'Take the card out and put it in the other way round; if that does not help, the card is broken.',
  'not-protected':
    'Its keys reach the desktop too: name a scanner in settings.json ("mode": "keyboard"), install the udev rule ' +
    '71-balcao-keyboard-scanners.rules (of a keypad ' +
    '72-balcao-keypad.rules, with its vendor and product) and plug it in anew, or set a scanner to HID POS mode.',
  'paper-low': 'Put in a new roll before this one ends.',
  'paper-out': 'Put in a new roll.',
  'cover-open': 'Close its cover.',
  cutter: 'Clear the paper from its cutter, then switch it off and on.',
  'printer-lost': 'It hangs on the receipt printer: see to that one.',
  'picture-failed':
    'The process that draws papers does not start: it is tried again by itself; if that goes on, install the program anew.',
  offline: 'See that it is switched on, and look at its cable, its power and its display.',
  fault: 'Look at its display and its lights, then switch it off and on; if that does not help, exchange it.',
  'not-known': 'Look whether the paper came out; if it did not, look at its cable, its power and its display.',
  'no-finger':
    'Test it again, and lay a dry finger flat on its glass until it is read; clean the glass with a dry cloth.',
  'no-key':
    "Test it again and press each key; if one stays unheard, see that 'devices.keypad' in settings.json has what it sends, " +
    'or exchange the keypad.',
  unreachable: 'See that it is switched on and in the network, and that settings.json has its address.',
  garbage: 'It sends what is no scan: set it to its defaults and to HID POS mode by its manual, or exchange it.',
  'driver-stopped': 'It is started again by itself; if that goes on, restart the station and send the log.',
  'library-missing':
    'Install the libraries of the drivers and restart the station: sudo apt install libusb-1.0-0 libudev1',
  'driver-missing':
    'Install the program anew: the driver of scanners (node-hid) is not in it, or not for this machine.',
  'service-missing': 'Its service does not run: install it, or start it.',
  'not-found': 'It is named in settings.json and not there: plug it in, or correct its name there.',
  unused:
    "To use it, confirm it ('devices confirm --device ID --face kiosk' or counter), or name it under 'devices' in " +
    'settings.json and restart the station; otherwise unplug it (README, "Devices").',
  other: 'Look at its cable, its power and its display.',
}

/** How polkit lets the station's user speak to PC/SC's service outside a session at the machine (README, "Devices"). */
const POLKIT_RULE =
  'polkit keeps the account of the station from pcscd: put it into the group balcao and sign it in anew ' +
  '(sudo usermod -aG balcao ACCOUNT). Where its rule is not installed (a .deb installs it), before that: ' +
  'sudo groupadd --system --force balcao && sudo cp build/polkit/70-balcao.rules /etc/polkit-1/rules.d/'

/** What is to be done about a card reader where that is another thing than for other devices. */
const TODO_OF_CARD_READERS: Readonly<Partial<Record<DeviceTrouble, string>>> = {
  'library-missing':
    'Install the PC/SC library and its service, and restart the station: sudo apt install libpcsclite1 pcscd',
  'service-missing':
    'Install the PC/SC service, or start it: sudo apt install pcscd && sudo systemctl enable --now pcscd.socket. The ' +
    'station goes on by itself.',
  'permission-denied': POLKIT_RULE,
  'driver-missing':
    'Install the program anew: the driver of card readers (pcsc-mini) is not in it, or not for this machine.',
  'not-found':
    "Plug it in, or give 'devices.cardReader' in settings.json the name of a reader that is listed here as unused; the " +
    'name is what follows card-reader- in its id.',
  'not-answering':
    'Pull the card out; if that does not help, unplug the reader, wait ten seconds and plug it in again.',
  unused:
    "To use it, give 'devices.cardReader' in settings.json its name (what follows card-reader- in its id) and restart the " +
    'station; otherwise unplug it (README, "Devices").',
}

/** What is to be done about a scanner whose keys the kiosk's page captured, where it isn't used. */
const TODO_OF_PAGE_KEYBOARD =
  "A keyboard at the kiosk typed a code, which was not read. If it is the kiosk's own scanner, set it to HID POS mode, or " +
  'name it in settings.json ("mode": "keyboard") and restart the station; otherwise see who plugged it in, and take it away.'

const WATCH_SET_UP = "'devices set-up --device ID' waits for it and says whether it has changed."

/**
 * What a technician can do about a device, in English; undefined where there is nothing. A scanner in keyboard mode has
 * something also while it is well (`setUpOf`).
 */
export function todoFor(
  device: Pick<Device, 'kind' | 'state' | 'info'> & { error?: string | undefined },
): string | undefined {
  const trouble = troubleOf(device)
  const own = ownTodoOf(device, trouble)
  const isThere = device.state === 'ready' || device.state === 'failed'
  const setUp = isThere ? setUpOf(device) : undefined
  const sentences = [own ?? (trouble && TODO[trouble]), setUp && `${setUp.todo} ${WATCH_SET_UP}`]
  const said = sentences.filter((each) => each !== undefined)
  return said.length === 0 ? undefined : said.join(' ')
}

function ownTodoOf({ kind, info }: Pick<Device, 'kind' | 'info'>, trouble: DeviceTrouble | undefined) {
  if (kind === 'scanner' && trouble === 'unused' && info === undefined) return TODO_OF_PAGE_KEYBOARD
  return kind === 'card-reader' && trouble ? TODO_OF_CARD_READERS[trouble] : undefined
}
