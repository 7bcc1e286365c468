import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../../electron/sandbox/trust/trust.fixture.ts'
import { superviseHid, type Supervisor } from '../../hid/supervise.ts'
import { createVirtualHidSystem, type VirtualHidSystem } from '../../hid/virtual.ts'
import type { Scan } from '../port.ts'
import { createPosScanner, type PosScanner } from './driver.ts'
import { NEWLAND_LAYOUT } from './layout.ts'
import { POS_DESCRIPTOR, reportsOf } from './reports.fixture.ts'

const PAYLOAD = Uint8Array.from({ length: 400 }, (_, index) => (index * 31) & 0xff)

let system: VirtualHidSystem
let manual: ReturnType<typeof createManualClock>
let supervisor: Supervisor
let scanner: PosScanner | undefined
let scans: Scan[]
let drops: string[]
let states: string[]
let path: string

beforeEach(async () => {
  system = createVirtualHidSystem()
  manual = createManualClock()
  scans = []
  drops = []
  states = []
  supervisor = superviseHid({
    system,
    clock: manual.clock,
    isOurs: () => true,
    onFound(device) {
      const made = createPosScanner({ id: device.key, device, clock: manual.clock })
      scanner = made.scanner
      scanner.onScan((scan) => scans.push(scan))
      scanner.onDrop((reason) => drops.push(reason))
      scanner.onHealth(({ state, error }) => states.push(error === undefined ? state : `${state} ${error}`))
      return made.listener
    },
  })
  path = await plug()
})
afterEach(async () => {
  await supervisor.close()
})

async function plug(descriptor: Uint8Array | null = POS_DESCRIPTOR, vendorId = 0x1209): Promise<string> {
  const at = system.plug({
    vendorId,
    productId: 0x8c02,
    port: '1-1:1.0',
    applications: [],
    ...(descriptor ? { descriptor } : {}),
  })
  await manual.pass(100)
  return at
}
const send = (reports: readonly Uint8Array[]) => {
  for (const report of reports) system.report(path, report)
}

describe('a scanner in HID POS mode', () => {
  it('tells each code with its symbology, and is ready', () => {
    send(reportsOf(PAYLOAD, ']d2'))
    expect(scans).toEqual([{ bytes: PAYLOAD, symbology: ']d2', source: 'hid-pos' }])
    expect(states).toEqual(['ready'])
    expect(scanner?.health()).toMatchObject({ kind: 'scanner', virtual: false, state: 'ready' })
  })

  it('is read by the common layout when its descriptor cannot be read', async () => {
    system.unplug(path)
    path = await plug(null)
    send(reportsOf(PAYLOAD))
    expect(scans).toHaveLength(1)
    expect(await scanner?.trigger()).toBe(false)
  })

  it("is read by its vendor's layout when its descriptor cannot be read and the vendor has one", async () => {
    system.unplug(path)
    path = await plug(null, 0x1eab)
    send(reportsOf(PAYLOAD, '', NEWLAND_LAYOUT))
    expect(scans).toEqual([{ bytes: PAYLOAD, source: 'hid-pos' }])
  })

  it('that is pulled within a code loses that code alone, and the first one after the replug counts', async () => {
    send(reportsOf(PAYLOAD).slice(0, 3))
    system.unplug(path)
    await manual.pass(1_000)
    expect(scanner?.health()).toMatchObject({ state: 'lost', error: 'unplugged' })
    path = await plug()
    send(reportsOf(PAYLOAD))
    expect(scans.map(({ bytes }) => bytes)).toEqual([PAYLOAD])
    expect([drops, states]).toEqual([['gap'], ['ready', 'lost unplugged', 'ready']])
  })

  it('asks for another scan when the rest of a code does not come', async () => {
    send(reportsOf(PAYLOAD).slice(0, 3))
    await manual.pass(400)
    expect(drops).toEqual([])
    await manual.pass(200)
    expect(drops).toEqual(['gap'])
    expect(scanner?.counts()).toMatchObject({ scans: 0, gap: 1 })
  })

  it('that sends garbage for ever is failed, asks nobody for scans, and is ready at its next code', () => {
    const garbage = new Uint8Array(64).fill(0xff).with(0, 2)
    for (let count = 0; count < 10_000; count++) {
      system.report(path, garbage.with(63, 0))
    }
    expect(states).toEqual(['ready', 'failed garbage'])
    expect(drops.length).toBeLessThan(20)
    send(reportsOf(PAYLOAD))
    expect([states.at(-1), scans.length]).toEqual(['ready', 1])
  })

  it('that sends garbage which always goes on is failed too, and is ready at its next code', async () => {
    const garbage = new Uint8Array(64).fill(0xff).with(0, 2)
    for (let count = 0; count < 10_000; count++) system.report(path, garbage)
    expect(states).toEqual(['ready', 'failed garbage'])
    await manual.pass(1_000)
    send(reportsOf(PAYLOAD))
    expect([states.at(-1), scans.length]).toEqual(['ready', 1])
  })

  it('takes 64 reports that came while the station was busy', () => {
    send(Array.from({ length: 8 }, () => reportsOf(PAYLOAD)).flat())
    expect(scans.map(({ bytes }) => bytes)).toEqual(Array.from({ length: 8 }, () => PAYLOAD))
  })

  it('can be kept from reading, and triggered', async () => {
    expect([await scanner?.allowRead(false), await scanner?.allowRead(true), await scanner?.trigger()]).toEqual([
      true,
      true,
      true,
    ])
    expect(system.written(path).map((report) => [...report])).toEqual([
      [4, 1],
      [4, 0],
      [4, 2],
    ])
  })

  it('says so when this user may not use it', async () => {
    system.unplug(path)
    await manual.pass(100)
    path = system.plug({ vendorId: 0x1209, productId: 0x8c02, port: '1-1:1.0', applications: [] })
    system.refuse(path, 'permission-denied')
    await manual.pass(2_000)
    expect(scanner?.health()).toMatchObject({ state: 'failed', error: 'permission-denied' })
  })
})
