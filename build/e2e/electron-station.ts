import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron } from 'playwright/test'
import { canKeepSandbox, thisMachine } from '../../electron/shell/browser/chromium.ts'
import { SANDBOX_VARIABLE } from '../../electron/shell/electron/launch-arguments.ts'
import { runningSandbox } from '../../electron/shell/electron/messages.ts'
import { windowSize } from '../../electron/shell/faces.ts'
import { findElectron, prepareElectron } from '../scripts/electron.ts'
import { meetStation, type DrivenStation } from './driven-station.ts'
import { until } from './pace.ts'

/**
 * Prepares a data folder and its sandbox, on which each test starts Electron anew, so that no window and no sign-in
 * outlives its test. Rejects without Electron's binary, or where the sandbox doesn't start.
 */
export async function driveElectron(): Promise<DrivenStation> {
  const executablePath = findElectron()
  if (!executablePath) throw new Error('Electron’s binary is not here.')
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-electron-'))
  const data = path.join(folder, 'data')
  const prepared = await prepareElectron(data, { faces: ['kiosk'], mode: 'training', phoneAddress: undefined })
  const told = prepared?.env[SANDBOX_VARIABLE]
  if (!prepared || told === undefined) throw new Error('The sandbox did not start.')
  const station = meetStation(data, runningSandbox.parse(JSON.parse(told)).phoneUrl)

  return {
    station,
    inBrowser: null,
    async open(face) {
      const before = station.log().length
      const app = await _electron.launch({
        executablePath,
        // Of two `--face` arguments the later one counts.
        args: [...prepared.args, `--face=${face}`],
        // The shell keeps its own settings outside the data folder; here they stay within the test's folder.
        env: { ...prepared.env, XDG_CONFIG_HOME: path.join(folder, 'config') },
        locale: 'zh-HK',
        chromiumSandbox: canKeepSandbox(thisMachine(), executablePath).keeps,
      })
      const page = await app.firstWindow()
      await page.setViewportSize(windowSize(face))
      return {
        page,
        go: () =>
          until(() =>
            station.log().includes('trust bundle in force') && station.log().slice(before).includes('"line":"up"')
              ? true
              : undefined,
          ),
        close: () => app.close(),
      }
    },
    async close() {
      await prepared.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
