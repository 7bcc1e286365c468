import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { processClock } from '../process-clock.ts'
import { MOST_GAP_MS } from '../scanner/hid-pos/decode.ts'
import { keysOf } from '../scanner/hid-keyboard/keys.fixture.ts'
import { reportsOf } from '../scanner/hid-pos/reports.fixture.ts'
import { someBytes, type Bench, type Played } from './bench.ts'
import { BALCAO, until, type Known } from './launch-user.ts'

/** One thing that the rig shows. */
export interface Step {
  name: string
  /** Whether it is in the short set too. */
  isShort?: boolean
  /** Answers what was seen; rejects where it isn't so. */
  run(bench: Bench): Promise<string>
}

const REPLUGS = 100
/** A user who isn't in the group of the udev rule. */
const OUTSIDER = 991
/** So many reports Linux keeps for a process that doesn't read: its ring of 64 (drivers/hid/hidraw.c) is full with 63. */
const KEPT_REPORTS = 63

const MANY_REPORTS = 200
const GARBAGE = 400

const nodes = (): string[] => readdirSync('/dev').filter((name) => name.startsWith('hidraw'))

/** The HID devices that a process has open. */
function openNodes(pid: number): string[] {
  return readdirSync(`/proc/${String(pid)}/fd`).flatMap((descriptor) => {
    try {
      const target = readlinkSync(`/proc/${String(pid)}/fd/${descriptor}`)
      return target.startsWith('/dev/hidraw') ? [target] : []
    } catch {
      // It was closed meanwhile.
      return []
    }
  })
}

const hexOf = (report: Uint8Array): string => Buffer.from(report).toString('hex')

/** What stands in the middle, and the longest. */
function medianAndMost(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other)
  return `median ${String(Math.round(sorted[sorted.length >> 1] ?? 0))} ms, most ${String(Math.round(sorted.at(-1) ?? 0))} ms`
}

/** The process of the drivers, for a signal. */
const driverOf = ({ user }: Bench): number => user.driverPids.at(-1) ?? assert.fail('there is no process of drivers')

/**
 * Reads codes of one report each while a process is stopped for over a second. Answers how many came: all of them, in
 * their order.
 */
