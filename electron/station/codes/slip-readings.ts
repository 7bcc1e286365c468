import { refuse, type Outcome } from '../../contract/refusals.ts'
import type { Slip } from '../../contract/scan.ts'
import { readingsOf, type Content } from './content.ts'
import { crc16 } from './crc16.ts'
import { carriesGovernmentIdentifier, readSlip } from './slip.ts'

const CRC_LENGTH = 4

const hexOf = (bytes: Uint8Array) => crc16(bytes).toString(16).padStart(CRC_LENGTH, '0').toUpperCase()

/**
 * The bytes that the CRC covers where the maker computed it over the symbol's bytes: all but the CRC's four characters,
 * in whatever width they have there.
 */
function coveredIn(raw: Buffer, crc: string): Buffer | undefined {
  for (const width of [Buffer.from(crc, 'latin1'), Buffer.from(crc, 'utf16le'), Buffer.from(crc, 'utf16le').swap16()]) {
    if (raw.subarray(-width.length).equals(width)) return raw.subarray(0, -width.length)
  }
  return undefined
}

/**
 * The text with EMVCo's CRC, over the text's UTF-8, in place of a right CRC over the symbol's own bytes; any other text
 * unchanged.
 */
function withCrcOfText(text: string, raw: Buffer): string {
  const [covered, crc] = [text.slice(0, -CRC_LENGTH), text.slice(-CRC_LENGTH)]
  const bytes = text.isWellFormed() ? coveredIn(raw, crc) : undefined
  return bytes && hexOf(bytes) === crc.toUpperCase() ? covered + hexOf(Buffer.from(covered, 'utf8')) : text
}

type ReadSlip = Outcome<{ slip: Slip }>

/** All of a slip but its purpose: what finds the bill to pay. */
function moneyOf({ slip }: { slip: Slip }): string {
  return JSON.stringify({ ...slip, purpose: undefined })
}

/** Whether a reading has the right form and CRC; otherwise it can't be what the maker wrote. */
function fits(read: ReadSlip): boolean {
  return read.ok || (read.refusal.code !== 'malformed' && read.refusal.code !== 'wrong-crc')
}

/** A slip of several readings, with its purpose only where all agree on it. */
function inCommon(read: ReadSlip, others: readonly ReadSlip[]): ReadSlip {
  if (!read.ok || others.every((other) => other.ok && other.slip.purpose === read.slip.purpose)) return read
  const slip = { ...read.slip }
  delete slip.purpose
  return { ok: true, slip }
}

/**
 * Reads a slip whose charset may not be stated: it tries each group of `readingsOf` as a text with the right form and
 * CRC, which may be over the text's UTF-8 or over the symbol's bytes. All readings that fit must agree in amount,
 * number and everything else but the purpose. Where readings of one group differ in the purpose, the slip has none; the
 * bill says what it is for. Refuses with `malformed` where they differ in more, else as `readSlip` refuses the
 * likeliest reading.
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
