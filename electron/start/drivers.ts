import { isMeant } from '../../hardware/driver-host/match.ts'
import {
  launchDrivers,
  type DriversFault,
  type HostedKeypad,
  type HostedScanner,
} from '../../hardware/driver-host/launch.ts'
import type { DeviceMatch } from '../../hardware/driver-host/messages.ts'
import { keepHealth } from '../../hardware/health.ts'
import type { OwnProgram } from '../../hardware/own-process.ts'
import type { Clock, Random } from '../../hardware/ports.ts'
import type { Device } from '../contract/index.ts'
import { defined } from '../common/defined.ts'
import { attachCardReaders } from './card-readers.ts'
import { showMissing } from './missing-devices.ts'
import type { OpenStation } from './open.ts'
import type { KeypadSetting, ScannerSetting } from './settings.ts'

/**
 * Starts the process of the drivers and attaches the devices that it finds. `scanners`: those that are to be used and
 * at which face; undefined: each that is supported, at whichever face is in use. `cardReaders`: the names of those that
 * are to be used; null: each that is there. `keypad`: the kiosk's, a keyboard otherwise. The returned function ends it.
 */
export function attachDrivers(
  opened: Pick<OpenStation, 'station' | 'log'>,
  options: {
    program: OwnProgram
    scanners: readonly ScannerSetting[] | undefined
    cardReaders: readonly string[] | null
    keypad?: KeypadSetting | undefined
    clock: Clock
    random: Random
  },
): () => Promise<void> {
  const { station, log } = opened
  const { program, scanners, keypad, clock, random } = options
  const readers = attachCardReaders(opened, { names: options.cardReaders, clock, random })
  // Training needs none, so that a machine without the drivers' libraries isn't limited by that.
  const isNeeded = () => (matches()?.length ?? 0) > 0
  let detachFault = () => {}
  const { confirmedDevices } = station
  // An entry for one scanner goes before one for all of its model.
  const named = scanners && [...scanners].sort((one, other) => marksOf(other) - marksOf(one))
  /** What the settings name goes before what a technician confirmed. */
  const used = () => named && [...named, ...confirmedDevices.list()]
  const matches = () =>
    named ? [...(used() ?? []).map(matchOf), ...(keypad ? [{ ...keypad, mode: 'keypad' as const }] : [])] : null
  const attached = new Map<HostedScanner, { face: Device['face']; detach: () => void }>()
  const keypads: HostedKeypad[] = []
  const isThere = (match: DeviceMatch) =>
    (match.mode === 'keypad' ? keypads : [...attached.keys()]).some(({ device }) => isMeant(device, [match]))
  const missing = showMissing(station, { used: () => matches() ?? [], isThere, clock })

  /** Attaches a scanner at its face, and anew where that has changed. */
  function attach(scanner: HostedScanner): void {
    const face = used()?.find((setting) => isMeant(scanner.device, [setting]))?.face
    const before = attached.get(scanner)
    if (before?.face === face && before) return
    before?.detach()
    attached.set(scanner, { face, detach: station.attachScanner(scanner, face) })
  }

  const drivers = launchDrivers({
    program,
    use: matches(),
    clock,
    cards: readers.cards,
    onScanner(scanner) {
      const { device } = scanner
      log.info({ id: scanner.health().id, vendor: device.vendor, product: device.product }, 'scanner found')
      attach(scanner)
      missing.look()
    },
    onScannerGone(scanner) {
      attached.get(scanner)?.detach()
      attached.delete(scanner)
    },
    onKeypad(found) {
      station.attachKeypad(found)
      keypads.push(found)
      missing.look()
    },
    onFault(fault) {
      readers.onDriversFault(fault)
      detachFault()
      detachFault = () => {}
      if (!fault) {
        missing.wait()
        return
      }
      // No device is missing while nothing looks for any.
      missing.stop()
      log.error({ ...fault }, 'the drivers of devices are missing')
      if (isNeeded()) detachFault = station.attachDevice(failedDrivers(fault, clock))
    },
  })
  const stopHearing = confirmedDevices.onChange(() => {
    for (const scanner of attached.keys()) attach(scanner)
    drivers.use(matches())
    missing.look()
  })
  return () => {
    stopHearing()
    missing.stop()
    return drivers.close()
  }
}

/** How much a setting says of the one scanner that it means. */
const marksOf = ({ serial, port }: ScannerSetting) => Number(serial !== undefined) + Number(port !== undefined)

/** What the drivers need of a setting. */
const matchOf = ({ vendor, product, serial, port, mode }: ScannerSetting): DeviceMatch => ({
  vendor,
  product,
  ...defined({ serial, port, mode }),
})

/** What is shown in the place of the scanners while none can be found. */
function failedDrivers(fault: DriversFault, clock: Clock) {
  const kept = keepHealth({ id: 'scanners', kind: 'scanner', virtual: false, clock })
  kept.become('failed', fault.code)
  return { health: kept.health, onHealth: kept.onHealth, close: () => Promise.resolve() }
}
