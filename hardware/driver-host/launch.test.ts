import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { Clock } from '../ports.ts'
import { processClock as clock } from '../process-clock.ts'
import { launchDrivers, type Drivers, type DriversFault, type HostedKeypad, type HostedScanner } from './launch.ts'
import type { DeviceMatch } from './messages.ts'

const scriptOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))

let drivers: Drivers | undefined
afterEach(() => drivers?.close())

function launch(options: { node?: string; script?: string; use?: readonly DeviceMatch[] | null; clock?: Clock } = {}) {
  const scanners: HostedScanner[] = []
  const states: string[] = []
  const scans: string[] = []
  const keypads: HostedKeypad[] = []
  const keys: string[] = []
  const faults: (DriversFault['code'] | undefined)[] = []
  drivers = launchDrivers({
    program: {
      node: options.node ?? process.execPath,
      script: scriptOf(options.script ?? './played-process.fixture.ts'),
    },
    use: options.use ?? null,
    clock: options.clock ?? clock,
    onFault: (fault) => faults.push(fault?.code),
    onScanner(scanner) {
      scanners.push(scanner)
      scanner.onHealth(({ state, error }) => states.push(error === undefined ? state : `${state} ${error}`))
      scanner.onScan(({ bytes }) => scans.push(new TextDecoder().decode(bytes)))
    },
    onKeypad(keypad) {
      keypads.push(keypad)
      keypad.onHealth(({ state, error }) => states.push(error === undefined ? state : `${state} ${error}`))
      keypad.onKey((key) => keys.push(key))
    },
  })
  const running = drivers
  return { running, scanners, keypads, states, scans, keys, faults }
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 120_000, interval: 20 })

describe('the process of the drivers', () => {
  it('tells of its devices, their health and their scans', async () => {
    const { running, scanners, states, scans } = launch()
    await until(() => expect(scans.length).toBeGreaterThan(1))
    expect(scanners.map(({ device }) => device)).toEqual([
      { vendor: '1209', product: '8c02', serial: 'A1', port: '1-1', name: 'Played scanner', mode: 'hid-pos' },
    ])
    expect(scanners[0]?.health()).toMatchObject({ id: 'scanner-1209:8c02:A1@1-1:1.0', kind: 'scanner', virtual: false })
    expect(states).toEqual(['ready'])
    expect(scans[0]).toBe(String(running.pid()))
  })

  it('is started again when it is killed, and the same scanner goes on', async () => {
    const { running, scanners, states, scans, faults } = launch()
    await until(() => expect(scans.length).toBeGreaterThan(0))
    const first = running.pid()
    process.kill(first ?? 0, 'SIGKILL')
    await until(() => expect(scans.at(-1)).not.toBe(String(first)))
    expect(scans.at(-1)).toBe(String(running.pid()))
    expect(states).toEqual(['ready', 'failed driver-stopped', 'starting', 'ready'])
    expect(faults).toEqual(['driver-stopped', undefined])
    expect(scanners).toHaveLength(1)
  })

  it('opens the devices that are to be used alone, and follows when that changes', async () => {
    const other: DeviceMatch = { vendor: '1209', product: '8c02', serial: 'B2' }
    const { running, states, scans } = launch({ use: [other] })
    await until(() => expect(states).toEqual(['unused']))
    running.use([other, { vendor: '1209', product: '8c02', port: '1-1' }])
    await until(() => expect(scans.length).toBeGreaterThan(0))
    running.use([])
    await until(() => expect(states).toEqual(['unused', 'ready', 'unused']))
  })

  it('forgets a scanner that is not used when it ends, and finds it anew when it is started again', async () => {
    const { running, scanners, states } = launch({ use: [] })
    await until(() => expect(states).toEqual(['unused']))
    process.kill(running.pid() ?? 0, 'SIGKILL')
    await until(() => expect(states).toEqual(['unused', 'unused']))
    expect(scanners).toHaveLength(2)
  })

  it('keeps a scanner from reading and triggers it, and says whether that was told', async () => {
    const { running, scanners, scans } = launch()
    await until(() => expect(scans.length).toBeGreaterThan(0))
    const [scanner] = scanners
    expect([await scanner?.allowRead(false), await scanner?.trigger()]).toEqual([true, true])
    await until(() => expect(scans.at(-1)).toMatch(/ 4\.1 4\.2$/))
    await running.close()
    expect(await scanner?.trigger()).toBe(false)
  })

  it('tells the presses of a keypad and where it is now, and the same keypad goes on when it is killed', async () => {
    const { running, keypads, states, keys } = launch({ script: './keypad-process.fixture.ts' })
    await until(() => expect(keys).toEqual(['up', 'help']))
    expect(keypads.map(({ device }) => device.port)).toEqual(['1-2'])
    process.kill(running.pid() ?? 0, 'SIGKILL')
    await until(() => expect(keys).toEqual(['up', 'help', 'up', 'help']))
    expect(states).toEqual(['ready', 'failed driver-stopped', 'ready'])
    expect(keypads).toHaveLength(1)
    await keypads[0]?.close()
    const second = running.pid() ?? 0
    process.kill(second, 'SIGKILL')
    await until(() => expect([second, undefined]).not.toContain(running.pid()))
    await until(() => expect(keypads[0]?.health().state).toBe('ready'))
    expect([states.length, keys.length]).toEqual([3, 4])
  })

  it('is told as a fault when it does not start, and is tried again until it is closed', async () => {
    const { running, faults, scanners } = launch({ script: './none.ts' })
    await until(() => expect(faults).toEqual(['driver-stopped']))
    const first = running.pid()
    await until(() => expect(running.pid()).not.toBe(first))
    await running.close()
    expect(scanners).toEqual([])
  })

  it('is told as a fault when the system cannot start it, and tried again', async () => {
    // A path through a file: Node throws that instead of telling it later.
    const manual = createManualClock()
    const { running, faults } = launch({ node: `${process.execPath}/node`, clock: manual.clock })
    await manual.pass(60_000)
    expect([faults, running.pid(), manual.timers()]).toEqual([['driver-stopped'], undefined, 1])
    await running.close()
    expect(manual.timers()).toBe(0)
  })

  it('loads the real drivers, or names the library that this machine lacks, and ends when it is closed', async () => {
    const { running, faults } = launch({ script: './main.ts' })
    await until(() => expect(running.isStarted()).toBe(true))
    expect(['library-missing', undefined]).toContain(faults.at(-1))
    const pid = running.pid() ?? 0
    await running.close()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
