import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { HidInfo } from '../hid/hid.ts'
import { createVirtualHidSystem, type VirtualHidSystem } from '../hid/virtual.ts'
import { KEYBOARD } from '../hid/keyboard.ts'
import { keysOf } from '../scanner/hid-keyboard/keys.fixture.ts'
import { BARCODE_SCANNER } from '../scanner/hid-pos/layout.ts'
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR, reportsOf } from '../scanner/hid-pos/reports.fixture.ts'
import { createHost, type Host } from './host.ts'
import type { DeviceMatch, FromHost } from './messages.ts'

const NAMED: DeviceMatch = { vendor: '0c2e', product: '0200', mode: 'keyboard' }
const ID = 'keyboard-scanner-0c2e:0200@1-1:1.0'

let system: VirtualHidSystem
let manual: ReturnType<typeof createManualClock>
let host: Host
let said: FromHost[]

beforeEach(() => {
  system = createVirtualHidSystem()
  manual = createManualClock()
  said = []
  host = createHost({ system, clock: manual.clock, say: (message) => said.push(message) })
})
afterEach(() => host.close())

const plug = (changes: Partial<HidInfo> = {}) =>
  system.plug({
    vendorId: 0x0c2e,
    productId: 0x0200,
    port: '1-1:1.0',
    applications: [KEYBOARD],
    descriptor: KEYBOARD_DESCRIPTOR,
    ...changes,
  })
const type = (path: string, text: string) => {
  for (const report of keysOf(text)) system.report(path, report)
}
const scans = () =>
  said.flatMap((message) =>
    message.say === 'scan' ? [[message.source, Buffer.from(message.bytes, 'base64').toString('latin1')]] : [],
  )
const states = () => said.flatMap((message) => (message.say === 'health' ? [[message.state, message.error]] : []))

