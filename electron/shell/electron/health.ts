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
 * How long a version on trial has to prove itself, in milliseconds: less than the limit after which `balcao-launch`
 * ends it.
 */
const PROOF_MS = 120_000

/**
 * Why this version can't run with this data folder; undefined where it can. Nothing is written to the data folder: the
 * check opens the data key that is there, has the station's process read the folder, and loads each face's page until
 * its script shows the face (decision 12).
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

/** How often the page is asked whether it shows its face, in milliseconds. */
const LOOK_MS = 100

/** How long a loaded page has to show its face, in milliseconds. */
const SHOWN_MS = 10_000

/** Loads a face's page in a hidden window and waits until its script shows the face. */
async function shows(face: PageFace, pages: Pages): Promise<boolean> {
  const session = lockedSession(face, () => ({ page: face, pages, trouble: null }))
  const window = new BrowserWindow({ show: false, webPreferences: { ...pagePreferences(app.isPackaged), session } })
  const { webContents } = window
  const { promise: crashed, resolve } = Promise.withResolvers<false>()
  webContents.on('render-process-gone', () => resolve(false))
  lockContents(webContents, face, { phone: () => null })
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
