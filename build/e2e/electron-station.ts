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
 * A data folder and its sandbox, on which each test starts Electron anew: a window is open as long as its test, and its
 * sign-in with it.
 */
export async function driveElectron(): Promise<DrivenStation> {
  const executablePath = findElectron()
  if (!executablePath) throw new Error('Electron’s binary is not here.')
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-electron-'))
  const data = path.join(folder, 'data')
  const prepared = await prepareElectron(data, { face: 'kiosk', mode: 'training', phoneAddress: undefined })
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
        // The later one of two counts.
        args: [...prepared.args, `--face=${face}`],
        // The shell's own settings, which lie apart from the station's data, stay the test's too.
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
