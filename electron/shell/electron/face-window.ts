import { randomUUID } from 'node:crypto'
import { BrowserWindow, type MessagePortMain, type Session } from 'electron'
import type { PageFace } from '../faces.ts'
import { afterCrash, HANG_MS, NO_CRASHES, shouldReopen } from '../recovery.ts'
import { lockContents } from './lock-down.ts'
import { pageAddress } from './navigation.ts'
import { givePort, pageWindowOptions } from './page-window.ts'
import type { TrustedSenders } from './senders.ts'
import type { PlannedWindow } from './windows.ts'

/** The window of one face on one screen. */
export interface FaceWindow {
  face: PageFace
  display: number
  owns(id: number): boolean
  /** The session of its page at the station; another one after a crash. */
  session(): string
  /** Gives the page a new port to the station, if the station is there. */
  connect(): void
  /** Loads the page again, since the station started, failed or has a fault to show. */
  reload(): void
  focus(): void
  /** Moves the window to the new bounds of its screen. */
  place(bounds: PlannedWindow['bounds']): void
  /** Closes the window for good. */
  close(): void
}

/** What a face's window is opened with. */
export interface FaceWindowOptions {
  plan: PlannedWindow
  session: Session
  senders: TrustedSenders
  /** The phone page's address in training; null where there is none. */
  phone: () => string | null
  port: (caller: { face: PageFace; session: string }) => MessagePortMain | undefined
  /** In training: opens the dock beside this window. */
  openDock?: (() => void) | undefined
  /** Called when the next page gets a new session. */
  onNewSession: () => void
  /** Called when a person closed the window. */
  onClosed: () => void
}

/**
 * Opens a face's window, locked to its page. A page that crashed or hangs is ended and loaded again, with a new
 * session, after a wait that doubles from 0.5 s to 30 s.
 */
export function openFaceWindow(options: FaceWindowOptions): FaceWindow {
  const { plan, senders } = options
  const window = new BrowserWindow({
    ...plan.bounds,
    kiosk: plan.kiosk,
    ...pageWindowOptions(options.session),
  })
  const { webContents } = window
  const { id } = webContents
  senders.trust(id, plan.face)
  lockContents(webContents, plan.face, options)

  let session = randomUUID()
  let crashes = NO_CRASHES
  let loadedAt = performance.now()
  let hang: NodeJS.Timeout | undefined
  let reopen: NodeJS.Timeout | undefined
  let isClosing = false
  let loads = 0
  let bounds = plan.bounds

  const load = (): void => {
    // This load replaces one that waits after a crash; otherwise that would load the page again under the person using
    // it.
    clearTimeout(reopen)
    loadedAt = performance.now()
    const mine = ++loads
    // A page that can't be loaded is recovered like one that died, unless another load replaced it (ERR_ABORTED).
    void webContents.loadURL(pageAddress(plan.face)).catch(() => {
      if (mine === loads) recover()
    })
  }
  const recover = (): void => {
    clearTimeout(hang)
    clearTimeout(reopen)
    if (isClosing || window.isDestroyed()) return
    // The next page gets a new session: it must not go on serving the person of the page that died.
    session = randomUUID()
    options.onNewSession()
    const next = afterCrash(crashes, performance.now() - loadedAt)
    crashes = next.crashes
    reopen = setTimeout(load, next.waitMs)
  }
  const connect = (): void => givePort(webContents, senders, () => options.port({ face: plan.face, session }))

  webContents.on('did-finish-load', connect)
  webContents.on('render-process-gone', (_event, { reason }) => {
    if (shouldReopen(reason)) recover()
  })
  webContents.on('unresponsive', () => {
    hang = setTimeout(() => webContents.forcefullyCrashRenderer(), HANG_MS)
  })
  webContents.on('responsive', () => clearTimeout(hang))
  window.once('ready-to-show', () => {
    if (!plan.kiosk) window.maximize()
    window.show()
  })
  // Neither Alt+F4 nor the window manager closes a kiosk's window.
  window.on('close', (event) => {
    if (plan.kiosk && !isClosing) event.preventDefault()
  })
  window.on('closed', () => {
    senders.forget(id)
    clearTimeout(hang)
    clearTimeout(reopen)
    if (!isClosing) options.onClosed()
  })
  load()

  return {
    face: plan.face,
    display: plan.display,
    owns: (other) => other === id,
    session: () => session,
    connect,
    reload: load,
    focus() {
      if (window.isMinimized()) window.restore()
      window.focus()
    },
    place(next) {
      if (window.isDestroyed() || sameBounds(bounds, next)) return
      bounds = next
      window.setBounds(next)
    },
    close() {
      isClosing = true
      if (!window.isDestroyed()) window.destroy()
    },
  }
}

function sameBounds(one: PlannedWindow['bounds'], other: PlannedWindow['bounds']): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height
}
