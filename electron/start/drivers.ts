import { isMeant } from '../../hardware/driver-host/match.ts'
import { launchDrivers, type DriverProgram, type DriversFault } from '../../hardware/driver-host/launch.ts'
import { keepHealth } from '../../hardware/health.ts'
import type { Clock } from '../../hardware/ports.ts'
import type { Face } from '../contract/index.ts'
import { defined } from '../common/defined.ts'
import type { OpenStation } from './open.ts'
import type { ScannerSetting } from './settings.ts'

/**
 * Starts the process of the drivers and attaches the devices that it finds. `scanners`: those that are to be used and
 * at which face; undefined: each that is supported, at whichever face is in use. The returned function ends it.
 */
export function attachDrivers(
  { station, log }: Pick<OpenStation, 'station' | 'log'>,
  options: { program: DriverProgram; scanners: readonly ScannerSetting[] | undefined; clock: Clock },
): () => Promise<void> {
  const { program, scanners, clock } = options
  // Training needs none, so that a machine without the drivers' libraries isn't limited by that.
  const isNeeded = (scanners?.length ?? 0) > 0
  let detachFault = () => {}

  const drivers = launchDrivers({
    program,
    use:
      scanners?.map(({ vendor, product, serial, port, mode }) => ({
        vendor,
        product,
        ...defined({ serial, port, mode }),
      })) ?? null,
    clock,
    onScanner(scanner) {
      const { device } = scanner
      log.info({ id: scanner.health().id, vendor: device.vendor, product: device.product }, 'scanner found')
      const face: Face | undefined = scanners?.find((setting) => isMeant(device, [setting]))?.face
      station.attachScanner(scanner, face)
    },
    onFault(fault) {
      detachFault()
      detachFault = () => {}
      if (!fault) return
      log.error({ ...fault }, 'the drivers of devices are missing')
      if (isNeeded) detachFault = station.attachDevice(failedDrivers(fault, clock))
    },
  })
  return () => drivers.close()
}

/** What is shown in the place of the scanners while none can be found. */
function failedDrivers(fault: DriversFault, clock: Clock) {
  const kept = keepHealth({ id: 'scanners', kind: 'scanner', virtual: false, clock })
  kept.become('failed', fault.code)
  return { health: kept.health, onHealth: kept.onHealth, close: () => Promise.resolve() }
}
