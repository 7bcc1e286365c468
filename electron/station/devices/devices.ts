import { defined } from '../../common/defined.ts'
import type { Clock, DeviceHealth, DeviceInfo } from '../../../hardware/ports.ts'
import type { Scan, Scanner } from '../../../hardware/scanner/port.ts'
import {
  DEVICE_TESTS,
  refuse,
  type Device,
  type DeviceReport,
  type DeviceTest,
  type Outcome,
} from '../../contract/index.ts'
import { TEST_FAILED_FOR_MS, TEST_GOOD_FOR_MS, TEST_WITHIN_MS } from './limits.ts'
import type { DeviceTests, TestFault } from './tests.ts'
import { setUpOf } from './set-up-codes.ts'
import { todoFor, troubleOf } from './trouble.ts'

/** What the station needs of any device to know its health. */
export interface Attached {
  /** What the device says of itself, where it does. */
  readonly device?: DeviceInfo
  health(): DeviceHealth
  onHealth(listener: (health: DeviceHealth) => void): () => void
  /** Asks anew how it is, without any effect; answers the code of what is wrong. */
  check?(): Promise<string | undefined>
  /** Of a card reader: another card is in it, or none, and what an earlier test said is over. */
  onSlot?(listener: () => void): () => void
  close(): Promise<void>
}

/** The devices attached to the station, of every kind. */
export interface Devices {
  list(): Device[]
  /** Each device with what a technician asks of it. */
  reports(): DeviceReport[]
  /**
   * A device's health as the station knows it: one that says it is ready and doesn't pass its test is `failed` until it
   * passes, or until its health changes.
   */
  healthOf(device: Attached): DeviceHealth
  /** Tests a device. Refuses with `invalid-input`; its `why` is `unknown`: no device has this id, or it
   * was removed meanwhile; `untested`: it has no such test. A bad result is no refusal. */
  test(id: string, test: DeviceTest): Promise<Outcome<{ device: DeviceReport }>>
  /** Asks each device how it is whose last answer is old. To be called where nothing is paid. */
  testIdle(): Promise<void>
  /**
   * Adds a scanner that stands at `face`, where that is said; `onScan` hears its scans, `onDrop` that one came in part
   * only. Returns the function that removes it without closing it.
   */
  attachScanner(
    scanner: Scanner,
    hears: { onScan(scan: Scan): void; onDrop(reason: string): void },
    face?: Device['face'],
  ): () => void
  /** Adds a device that others use through its own port, with its tests. Returns the function that removes it. */
  attach(device: Attached, tests?: DeviceTests, face?: Device['face']): () => void
  close(): Promise<void>
}

/** What the station knows of a device beside its health. Times are in milliseconds since 1970. */
interface Known {
  face: Device['face']
  tests: DeviceTests
  lastError: { error: string; at: number } | undefined
  lastRead: number | undefined
  lastTest: { test: DeviceTest; at: number; fault: TestFault | undefined } | undefined
  /** The last question how it is: when, by the monotonic clock, and since when it fails, since 1970. */
  asked: { at: number; error: string | undefined; failedSince: number } | undefined
}

