import { defined } from '../../../electron/common/defined.ts'
import { createListeners } from '../../../electron/common/listeners.ts'
import type { HidInfo } from '../../hid/hid.ts'
import type { DeviceFault, DeviceListener } from '../../hid/slot.ts'
import type { SupervisedDevice } from '../../hid/supervise.ts'
import { keepHealth } from '../../health.ts'
import type { Clock } from '../../ports.ts'
import type { Scan, Scanner } from '../port.ts'
import { createScanAssembler, MOST_GAP_MS, type DropReason, type ScanAssembler } from './decode.ts'
import { layoutByVendor, layoutOf, type TriggerLayout } from './layout.ts'

/** A scanner in HID POS mode. What a device offers not, its methods answer false to. */
export interface PosScanner extends Scanner {
  /** Lets the scanner read, or keeps it from reading; answers whether it was told so. */
  allowRead(isAllowed: boolean): Promise<boolean>
  /** Makes the scanner read as if its trigger was pulled; answers whether it was told so. */
  trigger(): Promise<boolean>
  /** How many scans and how many drops of each reason there were; never any content. */
  counts(): Readonly<Record<'scans' | DropReason, number>>
}

/** So many drops in a row without a code between them: the device sends garbage. */
const GARBAGE_DROPS = 20

/**
 * Makes the scanner of a device that a supervisor has found, and what the supervisor's reports are to be given to. It is
 * `starting` until it was opened.
 */
export function createPosScanner(options: { id: string; device: SupervisedDevice; clock: Clock }): {
  scanner: PosScanner
  listener: DeviceListener
} {
  const { id, device, clock } = options
  const scans = createListeners<[Scan]>()
  const drops = createListeners<[DropReason]>()
  const kept = keepHealth({ id, kind: 'scanner', virtual: false, clock })
  const { health, onHealth, become } = kept
  const counts: Record<'scans' | DropReason, number> = {
    scans: 0,
    gap: 0,
    'other-code': 0,
    count: 0,
    short: 0,
    'too-long': 0,
  }
  let assembler: ScanAssembler | undefined
  let trigger: TriggerLayout | undefined
  let dropsInRow = 0
  let cancelExpiry = () => {}

  function noteDrop(reason: DropReason): void {
    counts[reason] += 1
    dropsInRow += 1
    if (dropsInRow >= GARBAGE_DROPS) become('failed', 'garbage')
    else drops.tell(reason)
  }

  function onReady(info: HidInfo): void {
    const layout = layoutOf(info.descriptor)
    trigger = layout.trigger
    dropsInRow = 0
    assembler = createScanAssembler(layout.scans ?? layoutByVendor(info.vendorId), {
      onScan({ bytes, symbology }) {
        counts.scans += 1
        dropsInRow = 0
        become('ready')
        scans.tell({ bytes, source: 'hid-pos', ...defined({ symbology }) })
      },
      onDrop: noteDrop,
    })
    become('ready')
  }

  const listener: DeviceListener = {
    onReady,
    onReport(report) {
      assembler?.take(report, clock.monotonic())
      cancelExpiry()
      cancelExpiry = clock.after(MOST_GAP_MS + 1, () => assembler?.expire(clock.monotonic()))
    },
    onFault(code: DeviceFault) {
      cancelExpiry()
      assembler?.expire()
      assembler = undefined
      become(code === 'unplugged' ? 'lost' : 'failed', code)
    },
    onUnused: () => become('unused'),
    onGone: () => undefined,
  }

  /** Sends the trigger's report with one of its bits set, or none. */
  async function send(flag: 'prevent' | 'initiate', isSet: boolean): Promise<boolean> {
    const bit = trigger?.[flag]
    if (!trigger || !bit) return false
    // The first byte is the report's id, 0 where the device numbers none, which then isn't part of the report.
    const report = new Uint8Array(trigger.length + (trigger.reportId === 0 ? 1 : 0))
    report[0] = trigger.reportId
    if (isSet) report[bit.at + (trigger.reportId === 0 ? 1 : 0)] = bit.mask
    return device.write(report)
  }

  const scanner: PosScanner = {
    health,
    onScan: (hears) => scans.add(hears),
    onHealth,
    onDrop: (hears) => drops.add(hears),
    allowRead: (isAllowed) => send('prevent', !isAllowed),
    trigger: () => send('initiate', true),
    counts: () => ({ ...counts }),
    close() {
      cancelExpiry()
      scans.clear()
      kept.end()
      drops.clear()
      return Promise.resolve()
    },
  }
  return { scanner, listener }
}
