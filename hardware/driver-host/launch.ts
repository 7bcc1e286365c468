import type { ChildProcess } from 'node:child_process'
import { defined } from '../../electron/common/defined.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import { keepHealth } from '../health.ts'
import type { Keypad, KeypadKey } from '../keypad/port.ts'
import { startProcess, stopProcess, type OwnProgram } from '../own-process.ts'
import type { Clock } from '../ports.ts'
import type { Scan, Scanner } from '../scanner/port.ts'
import { createHostedReaders, type CardReaders } from './hosted-readers.ts'
import { fromHost, type DeviceMatch, type FoundDevice, type FromHost, type ToHost } from './messages.ts'
import { createWaiting } from './waiting.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** A process that lived so long wasn't broken by its start, and is started anew at once. */
const HEALTHY_MS = 60_000
const ANSWER_WITHIN_MS = 2_000

/** Why the process of the drivers can't use this machine's HID devices (hid.ts), or that it doesn't start at all. */
export type DriversFault = { code: 'library-missing'; library: string } | { code: 'driver-missing' | 'driver-stopped' }

/** A scanner of the drivers' process, as the station has it. */
export interface HostedScanner extends Scanner {
  /** As it was found last. */
  readonly device: FoundDevice
  /** Lets the scanner read, or keeps it from reading; answers whether it was told so. */
  allowRead(isAllowed: boolean): Promise<boolean>
  /** Makes the scanner read as if its trigger was pulled; answers whether it was told so. */
  trigger(): Promise<boolean>
}

/** A keypad of the drivers' process, as the station has it. */
export interface HostedKeypad extends Keypad {
  /** As it was found last. */
  readonly device: FoundDevice
}

/** The drivers' process, which is started again whenever it ends, until `close`. */
export interface Drivers {
  /** Which devices are to be used from now on; null: each that is supported. */
  use(devices: readonly DeviceMatch[] | null): void
  /** Which card readers are to be used from now on, by their names; null: each that is there. */
  useReaders(readers: readonly string[] | null): void
  /** The id of the process that runs now; another one after a restart. */
  pid(): number | undefined
  /** Whether it has loaded its drivers, or knows why it can't. */
  isStarted(): boolean
  close(): Promise<void>
}

type FoundNews = Extract<FromHost, { say: 'found' }>
type DeviceReport = Extract<FromHost, { say: 'scan' | 'drop' | 'key' }>
type DeviceNews = DeviceReport | Extract<FromHost, { say: 'found' | 'gone' | 'health' }>

/** A device of the drivers' process: its port, and what that process and its launcher tell it. */
interface Hosted<Port = unknown> {
  port: Port
  tell(news: DeviceReport | Extract<FromHost, { say: 'health' }>): void
  /** It is found again, maybe at another socket. */
  isFound(device: FoundDevice): void
  isUsed(): boolean
  /** It wasn't used, and isn't there any more. */
  isGone?(): void
  /** The process ended. */
  stop(): void
}

/**
 * Starts the process of the drivers. `onScanner` hears each scanner once, when it is found first; after a restart of the
 * process the same scanner goes on. While the process is away its devices are `failed` with `driver-stopped`.
 */
export function launchDrivers(deps: {
  /** main.ts, or a package's own. */
  program: OwnProgram
  use: readonly DeviceMatch[] | null
  clock: Clock
  onScanner(scanner: HostedScanner): void
  /** Hears that a scanner that wasn't used isn't there any more; the same one is another scanner when it comes back. */
  onScannerGone?(scanner: HostedScanner): void
  /** Hears each keypad once, as `onScanner` does. */
  onKeypad?(keypad: HostedKeypad): void
  onFault(fault: DriversFault | undefined): void
  /** Where the station has card readers; without it PC/SC isn't loaded. */
  cards?: CardReaders
}): Drivers {
  const { program, clock } = deps
  const orders = createOrders(clock, (order) => send(order))
  const hosting = createHosting(deps, orders)
  let { use } = deps
  let child: ChildProcess | undefined
  let fault: DriversFault | undefined
  /** What the process that runs now has said of itself. */
  let ownFault: DriversFault | undefined
  let isStarted = false
  let isClosed = false
  let pause = FIRST_PAUSE_MS
  let cancelRestart = () => {}

  function noteFault(next: DriversFault | undefined): void {
    if (fault?.code === next?.code) return
    fault = next
    deps.onFault(next)
  }

  function send(order: ToHost): boolean {
    if (child?.connected !== true) return false
    child.send(order)
    return true
  }

  const readers =
    deps.cards &&
    createHostedReaders({ ...deps.cards, clock, send: (cardOrder) => send({ do: 'cards', order: cardOrder }) })

  function take(message: FromHost): void {
    switch (message.say) {
      case 'started':
        isStarted = true
        // What kept a former process from its devices may have gone.
        noteFault(ownFault)
        return
      case 'fault':
        ownFault = message.fault
        return
      case 'done':
        orders.done(message.n, message.done)
        return
      case 'cards':
        readers?.take(message.news)
        return
      default:
        hosting.take(message)
    }
  }

  function start(): void {
    const started = clock.monotonic()
    ownFault = undefined
    child = startDrivers(program, {
      onMessage: take,
      onGone() {
        child = undefined
        isStarted = false
        orders.endAll()
        if (isClosed) return
        hosting.stop()
        readers?.stop()
        if (fault === undefined) noteFault({ code: 'driver-stopped' })
        if (clock.monotonic() - started > HEALTHY_MS) pause = FIRST_PAUSE_MS
        cancelRestart = clock.after(pause, start)
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      },
    })
    sendUse()
    readers?.start()
  }

  const sendUse = () => send({ do: 'watch', use: use === null ? null : [...use] })

  start()
  return {
    use(devices) {
      use = devices
      sendUse()
    },
    useReaders: (names) => readers?.use(names),
    pid: () => child?.pid,
    isStarted: () => isStarted,
    async close() {
      isClosed = true
      cancelRestart()
      if (child) await stopProcess(child, clock)
    },
  }
}

