import { isUtf8 } from 'node:buffer'

/** What a scan holds, in the two ways in which it is looked at. */
export interface Content {
  /** One character for each byte: for prefixes and alphabets, where the bytes need not be text. */
  latin: string
  /** The text, or undefined where the bytes are none. */
  text: string | undefined
}

/** The charsets that an ECI designator may name (AIM ITS/04-023), as the decoder calls them. */
const ECI_CHARSETS: Readonly<Record<string, string>> = {
  '000020': 'shift_jis',
  '000025': 'utf-16be',
  '000026': 'utf-8',
  '000027': 'utf-8',
  '000028': 'big5',
  '000029': 'gb18030',
  '000030': 'euc-kr',
  '000032': 'gb18030'
}
const ECI_LATIN = '000003'

function decode(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function eciText(data: string, designator: string): string | undefined {
  if (designator === ECI_LATIN) return data
  const charset = ECI_CHARSETS[designator]
  return charset === undefined ? undefined : decode(Buffer.from(data, 'latin1'), charset)
}

/**
 * The content of a scan: strict UTF-8 (a byte order mark stays, and is no prefix's), unless a reader in ECI mode (`]Q2`, `]Q4`, `]Q6`;
 * ISO/IEC 18004, annex on symbology identifiers) sent a designator `\nnnnnn` ahead of the data, whose backslashes are then doubled.
 */
export function contentOf(bytes: Uint8Array, symbology: string | undefined): Content {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const latin = buffer.toString('latin1')
  const eci = symbology !== undefined && /^\]Q[246]$/.test(symbology) ? /^\\(\d{6})/.exec(latin) : null
  if (eci?.[1] === undefined) return { latin, text: isUtf8(buffer) ? buffer.toString('utf8') : undefined }
  const data = latin.slice(eci[0].length).replaceAll('\\\\', '\\')
  return { latin: data, text: eciText(data, eci[1]) }
}
