import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Scan } from '../../../hardware/scanner/port.ts'
import { defined } from '../../common/defined.ts'
import type { Face, ScanCheck } from '../../contract/index.ts'
import { layoutsThatTyped, makeCheckCode, type ReadCode } from '../codes/index.ts'
import type { Reader } from './same-code.ts'

/** How long a check code holds, in milliseconds. */
export const CHECK_HOLDS_MS = 120_000

/** Proves a scanner's way to the station by a code of our own; there is one check at a time. */
export interface CheckScan {
  start(): ScanCheck
  current(): ScanCheck | null
  /** Hears each scan and how it was read; the first that is the check's code, or was it before it was changed, counts. */
  hear(scan: Scan, face: Face, reader: Reader, read: ReadCode): void
}

type Read = NonNullable<ScanCheck['read']>

/** Makes it. */
export function createCheckScan({ clock, random }: { clock: Clock; random: Random }): CheckScan {
  let check: { text: string; endsAt: number; expiresAt: string; read: Read | undefined } | undefined

  function current(): ScanCheck | null {
    if (!check) return null
    const { text, endsAt, expiresAt, read } = check
    const state = read ? 'read' : clock.monotonic() < endsAt ? 'waiting' : 'expired'
    return { text, expiresAt, state, ...defined({ read }) }
  }

  return {
    start() {
      const expiresAt = new Date(clock.now() + CHECK_HOLDS_MS).toISOString()
      check = { text: makeCheckCode(random), endsAt: clock.monotonic() + CHECK_HOLDS_MS, expiresAt, read: undefined }
      return { text: check.text, expiresAt, state: 'waiting' }
    },
    current,
    hear(scan, face, reader, read) {
      if (!check || (face !== 'kiosk' && face !== 'counter') || current()?.state !== 'waiting') return
      const how = howRead(scan, check.text, read)
      if (!how) return
      const way = reader === 'page' && scan.source === 'hid-keyboard' ? 'page-keyboard' : scan.source
      const at = new Date(clock.now()).toISOString()
      check.read = { face, way, ...how, at, ...defined({ todo: todoFor(way, face, how) }) }
    },
  }
}

/** How a scan gave the check's code; undefined where it is another code. */
function howRead(scan: Scan, text: string, read: ReadCode): Pick<Read, 'reading' | 'layouts'> | undefined {
  if (!read.ok) {
    const isChanged = read.kind === 'check-scan' || read.refusal.code === 'scanner-setup'
    return isChanged ? { reading: 'changed', layouts: [] } : undefined
  }
  if (read.code.kind !== 'check-scan' || read.code.text !== text) return undefined
  const given = [scan.bytes, ...(scan.readings ?? [])].map((bytes) => Buffer.from(bytes).toString('utf8').trim())
  if (scan.source !== 'hid-keyboard' || given.some((each) => each.endsWith(text)))
    return { reading: 'whole', layouts: [] }
  return { reading: 'translated', layouts: [...new Set(given.flatMap((each) => layoutsThatTyped(each, text)))] }
}

const SET_UP = 'set scanner and computer to US English, Caps Lock off (README, "A scanner in keyboard mode")'

function todoFor(way: Read['way'], face: Read['face'], { reading, layouts }: Pick<Read, 'reading' | 'layouts'>) {
  if (reading === 'changed') return `Its characters were changed on the way, so codes can't be read: ${SET_UP}.`
  if (reading === 'translated')
    return `Codes are understood, but their keys are those of ${layouts.join(' or ') || 'another layout'}: ${SET_UP}.`
  if (way === 'page-keyboard' && face === 'kiosk')
    return (
      'Codes come whole, but as keys that other programs get too, and in production they count only where settings.json ' +
      'names the scanner: set it to HID POS mode by its manual, or name it ("mode": "keyboard") and install ' +
      '71-balcao-keyboard-scanners.rules.'
    )
  return way === 'camera' || way === 'typed' ? 'The code did not come by a scanner: hold it to the scanner.' : undefined
}
