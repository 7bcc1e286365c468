import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { HidInfo } from './hid.ts'
import { superviseHid, type SupervisedDevice, type Supervisor } from './supervise.ts'
import { createVirtualHidSystem, type VirtualHidSystem } from './virtual.ts'

let system: VirtualHidSystem
let manual: ReturnType<typeof createManualClock>
let supervisor: Supervisor
/** What each device told, by its key. */
let told: Map<string, string[]>
let devices: SupervisedDevice[]

beforeEach(async () => {
  system = createVirtualHidSystem()
  manual = createManualClock()
  told = new Map()
  devices = []
  supervisor = superviseHid({
    system,
    clock: manual.clock,
    isOurs: ({ vendorId }) => vendorId === 0x1209,
    isUsed: ({ product }) => product !== 'unknown',
    onFound(device) {
      const lines = told.get(device.key) ?? []
      told.set(device.key, lines)
      devices.push(device)
      return {
        onReady: ({ port = '' }) => lines.push(`ready ${port}`),
        onReport: (report) => lines.push(`report ${report.join(',')}`),
        onFault: (code) => lines.push(code),
        onUnused: () => lines.push('unused'),
        onGone: () => lines.push('gone'),
      }
    },
  })
  await supervisor.look()
})
afterEach(async () => {
  await supervisor.close()
})

const scanner = (port: string, changes: Partial<HidInfo> = {}): Omit<HidInfo, 'path'> => ({
  vendorId: 0x1209,
  productId: 0x8c02,
  port,
  applications: [],
  ...changes,
})
const A = '1209:8c02@1-1:1.0'

