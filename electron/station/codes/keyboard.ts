import type { Scan } from '../../../hardware/scanner/port.ts'
import { refuse } from '../../contract/refusals.ts'
import { decodeBase45 } from './base45.ts'
import { contentOf } from './content.ts'
import { parseMerchantPresented } from './emvco.ts'
import type { ReadCode } from './code.ts'
import { keyboardReadings } from './layouts.ts'

/** The start of a code of ours or of a merchant-presented code, after a wrapping that may be typed ahead of it. */
const OURS = /^[\0\s\ufeff]*(?:\][A-Za-z]\d)?(?:\\\d{6})?(?:ME[A-Z]?1:|000201|hQVDUFYwM)/
/** A wallet's own digits as a whole, since their count is part of the form. */
const DIGITS = /^\s*\d{16,24}\s*$/
/** An eID typed on a layout that isn't listed: another sign stands for its colon. */
const LIKE_OURS = /^[\0\s\ufeff]*(?:ME[A-Z]?|me[a-z]?)[1!&+][^0-9A-Za-z]/
const EID = 'ME1:'
/** COSE_Encrypt0's tag and the head of its array. */
const ENCRYPT0 = [0xd0, 0x83]

const mayBeginCode = (start: string) => OURS.test(start) || DIGITS.test(start)

interface Tried {
  read: ReadCode
  fits: boolean
}

/** The longest text, an eID with its wrapping, that is tried on other layouts; this bounds the work. */
const LONGEST = 1_200

/** Whether the form and, where the code has them, check digits show that it is whole. */
function isWhole(bytes: Uint8Array, read: ReadCode): boolean {
  if (read.ok) return read.code.kind !== 'eid-presentation' || startsEncrypt0(read.code.text)
  const { code } = read.refusal
  if (code === 'merchant-qr') return parseMerchantPresented(contentOf({ bytes }).text ?? '').ok
  return code !== 'malformed' && code !== 'wrong-crc' && code !== 'unknown-code'
}

/**
 * Whether a translated reading may be accepted: only if the whole code is good. By chance a changed code has a right
 * CRC once in 65,536, and then another currency, country or agency.
 */
function isGood(read: ReadCode): boolean {
  return read.ok || read.refusal.code === 'border-pass' || read.refusal.code === 'merchant-qr'
}

function startsEncrypt0(eid: string): boolean {
  const decoded = decodeBase45(eid.slice(EID.length))
  return decoded.ok && ENCRYPT0.every((byte, index) => decoded.bytes[index] === byte)
}

/**
 * Reads the keys of a scanner in keyboard mode (codes.md, section 1): as the page read them, else as Caps Lock or
 * another listed layout may have changed them. It accepts the first group of readings in which one has a right form and
 * check digits; if two readings of that group differ, it refuses with `scanner-setup`. So it does where the text begins
 * like a code but no reading is whole: the printed code has its own error correction, so the paper isn't at fault.
 * `readOne` reads one text.
 */
export function readTyped({ bytes, readings = [] }: Scan, readOne: (bytes: Uint8Array) => ReadCode): ReadCode {
  const tryText = (each: Uint8Array): Tried => {
    const read = readOne(each)
    return { read, fits: isWhole(each, read) }
  }
  const given = [bytes, ...readings]
  const asTyped = given.map(tryText)
  const tried = [...asTyped]
  const agreedReading = (group: readonly Tried[]): ReadCode | undefined => {
    const [one, ...others] = group
    return (
      one &&
      (others.every(({ read }) => JSON.stringify(read) === JSON.stringify(one.read)) ? one.read : refuseSetup(one.read))
    )
  }
  const found = agreedReading(asTyped.filter(({ fits }) => fits))
  if (found) return found
  for (const group of groupsOf(given)) {
    const readings = group.map(tryText)
    const better = agreedReading(readings.filter(({ read, fits }) => fits && isGood(read)))
    if (better) return better
    tried.push(...readings)
  }
  const first = readOne(bytes)
  // An eID in the base45 alphabet is handed on; its verification decides.
  if (first.ok && first.code.kind === 'eid-presentation' && decodeBase45(first.code.text.slice(EID.length)).ok)
    return first
  const ours = tried.find(({ read }) => read.ok || read.kind !== 'unknown')
  if (ours) return refuseSetup(ours.read)
  return LIKE_OURS.test(Buffer.from(bytes).toString('utf8'))
    ? { ...refuse('scanner-setup'), kind: 'eid-presentation' }
    : first
}

function groupsOf(given: readonly Uint8Array[]): Buffer[][] {
  const texts = [
    ...new Set(given.filter(({ length }) => length <= LONGEST).map((bytes) => Buffer.from(bytes).toString('utf8'))),
  ]
  const each = texts.map((text) => keyboardReadings(text, mayBeginCode))
  return [0, 1].map((group) =>
    [...new Set(each.flatMap((groups) => groups[group] ?? []))]
      .filter((text) => !texts.includes(text))
      .map((text) => Buffer.from(text)),
  )
}

function refuseSetup(read: ReadCode): ReadCode {
  return { ...refuse('scanner-setup'), kind: read.ok ? read.code.kind : read.kind }
}
