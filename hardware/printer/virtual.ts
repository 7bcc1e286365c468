import { keepHealth } from '../health.ts'
import type { Clock, DeviceState } from '../ports.ts'
import { renderEscPos, renderSvg } from './paper.ts'
import type { Printer, PrintAnswer, PrinterTrouble } from './port.ts'

/** What the twin printed: the paper as an SVG picture, and the bytes that a real printer would have been sent. */
export interface PrintedPaper {
  svg: string
  escpos: Uint8Array
}

/** The twin of a receipt printer, with faults on demand. */
export interface VirtualPrinter extends Printer {
  /** What it printed, the newest last; of older papers only the last 50 are kept. */
  printed(): readonly PrintedPaper[]
  paper(roll: 'full' | 'low' | 'out'): void
  cover(state: 'open' | 'closed'): void
  cutter(state: 'stuck' | 'free'): void
  /** The printer has another fault that it reports, such as a hot head. */
  fault(state: 'there' | 'gone'): void
  /**
   * The next document breaks off with this trouble, half printed and not cut, and the trouble stays until it is mended;
   * or it is printed and cut, and the printer is `silent` about it.
   */
  breakNext(how: PrinterTrouble | 'silent'): void
  unplug(): void
  replug(): void
}

/** How many printed papers the twin keeps. */
const MOST_KEPT = 50

/** Makes a virtual printer, plugged in, closed and with a full roll. */
export function createVirtualPrinter(options: { id: string; clock: Clock }): VirtualPrinter {
  const { id, clock } = options
  const { health, onHealth, become, end } = keepHealth({ id, kind: 'printer', virtual: true, state: 'ready', clock })
  const kept: PrintedPaper[] = []
  let roll: 'full' | 'low' | 'out' = 'full'
  let isOpen = false
  let isStuck = false
  let isFaulty = false
  let isPlugged = true
  let breaksWith: PrinterTrouble | 'silent' | undefined

  function trouble(): PrinterTrouble | undefined {
    if (!isPlugged) return 'offline'
    if (isOpen) return 'cover-open'
    if (roll === 'out') return 'paper-out'
    if (isStuck) return 'cutter'
    return isFaulty ? 'fault' : undefined
  }

  function updateHealth(): void {
    const found = trouble()
    const state: DeviceState = found === undefined ? 'ready' : found === 'offline' ? 'lost' : 'failed'
    const error = found ?? (roll === 'low' ? 'paper-low' : undefined)
    become(state, error)
  }

  function startTrouble(broken: PrinterTrouble): void {
    if (broken === 'offline') isPlugged = false
    if (broken === 'cover-open') isOpen = true
    if (broken === 'paper-out') roll = 'out'
    if (broken === 'cutter') isStuck = true
    if (broken === 'fault') isFaulty = true
    updateHealth()
  }

  const answer = (given: PrintAnswer) => Promise.resolve(given)

  return {
    health,
    onHealth,
    status() {
      const found = trouble()
      return Promise.resolve(
        found === undefined ? { ready: true, paperLow: roll === 'low' } : { ready: false, trouble: found },
      )
    },
    print(markup) {
      const broken = breaksWith
      breaksWith = undefined
      const before = trouble()
      if (before !== undefined) return answer({ result: 'trouble', trouble: before })
      if (broken !== undefined && broken !== 'silent') {
        startTrouble(broken)
        return answer(broken === 'offline' ? { result: 'not-known' } : { result: 'trouble', trouble: broken })
      }
      kept.push({ svg: renderSvg(markup), escpos: renderEscPos(markup) })
      kept.splice(0, kept.length - MOST_KEPT)
      return answer({ result: broken === 'silent' ? 'not-known' : 'printed' })
    },
    printed: () => [...kept],
    paper(put) {
      roll = put
      updateHealth()
    },
    cover(state) {
      isOpen = state === 'open'
      updateHealth()
    },
    cutter(state) {
      isStuck = state === 'stuck'
      updateHealth()
    },
    fault(state) {
      isFaulty = state === 'there'
      updateHealth()
    },
    breakNext(how) {
      breaksWith = how
    },
    unplug() {
      isPlugged = false
      updateHealth()
    },
    replug() {
      isPlugged = true
      updateHealth()
    },
    close() {
      end()
      return Promise.resolve()
    },
  }
}
