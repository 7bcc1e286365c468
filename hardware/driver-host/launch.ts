import { fork, type ChildProcess } from 'node:child_process'
import { defined } from '../../electron/common/defined.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import { keepHealth } from '../health.ts'
import type { Keypad, KeypadKey } from '../keypad/port.ts'
import type { Clock } from '../ports.ts'
import type { Scan, Scanner } from '../scanner/port.ts'
import { stopProcess } from '../stop-process.ts'
import { createHostedReaders, type CardReaders } from './hosted-readers.ts'
import { fromHost, type DeviceMatch, type FoundDevice, type FromHost, type ToHost } from './messages.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000
/** A process that lived so long wasn't broken by its start, and is started anew at once. */
const HEALTHY_MS = 60_000
const ANSWER_WITHIN_MS = 2_000

/** The program and the file that play the drivers' process: this Node and main.ts, or a package's own. */
export interface DriverProgram {
  node: string
  script: string
}

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

interface Hosted<Port = unknown> {
  port: Port
  tell(message: Extract<FromHost, { say: 'health' | 'scan' | 'drop' | 'key' }>): void
  /** It is found again, maybe at another socket. */
  isFound(device: FoundDevice): void
  isUsed(): boolean
  /** It wasn't used, and isn't there any more. */
  isGone(): void
  stop(): void
}

/**
 * Starts the process of the drivers. `onScanner` hears each scanner once, when it is found first; after a restart of the
 * process the same scanner goes on. While the process is away its devices are `failed` with `driver-stopped`.
 */
export function launchDrivers(deps: {
  program: DriverProgram
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
    child = startProcess(program, {
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

/** Starts a process of the drivers; `onGone` hears once that it ended or can't be heard any more. */
function startProcess(
  { node, script }: DriverProgram,
  hears: { onMessage(message: FromHost): void; onGone(): void },
): ChildProcess {
  const child = fork(script, [], { execPath: node, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
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
  const waiting = new Map<number, (done: boolean) => void>()
  let last = 0
  return {
    give(id: string, order: OrderKind): Promise<boolean> {
      const n = (last += 1)
      return new Promise((resolve) => {
        const end = (done: boolean) => {
          cancel()
          waiting.delete(n)
          resolve(done)
        }
        const cancel = clock.after(ANSWER_WITHIN_MS, () => end(false))
        waiting.set(n, end)
        if (!send({ do: 'order', n, id, order })) end(false)
      })
    },
    done: (n: number, done: boolean) => waiting.get(n)?.(done),
    endAll() {
      for (const end of [...waiting.values()]) end(false)
    },
  }
}

type DeviceNews = Extract<FromHost, { say: 'found' | 'gone' | 'health' | 'scan' | 'drop' | 'key' }>

/** Keeps the devices that were found, whichever process has them. */
function createHosting(
  deps: Pick<Parameters<typeof launchDrivers>[0], 'clock' | 'onScanner' | 'onScannerGone' | 'onKeypad'>,
  orders: Pick<ReturnType<typeof createOrders>, 'give'>,
) {
  const { clock, onScanner, onKeypad } = deps
  const hosted = new Map<string, Hosted>()

  function add({ kind, id, device }: Extract<FromHost, { say: 'found' }>): Hosted {
    if (kind === 'keypad') {
      const keypad = createHostedKeypad(id, device, clock)
      onKeypad?.(keypad.port)
      return keypad
    }
    const scanner = createHostedScanner(id, device, clock, (what) => orders.give(id, what))
    onScanner(scanner.port)
    return { ...scanner, isGone: () => deps.onScannerGone?.(scanner.port) }
  }

  function found(message: Extract<FromHost, { say: 'found' }>): void {
    const known = hosted.get(message.id)
    if (known) known.isFound(message.device)
    else hosted.set(message.id, add(message))
  }

  function gone(id: string): void {
    const known = hosted.get(id)
    hosted.delete(id)
    known?.isGone()
  }

  return {
    take(message: DeviceNews): void {
      if (message.say === 'found') found(message)
      else if (message.say === 'gone') gone(message.id)
      else hosted.get(message.id)?.tell(message)
    },
    /** Their process ended. One that isn't used is found anew by the next, if it is still there. */
    stop(): void {
      for (const [id, each] of [...hosted])
        if (each.isUsed()) each.stop()
        else gone(id)
    },
  }
}

/** A scanner whose reports come from the other process. */
function createHostedScanner(
  id: string,
  first: FoundDevice,
  clock: Clock,
  order: (what: OrderKind) => Promise<boolean>,
): Hosted<HostedScanner> {
  const scans = createListeners<[Scan]>()
  const drops = createListeners<[string]>()
  const kept = keepHealth({ id, kind: 'scanner', virtual: false, clock })
  const { health, onHealth, become } = kept
  let device = first

  return {
    port: {
      get device() {
        return device
      },
      health,
      onScan: (listener) => scans.add(listener),
      onDrop: (listener) => drops.add(listener),
      onHealth,
      allowRead: (isAllowed) => order(isAllowed ? 'allow' : 'prevent'),
      trigger: () => order('trigger'),
      close() {
        scans.clear()
        drops.clear()
        kept.end()
        return Promise.resolve()
      },
    },
    tell(message) {
      if (message.say === 'health') become(message.state, message.error, message.since)
      else if (message.say === 'drop') drops.tell(message.reason)
      else if (message.say === 'scan') {
        const bytes = Uint8Array.from(Buffer.from(message.bytes, 'base64'))
        scans.tell({ bytes, source: message.source, ...defined({ symbology: message.symbology }) })
      }
    },
    isFound(next) {
      device = next
    },
    isUsed: () => health().state !== 'unused',
    isGone: () => undefined,
    stop: () => become('failed', 'driver-stopped'),
  }
}

/** A keypad whose keys come from the other process. */
function createHostedKeypad(id: string, first: FoundDevice, clock: Clock): Hosted<HostedKeypad> {
  const keys = createListeners<[KeypadKey]>()
  const { health, onHealth, become, end } = keepHealth({ id, kind: 'keypad', virtual: false, clock })
  let device = first
  return {
    port: {
      get device() {
        return device
      },
      health,
      onHealth,
      onKey: (listener) => keys.add(listener),
      close() {
        keys.clear()
        end()
        return Promise.resolve()
      },
    },
    tell(message) {
      if (message.say === 'health') become(message.state, message.error, message.since)
      else if (message.say === 'key') keys.tell(message.key)
    },
    isFound(next) {
      device = next
    },
    isUsed: () => health().state !== 'unused',
    isGone: () => undefined,
    stop: () => become('failed', 'driver-stopped'),
  }
}
