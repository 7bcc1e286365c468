import { columnsOf, PAPER_COLUMNS, qrSide } from '../../../hardware/printer/port.ts'

/** The characters that receiptline doesn't print as themselves. */
const SPECIAL = /[\\|{}~_"`^=-]/g
/** Control characters, and characters that turn the writing direction or are invisible. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu
/** A word or one Chinese character, with the spaces before it and the marks after it that may not begin a line. */
const PIECES = / *(?:[\u0021-\u024f]+|[^\s\u0021-\u024f])[，。、；：！？）」』]*/gu

/** How a line is printed. */
export type Weight = 'plain' | 'bold' | 'large'
const DECORATION: Readonly<Record<Weight, string>> = { plain: '', bold: '"', large: '^^^' }
/** How many columns a letter takes. */
const SCALE: Readonly<Record<Weight, number>> = { plain: 1, bold: 1, large: 2 }

/**
 * The most dots of the paper's width that a QR code takes, so that white stays around it, and the most dots of a
 * module.
 */
const QR_DOTS = 490
const QR_CELL = 6

/** A text from outside on one line, without control characters. */
function withoutControls(text: string): string {
  return text.normalize('NFC').replaceAll(UNPRINTABLE, ' ').replaceAll(/\s+/gu, ' ').trim()
}

/** Escapes a text so that receiptline prints each character as itself. */
function escaped(text: string): string {
  return text.replaceAll(SPECIAL, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16)}`)
}

/** Breaks a text into lines of at most so many columns, between words and between Chinese characters. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of withoutControls(text).match(PIECES) ?? []) {
    if (columnsOf(line + piece) <= columns) {
      line += piece
      continue
    }
    if (line !== '') lines.push(line)
    const parts = splitWord(piece.trimStart(), columns)
    line = parts.pop() ?? ''
    lines.push(...parts)
  }
  return line === '' ? lines : [...lines, line]
}

/** Cuts a word that is longer than a line into pieces of a line. */
function splitWord(word: string, columns: number): string[] {
  const parts: string[] = []
  let part = ''
  for (const character of word) {
    if (columnsOf(part + character) > columns) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}

/** Prints a text over the paper's whole width, on as many lines as it takes. */
export function line(text: string, align: 'left' | 'center' | 'right' = 'left', weight: Weight = 'plain'): string[] {
  const [before, after] = { left: ['|', ''], center: ['', ''], right: ['', '|'] }[align]
  const lines = wrap(text, Math.floor(PAPER_COLUMNS / SCALE[weight]))
  return ['{w:auto}', ...lines.map((each) => `${before}${DECORATION[weight]}${escaped(each)}${after}`)]
}

/**
 * Prints a name on the left and its value on the right, or below where they don't fit side by side. `weight` is the
 * value's.
 */
export function row(name: string, value: string, weight: Weight = 'plain'): string[] {
  const [left, right] = [withoutControls(name), withoutControls(value)]
  const room = columnsOf(right) * SCALE[weight]
  const nameWeight = weight === 'plain' ? 'plain' : 'bold'
  if (columnsOf(left) + 1 + room > PAPER_COLUMNS || right === '')
    return [...line(name, 'left', nameWeight), ...line(value, 'right', weight)]
  return [`{w:* ${room}}`, `|${DECORATION[nameWeight]}${escaped(left)} | ${DECORATION[weight]}${escaped(right)}|`]
}

/** A line across the paper, in receiptline's markup. */
export const rule = '-'
/** An empty line. */
export const gap = ''

/** Prints a QR code as large as the paper and its number of modules allow. */
export function qr(text: string): string[] {
  const level = qrSide(text, 'm') * 5 <= QR_DOTS ? 'm' : 'l'
  const cell = Math.min(QR_CELL, Math.floor(QR_DOTS / qrSide(text, level)))
  const escaped = text.replaceAll(/[\\|{};: ]/g, (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16)}`)
  return ['{w:auto}', gap, `{code:${escaped};option:qrcode,${cell},${level}}`, gap]
}
