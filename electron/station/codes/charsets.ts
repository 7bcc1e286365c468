import iconv from 'iconv-lite'

/**
 * The charsets that an ECI designator may name (AIM ITS/04-023), under TextDecoder's names. 8859-1 is decoded
 * separately, since TextDecoder treats it as Windows-1252.
 */
const ECI_CHARSETS: Readonly<Record<string, string>> = {
  '000001': 'iso-8859-1',
  '000003': 'iso-8859-1',
  '000004': 'iso-8859-2',
  '000005': 'iso-8859-3',
  '000006': 'iso-8859-4',
  '000007': 'iso-8859-5',
  '000008': 'iso-8859-6',
  '000009': 'iso-8859-7',
  '000010': 'iso-8859-8',
  '000012': 'iso-8859-10',
  '000015': 'iso-8859-13',
  '000016': 'iso-8859-14',
  '000017': 'iso-8859-15',
  '000018': 'iso-8859-16',
  '000020': 'shift_jis',
  '000021': 'windows-1250',
  '000022': 'windows-1251',
  '000023': 'windows-1252',
  '000024': 'windows-1256',
  '000025': 'utf-16be',
  '000026': 'utf-8',
  '000027': 'utf-8',
  '000028': 'big5',
  '000029': 'gb18030',
  '000030': 'euc-kr',
  '000031': 'gbk',
  '000032': 'gb18030',
  '000033': 'utf-16le',
}

/** The charset of a QR code without an ECI (ISO/IEC 18004): ISO 8859-1, in practice written as Windows-1252. */
export const STANDARD_DEFAULT = 'windows-1252'
/**
 * The charsets that are tried for a slip that states none and isn't UTF-8: those of slips in Chinese, and of a QR
 * code's Kanji mode.
 */
export const SLIP_CHARSETS = ['big5', 'gb18030', 'shift_jis'] as const

/** TextDecoder's name of an ECI designator's charset; undefined for an unknown designator. */
export function charsetOf(designator: string): string | undefined {
  return ECI_CHARSETS[designator]
}

/** Decodes bytes, keeping a byte order mark; undefined where the charset is unknown or the bytes aren't valid in it. */
export function decodeStrictly(bytes: Buffer, charset: string | undefined): string | undefined {
  if (charset === 'iso-8859-1') return bytes.toString('latin1')
  if (charset === 'big5') {
    // Big5 with the characters of Hong Kong and Macao (HKSCS: 氹, 邨), which Node's decoder maps to the private use area.
    const text = iconv.decode(bytes, 'big5hkscs', { stripBOM: false })
    return text.includes('\ufffd') ? undefined : text
  }
  try {
    return charset === undefined ? undefined : new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * How many code units must look like UTF-16 where there is no byte order mark: the length of the shortest start of a
 * code of ours.
 */
const WIDE_UNITS = 4

/**
 * The byte order of UTF-16, by its byte order mark or by a NUL beside each of the first printable letters; undefined
 * for anything else.
 */
export function utf16CharsetOf(bytes: Buffer): 'utf-16be' | 'utf-16le' | undefined {
  if (bytes.length < 2 * WIDE_UNITS || bytes.length % 2 === 1) return undefined
  const start = bytes.readUInt16BE(0)
  if (start === 0xfeff) return 'utf-16be'
  if (start === 0xfffe) return 'utf-16le'
  const at = [...Array(WIDE_UNITS).keys()].map((unit) => 2 * unit)
  const areAsciiUnits = (read: (offset: number) => number) =>
    at.every((offset) => read(offset) > 0x20 && read(offset) < 0x7f)
  if (areAsciiUnits((offset) => bytes.readUInt16BE(offset))) return 'utf-16be'
  return areAsciiUnits((offset) => bytes.readUInt16LE(offset)) ? 'utf-16le' : undefined
}

const ASCII = '\\0-\\x7f'
const WESTERN = new RegExp(`^[${ASCII}\\p{Script=Latin}«»°§·–—‘’“”…•€]*$`, 'u')
/**
 * The signs in Chinese charsets beside the characters: punctuation, signs of numbers and currencies, numbers in
 * circles, arrows, marks, forms for vertical and wide writing.
 */
const CHINESE_SIGNS =
  '\\u00a7\\u00b0\\u00b1\\u00b7\\u00d7\\u00f7\\u2010-\\u2027\\u2030-\\u203b\\u20ac' +
  '\\u2103\\u2105\\u2109\\u2116\\u2121\\u2190-\\u2199\\u2460-\\u249b\\u25a0-\\u25ff\\u2605\\u2606' +
  '\\u3000-\\u303f\\u3200-\\u33ff\\ufe30-\\ufe6f\\uff01-\\uff5e\\uffe0-\\uffe5'
const CHINESE = new RegExp(`^[${ASCII}\\p{Script=Han}\\p{Script=Latin}${CHINESE_SIGNS}]*$`, 'u')

/** Whether a text has only letters and signs of Western languages; Chinese decoded as 8859-1 is full of others. */
export function isWestern(text: string): boolean {
  return WESTERN.test(text)
}

/**
 * Whether a text has only Chinese characters, their punctuation and signs, and Latin letters: no kana, no Greek, no
 * private use characters.
 */
export function isChinese(text: string): boolean {
  return CHINESE.test(text)
}