/** Starts a process of the drivers; `onGone` hears once that it ended, can't be heard any more or didn't start. */
function startDrivers(
  program: OwnProgram,
  hears: { onMessage(message: FromHost): void; onGone(): void },
): ChildProcess | undefined {
  const child = startProcess(program)
  if (!child) {
    hears.onGone()
    return undefined
  }
  let isGone = false
  const onGone = () => {
    if (isGone) return
    isGone = true
    // An error may leave it running.
    child.kill('SIGKILL')
    hears.onGone()
  }
  child.on('error', onGone)
  child.on('exit', onGone)
  child.on('message', (message) => {
    const parsed = fromHost.safeParse(message).data
    if (parsed && !isGone) hears.onMessage(parsed)
  })
  return child
}

type OrderKind = Extract<ToHost, { do: 'order' }>['order']

/** The orders that the process hasn't carried out yet; one that isn't answered in time, or at all, wasn't carried out. */
function createOrders(clock: Clock, send: (order: ToHost) => boolean) {
  const waiting = createWaiting(clock, ANSWER_WITHIN_MS, false)
  return {
    give: (id: string, order: OrderKind) =>
      waiting.add((n, end) => {
        if (!send({ do: 'order', n, id, order })) end(false)
      }),
    done: waiting.end,
    endAll: () => waiting.endAll(false),
  }
}

/** Keeps the devices that were found, whichever process has them. */
function createHosting(
  deps: Pick<Parameters<typeof launchDrivers>[0], 'clock' | 'onScanner' | 'onScannerGone' | 'onKeypad'>,
  orders: Pick<ReturnType<typeof createOrders>, 'give'>,
) {
  const { clock, onScanner, onKeypad } = deps
  const hosted = new Map<string, Hosted>()

  function add(news: FoundNews): Hosted {
    if (news.kind === 'keypad') {
      const keypad = createHostedKeypad(news, clock)
      onKeypad?.(keypad.port)
      return keypad
    }
    const scanner = createHostedScanner(news, clock, (what) => orders.give(news.id, what))
    onScanner(scanner.port)
    return { ...scanner, isGone: () => deps.onScannerGone?.(scanner.port) }
  }

  function found(news: FoundNews): void {
    const known = hosted.get(news.id)
    if (known) known.isFound(news.device)
    else hosted.set(news.id, add(news))
  }

  function gone(id: string): void {
    const known = hosted.get(id)
    hosted.delete(id)
    known?.isGone?.()
  }

  return {
    take(news: DeviceNews): void {
      if (news.say === 'found') found(news)
      else if (news.say === 'gone') gone(news.id)
      else hosted.get(news.id)?.tell(news)
    },
    /** Their process ended. One that isn't used is found anew by the next, if it is still there. */
    stop(): void {
      for (const [id, each] of [...hosted])
        if (each.isUsed()) each.stop()
        else gone(id)
    },
  }
}

/**
 * What all devices have whose reports come from the other process. `own`: what the port of one kind has besides; `hear`
 * takes what devices of that kind alone say, and `silence` ends their listeners.
 */
function createHosted<Own extends object>(
  { kind, id, device: first }: FoundNews,
  clock: Clock,
  { own, hear, silence }: { own: Own; hear(report: DeviceReport): void; silence(): void },
): Hosted<Own & Pick<HostedKeypad, 'device' | 'health' | 'onHealth' | 'close'>> {
  const { health, onHealth, become, end } = keepHealth({ id, kind, virtual: false, clock })
  let device = first
  return {
    port: {
      ...own,
      get device() {
        return device
      },
      health,
      onHealth,
      close() {
        silence()
        end()
        return Promise.resolve()
      },
    },
    tell(news) {
      if (news.say === 'health') become(news.state, news.error, news.since)
      else hear(news)
    },
    isFound(next) {
      device = next
    },
    isUsed: () => health().state !== 'unused',
    stop: () => become('failed', 'driver-stopped'),
  }
}

function createHostedScanner(
  found: FoundNews,
  clock: Clock,
  order: (what: OrderKind) => Promise<boolean>,
): Hosted<HostedScanner> {
  const scans = createListeners<[Scan]>()
  const drops = createListeners<[string]>()
  return createHosted(found, clock, {
    own: {
      onScan: (listener: (scan: Scan) => void) => scans.add(listener),
      onDrop: (listener: (reason: string) => void) => drops.add(listener),
      allowRead: (isAllowed: boolean) => order(isAllowed ? 'allow' : 'prevent'),
      trigger: () => order('trigger'),
    },
    hear(report) {
      if (report.say === 'drop') drops.tell(report.reason)
      else if (report.say === 'scan') {
        const bytes = Uint8Array.from(Buffer.from(report.bytes, 'base64'))
        scans.tell({ bytes, source: report.source, ...defined({ symbology: report.symbology }) })
      }
    },
    silence() {
      scans.clear()
      drops.clear()
    },
  })
}

function createHostedKeypad(found: FoundNews, clock: Clock): Hosted<HostedKeypad> {
  const keys = createListeners<[KeypadKey]>()
  return createHosted(found, clock, {
    own: { onKey: (listener: (key: KeypadKey) => void) => keys.add(listener) },
    hear(report) {
      if (report.say === 'key') keys.tell(report.key)
    },
    silence: () => keys.clear(),
  })
}
