import { keepHealth } from '../health.ts'
import type { Clock, DeviceHealth } from '../ports.ts'
import { KICKS_DESPITE, type EscPosPrinter } from '../printer/escpos.ts'
import type { CashDrawer } from './port.ts'

/** What of its printer's trouble doesn't keep a drawer from being opened. */
const OPENS_DESPITE: ReadonlySet<string | undefined> = new Set([...KICKS_DESPITE, 'picture-failed'])

/**
 * Makes the driver of a drawer on the kick connector of a receipt printer. It is as well as the printer's line is: a
 * printer without paper still opens it. The printer stays its owner's to close.
 */
export function createKickedDrawer(deps: {
  id: string
  clock: Clock
  printer: Pick<EscPosPrinter, 'health' | 'onHealth' | 'kickDrawer' | 'status'>
}): CashDrawer {
  const { id, clock, printer } = deps
  const kept = keepHealth({ id, kind: 'cash', virtual: printer.health().virtual, clock })

  function follow({ state, error }: DeviceHealth): void {
    if (state === 'ready' || OPENS_DESPITE.has(error)) kept.become('ready')
    else if (state === 'starting') kept.become('starting')
    else kept.become(state, 'printer-lost')
  }

  follow(printer.health())
  const stop = printer.onHealth(follow)
  return {
    health: kept.health,
    onHealth: kept.onHealth,
    open: () => printer.kickDrawer(),
    async check() {
      const told = await printer.status()
      const isWell = told.ready || OPENS_DESPITE.has(told.trouble) || printer.health().error === 'picture-failed'
      return isWell ? undefined : 'printer-lost'
    },
    close() {
      stop()
      kept.end()
      return Promise.resolve()
    },
  }
}
