import type { Scan } from '../../../hardware/scanner/port.ts'
import { refuse } from '../../contract/refusals.ts'
import { decodeBase45 } from './base45.ts'
import { contentOf } from './content.ts'
import { parseMerchantPresented } from './emvco.ts'
import type { ReadCode } from './code.ts'
import { keyboardReadings } from './layouts.ts'

/** The start of a code of ours or of a shop's, behind what may be typed ahead of it. */
const OURS = /^[\0\s\ufeff]*(?:\][A-Za-z]\d)?(?:\\\d{6})?(?:ME[A-Z]?1:|000201|hQVDUFYwM)/
/** A wallet's own digits are whole: their number is part of the form. */
const DIGITS = /^\s*\d{16,24}\s*$/
/** An eID on a layout that isn't listed: its colon is another sign. */
const LIKE_OURS = /^[\0\s\ufeff]*(?:ME[A-Z]?|me[a-z]?)[1!&+][^0-9A-Za-z]/
const EID = 'ME1:'
/** COSE_Encrypt0's tag and the head of its array. */
const ENCRYPT0 = [0xd0, 0x83]

const mayBegin = (start: string) => OURS.test(start) || DIGITS.test(start)

interface Tried {
  read: ReadCode
  fits: boolean
}

/** Longer texts than an eID with its wrapping aren't tried on other layouts: the work has a bound. */
const LONGEST = 1_200

/** Whether form and, where a code has them, check digits say that it is whole. */
function isWhole(bytes: Uint8Array, read: ReadCode): boolean {
  if (read.ok) return read.code.kind !== 'eid-presentation' || startsEncrypt0(read.code.text)
  const { code } = read.refusal
  if (code === 'merchant-qr') return parseMerchantPresented(contentOf({ bytes }).text ?? '').ok
  return code !== 'malformed' && code !== 'wrong-crc' && code !== 'unknown-code'
}

/**
 * What nobody typed has to be all good: by chance a changed code has a right CRC once in 65,536, and then another
 * currency, country or agency.
 */
function isGood(read: ReadCode): boolean {
  return read.ok || read.refusal.code === 'border-pass' || read.refusal.code === 'merchant-qr'
}

function startsEncrypt0(eid: string): boolean {
  const decoded = decodeBase45(eid.slice(EID.length))
  return decoded.ok && ENCRYPT0.every((byte, index) => decoded.bytes[index] === byte)
}

/**
 * Reads what a scanner in keyboard mode typed (codes.md, section 1): as the page read the keys, else as Caps Lock or
 * another listed layout can have changed them; the first group that has a reading whose form and check digits agree is
 * taken, and in it two that differ are none. What begins like a code and is whole by no reading is `scanner-setup`: a
 * printed code has an error correction of its own, so that it isn't the paper. `readOne` reads one text by itself.
 */
export function readTyped({ bytes, readings = [] }: Scan, readOne: (bytes: Uint8Array) => ReadCode): ReadCode {
  const tryOne = (each: Uint8Array): Tried => {
    const read = readOne(each)
    return { read, fits: isWhole(each, read) }
  }
  const given = [bytes, ...readings]
  const asTyped = given.map(tryOne)
  const tried = [...asTyped]
  const taken = (group: readonly Tried[]): ReadCode | undefined => {
    const [one, ...others] = group
    return (
      one &&
      (others.every(({ read }) => JSON.stringify(read) === JSON.stringify(one.read)) ? one.read : setUp(one.read))
    )
  }
  const found = taken(asTyped.filter(({ fits }) => fits))
  if (found) return found
  for (const group of groupsOf(given)) {
    const readings = group.map(tryOne)
    const better = taken(readings.filter(({ read, fits }) => fits && isGood(read)))
    if (better) return better
    tried.push(...readings)
  }
  const first = readOne(bytes)
  // An eID in the right letters: what is inside, its own verification says.
  if (first.ok && first.code.kind === 'eid-presentation' && decodeBase45(first.code.text.slice(EID.length)).ok)
    return first
  const ours = tried.find(({ read }) => read.ok || read.kind !== 'unknown')
  if (ours) return setUp(ours.read)
  return LIKE_OURS.test(Buffer.from(bytes).toString('utf8'))
    ? { ...refuse('scanner-setup'), kind: 'eid-presentation' }
    : first
}

function groupsOf(given: readonly Uint8Array[]): Buffer[][] {
  const texts = [
    ...new Set(given.filter(({ length }) => length <= LONGEST).map((bytes) => Buffer.from(bytes).toString('utf8'))),
  ]
  const each = texts.map((text) => keyboardReadings(text, mayBegin))
  return [0, 1].map((group) =>
    [...new Set(each.flatMap((groups) => groups[group] ?? []))]
      .filter((text) => !texts.includes(text))
      .map((text) => Buffer.from(text)),
  )
}

function setUp(read: ReadCode): ReadCode {
  return { ...refuse('scanner-setup'), kind: read.ok ? read.code.kind : read.kind }
}
