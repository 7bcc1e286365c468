import { brotliDecompressSync } from 'node:zlib'
import { commands } from 'receiptline'
import { GLYPHS } from './glyphs.ts'

/** Dots along each side of a character on the paper: the height of a line, and the width of two Latin columns. */
const SIDE = 24
const BYTES_A_GLYPH = (SIDE * SIDE) / 8
const CHINESE = 'cp950'

/**
 * A byte of a picture that would be a question mark loses one dot. So every question mark in the printer's bytes is one
 * that the text has, and tests can tell a character that was replaced.
 */
const QUESTION_MARK = 0x3f

/** The style of the text around a character, as far as the character's bit image has to show it too. */
export interface Style {
  emphasised: boolean
  inverted: boolean
  underlined: boolean
  /** How many times the usual width. */
  wide: number
}

/**
 * Whether a character is of Unicode's Latin blocks (below U+0250), accents included. Such a character is printed in a
 * Latin code page and takes one column.
 */
export function isLatin(character: string): boolean {
  return (character.codePointAt(0) ?? 0) < 0x250
}

/**
 * Whether a character is in one of the code pages that the printer is sent (cp950 or a Latin one). Where it isn't,
 * receiptline would print a question mark and report nothing.
 */
export function isCarried(character: string): boolean {
  if (character === '?') return true
  const sent = isLatin(character)
    ? commands.escpos.text(character, 'multilingual')
    : commands.escpos.text(character, CHINESE)
  return !sent.includes('?')
}

/** Characters that are drawn, by their dots. */
type Glyphs = (character: string) => Uint8Array | undefined

function unpack(base64: string): Glyphs {
  const packed = brotliDecompressSync(Buffer.from(base64, 'base64'))
  const end = 4 + packed.readUInt32LE(0)
  const numbers = new Map(
    Array.from(packed.toString('utf16le', 4, end), (character, index) => [character, index] as const),
  )
  return (character) => {
    const index = numbers.get(character)
    return index === undefined
      ? undefined
      : packed.subarray(end + index * BYTES_A_GLYPH, end + (index + 1) * BYTES_A_GLYPH)
  }
}

let lacking: Glyphs | undefined
let carried: Glyphs | undefined

/** Loads the dots of the characters that the code pages have, for whoever draws these too. */
export async function loadCarriedGlyphs(): Promise<void> {
  carried ??= unpack((await import('./glyphs-carried.ts')).CARRIED_GLYPHS)
}

/** The sixteen hexadecimal digits as pictures of three by five dots: one octal digit for each row. */
const FIGURES = [
  '75557',
  '26227',
  '71747',
  '71717',
  '55711',
  '74717',
  '74757',
  '71111',
  '75757',
  '75717',
  '75755',
  '65656',
  '74447',
  '65556',
  '74747',
  '74744',
]

/**
 * The picture of a character that has no glyph here: its code point in hexadecimal, in a frame, so that a reader sees
 * that a character is missing and which.
 */
function numbered(character: string): Uint8Array {
  const rows = new Uint8Array(BYTES_A_GLYPH)
  const set = (x: number, y: number) => {
    rows[y * 3 + (x >> 3)] = (rows[y * 3 + (x >> 3)] ?? 0) | (0x80 >> (x & 7))
  }
  for (let dot = 0; dot < SIDE * SIDE; dot++) {
    const [x, y] = [dot % SIDE, Math.floor(dot / SIDE)]
    if ([x, y].some((each) => each === 0 || each === SIDE - 1)) set(x, y)
  }
  const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(6, '0')
  for (const [index, figure] of Array.from(hex).entries()) {
    const [left, top] = [2 + (index % 3) * 7, 2 + Math.floor(index / 3) * 10]
    const shape = FIGURES[parseInt(figure, 16)] ?? ''
    for (let dot = 0; dot < 3 * 5 * 4; dot++) {
      const [x, y] = [dot % 6, Math.floor(dot / 6)]
      if (Number(shape[y >> 1] ?? 0) & (4 >> (x >> 1))) set(left + x, top + Math.min(y, 8))
    }
  }
  return rows
}

const BLANK = new Uint8Array(BYTES_A_GLYPH)

/**
 * A character's dots, 24 rows of three bytes, the leftmost dot in the highest bit. A character without a glyph is drawn
 * as its code point in a frame; those of the code pages have theirs once they are loaded.
 */
export function dotsOf(character: string): Uint8Array {
  lacking ??= unpack(GLYPHS)
  if (/\s/u.test(character)) return BLANK
  return lacking(character) ?? carried?.(character) ?? numbered(character)
}

/**
 * One character as a bit image in the middle of a line: ESC * 33 of Epson's ESC/POS (24-dot double density), column by
 * column, three bytes each, the topmost dot in the highest bit. A Latin character takes one column of the paper, any
 * other two. A bit image has one height only: in a line of double height it stands on the base line.
 */
export function bitImage(character: string, { emphasised, inverted, underlined, wide }: Style): string {
  const dots = dotsOf(character)
  const isDark = (x: number, y: number) => x >= 0 && ((dots[y * 3 + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
  const narrow = isLatin(character) ? 2 : 1
  const columns: number[] = []
  for (let column = 0; column < (SIDE / narrow) * wide; column++) {
    const x = Math.floor(column / wide) * narrow
    const bytes = [0, 0, 0]
    for (let y = 0; y < SIDE; y++) {
      const ink =
        isDark(x, y) ||
        (narrow === 2 && isDark(x + 1, y)) ||
        (emphasised && isDark(x - 1, y)) ||
        (underlined && y >= SIDE - 2)
      if (ink !== inverted) bytes[y >> 3] = (bytes[y >> 3] ?? 0) | (0x80 >> (y & 7))
    }
    columns.push(...bytes.map((byte) => (byte === QUESTION_MARK ? byte - 1 : byte)))
  }
  const width = columns.length / 3
  return `\x1b*${String.fromCharCode(33, width & 255, width >> 8, ...columns)}`
}
