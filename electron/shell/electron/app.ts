import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { app, Menu, powerMonitor, powerSaveBlocker, protocol, screen } from 'electron'
import type { Refusal } from '../../contract/index.ts'
import { defaultFolder, isUpdateHour } from '../../start.ts'
import { startRefusal, type FallbackPage } from '../fallback-page.ts'
import { startAdvice } from '../start-advice.ts'
import { describe } from '../incident.ts'
import { EXIT_USAGE } from '../options.ts'
import { readPages } from '../pages.ts'
import { untilAskedToEnd } from '../signals.ts'
import { createDocks } from './docks.ts'
import { openFaceWindow, type FaceWindow } from './face-window.ts'
import { whyNotHealthy } from './health.ts'
import { openSystemKeys } from './keys.ts'
import { readLaunchArguments, type LaunchArguments } from './launch-arguments.ts'
import { lockedSession, lockEverythingElse } from './lock-down.ts'
import { APP_SCHEME } from './navigation.ts'
import { createTrustedSenders } from './senders.ts'
import { openSettings } from './settings.ts'
import { runStationProcess } from './station-process.ts'
import { followUpdates } from './updates.ts'
import { EXIT_RESTART, openVersions } from './versions.ts'
import { keepWatchdog } from './watchdog.ts'
import { changeWindows, planWindows, rememberScreens, type Display, type PlannedWindow } from './windows.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** The program's name, by which Electron finds its key store and folders, from a checkout as from a package. */
const NAME = 'balcao'

/** Switches that turn off Chromium's features which aren't used here, most of which would reach the network. */
const OFF = [
  'disable-background-networking',
  'disable-component-update',
  'disable-quic',
  'disable-sync',
  'disable-pinch',
]

/**
 * Keeps V8's young generation small (in megabytes), as `npm start` does: little memory matters more than fast
 * allocation.
 */
const JS_FLAGS = '--max-semi-space-size=4'

/** After so many seconds without keys, touch or mouse nobody is at the machine. */
const IDLE_S = 600

/**
 * Starts Balcão in Electron. Sets what Electron takes only before it is ready: name, scheme, sandbox, and the lock that
 * allows one instance for a data folder. Exits with 64 (wrong use) or 2 (the folder is in use).
 */
export function startElectronShell(): void {
  // The reader of these streams may be gone, which must not end the program.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  process.on('uncaughtException', endWithFault)
  process.on('unhandledRejection', (error) =>
    say(`Balcão: something went wrong and was passed over. ${incidentOf(error)}`),
  )
  app.setName(NAME)
  const launch = readLaunchArguments(process.argv.slice(1), process.env, app.isPackaged)
  if (!launch) {
    say(
      'Balcão: the command line can not be read: --face, --data, --mode ' +
        `training|production${app.isPackaged ? '; a package takes no switch of Chromium’s that opens it' : ''}.`,
    )
    app.exit(EXIT_USAGE)
    return
  }
  const data = path.resolve(launch.data ?? defaultFolder(launch.mode))
  // Electron locks this folder, which is named by the data folder and holds nothing of the station.
  app.setPath(
    'userData',
    path.join(app.getPath('appData'), NAME, `shell-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`),
  )
  if (!app.requestSingleInstanceLock()) {
    say(inUse(data))
    app.exit(2)
    return
  }
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
  for (const name of OFF) app.commandLine.appendSwitch(name)
  app.commandLine.appendSwitch('js-flags', JS_FLAGS)
  // Without this switch Chromium on Linux can't read aloud.
  app.commandLine.appendSwitch('enable-speech-dispatcher')
  Menu.setApplicationMenu(null)
  app
    .whenReady()
    .then(() => run(launch, data))
    .catch(endWithFault)
}

const inUse = (data: string): string =>
  `Balcão: another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.`

/** Set when the program ends: no closed window is opened again from then on, since `app.exit` closes them too. */
let isOver = false

const incidentOf = (error: unknown): string => `Incident ${randomBytes(4).toString('hex')}: ${describe(error)}`

/**
 * Ends the program after an exception that nobody caught, so that its supervisor (launcher or unit) starts it again.
 * Electron would show a dialog over the kiosk and go on half working.
 */
function endWithFault(error: unknown): void {
  say(`Balcão: it has to end. ${incidentOf(error)}`)
  isOver = true
  app.exit(1)
}

type Trouble = Extract<FallbackPage, { what: 'fault' }>

/** Says on stderr, and answers for the pages, why the station can't start; `before`: what the pages show already. */
function tellTrouble(refusal: Refusal, before: Trouble | null): Trouble {
  const incident = String(refusal.params?.['incident'] ?? before?.incident ?? randomBytes(4).toString('hex'))
  say(
    `Balcão: the station can’t start. Incident ${incident}: ${startAdvice(refusal)} ` +
      'Nothing was overwritten; it tries again by itself.',
  )
  return { what: 'fault', incident, why: startRefusal(refusal.code) }
}

