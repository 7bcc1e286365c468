import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { systemClock } from '../../electron/start/system.ts'
import { superviseHid } from '../../hardware/hid/supervise.ts'
import { createVirtualHidSystem } from '../../hardware/hid/virtual.ts'
import { createPosScanner } from '../../hardware/scanner/hid-pos/driver.ts'
import { POS_DESCRIPTOR, reportsOf } from '../../hardware/scanner/hid-pos/reports.fixture.ts'
import { openSocketLines } from '../twins/lines.ts'
import { createTwinStation } from '../twins/station.ts'
import { answerOf, endStation, forkStation, withSandbox } from './station-orders.ts'

const MEBIBYTE = 1024 * 1024
const EARLY = 10_000
const LATE = 100_000
const SETTLE_MS = 20_000
const WATCHED_MS = 60_000

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })

function collected(): { heap: number; handles: number } {
  globalThis.gc?.()
  globalThis.gc?.()
  return {
    heap: process.memoryUsage().heapUsed / MEBIBYTE,
    handles: process.getActiveResourcesInfo().length + readdirSync('/proc/self/fd').length,
  }
}

/** Scans 100,000 codes by a virtual HID POS scanner while a page listens; the memory and handles after 10,000 and all. */
async function scanFor(): Promise<{ early: ReturnType<typeof collected>; late: ReturnType<typeof collected> }> {
  const twin = createTwinStation({ clock: systemClock })
  const lines = await openSocketLines(twin.station)
  const page = await lines.open({ face: 'kiosk', session: 'bench' })
  const events = await page.client.station.events()
  const system = createVirtualHidSystem()
  const supervisor = superviseHid({
    system,
    clock: systemClock,
    isOurs: () => true,
    onFound(device) {
      const { scanner, listener } = createPosScanner({ id: device.key, device, clock: systemClock })
      twin.station.attachScanner(scanner, 'kiosk')
      return listener
    },
  })
  const path = system.plug({ vendorId: 0x1209, productId: 0x8c02, applications: [], descriptor: POS_DESCRIPTOR })
  await supervisor.look()
  let count = 0
  const scan = () => {
    count += 1
    const text = count % 2 === 0 ? `https://example.test/${String(count)}` : `28${String(count).padStart(16, '0')}`
    for (const report of reportsOf(new TextEncoder().encode(text))) system.report(path, report)
  }
  let early = collected()
  scan()
  for await (const event of events) {
    if (event.type !== 'scan-answered') continue
    // The test's page keeps every frame, which is no memory of the station.
    page.frames.in.length = 0
    if (count === EARLY) early = collected()
    if (count === LATE) break
    scan()
  }
  const late = collected()
  await supervisor.close()
  await lines.close()
  await twin.station.close()
  return { early, late }
}

/** The processor time of a process until now, in milliseconds (proc(5): utime and stime, in clock ticks). */
function cpuOf(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  const ticks = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ((Number(fields[11]) + Number(fields[12])) / ticks) * 1_000
}

/** The processes that a process has started and that run now. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
}

/** The share of one processor that a station with its drivers takes while nothing happens, in percent, and its memory. */
async function idle(): Promise<{ station: number; drivers: number; rss: number }> {
  return withSandbox(async ({ folder, sandbox }) => {
    const child = forkStation({ folder: folder('station'), sandbox, drivers: true })
    try {
      await answerOf(child, 'listening')
      await pause(SETTLE_MS)
      const pid = child.pid ?? 0
      const drivers = childrenOf(pid).filter((each) =>
        readFileSync(`/proc/${String(each)}/cmdline`, 'utf8').includes('driver-host'),
      )
      const before = [pid, ...drivers].map(cpuOf)
      await pause(WATCHED_MS)
      const [own = 0, ...others] = [pid, ...drivers].map((each, index) => cpuOf(each) - (before[index] ?? 0))
      child.send('memory')
      const { rss } = await answerOf(child, 'memory')
      return {
        station: (own / WATCHED_MS) * 100,
        drivers: (others.reduce((sum, each) => sum + each, 0) / WATCHED_MS) * 100,
        rss: rss / MEBIBYTE,
      }
    } finally {
      await endStation(child)
    }
  })
}

/**
 * Measures growth over 100,000 scans (after forced collections), and what a station with its drivers takes of a
 * processor over an idle minute. Needs Linux's /proc.
 */
export async function run(): Promise<Record<string, number | boolean>> {
  const { early, late } = await scanFor()
  const still = await idle()
  return {
    scans: LATE,
    heap_mb_after_10000: early.heap,
    heap_mb_after_100000: late.heap,
    heap_growth_mb: late.heap - early.heap,
    handle_growth: late.handles - early.handles,
    grows: late.heap - early.heap > 1 || late.handles > early.handles,
    idle_cpu_percent: still.station + still.drivers,
    idle_station_percent: still.station,
    idle_drivers_percent: still.drivers,
    station_rss_mb: still.rss,
    limit_cpu_percent: 1,
    limit_rss_mb: 150,
  }
}
