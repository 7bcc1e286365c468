import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { app, Menu, powerMonitor, powerSaveBlocker, protocol, screen } from 'electron'
import { defaultFolder, isNight } from '../../start.ts'
import { startRefusal, technicianAdvice, type FallbackPage } from '../fallback-page.ts'
import { describe } from '../incident.ts'
import { EXIT_USAGE } from '../options.ts'
import { readPages } from '../pages.ts'
import { untilAskedToEnd } from '../signals.ts'
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
import { EXIT_AGAIN, openVersions } from './versions.ts'
import { keepWatchdog } from './watchdog.ts'
import { changeWindows, planWindows, rememberScreens, type Display, type PlannedWindow } from './windows.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** The program's name: Electron's key store and folders go by it, from a checkout as from a package. */
const NAME = 'balcao'

/** Chromium's features that nobody here uses and that reach outside. */
const OFF = [
  'disable-background-networking',
  'disable-component-update',
  'disable-quic',
  'disable-sync',
  'disable-pinch',
]

/**
 * V8's young generation stays small, as in `npm start`: the station's memory matters more than its speed of allocating.
 * In megabytes.
 */
const JS_FLAGS = '--max-semi-space-size=4'

/** Nobody is in front of a machine whose keys, touch and mouse rested for so long. In seconds. */
const IDLE_S = 600

/**
 * Starts Balcão in Electron. Everything that has to be said before Electron is ready is said here: name, scheme,
 * sandbox, one instance for a data folder.
 */
export function startElectronShell(): void {
  // Whoever read what is said may be gone: that ends nothing.
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
  // One instance for a data folder: Electron's lock goes by this folder, which holds nothing of the station.
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
  // Without it Chromium on Linux has no voice.
  app.commandLine.appendSwitch('enable-speech-dispatcher')
  Menu.setApplicationMenu(null)
  app
    .whenReady()
    .then(() => run(launch, data))
    .catch(endWithFault)
}

const inUse = (data: string): string =>
  `Balcão: another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.`

/**
 * From now on no window takes the place of one that closes: Electron ends once none is left, also where it was told to
 * exit.
 */
let isOver = false

const incidentOf = (error: unknown): string => `Incident ${randomBytes(4).toString('hex')}: ${describe(error)}`

/**
 * A bug that nobody caught ends the program, so that whoever supervises it starts it anew: Electron would open a box
 * over the kiosk and go on half-working.
 */
function endWithFault(error: unknown): void {
  say(`Balcão: it has to end. ${incidentOf(error)}`)
  isOver = true
  app.exit(1)
}

async function run(launch: LaunchArguments, data: string): Promise<void> {
  const pages = await readPages(path.join(import.meta.dirname, '..', 'renderer'))
  const keys = openSystemKeys(data)
  const versions = openVersions(process.env)
  app.on('window-all-closed', () => undefined)
  // Until there is a station to ask, that this runs is all that systemd waits for: a version on trial is ended by its
  // launcher, whose limit is longer than the unit's.
  let isWell = (): Promise<boolean> => Promise.resolve(true)
  keepWatchdog(() => isWell(), process.env)
  if (versions?.isOnTrial()) {
    const why = await whyNotHealthy({ folder: { folder: data, mode: launch.mode }, keys, pages })
    if (why !== undefined) {
      say(`Balcão: version ${app.getVersion()} does not take over: ${why}. Nothing was written.`)
      app.exit(1)
      return
    }
    versions.proved()
  }
  const settings = openSettings(launch.face, say)
  const senders = createTrustedSenders()
  const windows = new Map<PlannedWindow['face'], FaceWindow>()
  const phone = (): string | null => launch.sandbox?.phoneUrl ?? null
  let trouble: Extract<FallbackPage, { what: 'fault' }> | null = null
  let ending: Promise<void> | undefined

  const end = (code: number): Promise<void> =>
    (ending ??= (async () => {
      isOver = true
      for (const window of windows.values()) window.close()
      await station.close()
      app.exit(code)
    })())

  lockEverythingElse((contents) => [...windows.values()].some((window) => window.owns(contents.id)))

  const open = (plan: PlannedWindow): void => {
    const session = lockedSession(plan.face, () => ({ face: plan.face, pages, trouble }))
    windows.set(
      plan.face,
      openFaceWindow({
        plan,
        session,
        senders,
        phone,
        port: (caller) => station.port(caller),
        onClosed() {
          windows.delete(plan.face)
          if (isOver) return
          // A kiosk is never without its window; at a counter, closing it ends Balcão.
          if (plan.kiosk) open(plan)
          else if (windows.size === 0) void end(0)
        },
      }),
    )
  }
  const arrange = (): void => {
    if (isOver) return
    const planned = planWindows(settings.windows(), displays())
    const change = changeWindows([...windows.values()], planned)
    for (const face of change.close) {
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
    },
    onRefused({ code, params }, isOurs) {
      if (code === 'folder-in-use') {
        // Where it was ours before, a technician's command holds it for a moment.
        if (!isOurs) {
          say(inUse(data))
          void end(2)
        }
        return
      }
      const isNew = trouble === null
      trouble = {
        what: 'fault',
        incident: String(params?.['incident'] ?? trouble?.incident ?? randomBytes(4).toString('hex')),
        why: startRefusal(code),
      }
      say(
        `Balcão: the station can’t start. Incident ${trouble.incident}: ${technicianAdvice(trouble.why)} ` +
          'Nothing was overwritten; it tries again by itself.',
      )
      if (isNew) for (const window of windows.values()) window.reload()
    },
    onLocked() {
      say('Balcão: the system’s key store has stayed locked; the program starts anew, since it is asked once.')
      // Whoever supervises it starts it again: the launcher, or a unit.
      if (!versions && process.env['INVOCATION_ID'] === undefined) app.relaunch()
      void end(versions ? EXIT_AGAIN : 1)
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
      // A station that can't start takes no money: what may mend it is put in place.
      return answer === 'none' ? isNight(Date.now()) : typeof answer === 'object' && answer.mayRestart
    },
    onPlaced: () => void end(EXIT_AGAIN),
  })
  isWell = async () => (await station.ask()) !== 'silent'
  await untilAskedToEnd().asked
  await end(0)
}

function displays(): Display[] {
  const primary = screen.getPrimaryDisplay().id
  return screen.getAllDisplays().map(({ id, bounds }) => ({ id, bounds, isPrimary: id === primary }))
}
