import { isAscii, isUtf8 } from 'node:buffer'
import type { Scan } from '../../../hardware/scanner/port.ts'
import {
  charsetOf,
  decodeStrictly,
  isChinese,
  isWestern,
  SLIP_CHARSETS,
  STANDARD_DEFAULT,
  utf16CharsetOf,
} from './charsets.ts'
import { SYMBOLOGY_AHEAD, unwrap, withoutPadding, type Unwrapped } from './envelope.ts'

/** The content of a scan without its wrapping, in the forms in which other files read it. */
export interface Content {
  /** One character for each byte: for prefixes and alphabets, where the bytes need not be text. */
  latin: string
  /** The text by its ECI, else by strict UTF-8 or UTF-16; undefined where the bytes aren't text in it. */
  text: string | undefined
  /** The data's bytes as they are in the symbol. */
  raw: Buffer
  symbology: string | undefined
  /** Whether the code states its charset, so that no other is tried. */
  isStated: boolean
  /** The text as the reader decoded it, where it gives one. */
  reported: string | undefined
}

/** The symbology identifiers of readers in ECI mode (ISO/IEC 18004, annex on symbology identifiers). */
const ECI_MODE = /^\]Q[246]$/
const DESIGNATOR_AHEAD = /^\\\d{6}/
const DESIGNATOR = /\\\d{6}/
const WIDE_DESIGNATOR = /\\0000(?:25|33)/
/** A doubled backslash, which stands for one of the data, or a designator. */
const ECI_MARKS = /\\(?:\\|(\d{6}))/g

const CRLF = Buffer.from('\r\n')

const asLatin = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
const asBytes = (latin: string) => Buffer.from(latin, 'latin1')
const asText = (bytes: Buffer) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined)

interface Stated {
  text: string | undefined
  raw: Buffer
}

/**
 * Reads data in the ECI protocol (AIM ITS/04-023): a designator `
 * nnnnn` stands before the data it applies to, and backslashes of the data are doubled.
 */
function readEci(latin: string): Stated {
  const decoded: (string | undefined)[] = []
  let raw = ''
  let segment = ''
  let designator: string | undefined
  let from = 0
  const endSegment = () => {
    decoded.push(
      designator === undefined
        ? (asText(asBytes(segment)) ?? segment)
        : decodeStrictly(asBytes(segment), charsetOf(designator)),
    )
    raw += segment
    segment = ''
  }
  for (const mark of latin.matchAll(ECI_MARKS)) {
    segment += latin.slice(from, mark.index)
    from = mark.index + mark[0].length
    if (mark[1] === undefined) {
      segment += '\\'
    } else {
      endSegment()
      designator = mark[1]
    }
  }
  segment += latin.slice(from)
  endSegment()
  return {
    text: decoded.includes(undefined) ? undefined : decoded.join(''),
    raw: asBytes(raw.includes('\0') ? raw : withoutPadding(raw)),
  }
}

function readStated({ latin, open, symbology }: Unwrapped, reported: string | undefined): Stated | undefined {
  const isEciMode = symbology !== undefined && ECI_MODE.test(symbology)
  // In UTF-16 a NUL at the end is half a character, so padding is taken off the decoded text instead.
  if (DESIGNATOR_AHEAD.test(latin) || (isEciMode && DESIGNATOR.test(latin)))
    return readEci(WIDE_DESIGNATOR.test(latin) ? open : latin)
  // A reader that decodes the data itself has applied the designators and sends none.
  return isEciMode && reported !== undefined ? { text: reported, raw: asBytes(latin) } : undefined
}

/** UTF-16 without the single-byte line end or NUL that a scanner put behind it. */
function withoutSingleByteEnd(bytes: Buffer): Buffer {
  const isOdd = bytes.length % 2 === 1
  const length = isOdd
    ? /[\0\x03\x04\t\n\r]$/.test(bytes.toString('latin1', bytes.length - 1))
      ? 1
      : 0
    : bytes.subarray(-2).equals(CRLF)
      ? 2
      : 0
  return bytes.subarray(0, bytes.length - length)
}

/**
 * Finds UTF-16 within the single-byte wrapping that a scanner put around it: a symbology identifier ahead, a line end,
 * tab or NUL behind. Undefined where the bytes aren't UTF-16.
 */
function findUtf16(
  bytes: Buffer,
): { data: Buffer; charset: 'utf-16be' | 'utf-16le'; typed: string | undefined } | undefined {
  const typed = SYMBOLOGY_AHEAD.exec(bytes.toString('latin1', 0, 3))?.[0]
  const open = bytes.subarray(typed?.length ?? 0)
  for (const data of [withoutSingleByteEnd(open), open]) {
    const charset = utf16CharsetOf(data)
    if (charset !== undefined) return { data, charset, typed }
  }
  return undefined
}

/**
 * Reads the content of a scan. The outer wrapping is taken off here and nowhere else. The text follows the ECI, where a
 * reader sent designators or says in its symbology that it applied them; else it is UTF-16 where the bytes show it,
 * else strict UTF-8.
 */
export function contentOf({
  bytes,
  symbology: given,
  text: reported,
}: Pick<Scan, 'bytes' | 'symbology' | 'text'>): Content {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = findUtf16(buffer)
  const wideText = wide && decodeStrictly(wide.data, wide.charset)
  if (wide && wideText !== undefined) {
    const content = fromStated({ text: wideText, raw: wide.data }, given ?? wide.typed, reported)
    const raw = Buffer.from(content.text ?? '', 'utf16le')
    return { ...content, raw: wide.charset === 'utf-16be' ? raw.swap16() : raw }
  }
  const unwrapped = unwrap(buffer.toString('latin1'), given)
  const { latin, symbology } = unwrapped
  const stated = readStated(unwrapped, reported)
  if (stated) return fromStated(stated, symbology, reported)
  const raw = asBytes(latin)
  return { latin, text: asText(raw), raw, symbology, isStated: false, reported }
}

function fromStated({ text, raw }: Stated, symbology: string | undefined, reported: string | undefined): Content {
  const inside = text === undefined ? { latin: raw.toString('latin1'), symbology } : unwrap(asLatin(text), symbology)
  return {
    latin: inside.latin,
    symbology: inside.symbology,
    text: text === undefined ? undefined : asBytes(inside.latin).toString('utf8'),
    raw,
    isStated: true,
    reported,
  }
}

/**
 * The texts that a slip's bytes may stand for, in groups, the likeliest first: the stated charset alone where there is
 * one; else strict UTF-8, then the standard's default, then the reader's own text, then the listed Chinese charsets,
 * which are equally likely.
 */
export function readingsOf(content: Content): string[][] {
  const { text, raw, latin, reported } = content
  const outside =
    reported === undefined ? undefined : asBytes(unwrap(asLatin(reported), undefined).latin).toString('utf8')
  if (content.isStated) return [[text ?? outside ?? []].flat()]
  if (isAscii(raw)) return [[latin]]
  const ofDefault = [decodeStrictly(raw, STANDARD_DEFAULT)].filter((each) => each !== undefined && isWestern(each))
  const ofReader = [outside].filter((each) => each !== undefined && (isWestern(each) || isChinese(each)))
  const listed = SLIP_CHARSETS.map((charset) => decodeStrictly(raw, charset)).filter(
    (each) => each !== undefined && isChinese(each),
  )
  return [[text], ofDefault, ofReader, listed].map((group) => group.filter((each) => each !== undefined))
}
