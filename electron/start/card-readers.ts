import { readerModel } from '../../hardware/card-reader/supervise.ts'
import type { CardReaders } from '../../hardware/driver-host/hosted-readers.ts'
import type { DriversFault } from '../../hardware/driver-host/launch.ts'
import { keepHealth } from '../../hardware/health.ts'
import type { Clock, Random } from '../../hardware/ports.ts'
import { FOUND_WITHIN_MS } from './missing-devices.ts'
import type { OpenStation } from './open.ts'

/**
 * What attaches the card readers of the drivers' process to a station. `names`: those that are to be used, as PC/SC
 * names them; null: each that is there. In the place of a reader that is to be used and isn't found stands a device
 * that says why.
 */
export function attachCardReaders(
  { station, log }: Pick<OpenStation, 'station' | 'log'>,
  options: { names: readonly string[] | null; clock: Clock; random: Random },
): { cards: CardReaders; onDriversFault(fault: DriversFault | undefined): void } {
  const { clock, random } = options
  const names = options.names?.map(readerModel) ?? null
  const missing = new Map((names ?? []).map((name) => [name, attachMissing(station, name, clock)]))
  let isStopped = false
  let own: string | undefined
  let noted: string | undefined

  function noteFault(): void {
    const code = isStopped ? 'driver-stopped' : own
    if (noted === code) return
    noted = code
    if (code !== undefined) log[missing.size > 0 ? 'error' : 'info']({ code }, 'no card readers')
    for (const each of missing.values()) each.note(code)
  }

  return {
    cards: {
      use: names,
      random,
      onReader(reader) {
        log.info({ id: reader.health().id }, 'card reader found')
        missing.get(reader.name)?.detach()
        missing.delete(reader.name)
        station.attachCardReader(reader)
      },
      onFault(fault) {
        own = fault?.code
        noteFault()
      },
    },
    onDriversFault(fault) {
      // What is missing of the scanners' drivers doesn't matter to card readers.
      isStopped = fault?.code === 'driver-stopped'
      // The next process finds out anew.
      if (isStopped) own = undefined
      noteFault()
    },
  }
}

/** What stands in the place of a reader that is to be used and wasn't found. */
function attachMissing(station: Pick<OpenStation['station'], 'attachDevice'>, name: string, clock: Clock) {
  const kept = keepHealth({ id: `card-reader-${name}`, kind: 'card-reader', virtual: false, clock })
  const cancel = clock.after(FOUND_WITHIN_MS, () => {
    if (kept.health().state === 'starting') kept.become('lost', 'not-found')
  })
  const close = () => {
    cancel()
    return Promise.resolve()
  }
  const detach = station.attachDevice({
    health: kept.health,
    onHealth: kept.onHealth,
    // It is looked for all the time, and what keeps it away is known.
    check: () => Promise.resolve(kept.health().error ?? 'not-answering'),
    close,
  })
  return {
    note: (code: string | undefined) =>
      code === undefined ? kept.become('lost', 'not-found') : kept.become('failed', code),
    detach() {
      cancel()
      detach()
    },
  }
}
