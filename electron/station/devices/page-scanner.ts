import type { Clock } from '../../../hardware/ports.ts'
import type { ScanSource } from '../../../hardware/scanner/port.ts'
import type { Device, Face } from '../../contract/index.ts'
import type { Mode } from '../storage/folder.ts'
import type { Devices } from './devices.ts'

/**
 * The keyboard-mode scanner of a production kiosk whose keys the page captures. No driver sees it, so it is told by its
 * codes: from the first one on it is a device. It is used where the settings name a scanner in keyboard mode there, and
 * is `not-protected` then, since its keys reach whatever has the focus; any other keyboard is a passer-by's, and `unused`.
 */
export interface PageScanner {
  /** The settings name a scanner in keyboard mode at the kiosk, so that its page may read for it from now on. */
  use(): void
  /**
   * Hears of each code that was read at a face, by the page or by a scanner that the station owns, and answers whether it
   * counts. In training and at a counter, where somebody watches, each does.
   */
  takes(face: Face, source: ScanSource, reader: 'page' | 'station'): boolean
  /** Hears that a device changed: what the page captured isn't the kiosk's scanner where the station reads that one. */
  review(): void
}

/**
 * Makes it. A code of a scanner that the station owns ends it, and `onGone` hears so: the kiosk has a better one. Where
 * the station's own scanner at the kiosk isn't protected that one says so, and its keys come by the page too; where it is,
 * none of them do, and what is typed while it is unplugged isn't its.
 */
export function createPageScanner(deps: {
  mode: Mode
  clock: Clock
  devices: Pick<Devices, 'list' | 'attach'>
  onGone(): void
}): PageScanner {
  const { mode, clock, devices } = deps
  let isNamed = false
  let shown: { isUsed: boolean; detach(): void } | undefined

  /** The kiosk's own scanners in keyboard mode that the station alone read when it last could. */
  const isolated = new Set<string>()

  const ownAtKiosk = () => devices.list().filter(({ face, info }) => face === 'kiosk' && info?.mode === 'keyboard')
  const isTypedToPage = ({ error }: Device) => error === 'not-protected' || error === 'permission-denied'

  /** Whether the station reads the kiosk's own scanner, whose keys don't come by the page, also while it is unplugged. */
  function isReadByStation(): boolean {
    const own = ownAtKiosk()
    for (const device of own)
      if (isTypedToPage(device) || device.state === 'unused') isolated.delete(device.id)
      else if (device.state === 'ready') isolated.add(device.id)
    return own.some(({ id }) => isolated.has(id)) && !own.some(isTypedToPage)
  }

  const isKnown = () => ownAtKiosk().some(({ error }) => error === 'not-protected')

  function hide(): void {
    shown?.detach()
    shown = undefined
  }

  function show(isUsed: boolean): void {
    if (shown?.isUsed === isUsed) return
    hide()
    if (isUsed && isKnown()) return
    const since = clock.now()
    const state = isUsed ? ({ state: 'ready', error: 'not-protected' } as const) : ({ state: 'unused' } as const)
    const detach = devices.attach(
      {
        health: () => ({ id: 'keyboard-scanner-kiosk', kind: 'scanner', virtual: false, since, ...state }),
        onHealth: () => () => undefined,
        close: () => Promise.resolve(),
      },
      {},
      'kiosk',
    )
    shown = { isUsed, detach }
  }

  function end(): void {
    if (!shown) return
    hide()
    deps.onGone()
  }

  return {
    use() {
      isNamed = true
    },
    takes(face, source, reader) {
      if (mode !== 'production' || face !== 'kiosk') return true
      if (reader === 'station') {
        end()
        return true
      }
      if (source !== 'hid-keyboard') return true
      const isUsed = isNamed && !isReadByStation()
      show(isUsed)
      return isUsed
    },
    review() {
      const isOwn = isReadByStation() || isKnown()
      if (isOwn && shown?.isUsed === true) end()
    },
  }
}
