import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startBrowserShell } from '../../electron/shell/browser/shell.ts'
import { defined } from '../../electron/common/defined.ts'
import { windowSize } from '../../electron/shell/faces.ts'
import { systemClock } from '../../electron/start.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import type { RunningSandbox } from '../../electron/start/connect.ts'
import type { TrainingDepartment } from '../../electron/start/sandbox.ts'
import { meetStation, type DrivenStation, type InBrowser, type TestStation } from './driven-station.ts'
import { until } from './pace.ts'

const dist = path.join(import.meta.dirname, '..', '..', 'dist')

/**
 * Waits `ms` milliseconds as the system's clock does, and then for the answers that have arrived: where this process
 * stood still, a deadline would otherwise pass before an answer that came in time is read.
 */
function afterAnswers(ms: number, then: () => void): () => void {
  let isCancelled = false
  const cancel = systemClock.after(ms, () => {
    setImmediate(() => {
      if (!isCancelled) then()
    })
  })
  return () => {
    isCancelled = true
    cancel()
  }
}

/**
 * Starts a station behind the browser shell in this process, on a new data folder or on `folder`. `close` ends it and,
 * without `keep`, removes its folder. `printer` is one in place of the virtual one, `department` the one to which the
 * station belongs. Rejects where the shell doesn't start.
 */
export async function startTestStation(
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-e2e-')),
  printer?: Printer,
  department?: TrainingDepartment,
): Promise<TestStation & InBrowser & { close(keep?: 'keep'): Promise<void> }> {
  const clock = { ...systemClock, after: afterAnswers }
  let sandbox: RunningSandbox | undefined
  const started = await startBrowserShell({
    station: {
      folder,
      clock,
      pages: path.join(dist, 'phone'),
      onSandbox: (running) => void (sandbox = running),
      ...defined({ printer, department }),
    },
    port: 0,
    renderer: path.join(dist, 'renderer'),
  })
  if (!started.ok) throw new Error(`The browser shell did not start: ${started.why}`)
  const { shell } = started
  const address = await until(() => {
    const status = shell.station()?.station.status()
    return status?.trust.state === 'current' && status.phone ? status.phone : undefined
  })
  return {
    ...meetStation(folder, address),
    shell,
    sandbox() {
      if (!sandbox) throw new Error('The station has no sandbox.')
      return sandbox
    },
    async close(keep) {
      await shell.close()
      if (!keep) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Does the same for the tests' fixtures, which open each face's page in its own browser context. */
export async function driveInBrowser(): Promise<DrivenStation> {
  const station = await startTestStation()
  return {
    station,
    inBrowser: station,
    async open(face, browser) {
      const context = await browser.newContext({ viewport: windowSize(face), locale: 'zh-HK' })
      const page = await context.newPage()
      return {
        page,
        go: () => page.goto(station.shell.address(face, 'printed')),
        close: () => context.close(),
      }
    },
    close: () => station.close(),
  }
}
