import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { app, BrowserWindow, type MessagePortMain, type Session } from 'electron'
import type { PageFace } from '../faces.ts'
import { afterDeath, HANG_MS, NO_DEATHS, shouldReopen } from '../recovery.ts'
import { lockContents } from './lock-down.ts'
import { pageAddress } from './navigation.ts'
import { PORT_MESSAGE } from './port-message.ts'
import type { TrustedSenders } from './senders.ts'
import { pagePreferences, type PlannedWindow } from './windows.ts'

/** The window of one face on one screen. */
export interface FaceWindow {
  face: PageFace
  display: number
  owns(id: number): boolean
  /** Gives the page a new port to the station, where there is one. */
  connect(): void
  /** Loads the page anew: the station came, went or has something to say. */
  reload(): void
  focus(): void
  /** Its screen has another size or place. */
  place(bounds: PlannedWindow['bounds']): void
  /** Closes the window for good. */
  close(): void
}

export interface FaceWindowOptions {
  plan: PlannedWindow
  session: Session
  senders: TrustedSenders
  /** In training, where the phone page is. */
  phone: () => string | null
  port: (caller: { face: PageFace; session: string }) => MessagePortMain | undefined
  /** A person closed it by hand. */
  onClosed: () => void
}

/**
 * Opens a face's window, locked to its page, and keeps it well: a page that crashed or hangs is ended and loaded anew,
 * as another session.
 */
export function openFaceWindow(options: FaceWindowOptions): FaceWindow {
  const { plan, senders } = options
  const window = new BrowserWindow({
    ...plan.bounds,
    kiosk: plan.kiosk,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#f6f4ee',
    title: 'Balcão',
    webPreferences: {
      ...pagePreferences(app.isPackaged),
      session: options.session,
      preload: path.join(import.meta.dirname, 'preload.cjs'),
    },
  })
  const { webContents } = window
  const { id } = webContents
  senders.trust(id, plan.face)
  lockContents(webContents, plan.face, options.phone)

  let session = randomUUID()
  let deaths = NO_DEATHS
  let loadedAt = performance.now()
  let hang: NodeJS.Timeout | undefined
  let reopen: NodeJS.Timeout | undefined
  let isClosing = false
  let loads = 0
  let bounds = plan.bounds

  const load = (): void => {
    // A wait that began before is over with it: nobody's page is loaded anew under them.
    clearTimeout(reopen)
    loadedAt = performance.now()
    const mine = ++loads
    // A page that can't be loaded is a page that died: it is tried again. One that another load replaced (ERR_ABORTED)
    // isn't.
    void webContents.loadURL(pageAddress(plan.face)).catch(() => {
      if (mine === loads) recover()
    })
  }
  const recover = (): void => {
    clearTimeout(hang)
    clearTimeout(reopen)
    if (isClosing || window.isDestroyed()) return
    // Whoever was served by the page that died is not served by the next.
    session = randomUUID()
    const next = afterDeath(deaths, performance.now() - loadedAt)
    deaths = next.deaths
    reopen = setTimeout(load, next.waitMs)
  }
  const connect = (): void => {
    const sender = { id, address: webContents.isDestroyed() ? undefined : webContents.getURL(), isMainFrame: true }
    if (senders.faceOf(sender) === null) return
    const port = options.port({ face: plan.face, session })
    if (port) webContents.postMessage(PORT_MESSAGE, null, [port])
  }

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
  // Alt+F4 and the window manager close no kiosk.
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
