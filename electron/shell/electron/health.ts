import { setTimeout as wait } from 'node:timers/promises'
import { app, BrowserWindow } from 'electron'
import { PAGE_FACES, type PageFace } from '../faces.ts'
import type { Pages } from '../pages.ts'
import { IS_FACE_SHOWN } from './face-shown.ts'
import type { SystemKeys } from './keys.ts'
import { lockContents, lockedSession } from './lock-down.ts'
import { pageAddress } from './navigation.ts'
import { checkStation, type FolderToCheck } from './station-process.ts'
import { pagePreferences } from './windows.ts'

/**
 * A version that hasn't proved itself within this time hasn't. Under the limit of `balcao-launch`, which ends it then.
 * In milliseconds.
 */
const PROOF_MS = 120_000

/**
 * Why this version can't serve on what is here; undefined where it can. It is found without a write to the data folder:
 * the key that lies there opens, the station's process starts and can read the folder, and each face's page loads and
 * its script shows the face.
 */
export async function whyNotHealthy(options: {
  folder: FolderToCheck
  keys: SystemKeys
  pages: Pages
}): Promise<string | undefined> {
  return Promise.race([whyNot(options), wait(PROOF_MS, 'it takes too long', { ref: false })])
}

async function whyNot({
  folder,
  keys,
  pages,
}: {
  folder: FolderToCheck
  keys: SystemKeys
  pages: Pages
}): Promise<string | undefined> {
  if (!(await keys.opens())) return "the system's key store does not open the data key"
  const refusal = await checkStation(folder)
  if (refusal) return `its station would not start (${refusal.code})`
  for (const face of PAGE_FACES) if (!(await shows(face, pages))) return `the page of the ${face} does not show itself`
  return undefined
}

/** How often it is looked whether the face is there. In milliseconds. */
const LOOK_MS = 100

/** A page that loaded shows its face within this time. In milliseconds. */
const SHOWN_MS = 10_000

/** Loads a face's page in a window that nobody sees, and waits until its script shows the face. */
async function shows(face: PageFace, pages: Pages): Promise<boolean> {
  const session = lockedSession(face, () => ({ face, pages, trouble: null }))
  const window = new BrowserWindow({ show: false, webPreferences: { ...pagePreferences(app.isPackaged), session } })
  const { webContents } = window
  const { promise: crashed, resolve } = Promise.withResolvers<false>()
  webContents.on('render-process-gone', () => resolve(false))
  lockContents(webContents, face, () => null)
  const shown = async (): Promise<boolean> => {
    await webContents.loadURL(pageAddress(face))
    const until = performance.now() + SHOWN_MS
    while (performance.now() < until) {
      if ((await webContents.executeJavaScript(IS_FACE_SHOWN)) === true) return true
      await wait(LOOK_MS)
    }
    return false
  }
  const isShown = await Promise.race([shown().catch(() => false), crashed])
  window.destroy()
  return isShown
}
