import { refuse, type Outcome } from '../../contract/refusals.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const BASE = ALPHABET.length
const NOT_IN_ALPHABET = 255

/** Character code → digit; characters beyond it are not in the alphabet either. */
const DIGITS = new Uint8Array(128).fill(NOT_IN_ALPHABET)
for (let digit = 0; digit < BASE; digit++) DIGITS[ALPHABET.charCodeAt(digit)] = digit

function digitAt(text: string, at: number): number {
  return DIGITS[text.charCodeAt(at)] ?? NOT_IN_ALPHABET
}

/**
 * Decodes base45 (RFC 9285, section 4) strictly: three characters make two bytes, a last pair makes one.
 * Refuses with `malformed` a character outside the alphabet (lower case included), a single character left over,
 * a triple above 65,535 and a pair above 255. Never throws; the empty text is no bytes.
 */
export function decodeBase45(text: string): Outcome<{ bytes: Uint8Array<ArrayBuffer> }> {
  const left = text.length % 3
  if (left === 1) return refuse('malformed')
  const triples = text.length - left
  const bytes = new Uint8Array((triples / 3) * 2 + (left === 2 ? 1 : 0))
  let to = 0
  for (let from = 0; from < triples; from += 3) {
    const first = digitAt(text, from)
    const second = digitAt(text, from + 1)
    const third = digitAt(text, from + 2)
    const value = first + BASE * second + BASE * BASE * third
    if (first >= BASE || second >= BASE || third >= BASE || value > 0xffff) return refuse('malformed')
    bytes[to++] = value >> 8
    bytes[to++] = value & 0xff
  }
  if (left === 2) {
    const first = digitAt(text, triples)
    const second = digitAt(text, triples + 1)
    const value = first + BASE * second
    if (first >= BASE || second >= BASE || value > 0xff) return refuse('malformed')
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