async function readWhileStopped(scanner: Played, pid: number, count: number): Promise<number> {
  const { scans, drops } = scanner.known()
  process.kill(pid, 'SIGSTOP')
  try {
    for (let seed = 0; seed < count; seed++) await scanner.gadget.send(reportsOf(someBytes(50, seed)))
    await pause(1_000)
    assert.equal(scans.length, 0)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await until('the last one comes', () => scans.length === count)
  for (const [seed, { bytes }] of scans.entries())
    assert.deepEqual(Uint8Array.from(Buffer.from(bytes, 'base64')), someBytes(50, seed))
  assert.deepEqual(drops, [])
  return scans.length
}

export const STEPS: readonly Step[] = [
  {
    name: 'a scanner is found, with its rights from the udev rule',
    isShort: true,
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const { device, healths } = scanner.known()
      assert.match(device.port ?? '', /^\d+-1$/)
      const { uid, gid, mode } = statSync(`/dev/${nodes()[0] ?? ''}`)
      assert.deepEqual([uid, gid, (mode & 0o777).toString(8)], [0, BALCAO, '660'])
      return `${device.vendor}:${device.product} at ${device.port ?? ''}, ${healths.join(', ')}`
    },
  },
  {
    name: 'payloads come to the byte, with their symbology',
    isShort: true,
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const lengths = [0, 1, 55, 56, 57, 112, 700, 4_096]
      for (const length of lengths) await scanner.read(someBytes(length, length), length % 2 === 0 ? ']Q1' : ']C0')
      return `${lengths.join(', ')} bytes`
    },
  },
  {
    name: 'unplugged inside a code, it drops the part and reads the next code whole',
    isShort: true,
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      await scanner.gadget.send(reportsOf(someBytes(700)).slice(0, 4))
      await scanner.unplug()
      const { scans, drops } = scanner.known()
      assert.deepEqual([scans.length, drops], [0, ['gap']])
      await scanner.plug(0)
      await scanner.read(someBytes(700, 1))
      assert.deepEqual(drops, ['gap'])
      return 'lost unplugged, one drop, then 700 bytes'
    },
  },
  {
    name: 'unplugged between codes, it comes back',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      await scanner.read(someBytes(100))
      await scanner.unplug()
      await until('no node is left', () => nodes().length === 0)
      await scanner.plug(0)
      await scanner.read(someBytes(100, 1))
      const { healths, drops } = scanner.known()
      assert.deepEqual(drops, [])
      return healths.join(', ')
    },
  },
  {
    name: 'the first code after each replug counts',
    isShort: true,
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const replugs = bench.isShort ? 3 : REPLUGS
      const times: number[] = []
      for (let replug = 0; replug < replugs; replug++) {
        // Every other time so fast that the driver may not see that it was away.
        if (replug % 2 === 0) await scanner.unplug()
        else scanner.gadget.unplug()
        const began = processClock.monotonic()
        await scanner.plug(0)
        await scanner.read(someBytes(120, replug))
        times.push(processClock.monotonic() - began)
      }
      assert.deepEqual(scanner.known().drops, [])
      assert.deepEqual([...new Set(openNodes(driverOf(bench)))].length, 1)
      return `${String(replugs)} times, plug to code: ${medianAndMost(times)}`
    },
  },
  {
    name: 'replugged into another socket, it is the same scanner',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const id = scanner.id()
      const known = bench.user.scanners.size
      for (const socket of [1, 2, 3, 0]) {
        await scanner.unplug()
        await scanner.plug(socket)
        await scanner.read(someBytes(60, socket))
      }
      assert.deepEqual([scanner.id(), bench.user.scanners.size], [id, known])
      return id
    },
  },
  {
    name: 'two equal scanners are told apart, with and without serial numbers',
    async run(bench) {
      for (const serialNumber of [true, false]) {
        const [one, other] = [bench.scanner({ serialNumber }), bench.scanner({ serialNumber })]
        await one.plug(0)
        await other.plug(1)
        assert.notEqual(one.id(), other.id())
        await Promise.all([one.read(someBytes(300, 1)), other.read(someBytes(300, 2))])
        await one.unplug()
        await other.read(someBytes(10, 3))
        await one.plug(0)
        await Promise.all([one.read(someBytes(300, 4)), other.read(someBytes(300, 5))])
        assert.deepEqual([one.known().scans.length, other.known().scans.length], [2, 3])
        one.gadget.unplug()
        await other.unplug()
      }
      return 'each heard its own codes, with the other plugged in and without'
    },
  },
  {
    name: 'a scanner in keyboard mode is no HID POS scanner, and is taken from the desktop',
    async run(bench) {
      const [keyboard, scanner] = [bench.keyboard(), bench.scanner()]
      keyboard.plug(1)
      await until('its node is there', () => nodes().length === 1)
      const [node = ''] = nodes()
      await scanner.plug(0)
      await scanner.read(someBytes(100))
      assert.deepEqual(openNodes(driverOf(bench)).includes(`/dev/${node}`), false)
      assert.equal(
        [...bench.user.scanners.values()].some(({ device }) => device.vendor === '0c2e'),
        false,
      )
      const marks = () =>
        readdirSync('/run/udev/data')
          .filter((name) => name.startsWith('c13:'))
          .map((name) => readFileSync(`/run/udev/data/${name}`, 'utf8'))
      await until('udev says so', () => marks().some((mark) => mark.includes('LIBINPUT_IGNORE_DEVICE=1')))
      const { gid, mode } = statSync(`/dev/${node}`)
      assert.deepEqual([gid, (mode & 0o777).toString(8)], [BALCAO, '660'])
      return `/dev/${node} isn’t opened; LIBINPUT_IGNORE_DEVICE=1`
    },
  },
  {
    name: 'a scanner in keyboard mode that is named as one is read through its own node, and is protected',
    async run(bench) {
      const { user } = bench
      const keyboard = bench.keyboard()
      keyboard.plug(1)
      user.use([{ vendor: '0c2e', product: '0204', mode: 'keyboard' }])
      try {
        const known = await until('it is found', () =>
          [...user.scanners.values()].find(({ device }) => device.vendor === '0c2e'),
        )
        await until('it is ready', () => known.healths.at(-1)?.startsWith('ready'))
        await until('the desktop gets no key', () => known.healths.at(-1) === 'ready')
        const text = 'ME1:AZaz09 $%*+-./:'
        await keyboard.send(keysOf(`${text}\r`))
        const scan = await until('its code comes', () => known.scans[0])
        assert.equal(Buffer.from(scan.bytes, 'base64').toString('latin1'), text)
        return `${String(text.length)} characters`
      } finally {
        user.use(null)
      }
    },
  },
  {
    name: 'a scanner that is set from keyboard to HID POS mode is found at the same socket, and reads',
    async run(bench) {
      const { user } = bench
      const keyboard = bench.keyboard()
      const scanner = bench.scanner({ serialNumber: true, isOfMaker: true })
      const named = { vendor: '0c2e', product: '0204', mode: 'keyboard' } as const
      keyboard.plug(1)
      user.use([named])
      try {
        const before = await until('it is found as a keyboard', () =>
          [...user.scanners.values()].findLast(({ device }) => device.product === named.product),
        )
        await until('it is ready', () => before.healths.at(-1) === 'ready')
        // It leaves the bus and describes itself as another device, as it does once its code was scanned.
        keyboard.unplug()
        scanner.gadget.plug(1)
        await until('it is lost as a keyboard', () => before.healths.at(-1) === 'lost unplugged')
        const after = await until('it is found as a scanner', () => scanner.found())
        await until('it is not used yet', () => after.healths.at(-1) === 'unused')
        assert.deepEqual(
          [after.device.vendor, after.device.port, after.device.mode],
          [before.device.vendor, before.device.port, 'hid-pos'],
        )
        user.use([named, { vendor: '0c2e', product: '0206' }])
        await until('it is ready', () => after.healths.at(-1) === 'ready')
        await scanner.read(someBytes(700))
        return `${before.device.product} and then ${after.device.product} at ${after.device.port ?? ''}`
      } finally {
        user.use(null)
      }
    },
  },
  {
    name: 'garbage is told and no code, and the next good code counts',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const { scans, drops, healths } = scanner.known()
      // With a count that no report has, of other reports, and at the end marked as going on for ever.
      const garbage = Array.from({ length: GARBAGE }, (_, seed) =>
        someBytes(64, seed)
          .with(0, seed % 4 === 3 ? 7 : 2)
          .with(1, 0xff)
          .with(63, seed < 40 ? 0 : 1),
      )
      await scanner.gadget.send(garbage)
      await until('it is told', () => healths.at(-1) === 'failed garbage')
      assert.equal(scans.length, 0)
      // The rest of what was dropped is over after a gap.
      await pause(MOST_GAP_MS + 500)
      await scanner.read(someBytes(700))
      assert.equal(healths.at(-1), 'ready')
      return `${String(drops.length)} drops, then ${healths.slice(-2).join(', ')}`
    },
  },
  {
    name: 'codes that come while the station stands still are all there when it goes on',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      await readWhileStopped(scanner, bench.user.pid, MANY_REPORTS)
      return `${String(MANY_REPORTS)} codes of a report each`
    },
  },
  {
    name: 'of those that come while the drivers’ process stands still Linux keeps 63, which come',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const came = await readWhileStopped(scanner, driverOf(bench), KEPT_REPORTS)
      await scanner.read(someBytes(700))
      return `${String(came)} codes of a report each, then 700 bytes`
    },
  },
  {
    name: 'of two processes that want one scanner the second is told, and has it when the first ends',
    async run(bench) {
      const scanner = bench.scanner()
      const other = await bench.otherUser({ uid: BALCAO, gid: BALCAO })
      // Whichever opens it first has it.
      scanner.gadget.plug(0)
      const ours = await until('one hears', () => scanner.found())
      const theirs = await until('the other one hears', () => other.scanners.get(scanner.id()))
      const isReady = ({ healths }: Known) => healths.at(-1) === 'ready'
      const first = await until('one has it', () => [ours, theirs].find(isReady))
      const [second, holder] = first === theirs ? [ours, other] : [theirs, bench.user]
      await until('the other is told', () => second.healths.at(-1) === 'failed in-use')
      await scanner.gadget.send(reportsOf(someBytes(100)))
      await until('one reads', () => first.scans.length === 1)
      assert.equal(second.scans.length, 0)
      process.kill(holder.driverPids.at(-1) ?? 0, 'SIGKILL')
      try {
        // The drivers' next process would be as quick as the one that waits.
        holder.use([])
        await until('the other one has it', () => isReady(second))
        await scanner.gadget.send(reportsOf(someBytes(100, 1)))
        await until('it reads', () => second.scans.length === 1)
      } finally {
        holder.use(null)
      }
      return second.healths.join(', ')
    },
  },
  {
    name: 'a user whom the udev rule doesn’t give the scanner is told',
    async run(bench) {
      const scanner = bench.scanner()
      const other = await bench.otherUser({ uid: OUTSIDER, gid: OUTSIDER })
      await scanner.plug(0)
      const theirs = await until('they hear of it', () => other.scanners.get(scanner.id()))
      await until('they are told', () => theirs.healths.at(-1) === 'failed permission-denied')
      await scanner.read(someBytes(100))
      assert.deepEqual([theirs.scans.length, theirs.healths.includes('ready')], [0, false])
      return theirs.healths.join(', ')
    },
  },
  {
    name: 'the drivers’ process ends with its station, also when that is killed',
    async run(bench) {
      const other = await bench.otherUser({ uid: BALCAO, gid: BALCAO })
      const driver = other.driverPids.at(-1) ?? assert.fail('there is no process of drivers')
      process.kill(other.pid, 'SIGKILL')
      await until('it ends', () => !existsSync(`/proc/${String(driver)}`))
      return `process ${String(driver)} ended`
    },
  },
  {
    name: 'trigger and prevent-read reach the scanner',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      const { gadget } = scanner
      for (const [order, report] of [
        ['trigger', '0402'],
        ['prevent', '0401'],
        ['allow', '0400'],
      ] as const) {
        const had = gadget.taken().length
        assert.equal(await bench.user.order(scanner.id(), order), true)
        assert.equal(hexOf(await until(`${order} arrives`, () => gadget.taken()[had])), report)
      }
      await scanner.unplug()
      assert.equal(await bench.user.order(scanner.id(), 'trigger'), false)
      return gadget.taken().map(hexOf).join(', ')
    },
  },
  {
    name: 'after a SIGKILL of the drivers’ process the scanner is back, and its parent never ended',
    async run(bench) {
      const scanner = bench.scanner()
      await scanner.plug(0)
      await scanner.read(someBytes(100))
      const killed = driverOf(bench)
      const { healths } = scanner.known()
      process.kill(killed, 'SIGKILL')
      await until('it is told', () => healths.includes('failed driver-stopped'))
      await until('it is back', () => healths.at(-1) === 'ready')
      await scanner.read(someBytes(700, 1))
      assert.notEqual(driverOf(bench), killed)
      assert.equal(bench.user.isAlive(), true)
      return healths.join(', ')
    },
  },
]