async function run(launch: LaunchArguments, data: string): Promise<void> {
  const pages = await readPages(path.join(import.meta.dirname, '..', 'renderer'))
  const keys = openSystemKeys(data)
  const versions = openVersions(process.env)
  app.on('window-all-closed', () => undefined)
  // Until there is a station to ask, systemd is told that the program is well as long as it runs. A version on trial is
  // ended by its launcher, whose limit is longer than the unit's.
  let isWell = (): Promise<boolean> => Promise.resolve(true)
  keepWatchdog(() => isWell(), process.env)
  if (versions?.isOnTrial()) {
    const why = await whyNotHealthy({ folder: { folder: data, mode: launch.mode }, keys, pages })
    if (why !== undefined) {
      say(`Balcão: version ${app.getVersion()} does not take over: ${why}. Nothing was written.`)
      app.exit(1)
      return
    }
    versions.endTrial()
  }
  const settings = openSettings(launch.faces, say)
  const senders = createTrustedSenders()
  const windows = new Map<PlannedWindow['face'], FaceWindow>()
  const phone = (): string | null => launch.sandbox?.phoneUrl ?? null
  const docks = createDocks({ pages, senders, beside: windows, port: (caller) => station.port(caller) })
  let trouble: Trouble | null = null
  let ending: Promise<void> | undefined

  const end = (code: number): Promise<void> =>
    (ending ??= (async () => {
      isOver = true
      docks.close()
      for (const window of windows.values()) window.close()
      await station.close()
      app.exit(code)
    })())

  lockEverythingElse(({ id }) => docks.owns(id) || [...windows.values()].some((window) => window.owns(id)))

  const open = (plan: PlannedWindow): void => {
    const session = lockedSession(plan.face, () => ({ page: plan.face, pages, trouble }))
    windows.set(
      plan.face,
      openFaceWindow({
        plan,
        session,
        senders,
        phone,
        port: (caller) => station.port(caller),
        openDock: launch.mode === 'training' ? () => docks.open(plan.face) : undefined,
        onNewSession: () => docks.connect(plan.face),
        onClosed() {
          windows.delete(plan.face)
          docks.close(plan.face)
          if (isOver) return
          // A window that fills its screen opens again; at a counter, closing the last other one ends Balcão.
          if (plan.kiosk) open(plan)
          else if ([...windows.keys()].every((face) => face === 'customer')) void end(0)
        },
      }),
    )
  }
  const arrange = (): void => {
    if (isOver) return
    const planned = planWindows(settings.windows(), displays())
    const change = changeWindows([...windows.values()], planned)
    for (const face of change.close) {
      docks.close(face)
      windows.get(face)?.close()
      windows.delete(face)
    }
    for (const plan of change.stay) windows.get(plan.face)?.place(plan.bounds)
    for (const plan of change.open) open(plan)
    settings.keep(rememberScreens(settings.windows(), planned))
  }

  const station = runStationProcess({
    start: { folder: data, mode: launch.mode, sandbox: launch.sandbox, phoneAddress: launch.phoneAddress },
    keys,
    onStarted() {
      const wasInTrouble = trouble !== null
      trouble = null
      for (const window of windows.values())
        if (wasInTrouble) window.reload()
        else window.connect()
      docks.connect()
    },
    onRefused(refusal, isOurs) {
      if (refusal.code === 'folder-in-use') {
        // Where the folder was ours before, a technician's command holds it for a moment, and the start is tried again.
        if (!isOurs) {
          say(inUse(data))
          void end(2)
        }
        return
      }
      const isNew = trouble === null
      trouble = tellTrouble(refusal, trouble)
      if (isNew) for (const window of windows.values()) window.reload()
    },
    onLocked() {
      say('Balcão: the system’s key store has stayed locked; the program starts anew, since it is asked once.')
      // The launcher or a unit starts the program again; without either it starts itself.
      if (!versions && process.env['INVOCATION_ID'] === undefined) app.relaunch()
      void end(versions ? EXIT_RESTART : 1)
    },
    onKeyFile: () =>
      say('Balcão: no key store of the system protects the station’s keys: they lie in a file of the data folder.'),
  })

  arrange()
  screen.on('display-added', arrange)
  screen.on('display-removed', arrange)
  screen.on('display-metrics-changed', arrange)
  powerSaveBlocker.start('prevent-display-sleep')
  app.on('second-instance', () => {
    for (const window of windows.values()) window.focus()
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    void end(0)
  })
  followUpdates({
    say,
    versions,
    async mayEnd() {
      if (powerMonitor.getSystemIdleTime() < IDLE_S) return false
      const answer = await station.ask()
      // A station that can't start takes no money, so an update, which may mend it, is put in place at night.
      return answer === 'none' ? isUpdateHour(Date.now()) : typeof answer === 'object' && answer.mayRestart
    },
    onPlaced: () => void end(EXIT_RESTART),
  })
  isWell = async () => (await station.ask()) !== 'silent'
  await untilAskedToEnd().asked
  await end(0)
}

function displays(): Display[] {
  const primary = screen.getPrimaryDisplay().id
  return screen.getAllDisplays().map(({ id, bounds }) => ({ id, bounds, isPrimary: id === primary }))
}
