import { join } from 'node:path'
import type { WebSocket } from 'ws'
import type { OwnProgram } from '../../hardware/own-process.ts'
import type { Clock } from '../../hardware/ports.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import type { Outcome } from '../contract/index.ts'
import { describeError } from '../station/storage/faults.ts'
import { type Caller, type WindowArrival, listenLocally, type PortLike, socketPath } from '../station/serving/index.ts'
import type { Mode } from '../station/storage/folder.ts'
import type { FormerStore, KeyStore } from '../station/storage/keys.ts'
import { createLog, type Logger } from '../station/storage/log.ts'
import type { KeypadSetting, ScannerSetting } from './settings.ts'
import { isUpdateHour, type UpdateHours } from './update-hours.ts'
import type { Station } from '../station/port.ts'
import { connectOnce, keepConnecting, sandboxEndpoint, settingsEndpoint, type RunningSandbox } from './connect.ts'
import { openStation, type OpenStation } from './open.ts'
import { launchSandboxFor, type TrainingDepartment } from './sandbox.ts'
import type { Training } from './training/index.ts'
import type { TrainingDoor } from './training/door.ts'
import { trainingDevices, type RunningTerminal } from './training-devices.ts'
import { systemClock, systemRandom } from './system.ts'

/** What a station is started with. */
export interface StartOptions {
  /** The data folder; made where it doesn't exist. */
  folder: string
  /** By default `training`. A folder belongs to one mode for good. */
  mode?: Mode
  /** What opens the data key; by default a key file in the folder. */
  keyStore?: KeyStore
  /** With a key file: the system's store, which may still hold the data key from a time when it protected it. */
  formerStore?: FormerStore
  /** Training only: a sandbox that runs already; by default (`launch`) one is started. */
  sandbox?: 'launch' | RunningSandbox
  /** Training only: a simulated card terminal that runs already; by default (`launch`) one is started. */
  terminal?: 'launch' | RunningTerminal
  /** Training only: the receipt printer; by default a virtual one. */
  printer?: Printer
  /**
   * Training only: ends this station at once, as a power cut does, and starts it again. Absent where whoever started it
   * can't.
   */
  kill?: () => void
  /** Training only: an address of this machine at which real phones may open the phone page. */
  phoneAddress?: string
  /** Training only: to which department the station belongs from now on; by default the one of last time, DSI at first. */
  department?: TrainingDepartment
  /** Training only: called once the sandbox runs, so that its addresses can be printed. */
  onSandbox?: (sandbox: RunningSandbox) => void
  /** The build that holds the phone page. */
  pages?: string
  /**
   * The program of the browser that shows the pages, whose managed policy `doctor` checks; null where no browser does;
   * where it is absent, any browser's policy counts.
   */
  browser?: string | null
  /**
   * Whether compiled code is cached for the next start, in a folder of the user's; by default true. A package sets it
   * to false, since it must not run code from there.
   */
  keepsCompiled?: boolean
  /** What runs the drivers of this machine's devices; without it none of them is used. */
  drivers?: OwnProgram
  /** What draws papers for a printer without Chinese; without it the station's process does. */
  drawing?: OwnProgram
  log?: Logger
  clock?: Clock
}

/** A station that runs on its data folder. */
export interface RunningStation {
  mode: Mode
  station: Station
  /** Serves the contract over an open WebSocket. */
  serveSocket(socket: WebSocket, caller: Caller): void
  /** Serves the contract to a browser's window over an open WebSocket. A second window of a face is refused. */
  serveWindow(socket: WebSocket, caller: Caller, arrival: WindowArrival): void
  /** Serves the contract to a page over a MessagePort, Electron's or Node's. */
  servePort(port: PortLike, caller: Caller): void
  /**
   * Whether the program may be ended now for an update: within the hours that the settings name, while nobody is being
   * served and no money is under way.
   */
  mayRestart(): boolean
  close(): Promise<void>
}

// The start tries again where the folder is held: a technician's command holds it for a moment only, another station
// for good.
const FOLDER_TRIES = 6
const FOLDER_WAIT_MS = 200

/**
 * Starts a station on its data folder (the composition root). It answers once the station is open; the sandbox or the
 * gateway is connected in the background, and again whenever that fails. Refuses as `openStation` does, and in
 * production with `invalid-input` for its settings.
 */
export async function runStation(options: StartOptions): Promise<Outcome<{ station: RunningStation }>> {
  const training = options.mode === 'production' ? undefined : await prepareTraining(options)
  const clock = training?.clock ?? options.clock ?? systemClock
  const opening = await openWithRetries(options, training?.door, clock)
  if (!opening.ok) return opening
  const { opened } = opening
  const connecting =
    opened.folder.mode === 'production'
      ? await connectToGateway(opened, options, clock)
      : connectToSandbox(opened, options, training, clock)
  if (!connecting.ok) {
    await opened.close()
    return connecting
  }
  const stopListening = await listen(opened)
  const stopDrivers = await startDrivers(opened, options, connecting, clock)
  const { station } = opened
  let closing: Promise<void> | undefined
  const close = async () => {
    await stopDrivers()
    await connecting.stop()
    await stopListening()
    await opened.close()
  }
  return {
    ok: true,
    station: {
      mode: opened.folder.mode,
      station,
      serveSocket: (socket, caller) => station.serveSocket(socket, caller),
      serveWindow: (socket, caller, arrival) => station.serveWindow(socket, caller, arrival),
      servePort: (port, caller) => station.servePort(port, caller),
      mayRestart: () => isUpdateHour(Date.parse(station.status().now), connecting.updateHours) && station.isQuiet(),
      close: () => (closing ??= close()),
    },
  }
}

