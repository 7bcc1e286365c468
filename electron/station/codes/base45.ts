import { refuse, type Outcome } from '../../contract/refusals.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const BASE = ALPHABET.length
/** Larger than the sum of any triple, so that the sum alone shows a character outside the alphabet. */
const NOT_IN_ALPHABET = 0x1_0000

/** The digit of each byte. */
const DIGITS = new Int32Array(256).fill(NOT_IN_ALPHABET)
for (let digit = 0; digit < BASE; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit

function digitAt(characters: Uint8Array, at: number): number {
  return DIGITS[characters[at] ?? 0] ?? NOT_IN_ALPHABET
}

/**
 * Decodes base45 (RFC 9285, section 4) strictly: three characters make two bytes, a last pair makes one.
 * Refuses with `malformed` a character outside the alphabet (lower case included), a single character left over,
 * a triple above 65,535 and a pair above 255. Never throws; an empty text gives no bytes.
 */
export function decodeBase45(text: string): Outcome<{ bytes: Uint8Array<ArrayBuffer> }> {
  // UTF-8 bytes are read faster than a string's characters; those of a character beyond ASCII aren't in the alphabet.
  const characters = Buffer.from(text)
  const left = characters.length % 3
  const triples = characters.length - left
  if (left === 1) return refuse('malformed')
  const bytes = new Uint8Array((triples / 3) * 2 + (left === 2 ? 1 : 0))
  let to = 0
  for (let from = 0; from < triples; from += 3) {
    const value =
      digitAt(characters, from) + BASE * digitAt(characters, from + 1) + BASE * BASE * digitAt(characters, from + 2)
    if (value > 0xffff) return refuse('malformed')
    bytes[to++] = value >> 8
    bytes[to++] = value & 0xff
  }
  if (left === 2) {
    const value = digitAt(characters, triples) + BASE * digitAt(characters, triples + 1)
    if (value > 0xff) return refuse('malformed')
    bytes[to] = value
  }
  return { ok: true, bytes }
}

/** Encodes bytes as base45 (RFC 9285, section 4). */
export function encodeBase45(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 2) {
    const high = bytes[at] ?? 0
    const low = bytes[at + 1]
    const value = low === undefined ? high : high * 256 + low
    text += ALPHABET.charAt(value % BASE) + ALPHABET.charAt(Math.floor(value / BASE) % BASE)
    if (low !== undefined) text += ALPHABET.charAt(Math.floor(value / (BASE * BASE)))
  }
  return text
}
