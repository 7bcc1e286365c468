/** One BER-TLV object; tag and value are upper-case hex. */
export type BerObject = { tag: string; value: string } | { tag: string; children: BerObject[] }

/** EMVCo nests three deep; the bound only keeps a hostile code from exhausting the stack. */
const MAX_DEPTH = 16
const MAX_TAG_BYTES = 4
const MAX_LENGTH_BYTES = 4

/** The offset after the tag that begins at `at`; undefined where it is cut off, too long, or not a tag. */
function tagEnd(bytes: Buffer, at: number, end: number): number | undefined {
  const first = bytes[at] ?? 0
  if (first === 0) return undefined
  if ((first & 0x1f) !== 0x1f) return at + 1
  const last = Math.min(end, at + MAX_TAG_BYTES)
  for (let next = at + 1; next < last; next++) {
    const byte = bytes[next] ?? 0
    // A first part of zero would be another spelling of a shorter tag.
    if (next === at + 1 && (byte & 0x7f) === 0) return undefined
    if ((byte & 0x80) === 0) return next + 1
  }
  return undefined
}

/** The length at `at`, and where its value begins; undefined where the length is indefinite, cut off or too long. */
function lengthAt(bytes: Buffer, at: number, end: number): { length: number; start: number } | undefined {
  const first = bytes[at]
  if (first === undefined || at >= end) return undefined
  if (first < 0x80) return { length: first, start: at + 1 }
  const count = first & 0x7f
  const start = at + 1 + count
  if (count === 0 || count > MAX_LENGTH_BYTES || start > end) return undefined
  return { length: bytes.readUIntBE(at + 1, count), start }
}

function readRange(bytes: Buffer, from: number, end: number, depth: number): BerObject[] | undefined {
  if (depth > MAX_DEPTH) return undefined
  const objects: BerObject[] = []
  for (let at = from; at < end;) {
    const afterTag = tagEnd(bytes, at, end)
    const measured = afterTag === undefined ? undefined : lengthAt(bytes, afterTag, end)
    if (afterTag === undefined || !measured || measured.length > end - measured.start) return undefined
    const next = measured.start + measured.length
    const tag = bytes.toString('hex', at, afterTag).toUpperCase()
    if (((bytes[at] ?? 0) & 0x20) === 0) {
      objects.push({ tag, value: bytes.toString('hex', measured.start, next).toUpperCase() })
    } else {
      const children = readRange(bytes, measured.start, next, depth + 1)
      if (!children) return undefined
      objects.push({ tag, children })
    }
    at = next
  }
  return objects
}

/**
 * Reads BER-TLV (EMV Book 3, annex B; ISO/IEC 8825-1) to the last byte: tags of up to four bytes, definite lengths in
 * the short or the long form, constructed tags up to sixteen deep, no padding between objects. Undefined where the form
 * is broken.
 */
export function readBerTlv(bytes: Buffer): BerObject[] | undefined {
  return readRange(bytes, 0, bytes.length, 0)
}
