import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { HidInfo } from '../hid/hid.ts'
import type { DeviceListener } from '../hid/slot.ts'
import { superviseHid, type SupervisedDevice } from '../hid/supervise.ts'
import { createVirtualHidSystem } from '../hid/virtual.ts'
import { KEYBOARD } from '../hid/keyboard.ts'
import { OVER_AFTER_MS } from './hid-keyboard/decode.ts'
import { createKeyboardScanner } from './hid-keyboard/driver.ts'
import { keysOf } from './hid-keyboard/keys.fixture.ts'
import { MOST_GAP_MS } from './hid-pos/decode.ts'
import { createPosScanner } from './hid-pos/driver.ts'
import { BARCODE_SCANNER } from './hid-pos/layout.ts'
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR, reportsOf } from './hid-pos/reports.fixture.ts'
import type { Scanner } from './port.ts'
import { describeScanner, type ScannerUnderTest } from './scanner.conformance.ts'
import { createVirtualScanner } from './virtual.ts'

/** How a device of one mode is played. `pauseMs`: the longest pause within a code after which it still goes on. */
interface PlayedMode {
  device: Pick<HidInfo, 'applications' | 'descriptor'>
  create(options: { id: string; device: SupervisedDevice; clock: ReturnType<typeof createManualClock>['clock'] }): {
    scanner: Scanner
    listener: DeviceListener
  }
  reports(bytes: Uint8Array): Uint8Array[]
  pauseMs: number
  garbage: Uint8Array
}

/** Opens a driver on a played USB device, as the process of the drivers does. */
async function openPlayed({ device, create, reports, pauseMs, garbage }: PlayedMode): Promise<ScannerUnderTest> {
  const system = createVirtualHidSystem()
  const { clock, pass } = createManualClock()
  let found: Scanner | undefined
  const supervisor = superviseHid({
    system,
    clock,
    isOurs: () => true,
    onFound(supervised) {
      const { scanner, listener } = create({ id: supervised.key, device: supervised, clock })
      found = scanner
      return listener
    },
  })
  const plug = async () => {
    const path = system.plug({ vendorId: 0x1209, productId: 0x8c02, port: '1-1:1.0', ...device })
    await pass(1_000)
    return path
  }
  const send = (parts: readonly Uint8Array[]) => {
    for (const report of parts) system.report(path, report)
  }
  let path = await plug()
  if (!found) throw new Error('the device was not found')
  return {
    scanner: found,
    async scan(bytes) {
      send(reports(bytes))
      await pass(1_000)
    },
    beginScan(bytes) {
      send(reports(bytes).slice(0, -3))
      return Promise.resolve()
    },
    async scanSlowly(bytes) {
      for (const report of reports(bytes)) {
        await pass(pauseMs)
        send([report])
      }
      await pass(1_000)
    },
    async unplug() {
      system.unplug(path)
      await pass(1_000)
    },
    async replug() {
      path = await plug()
    },
    async sendGarbage() {
      send(Array.from({ length: 1_000 }, () => garbage))
      await pass(1_000)
    },
    close: () => supervisor.close(),
  }
}

/** Opens a twin. */
function openTwin(source: 'hid-pos' | 'hid-keyboard'): Promise<ScannerUnderTest> {
  const { clock, pass } = createManualClock()
  const scanner = createVirtualScanner({ id: 'twin', clock, source })
  const scan = (bytes: Uint8Array) => {
    scanner.scan(bytes)
    return Promise.resolve()
  }
  return Promise.resolve({
    scanner,
    scan,
    beginScan(bytes) {
      scanner.slow(100)
      scanner.scan(bytes)
      scanner.slow(0)
      return Promise.resolve()
    },
    async scanSlowly(bytes) {
      scanner.slow(100)
      scanner.scan(bytes)
      await pass(100)
    },
    unplug() {
      scanner.unplug()
      return Promise.resolve()
    },
    async replug() {
      scanner.replug(250)
      await pass(250)
    },
    sendGarbage() {
      scanner.garbage()
      return Promise.resolve()
    },
    close: () => scanner.close(),
  })
}

describeScanner('a scanner in HID POS mode', { source: 'hid-pos', isVirtual: false }, () =>
  openPlayed({
    device: { applications: [BARCODE_SCANNER], descriptor: POS_DESCRIPTOR },
    create: createPosScanner,
    reports: (bytes) => reportsOf(bytes),
    pauseMs: MOST_GAP_MS - 1,
    garbage: new Uint8Array(64).fill(0xff).with(0, 2).with(63, 0),
  }),
)

describeScanner('a scanner in keyboard mode', { source: 'hid-keyboard', isVirtual: false }, () =>
  openPlayed({
    device: { applications: [KEYBOARD], descriptor: KEYBOARD_DESCRIPTOR },
    create: createKeyboardScanner,
    reports: (bytes) => keysOf(`${Buffer.from(bytes).toString('latin1')}\r`),
    pauseMs: OVER_AFTER_MS - 1,
    garbage: new Uint8Array(8).fill(0xff),
  }),
)

for (const source of ['hid-pos', 'hid-keyboard'] as const)
  describeScanner(`a virtual scanner (${source})`, { source, isVirtual: true }, () => openTwin(source))
