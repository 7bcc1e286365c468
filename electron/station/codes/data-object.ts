/** One data object of a merchant-presented code: its value is `text.slice(start, end)`. */
export interface DataObject {
  tag: string
  start: number
  end: number
  /** False where the value runs past `limit`; `end` is then `limit`. */
  whole: boolean
}

const ZERO = 0x30

function isDigit(text: string, at: number): boolean {
  const digit = text.charCodeAt(at) - ZERO
  return digit >= 0 && digit <= 9
}

function isSurrogatePair(text: string, at: number, limit: number): boolean {
  return at + 1 < limit && (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
}

/**
 * Reads the data object that begins at `at`: two digits of tag, two digits of length 01–99, and as many Unicode
 * characters (EMVCo QRCPS merchant-presented mode 1.1, section 3.2). Undefined where there are no tag and length. It
 * reads only the object's own characters, and none at or past `limit`.
 */
export function dataObjectAt(text: string, at: number, limit: number): DataObject | undefined {
  const start = at + 4
  if (start > limit) return undefined
  for (let index = at; index < start; index++) if (!isDigit(text, index)) return undefined
  const length = (text.charCodeAt(at + 2) - ZERO) * 10 + text.charCodeAt(at + 3) - ZERO
  if (length === 0) return undefined
  let end = start
  let characters = 0
  for (; characters < length && end < limit; characters++) end += isSurrogatePair(text, end, limit) ? 2 : 1
  return { tag: text.slice(at, at + 2), start, end, whole: characters === length }
}
