import { BrowserWindow } from 'electron'
import type { PageFace } from '../faces.ts'
import type { Pages } from '../pages.ts'
import type { FaceWindow, FaceWindowOptions } from './face-window.ts'
import { lockContents, lockedSession } from './lock-down.ts'
import { pageAddress } from './navigation.ts'
import { givePort, pageWindowOptions } from './page-window.ts'
import type { TrustedSenders } from './senders.ts'

/** The dock of training in windows of its own, at most one beside each face's window. */
export interface Docks {
  /** Opens the dock of a face, or brings the one that is open to the front. */
  open(face: PageFace): void
  owns(id: number): boolean
  /** Gives the dock of a face, or each, a new port to the station. */
  connect(face?: PageFace): void
  /** Closes the dock of a face, or each. */
  close(face?: PageFace): void
}

/** In device-independent pixels, as the browser shell's. */
const SIZE = { width: 520, height: 960 }

/** Makes what opens docks `beside` the faces' windows, whose sessions they join. `port`: undefined without a station. */
export function createDocks(options: {
  pages: Pages
  senders: TrustedSenders
  beside: ReadonlyMap<PageFace, Pick<FaceWindow, 'session'>>
  port: FaceWindowOptions['port']
}): Docks {
  const { pages, senders } = options
  const windows = new Map<PageFace, BrowserWindow>()
  const of = (face: PageFace | undefined) => [...windows].filter(([each]) => face === undefined || each === face)

  function connect(face: PageFace, { webContents }: BrowserWindow): void {
    givePort(webContents, senders, () => {
      const session = options.beside.get(face)?.session()
      return session === undefined ? undefined : options.port({ face, session })
    })
  }

  function make(face: PageFace): BrowserWindow {
    const window = new BrowserWindow({
      ...SIZE,
      // A kiosk's window fills its screen and would cover it.
      alwaysOnTop: true,
      ...pageWindowOptions(lockedSession('dock', () => ({ page: 'dock', pages, trouble: null }))),
    })
    const { webContents } = window
    const { id } = webContents
    senders.trust(id, 'dock')
    lockContents(webContents, 'dock', { phone: () => null })
    // A trainer opens it again, so one whose page is gone is closed.
    const drop = (): void => {
      if (!window.isDestroyed()) window.destroy()
    }
    webContents.on('did-finish-load', () => connect(face, window))
    webContents.on('render-process-gone', drop)
    window.once('ready-to-show', () => window.show())
    window.on('closed', () => {
      senders.forget(id)
      windows.delete(face)
    })
    void webContents.loadURL(pageAddress('dock')).catch(drop)
    return window
  }

  return {
    open(face) {
      const open = windows.get(face)
      if (open) open.focus()
      else windows.set(face, make(face))
    },
    owns: (id) => [...windows.values()].some(({ webContents }) => webContents.id === id),
    connect(face) {
      for (const [each, window] of of(face)) connect(each, window)
    },
    close(face) {
      for (const [, window] of of(face)) window.destroy()
    },
  }
}
