import type { Clock } from '../../../hardware/ports.ts'
import type { Scan } from '../../../hardware/scanner/port.ts'
import type { ScanAnswer } from '../../contract/index.ts'
import type { Session } from '../serving/index.ts'

/** A code that another reader of the face reads within this time, in milliseconds, is the same thing held up once. */
export const SAME_CODE_MS = 2_000

/** Who read a code: the page with its camera or keyboard, or a scanner that the station owns. */
export type Reader = 'page' | 'station'

interface LastCode {
  bytes: Uint8Array
  reader: Reader
  visit: number
  at: number
  answer: Promise<ScanAnswer>
}

const areEqual = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

/**
 * Counts one thing that a scanner of the station and a reader of the page read at once a single time: the second
 * reading is answered as the first, with `isSame`, and has no effect of its own.
 */
export function createSameCode(clock: Clock) {
  const lasts = new WeakMap<Session, LastCode>()

  function isSame(last: LastCode, session: Session, { bytes }: Scan, reader: Reader): boolean {
    return (
      last.reader !== reader &&
      last.visit === session.visit &&
      clock.monotonic() - last.at <= SAME_CODE_MS &&
      areEqual(last.bytes, bytes)
    )
  }

  return async (session: Session, scan: Scan, reader: Reader, read: () => Promise<ScanAnswer>): Promise<ScanAnswer> => {
    const last = lasts.get(session)
    if (last && isSame(last, session, scan, reader)) return { ...(await last.answer), isSame: true }
    const answer = read()
    const { bytes } = scan
    lasts.set(session, { bytes, reader, visit: session.visit, at: clock.monotonic(), answer })
    return answer
  }
}
