import { createHash, randomBytes } from 'node:crypto'
import path from 'node:path'
import { app, Menu, protocol, screen } from 'electron'
import { defaultFolder } from '../../start.ts'
import { startRefusal, technicianAdvice, type CalmPage } from '../calm.ts'
import { EXIT_USAGE } from '../options.ts'
import { readPages } from '../pages.ts'
import { untilAskedToEnd } from '../signals.ts'
import { openFaceWindow, type FaceWindow } from './face-window.ts'
import { openSystemKeys } from './keys.ts'
import { readLaunchArguments, type LaunchArguments } from './launch-arguments.ts'
import { lockedSession, lockEverythingElse } from './lock-down.ts'
import { APP_SCHEME } from './navigation.ts'
import { createTrustedSenders } from './senders.ts'
import { openSettings } from './settings.ts'
import { runStationProcess } from './station-process.ts'
import { followUpdates } from './updates.ts'
import { changeWindows, planWindows, type Display, type PlannedWindow } from './windows.ts'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** Starts Balcão in Electron. Everything that has to be said before Electron is ready is said here: scheme, sandbox, one instance for a data folder. */
export function startElectronShell(): void {
  const launch = readLaunchArguments(process.argv.slice(1), process.env, app.isPackaged)
  if (!launch) {
    say('Balcão: the command line can not be read: --face, --data, --mode training|production.')
    app.exit(EXIT_USAGE)
    return
  }
  const data = path.resolve(launch.data ?? defaultFolder(launch.mode))
  // One instance for a data folder: Electron's lock goes by this folder, which holds nothing of the station.
  app.setPath('userData', path.join(app.getPath('appData'), 'balcao', `shell-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`))
  if (!app.requestSingleInstanceLock()) {
    say(`Balcão: another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.`)
    app.exit(2)
    return
  }
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-quic', 'disable-sync', 'disable-pinch']) app.commandLine.appendSwitch(name)
  Menu.setApplicationMenu(null)
  void app.whenReady().then(() => run(launch, data))
}

async function run(launch: LaunchArguments, data: string): Promise<void> {
  const pages = await readPages(path.join(import.meta.dirname, '..', 'renderer'))
  const keys = await openSystemKeys(data)
  const settings = openSettings(launch.face)
  const senders = createTrustedSenders()
  const windows = new Map<PlannedWindow['face'], FaceWindow>()
  const phone = (): string | null => launch.sandbox?.phoneUrl ?? null
  let trouble: Extract<CalmPage, { what: 'fault' }> | null = null

  lockEverythingElse((contents) => [...windows.values()].some((window) => window.owns(contents.id)))

  const station = runStationProcess({
    start: { folder: data, mode: launch.mode, sandbox: launch.sandbox, phoneAddress: launch.phoneAddress },
    keys,
    onStarted() {
      const wasInTrouble = trouble !== null
      trouble = null
      for (const window of windows.values()) if (wasInTrouble) window.reload(); else window.connect()
    },
    onRefused({ code, params }) {
      if (code === 'folder-in-use') {
        say(`Balcão: another Balcão is running on the data folder ${data}. End that one first, or name another folder with --data.`)
        app.exit(2)
        return
      }
      const isNew = trouble === null
      trouble = { what: 'fault', incident: String(params?.['incident'] ?? trouble?.incident ?? randomBytes(4).toString('hex')), why: startRefusal(code) }
      say(`Balcão: the station can’t start. Incident ${trouble.incident}: ${technicianAdvice(trouble.why)} Nothing was overwritten; it tries again by itself.`)
      if (isNew) for (const window of windows.values()) window.reload()
    }
  })

  const open = (plan: PlannedWindow): void => {
    const session = lockedSession(plan.face, () => ({ face: plan.face, pages, trouble }))
    windows.set(plan.face, openFaceWindow({
      plan, session, senders, phone, port: (caller) => station.port(caller),
      onClosed() {
        windows.delete(plan.face)
        // A kiosk is never without its window; at a counter, closing it ends Balcão.
        if (plan.kiosk) open(plan)
        else if (windows.size === 0) app.quit()
      }
    }))
  }
  const arrange = (): void => {
    const planned = planWindows(settings.windows(), displays())
    const change = changeWindows([...windows.values()], planned)
    for (const face of change.close) {
      windows.get(face)?.close()
      windows.delete(face)
    }
    for (const plan of change.open) open(plan)
    settings.keep(planned.map(({ face, display }) => ({ face, display })))
  }

  arrange()
  screen.on('display-added', arrange)
  screen.on('display-removed', arrange)
  app.on('second-instance', () => { for (const window of windows.values()) window.focus() })
  app.on('window-all-closed', () => undefined)
  let isEnding = false
  app.on('before-quit', (event) => {
    if (isEnding) return
    isEnding = true
    event.preventDefault()
    for (const window of windows.values()) window.close()
    void station.close().then(() => app.exit(0))
  })
  followUpdates(say)
  await untilAskedToEnd().asked
  app.quit()
}

function displays(): Display[] {
  const primary = screen.getPrimaryDisplay().id
  return screen.getAllDisplays().map(({ id, bounds }) => ({ id, bounds, isPrimary: id === primary }))
}
