import type { Clock } from '../../../hardware/ports.ts'
import type { ScanSource } from '../../../hardware/scanner/port.ts'
import type { Face } from '../../contract/index.ts'
import type { Mode } from '../storage/folder.ts'
import type { Devices } from './devices.ts'

/**
 * The keyboard-mode scanner of a production kiosk whose keys the page captures. No driver sees it, so it is told by its
 * codes: from the first one on it is a device that is `not-protected`, since its keys reach whatever has the focus.
 */
export interface PageScanner {
  /** Hears of each code that was read at a face, by the page or by a scanner that the station owns. */
  noteRead(face: Face, source: ScanSource, reader: 'page' | 'station'): void
}

/**
 * Makes it. A code of a scanner that the station owns ends it, and `onGone` hears so: the kiosk has a better one. Where
 * the station's own scanner at the kiosk isn't protected that one says so, and its keys come by the page too.
 */
export function createPageScanner(deps: {
  mode: Mode
  clock: Clock
  devices: Pick<Devices, 'list' | 'attach'>
  onGone(): void
}): PageScanner {
  const { mode, clock, devices } = deps
  let detach: (() => void) | undefined

  const isKnown = () => devices.list().some(({ face, error }) => face === 'kiosk' && error === 'not-protected')

  function attach(): void {
    const since = clock.now()
    detach = devices.attach(
      {
        health: () => ({
          id: 'keyboard-scanner-kiosk',
          kind: 'scanner',
          virtual: false,
          state: 'ready',
          error: 'not-protected',
          since,
        }),
        onHealth: () => () => undefined,
        close: () => Promise.resolve(),
      },
      {},
      'kiosk',
    )
  }

  return {
    noteRead(face, source, reader) {
      if (mode !== 'production' || face !== 'kiosk') return
      if (reader === 'station') {
        if (!detach) return
        detach()
        detach = undefined
        deps.onGone()
      } else if (source === 'hid-keyboard' && !isKnown()) attach()
    },
  }
}