/** Keeps the attached devices; `onChange` hears each change of health, `onGone` that a device was removed. */
export function createDevices(deps: {
  clock: Clock
  onChange(device: Device): void
  onGone(id: string): void
}): Devices {
  const { clock, onChange } = deps
  const attached = new Map<Attached, Known>()

  function healthOf(device: Attached): DeviceHealth {
    const health = device.health()
    const { error, failedSince = 0 } = attached.get(device)?.asked ?? {}
    if (health.state !== 'ready' || error === undefined) return health
    return { ...health, state: 'failed', error, since: failedSince }
  }

  function tell(device: Attached): void {
    const health = healthOf(device)
    const known = attached.get(device)
    if (known && health.error !== undefined) known.lastError = { error: health.error, at: health.since }
    onChange(described(device))
  }

  /** Answers whether the device failed by that test alone. */
  function forgetTest(device: Attached): boolean {
    const known = attached.get(device)
    const hasFailed = known?.asked?.error !== undefined
    if (known) known.asked = undefined
    return hasFailed
  }

  const described = (device: Attached): Device => describe(device, healthOf(device), attached.get(device)?.face)

  function attach(device: Attached, tests: DeviceTests = {}, face?: Device['face']): () => void {
    attached.set(device, {
      face,
      tests,
      lastError: undefined,
      lastRead: undefined,
      lastTest: undefined,
      asked: undefined,
    })
    const stopHealth = device.onHealth(() => {
      // Its driver knows better than an earlier test.
      forgetTest(device)
      tell(device)
    })
    const stopSlot = device.onSlot?.(() => {
      if (forgetTest(device)) tell(device)
    })
    tell(device)
    return () => {
      stopHealth()
      stopSlot?.()
      const { id } = device.health()
      if (attached.delete(device)) deps.onGone(id)
    }
  }

  /** Runs one test; what takes too long doesn't answer. */
  async function run(device: Attached, test: DeviceTest): Promise<void> {
    const known = attached.get(device)
    const work = known?.tests[test]
    if (!known || !work) return
    const before = device.health()
    const fault = faultOf(await (test === 'status' ? within(clock, work) : work()))
    // A device that changed meanwhile says itself how it is.
    const isSame = device.health().state === before.state && device.health().since === before.since
    known.lastTest = { test, at: clock.now(), fault }
    if (test !== 'status' || !isSame) return
    const was = healthOf(device)
    const error = fault?.error
    const failedSince = known.asked?.error === error ? known.asked?.failedSince : undefined
    known.asked = { at: clock.monotonic(), error, failedSince: failedSince ?? clock.now() }
    const is = healthOf(device)
    if (was.state !== is.state || was.error !== is.error) tell(device)
  }

  const report = (device: Attached): DeviceReport => reportOf(described(device), attached.get(device))

  return {
    list: () => [...attached.keys()].map(described),
    reports: () => [...attached.keys()].map(report),
    healthOf,
    async test(id, test) {
      const unknown = refuse('invalid-input', { option: 'device', why: 'unknown' })
      const device = [...attached.keys()].find((each) => each.health().id === id)
      if (!device) return unknown
      if (attached.get(device)?.tests[test] === undefined)
        return refuse('invalid-input', { option: 'device', why: 'untested' })
      await run(device, test)
      // Nothing is kept of the test of a device that was removed meanwhile.
      return attached.has(device) ? { ok: true, device: report(device) } : unknown
    },
    async testIdle() {
      // A device that isn't ready is looked for by its own driver.
      const due = [...attached].filter(([device, known]) => device.health().state === 'ready' && isDue(known, clock))
      await Promise.all(due.map(([device]) => run(device, 'status')))
    },
    attach,
    attachScanner(scanner, { onScan, onDrop }, face) {
      const stopScans = scanner.onScan((scan) => {
        const known = attached.get(scanner)
        if (known) known.lastRead = clock.now()
        onScan(scan)
      })
      const stopDrops = scanner.onDrop(onDrop)
      const detach = attach(scanner, {}, face)
      return () => {
        stopScans()
        stopDrops()
        detach()
      }
    },
    async close() {
      const all = [...attached.keys()]
      attached.clear()
      await Promise.allSettled(all.map((device) => device.close()))
    },
  }
}

function reportOf(device: Device, known: Known | undefined): DeviceReport {
  const { tests = {}, lastError, lastRead, lastTest } = known ?? {}
  return {
    ...device,
    tests: DEVICE_TESTS.filter((test) => tests[test] !== undefined),
    ...defined({
      trouble: troubleOf(device),
      todo: todoFor(device),
      setUp: setUpOf(device),
      lastError: lastError && { error: lastError.error, at: iso(lastError.at) },
      lastRead: lastRead === undefined ? undefined : iso(lastRead),
      lastTest: lastTest && testOf(device, lastTest),
    }),
  }
}

/** A test as it is told. What to do about one that failed is told where the device is ready, and until it changes. */
function testOf(
  { kind, state, since }: Device,
  { test, at, fault }: NonNullable<Known['lastTest']>,
): DeviceReport['lastTest'] {
  const told = { test, at: iso(at), ...fault }
  if (fault === undefined || state !== 'ready' || at < Date.parse(since)) return told
  const failed = { kind, state: 'failed', error: fault.error } as const
  return { ...told, ...defined({ trouble: troubleOf(failed), todo: todoFor(failed) }) }
}

const faultOf = (told: TestFault | string | undefined): TestFault | undefined =>
  typeof told === 'string' ? { error: told } : told

/** Whether a device can be asked how it is, and its last answer is old. */
const isDue = ({ tests, asked }: Known, clock: Clock): boolean =>
  tests.status !== undefined &&
  (asked === undefined ||
    clock.monotonic() - asked.at >= (asked.error === undefined ? TEST_GOOD_FOR_MS : TEST_FAILED_FOR_MS))

/** Waits for a test as long as a device may take to say how it is; a test that breaks counts as not answered. */
function within<T>(clock: Clock, work: () => Promise<T>): Promise<T | string> {
  return new Promise((resolve) => {
    const end = (told: T | string) => {
      cancel()
      resolve(told)
    }
    const cancel = clock.after(TEST_WITHIN_MS, () => resolve('not-answering'))
    work().then(end, () => end('not-answering'))
  })
}

const iso = (at: number) => new Date(at).toISOString()

function describe(
  { device }: Attached,
  { id, kind, virtual, state, since, error }: DeviceHealth,
  face: Device['face'],
): Device {
  return { id, kind, virtual, state, since: iso(since), ...defined({ error, face, info: device && defined(device) }) }
}
