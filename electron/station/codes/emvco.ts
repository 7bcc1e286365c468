import { refuse, type Outcome } from '../../contract/refusals.ts'
import { readBerTlv } from './ber-tlv.ts'
import { crc16 } from './crc16.ts'
import { dataObjectAt } from './data-object.ts'

/** One data object of an EMVCo code: a value, or a template's data objects in the order in which they stand. */
export type EmvcoObject = { tag: string; value: string } | { tag: string; children: EmvcoObject[] }

/** How every merchant-presented code begins: tag 00, payload format 01. */
export const MERCHANT_PRESENTED_START = '000201'
/**
 * Base64 of the bytes with which every consumer-presented code begins: tag 85, length 5, "CPV01". They end two bits
 * into the tenth character.
 */
const CONSUMER_PRESENTED_START = /^hQVDUFYwM[Q-Za-f]/
const APPLICATION_TEMPLATE = '61'
const CRC_TAG = '63'
const CRC_LENGTH = 4

/** The level of a list of data objects, which decides which of its tags are templates. */
type Level = 'root' | 'additional-data' | 'template'

function levelInside(tag: string, level: Level): Level | undefined {
  if (level !== 'root') return undefined
  if (tag === '62') return 'additional-data'
  return (tag >= '26' && tag <= '51') || tag === '64' || tag >= '80' ? 'template' : undefined
}

function holdsDataObjects(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const object = dataObjectAt(text, at, text.length)
    if (!object?.whole) return false
    at = object.end
  }
  return true
}

function readObject(tag: string, value: string, level: Level): EmvcoObject | undefined {
  const inside = levelInside(tag, level)
  if (inside) {
    const children = readLevel(value, inside)
    return children && { tag, children }
  }
  // Tags 50–99 in 62 are payment systems' own templates, but some codes put plain text there, so only a value in form
  // is read as a template.
  if (level === 'additional-data' && tag >= '50' && holdsDataObjects(value)) {
    const children = readLevel(value, 'template')
    return children && { tag, children }
  }
  return { tag, value }
}

function readLevel(text: string, level: Level): EmvcoObject[] | undefined {
  const objects: EmvcoObject[] = []
  const seen = new Set<string>()
  for (let at = 0; at < text.length;) {
    const object = dataObjectAt(text, at, text.length)
    if (!object?.whole || seen.has(object.tag)) return undefined
    seen.add(object.tag)
    const read = readObject(object.tag, text.slice(object.start, object.end), level)
    if (!read) return undefined
    objects.push(read)
    at = object.end
  }
  return objects
}

/**
 * Reads the form of a merchant-presented code (EMVCo QRCPS merchant-presented mode 1.1, sections 3 and 4): 00 = "01"
 * first and 63 last, lengths 01–99 in Unicode characters, no tag twice at one level, unknown tags kept, everything in
 * its order. Templates have `children`: 26–51, 62, 64, 80–99, and 50–99 inside 62 where their value has the form of
 * data objects. The meaning of values (mandatory tags, alphabets) isn't checked. Refuses with `malformed`, or with
 * `wrong-crc` where the form is right and the four characters of tag 63 are not the CRC (hex in either case) of the
 * UTF-8 bytes up to and including "6304". Never throws; work grows with the text's length.
 */
export function parseMerchantPresented(text: string): Outcome<{ value: EmvcoObject[] }> {
  if (typeof text !== 'string' || !text.startsWith(MERCHANT_PRESENTED_START) || !text.isWellFormed())
    return refuse('malformed')
  const value = readLevel(text, 'root')
  const last = value?.at(-1)
  if (!value || !last || last.tag !== CRC_TAG || !('value' in last) || [...last.value].length !== CRC_LENGTH)
    return refuse('malformed')
  const covered = Buffer.from(text.slice(0, text.length - last.value.length), 'utf8')
  const crc = crc16(covered).toString(16).padStart(CRC_LENGTH, '0')
  return last.value.toLowerCase() === crc ? { ok: true, value } : refuse('wrong-crc')
}

/** Whether a text is base64 of bytes that begin as a consumer-presented code's do, whatever follows. */
export function beginsConsumerPresented(text: string): boolean {
  return CONSUMER_PRESENTED_START.test(text)
}

/**
 * Reads the form of a consumer-presented code (EMVCo QRCPS consumer-presented mode 1.1; BER-TLV as in EMV Book 3, annex
 * B): padded, canonical base64 (RFC 4648, section 4) of bytes that begin with 85 05 "CPV01", end exactly where their
 * lengths say and hold at least one application template 61. Constructed tags have `children`; tags and values are
 * upper-case hex. Refuses with `malformed`. Never throws; work grows with the text's length, depth is bounded.
 */
export function parseConsumerPresented(text: string): Outcome<{ value: EmvcoObject[] }> {
  if (typeof text !== 'string' || !beginsConsumerPresented(text)) return refuse('malformed')
  const bytes = Buffer.from(text, 'base64')
  // Node's decoder accepts more than RFC 4648 allows; only the canonical form encodes back to the same text.
  if (bytes.toString('base64') !== text) return refuse('malformed')
  const value = readBerTlv(bytes)
  return value?.some((object) => object.tag === APPLICATION_TEMPLATE) ? { ok: true, value } : refuse('malformed')
}
