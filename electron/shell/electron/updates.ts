import { existsSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import electronUpdater from 'electron-updater'
import { mayLookForUpdates } from './update-policy.ts'

/** How often an installed package looks for an update. */
const LOOK_MS = 6 * 3_600_000

/**
 * Looks for updates where this is an installed package that was told where they come from (`app-update.yml`, written by electron-builder from `publish`).
 * An update is signed, fetched in the background and put in place when Balcão ends: never under somebody's hands.
 */
export function followUpdates(say: (line: string) => void): void {
  if (!mayLookForUpdates({ isPackaged: app.isPackaged, isConfigured: existsSync(path.join(process.resourcesPath, 'app-update.yml')) })) return
  const { autoUpdater } = electronUpdater
  autoUpdater.autoDownload = true
  autoUpdater.autoInstallOnAppQuit = true
  autoUpdater.allowDowngrade = false
  autoUpdater.logger = null
  autoUpdater.on('error', () => say('Balcão: the update could not be fetched; it is looked for again later.'))
  const look = (): void => void autoUpdater.checkForUpdates().catch(() => undefined)
  look()
  setInterval(look, LOOK_MS).unref()
}