/**
 * What a training station has more than others: the door to its twins, and a clock that can be wrong. Undefined where
 * it isn't there, as in a package.
 */
async function prepareTraining(options: StartOptions) {
  const part = await import('./training/index.ts').catch(() => undefined)
  return part?.createTraining({ clock: options.clock ?? systemClock, kill: options.kill })
}

async function openWithRetries(
  options: StartOptions,
  door: TrainingDoor | undefined,
  clock: Clock,
): Promise<Outcome<{ opened: OpenStation }>> {
  for (let tries = 1; ; tries++) {
    const outcome = await openStation({
      path: options.folder,
      mode: options.mode ?? 'training',
      keyStore: options.keyStore,
      formerStore: options.formerStore,
      browser: options.browser,
      training: door?.part,
      clock,
      random: systemRandom,
      log: (folder) => options.log ?? createLog({ folder: join(folder.path, 'logs'), clock }),
    })
    if (outcome.ok || outcome.refusal.code !== 'folder-in-use' || tries === FOLDER_TRIES) return outcome
    await new Promise<void>((resolve) => {
      setTimeout(resolve, FOLDER_WAIT_MS)
    })
  }
}

/** Attaches this machine's devices, where there is a program for their drivers. */
async function startDrivers(
  opened: OpenStation,
  { drivers }: StartOptions,
  { scanners, cardReaders, keypad }: UsedDevices,
  clock: Clock,
): Promise<() => Promise<void>> {
  if (!drivers) return () => Promise.resolve()
  const { attachDrivers } = await import('./drivers.ts')
  return attachDrivers(opened, { program: drivers, scanners, cardReaders, keypad, clock, random: systemRandom })
}

async function listen(opened: OpenStation): Promise<() => Promise<void>> {
  let count = 0
  try {
    return await listenLocally(socketPath(opened.folder.path), (socket) => {
      count += 1
      opened.station.serveSocket(socket, { face: 'technician', session: String(count) })
    })
  } catch (error) {
    opened.log.warn(describeError(error), "no local socket: the command line can't reach this station")
    return () => Promise.resolve()
  }
}

interface UsedDevices {
  /** The scanners that are to be used; undefined: each that is supported. */
  scanners: readonly ScannerSetting[] | undefined
  keypad?: KeypadSetting | undefined
  /** The names of the card readers that are to be used; null: each that is there. */
  cardReaders: readonly string[] | null
}

type Connecting = Outcome<UsedDevices & { updateHours: UpdateHours | undefined; stop: () => Promise<void> }>

async function connectToGateway(opened: OpenStation, { drawing }: StartOptions, clock: Clock): Promise<Connecting> {
  // Loaded here, since the library that reads settings is large and training doesn't need it.
  const { readSettings } = await import('./settings.ts')
  const read = readSettings(opened.folder.path)
  if (!read.ok) return read
  Object.assign(opened.identity, read.settings.station)
  const { devices } = read.settings
  opened.identity.cameras = devices?.cameras
  if (devices) {
    const { attachNamedDevices } = await import('./devices.ts')
    attachNamedDevices(opened.station, devices, clock, drawing)
  }
  if (devices?.scanners?.some(({ mode, face }) => mode === 'keyboard' && face === 'kiosk') === true)
    opened.station.usePageScanner()
  const endpoint = settingsEndpoint(read.settings)
  const stop = keepConnecting(opened, clock, async () =>
    settleWhenConnected(opened, await connectOnce(opened, endpoint, clock)),
  )
  return {
    ok: true,
    updateHours: read.settings.updates,
    scanners: devices?.scanners ?? [],
    keypad: devices?.keypad,
    cardReaders: devices?.cardReader ? [devices.cardReader.name] : [],
    stop() {
      stop()
      return Promise.resolve()
    },
  }
}

/** Settles payments that were open when the station stopped, as soon as it is connected. */
function settleWhenConnected(opened: OpenStation, connected: Outcome): Outcome {
  if (connected.ok)
    opened.station.settle().catch((error: unknown) => opened.log.error(describeError(error), 'settling failed'))
  return connected
}

function connectToSandbox(
  opened: OpenStation,
  options: StartOptions,
  training: Training | undefined,
  clock: Clock,
): Connecting {
  let sandbox = options.sandbox === 'launch' ? undefined : options.sandbox
  const isOurs = sandbox === undefined
  training?.reachSandbox(() => opened.identity.phone)
  const terminal = trainingDevices(opened, options, training, { clock, random: systemRandom })
  const attempt = async () => {
    if (!sandbox) {
      const launched = await launchSandboxFor(opened.folder.path, options)
      if (!launched.ok) return launched
      sandbox = launched.sandbox
    }
    if (opened.identity.phone !== sandbox.phoneUrl) options.onSandbox?.(sandbox)
    opened.identity.phone = sandbox.phoneUrl
    await terminal.attach()
    return settleWhenConnected(opened, await connectOnce(opened, sandboxEndpoint(sandbox), clock))
  }
  let running: Promise<Outcome> | undefined
  const stop = keepConnecting(opened, clock, () => (running = attempt()))
  return {
    ok: true,
    updateHours: undefined,
    scanners: undefined,
    cardReaders: null,
    async stop() {
      stop()
      // eslint-disable-next-line house/no-dropped-outcome -- It ends: whether it was connected doesn't matter any more.
      await running?.catch(() => undefined)
      await terminal.close()
      if (isOurs) await sandbox?.close()
    },
  }
}
