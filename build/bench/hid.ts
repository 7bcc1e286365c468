import { fileURLToPath } from 'node:url'
import { systemClock } from '../../electron/start/system.ts'
import { launchDrivers } from '../../hardware/driver-host/launch.ts'
import { superviseHid } from '../../hardware/hid/supervise.ts'
import { createVirtualHidSystem } from '../../hardware/hid/virtual.ts'
import { createPosScanner } from '../../hardware/scanner/hid-pos/driver.ts'
import { POS_DESCRIPTOR, reportsOf } from '../../hardware/scanner/hid-pos/reports.fixture.ts'
import type { Scanner } from '../../hardware/scanner/port.ts'
import { openSocketLines } from '../twins/lines.ts'
import { createTwinStation } from '../twins/station.ts'

const SCANS = 500
const WARM_UP = 50
/** As long as an eID's text: 13 reports. */
const LENGTH = 700

const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? Number.NaN

/** Calls `scan`, and answers the milliseconds until the page at the kiosk hears `scan-read`, for each scan. */
async function timesOf(
  attach: (station: ReturnType<typeof createTwinStation>['station']) => Promise<(heard: number) => number>,
): Promise<number[]> {
  const twin = createTwinStation({ clock: systemClock })
  const lines = await openSocketLines(twin.station)
  const page = await lines.open({ face: 'kiosk', session: 'bench' })
  const events = await page.client.station.events()
  const times: number[] = []
  const next = await attach(twin.station)
  for await (const event of events) {
    if (event.type !== 'scan-read') continue
    times.push(next(performance.now()))
    if (times.length === SCANS + WARM_UP) break
  }
  await lines.close()
  await twin.station.close()
  return times.slice(WARM_UP)
}

/** The driver in the station's own process, fed by a virtual device: the next scan follows the answer to the last. */
async function inProcess(): Promise<number[]> {
  let stop = () => Promise.resolve()
  const times = await timesOf(async (station) => {
    const system = createVirtualHidSystem()
    let scanner: Scanner | undefined
    const supervisor = superviseHid({
      system,
      clock: systemClock,
      isOurs: () => true,
      onFound(device) {
        const made = createPosScanner({ id: device.key, device, clock: systemClock })
        scanner = made.scanner
        return made.listener
      },
    })
    const path = system.plug({ vendorId: 0x1209, productId: 0x8c02, applications: [], descriptor: POS_DESCRIPTOR })
    await supervisor.look()
    if (scanner) station.attachScanner(scanner, 'kiosk')
    let sent = 0
    let count = 0
    const scan = () => {
      const text = `https://example.test/${String((count += 1))}/`.padEnd(LENGTH, 'x')
      const reports = reportsOf(new TextEncoder().encode(text))
      const last = reports.pop()
      for (const report of reports) system.report(path, report)
      sent = performance.now()
      if (last) system.report(path, last)
    }
    stop = () => supervisor.close()
    setImmediate(scan)
    return (heard) => {
      setImmediate(scan)
      return heard - sent
    }
  })
  await stop()
  return times
}

/** The driver in the drivers' process, which scans every 10 ms and says when the last report came. */
async function throughProcess(): Promise<number[]> {
  const sent: number[] = []
  let stop = () => Promise.resolve()
  const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now()
  const times = await timesOf((station) => {
    const drivers = launchDrivers({
      program: { node: process.execPath, script: fileURLToPath(new URL('./hid-process.ts', import.meta.url)) },
      use: null,
      clock: systemClock,
      onFault: () => undefined,
      onScanner(scanner) {
        scanner.onScan(({ bytes }) => {
          const [, instant = ''] = /test\/(\d+)\//.exec(new TextDecoder().decode(bytes)) ?? []
          sent.push(Number(BigInt(instant)) / 1e6 - offset)
        })
        station.attachScanner(scanner, 'kiosk')
      },
    })
    stop = () => drivers.close()
    return Promise.resolve((heard) => heard - (sent.shift() ?? Number.NaN))
  })
  await stop()
  return times
}

/**
 * Measures the milliseconds from a scanner's last report to the page's `scan-read` over its WebSocket (`in_process_ms`),
 * the same with the driver in its own process (`drivers_process_ms`), and what the process adds as a ratio.
 */
export async function run(): Promise<Record<string, number>> {
  const own = median(await inProcess())
  const other = median(await throughProcess())
  return { in_process_ms: own, drivers_process_ms: other, ratio: other / own, limit_ms: 5 }
}