describe('a supervised device', () => {
  it('is found, opened and heard when it is plugged in, and another vendor is not', async () => {
    const path = system.plug(scanner('1-1:1.0'))
    const other = system.plug(scanner('1-2:1.0', { vendorId: 0x46d }))
    await manual.pass(100)
    expect(system.report(path, Uint8Array.of(1, 2))).toBe(true)
    expect(system.isOpen(other)).toBe(false)
    expect([...told]).toEqual([[A, ['ready 1-1:1.0', 'report 1,2']]])
  })

  it('counts from its first report when it is pulled and plugged in again, a hundred times', async () => {
    for (let round = 0; round < 100; round++) {
      const path = system.plug(scanner('1-1:1.0'))
      await manual.pass(100)
      expect(system.report(path, Uint8Array.of(round))).toBe(true)
      system.unplug(path)
      await manual.pass(100)
    }
    expect(told.get(A)).toHaveLength(300)
    expect(told.get(A)?.slice(-3)).toEqual(['ready 1-1:1.0', 'report 99', 'unplugged'])
    expect(devices).toHaveLength(1)
  })

  it('is the same one when it comes back at another socket, while an equal one stays itself', async () => {
    const first = system.plug(scanner('1-1:1.0'))
    const second = system.plug(scanner('1-2:1.0'))
    await manual.pass(100)
    system.unplug(first)
    await manual.pass(100)
    const moved = system.plug(scanner('1-3:1.0'))
    await manual.pass(100)
    system.report(moved, Uint8Array.of(1))
    system.report(second, Uint8Array.of(2))
    expect([...told]).toEqual([
      [A, ['ready 1-1:1.0', 'unplugged', 'ready 1-3:1.0', 'report 1']],
      ['1209:8c02@1-2:1.0', ['ready 1-2:1.0', 'report 2']],
    ])
  })

  it('is told apart from an equal one with the same serial number', async () => {
    system.plug(scanner('1-1:1.0', { serial: '0000' }))
    system.plug(scanner('1-2:1.0', { serial: '0000' }))
    await manual.pass(100)
    expect([...told.keys()]).toEqual(['1209:8c02:0000@1-1:1.0', '1209:8c02:0000@1-2:1.0'])
  })

  it.each(['permission-denied', 'in-use', 'not-answering'] as const)(
    'that is refused as %s says so once, and works when the cause is gone',
    async (code) => {
      const path = system.plug(scanner('1-1:1.0'))
      system.refuse(path, code)
      await manual.pass(60_000)
      expect(told.get(A)).toEqual([code])
      system.refuse(path, undefined)
      await manual.pass(10_000)
      expect(told.get(A)).toEqual([code, 'ready 1-1:1.0'])
    },
  )

  it('whose rights come after its node, or whose node goes after it, says nothing of that', async () => {
    const path = system.plug(scanner('1-1:1.0'))
    system.refuse(path, 'permission-denied')
    await manual.pass(600)
    system.refuse(path, undefined)
    await manual.pass(1_000)
    system.unplug(path)
    const gone = system.plug(scanner('1-1:1.0'))
    system.refuse(gone, 'not-answering')
    await manual.pass(600)
    system.unplug(gone)
    await manual.pass(1_000)
    expect(told.get(A)).toEqual(['ready 1-1:1.0', 'unplugged'])
  })

  it('is asked again in pauses that double to ten seconds, when it does not open', async () => {
    const path = system.plug(scanner('1-1:1.0'))
    let tries = 0
    const { open } = system
    system.open = (...given) => ((tries += 1), open(...given))
    system.refuse(path, 'not-answering')
    await manual.pass(60_000)
    // 0.05, 0.3, 0.8, 1.8, 3.8, 7.8, 15.8 s, then every 10 s; and the regular looks of every 10 s.
    expect(tries).toBeGreaterThan(8)
    expect(tries).toBeLessThan(20)
  })

  it('is told and not opened when it is not to be used, and forgotten when it is pulled', async () => {
    for (let round = 0; round < 2; round++) {
      const path = system.plug(scanner('1-1:1.0', { product: 'unknown' }))
      await manual.pass(20_000)
      expect(system.isOpen(path)).toBe(false)
      system.unplug(path)
      await manual.pass(100)
    }
    expect(told.get(A)).toEqual(['unused', 'gone', 'unused', 'gone'])
    expect(devices).toHaveLength(2)
  })

  it("stays missing when a stranger's device of its model is plugged into another socket", async () => {
    const path = system.plug(scanner('1-1:1.0'))
    await manual.pass(100)
    system.unplug(path)
    const strange = system.plug(scanner('1-2:1.0', { product: 'unknown' }))
    await manual.pass(100)
    system.unplug(strange)
    await manual.pass(100)
    expect([...told]).toEqual([
      [A, ['ready 1-1:1.0', 'unplugged']],
      ['1209:8c02@1-2:1.0', ['unused', 'gone']],
    ])
  })

  it('has a key of its own where one that moved away has that of its socket', async () => {
    const path = system.plug(scanner('1-1:1.0'))
    await manual.pass(100)
    system.unplug(path)
    await manual.pass(100)
    const moved = system.plug(scanner('1-2:1.0'))
    await manual.pass(100)
    system.report(system.plug(scanner('1-1:1.0')), Uint8Array.of(2))
    await manual.pass(100)
    system.report(moved, Uint8Array.of(1))
    expect([...told]).toEqual([
      [A, ['ready 1-1:1.0', 'unplugged', 'ready 1-2:1.0', 'report 1']],
      [`${A}#2`, ['ready 1-1:1.0']],
    ])
  })

  it('that accepts and never answers keeps no other from being used, and is told', async () => {
    const open = system.open.bind(system)
    const answers: (() => void)[] = []
    system.open = (path, listener) =>
      path === mute
        ? new Promise((resolve) => {
            answers.push(() => void open(path, listener).then(resolve))
          })
        : open(path, listener)
    const mute = system.plug(scanner('1-1:1.0'))
    await manual.pass(100)
    const other = system.plug(scanner('1-2:1.0'))
    await manual.pass(60_000)
    expect(system.report(other, Uint8Array.of(1))).toBe(true)
    expect(told.get(A)).toEqual(['not-answering'])
    // An answer that comes too late opens nothing, and until it comes nothing else is tried.
    expect(answers).toHaveLength(1)
    answers[0]?.()
    await manual.pass(0)
    expect(system.report(mute, Uint8Array.of(2))).toBe(false)
    expect(told.get('1209:8c02@1-2:1.0')).toEqual(['ready 1-2:1.0', 'report 1'])
  })

  it('gets what is written to it, and answers false when it is gone', async () => {
    const path = system.plug(scanner('1-1:1.0'))
    await manual.pass(100)
    expect(await devices[0]?.write(Uint8Array.of(4, 1))).toBe(true)
    expect(system.written(path)).toEqual([Uint8Array.of(4, 1)])
    system.unplug(path)
    expect(await devices[0]?.write(Uint8Array.of(4, 2))).toBe(false)
  })

  it('is closed and not opened again when the supervisor is closed', async () => {
    const path = system.plug(scanner('1-1:1.0'))
    await manual.pass(100)
    await supervisor.close()
    await manual.pass(30_000)
    expect(system.isOpen(path)).toBe(false)
    expect(told.get(A)).toEqual(['ready 1-1:1.0'])
  })
})
