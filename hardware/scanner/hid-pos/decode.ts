import { defined } from '../../../electron/common/defined.ts'
import type { ScanLayout } from './layout.ts'

/** A longer gap than this between two reports of one code: the rest isn't coming any more. */
export const MOST_GAP_MS = 500
/** The most bytes of one code: a QR code of version 40 holds 7,089 digits, the most that any symbology does. */
export const MOST_BYTES = 7_089

/** One code as it was read: its bytes, and the AIM symbology identifier where the device gives one (ISO/IEC 15424). */
export interface PosScan {
  bytes: Uint8Array
  symbology?: string
}

/**
 * Why reports were dropped; nothing of their content. `gap`: the rest of a code didn't come in time; `other-code`:
 * another symbology began in the middle; `count`: a report claims more bytes than it can hold; `short`: a report is
 * shorter than its layout; `too-long`: a code of more than `MOST_BYTES`.
 */
export type DropReason = 'gap' | 'other-code' | 'count' | 'short' | 'too-long'

/** Puts the reports of a scanner together to codes. */
export interface ScanAssembler {
  /** Takes one input report that came at `at` (milliseconds of a clock that never goes back). */
  take(report: Uint8Array, at: number): void
  /** Drops a code that has begun: at `at` its rest is overdue, or the device is gone (no `at`). */
  expire(at?: number): void
}

/** An AIM identifier: `]`, a letter of the symbology, a modifier. Others are no identifier, and the scan has none. */
const AIM = /^\][A-Za-z][0-9A-Za-z]$/

/**
 * Makes an assembler for reports of a layout. `onScan` hears each whole code, `onDrop` that reports were dropped. What
 * follows a dropped report of the same code is dropped too, until a report that isn't continued or a gap.
 */
export function createScanAssembler(
  layout: ScanLayout,
  hears: { onScan(scan: PosScan): void; onDrop(reason: DropReason): void },
): ScanAssembler {
  const { reportId, length, countAt, symbologyAt, dataAt, dataLength, continued } = layout
  let parts: Uint8Array[] = []
  let held = 0
  let symbology: string | undefined
  /** Whether a code has begun and isn't whole. */
  let isOpen = false
  /** Whether the rest of a dropped code is still coming. */
  let isSkipping = false
  let last = 0

  function reset(): void {
    parts = []
    held = 0
    symbology = undefined
    isOpen = false
    isSkipping = false
  }

  function drop(reason: DropReason, isMoreComing: boolean): void {
    reset()
    isSkipping = isMoreComing
    hears.onDrop(reason)
  }

  function expire(at?: number): void {
    if (at !== undefined && at - last <= MOST_GAP_MS) return
    if (isOpen) drop('gap', false)
    else reset()
  }

  function finish(): void {
    const bytes = new Uint8Array(held)
    let offset = 0
    for (const part of parts) {
      bytes.set(part, offset)
      offset += part.length
    }
    const scan: PosScan = { bytes, ...defined({ symbology }) }
    reset()
    hears.onScan(scan)
  }

  function symbologyIn(report: Uint8Array): string | undefined {
    if (symbologyAt === undefined) return undefined
    const text = String.fromCharCode(...report.subarray(symbologyAt, symbologyAt + 3))
    return AIM.test(text) ? text : undefined
  }

  return {
    take(report, at) {
      if (reportId !== 0 && report[0] !== reportId) return
      expire(at)
      last = at
      if (report.length < length) {
        drop('short', false)
        return
      }
      const goesOn = continued !== undefined && ((report[continued.at] ?? 0) & continued.mask) !== 0
      if (isSkipping) {
        // A rest that is longer than any code is dropped as one of its own, so that garbage which always goes on is told.
        held += dataLength
        if (!goesOn) reset()
        else if (held > MOST_BYTES) drop('too-long', true)
        return
      }
      const count = countAt === undefined ? dataLength : (report[countAt] ?? 0)
      if (count > dataLength) {
        drop('count', goesOn)
        return
      }
      const named = symbologyIn(report)
      if (isOpen && named !== symbology) drop('other-code', false)
      if (held + count > MOST_BYTES) {
        drop('too-long', goesOn)
        return
      }
      symbology = named
      isOpen = true
      held += count
      parts.push(report.slice(dataAt, dataAt + count))
      if (!goesOn) finish()
    },
    expire,
  }
}
