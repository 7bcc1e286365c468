import { refuse, type Outcome } from '../../contract/refusals.ts'
import type { Slip } from '../../contract/scan.ts'
import { readingsOf, type Content } from './content.ts'
import { crc16 } from './crc16.ts'
import { carriesGovernmentIdentifier, readSlip } from './slip.ts'

const CRC_LENGTH = 4

const hexOf = (bytes: Uint8Array) => crc16(bytes).toString(16).padStart(CRC_LENGTH, '0').toUpperCase()

/**
 * The bytes that a maker's CRC covers where it was made over those of the symbol: all but its own four characters, in
 * whichever width they stand there.
 */
function coveredIn(raw: Buffer, crc: string): Buffer | undefined {
  for (const width of [Buffer.from(crc, 'latin1'), Buffer.from(crc, 'utf16le'), Buffer.from(crc, 'utf16le').swap16()]) {
    if (raw.subarray(-width.length).equals(width)) return raw.subarray(0, -width.length)
  }
  return undefined
}

/**
 * The text with the CRC that EMVCo wants, over its UTF-8, where the maker's is that over the symbol's own bytes; else
 * as it is.
 */
function withCrcOfText(text: string, raw: Buffer): string {
  const [covered, crc] = [text.slice(0, -CRC_LENGTH), text.slice(-CRC_LENGTH)]
  const bytes = text.isWellFormed() ? coveredIn(raw, crc) : undefined
  return bytes && hexOf(bytes) === crc.toUpperCase() ? covered + hexOf(Buffer.from(covered, 'utf8')) : text
}

type ReadSlip = Outcome<{ slip: Slip }>

/** Everything of a slip by which money finds its bill: all but the purpose. */
function moneyOf({ slip }: { slip: Slip }): string {
  return JSON.stringify({ ...slip, purpose: undefined })
}

/** Not in form, or the CRC is another: this can't be what the maker wrote. */
function fits(read: ReadSlip): boolean {
  return read.ok || (read.refusal.code !== 'malformed' && read.refusal.code !== 'wrong-crc')
}

/** A slip as several readings have it: the purpose only where all have the same. */
function inCommon(read: ReadSlip, others: readonly ReadSlip[]): ReadSlip {
  if (!read.ok || others.every((other) => other.ok && other.slip.purpose === read.slip.purpose)) return read
  const slip = { ...read.slip }
  delete slip.purpose
  return { ok: true, slip }
}

/**
 * Reads a slip whose charset may not be stated: each group of `readingsOf` in turn, as a text in which form and CRC
 * agree; the CRC may be over the text's UTF-8 or over the symbol's bytes. Whatever fits must have the same amount,
 * number and all the rest but the purpose; a purpose in which readings of equal rank differ is none of theirs, and the
 * slip has none: its bill says what it is for. Refuses with `malformed` where they differ in more, else as `readSlip`
 * does of the likeliest reading.
 */
export function readSlipOf(content: Content): ReadSlip {
  const groups = readingsOf(content).map((group) =>
    [...new Set(group.map((text) => withCrcOfText(text, content.raw)))].map(readSlip),
  )
  const fitting = groups.map((group) => group.filter(fits))
  const [read, ...alike] = fitting.find((group) => group.length > 0) ?? []
  if (!read) return groups.flat()[0] ?? refuse('malformed')
  const isSame = (other: ReadSlip): boolean =>
    other.ok && read.ok ? moneyOf(other) === moneyOf(read) : other.ok === read.ok
  return fitting.flat().every(isSame) ? inCommon(read, alike) : refuse('malformed')
}

/** Whether any reading of a code that begins `000201` carries the government's identifier. */
export function isSlip(content: Content): boolean {
  return (
    carriesGovernmentIdentifier(content.text ?? content.latin) ||
    readingsOf(content).flat().some(carriesGovernmentIdentifier)
  )
}
