import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startBrowserShell } from '../../electron/shell/browser/shell.ts'
import { windowSize } from '../../electron/shell/faces.ts'
import { systemClock } from '../../electron/start.ts'
import { createVirtualCashDrawer } from '../../hardware/cash-drawer/virtual.ts'
import { launchTerminal } from '../../hardware/payment-terminal/simulator/launch.ts'
import type { Clock } from '../../hardware/ports.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import { createVirtualKeypad } from '../../hardware/keypad/virtual.ts'
import { createVirtualPrinter } from '../../hardware/printer/virtual.ts'
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
 * without `keep`, removes its folder. `attached` is a printer in place of the virtual one. Rejects where the card terminal
 * or the shell doesn't start.
 */
export async function startTestStation(
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-e2e-')),
  attached?: Printer,
): Promise<TestStation & InBrowser & { close(keep?: 'keep'): Promise<void> }> {
  const launched = await launchTerminal({ folder: path.join(folder, 'card') })
  if (!launched.ok) throw new Error(`The card terminal did not start: ${launched.code}`)
  const card = launched.terminal
  let offset = 0
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + offset, after: afterAnswers }
  const printer = createVirtualPrinter({ id: 'printer', clock })
  const drawer = createVirtualCashDrawer({ id: 'cash-drawer', clock })
  const keypad = createVirtualKeypad({ id: 'keypad', clock })
  const started = await startBrowserShell({
    station: {
      folder,
      clock,
      drawer,
      keypad,
      pages: path.join(dist, 'phone'),
      terminal: card,
      printer: attached ?? printer,
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
    card,
    printer,
    drawer,
    keypad,
    setClock: (offsetMs) => void (offset = offsetMs),
    async close(keep) {
      await shell.close()
      await card.close()
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