describe('a scanner in keyboard mode', () => {
  it('is read through its own node when the settings name it as one', async () => {
    const path = plug()
    await host.take({ do: 'watch', use: [NAMED] })
    type(path, 'ME1:ABC\r')
    type(path, '281012345678901234')
    await manual.pass(300)
    expect(scans()).toEqual([
      ['hid-keyboard', 'ME1:ABC'],
      ['hid-keyboard', '281012345678901234'],
    ])
    expect(states()).toEqual([
      ['starting', undefined],
      ['ready', undefined],
    ])
  })

  it('is ready and not protected when the desktop gets its keys too', async () => {
    plug({ isTypedToDesktop: true })
    await host.take({ do: 'watch', use: [NAMED] })
    expect(states().at(-1)).toEqual(['ready', 'not-protected'])
  })

  it('is protected at the next look when udev took it from the desktop after it was opened', async () => {
    const path = plug({ isTypedToDesktop: true })
    await host.take({ do: 'watch', use: [NAMED] })
    system.relist(path, { isTypedToDesktop: false })
    await manual.pass(10_000)
    expect(states().at(-1)).toEqual(['ready', undefined])
    type(path, 'code\r')
    expect(scans()).toEqual([['hid-keyboard', 'code']])
  })

  it('loses the code that it was typing when it is pulled, and its first code after that counts', async () => {
    const path = plug()
    await host.take({ do: 'watch', use: [NAMED] })
    type(path, 'half')
    system.unplug(path)
    await manual.pass(1_000)
    const again = plug()
    await manual.pass(1_000)
    type(again, 'whole\r')
    expect(scans()).toEqual([['hid-keyboard', 'whole']])
    expect(states().slice(-2)).toEqual([
      ['lost', 'unplugged'],
      ['ready', undefined],
    ])
  })

  it.each<[string, DeviceMatch[] | null]>([
    ['every supported device is used', null],
    ['nothing is named', []],
    ['it is named as a scanner in HID POS mode', [{ vendor: '0c2e', product: '0200' }]],
    ['another keyboard is named', [{ ...NAMED, product: '0201' }]],
  ])('is a keyboard, which is neither shown nor opened, when %s', async (_when, use) => {
    const path = plug()
    await host.take({ do: 'watch', use })
    await manual.pass(20_000)
    expect([said, system.isOpen(path)]).toEqual([[], false])
  })

  it('is another device, which nobody has named, when it is set to HID POS mode at the same socket', async () => {
    const path = plug()
    await host.take({ do: 'watch', use: [NAMED] })
    system.unplug(path)
    const pos = plug({ applications: [BARCODE_SCANNER], descriptor: POS_DESCRIPTOR })
    await manual.pass(1_000)
    for (const report of reportsOf(new TextEncoder().encode('code'))) system.report(pos, report)
    await manual.pass(1_000)
    expect(scans()).toEqual([])
    const last = new Map(said.flatMap((message) => (message.say === 'health' ? [[message.id, message.state]] : [])))
    expect([...last]).toEqual([
      [ID, 'lost'],
      ['scanner-0c2e:0200@1-1:1.0', 'unused'],
    ])
    const found = said.flatMap((message) => (message.say === 'found' ? [[message.id, message.device.mode]] : []))
    expect(Object.fromEntries(found)).toEqual({ [ID]: 'keyboard', 'scanner-0c2e:0200@1-1:1.0': 'hid-pos' })
  })

  it('is not used when an equal one with its serial number, at another socket, is the one that is meant', async () => {
    const scanner = { applications: [BARCODE_SCANNER], descriptor: POS_DESCRIPTOR, serial: 'A1' }
    const [meant, other] = ['1-1:1.0', '1-2:1.0'].map((port) => plug({ ...scanner, port }))
    await host.take({ do: 'watch', use: [{ vendor: '0c2e', product: '0200', serial: 'A1', port: '1-1' }] })
    expect([system.isOpen(meant ?? ''), system.isOpen(other ?? '')]).toEqual([true, false])
  })

  it('is told of as gone when it is not used and pulled, and found anew when it comes back', async () => {
    const scanner = { applications: [BARCODE_SCANNER], descriptor: POS_DESCRIPTOR }
    await host.take({ do: 'watch', use: [] })
    for (let times = 0; times < 2; times++) {
      const path = plug(scanner)
      await manual.pass(1_000)
      system.unplug(path)
      await manual.pass(1_000)
    }
    expect(said.map(({ say }) => say)).toEqual(Array(2).fill(['found', 'health', 'found', 'health', 'gone']).flat())
    expect(states()).not.toContainEqual(['lost', 'unplugged'])
  })

  it('is told of again with its socket when it comes to another one', async () => {
    const path = plug({ serial: 'A1' })
    await host.take({ do: 'watch', use: [NAMED] })
    system.unplug(path)
    await manual.pass(1_000)
    plug({ serial: 'A1', port: '1-3:1.0' })
    await manual.pass(1_000)
    const found = said.flatMap((message) => (message.say === 'found' ? [[message.id, message.device.port]] : []))
    const id = 'keyboard-scanner-0c2e:0200:A1@1-1:1.0'
    expect([found[0], found.at(-1)]).toEqual([
      [id, '1-1'],
      [id, '1-3'],
    ])
  })

  it(`has the id that settings can name it by when it is found: ${ID}`, async () => {
    plug()
    await host.take({ do: 'watch', use: [NAMED] })
    expect(said[0]).toMatchObject({ say: 'found', id: ID, device: { vendor: '0c2e', product: '0200', port: '1-1' } })
  })
})

describe('a keypad', () => {
  const KEYPAD: DeviceMatch = { vendor: '0c2e', product: '0200', mode: 'keypad', keys: { help: 0x3b } }
  const press = (path: string, usage: number) => system.report(path, Uint8Array.of(0, 0, usage, 0, 0, 0, 0, 0))

  it('tells its keys when the settings name it as one, and never a scan', async () => {
    const path = plug()
    await host.take({ do: 'watch', use: [KEYPAD] })
    expect(said[0]).toMatchObject({ say: 'found', kind: 'keypad', id: 'keypad-0c2e:0200@1-1:1.0' })
    press(path, 0x52)
    press(path, 0x3b)
    await manual.pass(1_000)
    expect(said.flatMap((message) => (message.say === 'key' ? [message.key] : []))).toEqual(['up', 'help'])
    expect(scans()).toEqual([])
  })
})
