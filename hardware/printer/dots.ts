import iconv from 'iconv-lite'
import { dotsOf, isLatin } from './bit-image.ts'
import type { Command } from './commands.ts'

/** Dots across 80 mm paper at 203 dpi. */
export const PAPER_DOTS = 576
const ROW_BYTES = PAPER_DOTS / 8
/** A character's height, and its width: a Latin one takes a column of 12 dots, a Chinese one two. */
const SIDE = 24
const COLUMN = 12
/** The usual distance from line to line. */
const LINE_DOTS = 30
const UNDERLINE_DOTS = 2

/** What is printed on a paper, as dots: rows of 72 bytes, the leftmost dot in the highest bit, 1 is black. */
export interface Dots {
  height: number
  rows: Uint8Array
}

/** Latin code pages by the number of ESC t, as receiptline chooses them. */
const LATIN_PAGES: Readonly<Record<number, string>> = {
  0: 'cp437',
  16: 'cp1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
}
/** The page that has the lines of a frame, and which sides each reaches: above, right, below, left. */
const RULES_PAGE = 1
const RULES: Readonly<Record<number, string>> = {
  0x8f: 'arbl',
  0x90: 'arl',
  0x91: 'rbl',
  0x92: 'abl',
  0x93: 'arb',
  0x95: 'rl',
  0x96: 'ab',
  0x98: 'rb',
  0x99: 'bl',
  0x9a: 'ar',
  0x9b: 'al',
  0x9c: 'rb',
  0x9d: 'bl',
  0x9e: 'ar',
  0x9f: 'al',
}
const CHINESE = 'cp950'

/** One thing on the line that is being set: its dots, from `x` on, standing on the line. */
interface Piece {
  x: number
  width: number
  height: number
  isDark(x: number, y: number): boolean
}

const INITIAL = {
  left: 0,
  area: PAPER_DOTS,
  align: 0,
  page: 0,
  isChinese: false,
  wide: 1,
  high: 1,
  isEmphasised: false,
  isUnderlined: false,
  isInverted: false,
  pitch: LINE_DOTS,
}

const bit = (bytes: Uint8Array, at: number, x: number): boolean =>
  ((bytes[at + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
const word = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)

/** A raster of rows as a piece. */
function rasterPiece(data: Uint8Array, at: number, width: number, height: number): Piece {
  const rowBytes = Math.ceil(width / 8)
  return { x: 0, width, height, isDark: (x, y) => bit(data, at + y * rowBytes, x) }
}

function rulePiece(sides: string): Omit<Piece, 'x'> {
  const [middleX, middleY] = [COLUMN / 2 - 1, SIDE / 2 - 1]
  return {
    width: COLUMN,
    height: SIDE,
    isDark(x, y) {
      const isUpright = x === middleX || x === middleX + 1
      const isLevel = y === middleY || y === middleY + 1
      return (
        (isUpright && ((sides.includes('a') && y <= middleY + 1) || (sides.includes('b') && y >= middleY))) ||
        (isLevel && ((sides.includes('l') && x <= middleX + 1) || (sides.includes('r') && x >= middleX)))
      )
    },
  }
}

function characterPiece(character: string): Omit<Piece, 'x'> {
  const dots = dotsOf(character)
  // A Latin character is drawn in two columns, each of its dots twice.
  if (isLatin(character))
    return { width: COLUMN, height: SIDE, isDark: (x, y) => bit(dots, y * 3, 2 * x) || bit(dots, y * 3, 2 * x + 1) }
  return { width: SIDE, height: SIDE, isDark: (x, y) => bit(dots, y * 3, x) }
}

/** A paper that is being printed. */
export interface DotPaper {
  /** Carries out one command; commands that print nothing and that it doesn't know change nothing. */
  print(command: Command): void
  /** How many rows of dots have come out. */
  height(): number
  /** The dots that have come out. */
  dots(): Dots
}

/** A paper that grows as it is fed, and on which pieces are put. */
function createSheet() {
  let rows = new Uint8Array(ROW_BYTES * 512)
  let height = 0
  function feed(dots: number): void {
    height += dots
    if (rows.length >= height * ROW_BYTES) return
    const grown = new Uint8Array(Math.max(rows.length * 2, height * ROW_BYTES))
    grown.set(rows)
    rows = grown
  }
  return {
    feed,
    height: () => height,
    dots: (): Dots => ({ height, rows: rows.slice(0, height * ROW_BYTES) }),
    /** Puts pieces from `start` on, standing on one line, and feeds at least as far as the tallest reaches. */
    put(line: readonly Piece[], start: number, pitch: number): void {
      const tallest = Math.max(0, ...line.map((piece) => piece.height))
      const top = height
      feed(Math.max(tallest, pitch))
      for (const piece of line) {
        for (let y = 0; y < piece.height; y++) {
          const row = (top + tallest - piece.height + y) * ROW_BYTES
          for (let dot = 0; dot < piece.width; dot++) {
            const at = start + piece.x + dot
            if (at < PAPER_DOTS && piece.isDark(dot, y))
              rows[row + (at >> 3)] = (rows[row + (at >> 3)] ?? 0) | (0x80 >> (at & 7))
          }
        }
      }
    },
  }
}

/** Makes an empty paper. It prints as a printer of 80 mm with Big5 and these Latin pages would, with this room's glyphs. */
export function createDotPaper(): DotPaper {
  const sheet = createSheet()
  let x = 0
  let state = { ...INITIAL }
  let pieces: Piece[] = []
  let stored: Piece | undefined

  /** Puts pieces on the paper, aligned within the print area. */
  function set(line: readonly Piece[], pitch: number): void {
    const width = Math.max(0, ...line.map((piece) => piece.x + piece.width))
    sheet.put(line, state.left + Math.floor((Math.max(0, state.area - width) * state.align) / 2), pitch)
  }

  function endLine(pitch = state.pitch): void {
    set(pieces, pitch)
    pieces = []
    x = 0
  }

  function add(piece: Omit<Piece, 'x'>): void {
    const { wide, high, isEmphasised, isUnderlined, isInverted } = state
    const [width, tall] = [piece.width * wide, piece.height * high]
    pieces.push({
      x,
      width,
      height: tall,
      isDark(dot, y) {
        const [column, row] = [Math.floor(dot / wide), Math.floor(y / high)]
        const ink =
          piece.isDark(column, row) ||
          (isEmphasised && column > 0 && piece.isDark(column - 1, row)) ||
          (isUnderlined && y >= tall - UNDERLINE_DOTS)
        return ink !== isInverted
      },
    })
    x += width
  }

  function write(bytes: Uint8Array): void {
    if (state.isChinese) {
      for (const character of iconv.decode(Buffer.from(bytes), CHINESE)) add(characterPiece(character))
      return
    }
    for (const byte of bytes) {
      const sides = state.page === RULES_PAGE ? RULES[byte] : undefined
      if (sides !== undefined) add(rulePiece(sides))
      else if (byte >= 0x20) add(characterPiece(iconv.decode(Buffer.from([byte]), LATIN_PAGES[state.page] ?? 'cp437')))
    }
  }

  /** A bit image in a line (ESC * 33), which no style of the text touches. */
  function addImage(data: Uint8Array): void {
    const width = word(data, 1)
    pieces.push({ x, width, height: SIDE, isDark: (dot, y) => bit(data, 3 + dot * 3, y) })
    x += width
  }

  function printRaster(piece: Piece): void {
    if (pieces.length > 0) endLine()
    set([piece], 0)
  }

  const isOn = (value: number): boolean => (value & 1) === 1

  const ACTIONS: Readonly<Record<string, (data: Uint8Array) => void>> = {
    'ESC @': () => (state = { ...INITIAL }),
    'ESC a': ([value = 0]) => (state.align = value % 48),
    'ESC 2': () => (state.pitch = LINE_DOTS),
    'ESC 3': ([value = 0]) => (state.pitch = value),
    'ESC t': ([value = 0]) => (state.page = value),
    'ESC -': ([value = 0]) => (state.isUnderlined = value % 48 > 0),
    'ESC E': ([value = 0]) => (state.isEmphasised = isOn(value)),
    'ESC $': (data) => (x = word(data, 0)),
    'ESC \\': (data) => (x += word(data, 0)),
    'ESC *': addImage,
    'ESC d': ([value = 0]) => {
      endLine()
      sheet.feed(LINE_DOTS * Math.max(0, value - 1))
    },
    'ESC J': ([value = 0]) => endLine(value),
    'FS &': () => (state.isChinese = true),
    'FS .': () => (state.isChinese = false),
    'GS !': ([value = 0]) => {
      state.wide = 1 + (value >> 4)
      state.high = 1 + (value & 15)
    },
    'GS B': ([value = 0]) => (state.isInverted = isOn(value)),
    'GS L': (data) => (state.left = word(data, 0)),
    'GS W': (data) => (state.area = word(data, 0)),
    'GS v': (data) => printRaster(rasterPiece(data, 6, 8 * word(data, 2), word(data, 4))),
    // Function 112 stores a raster, function 50 prints what is stored.
    'GS 8': (data) => (stored = rasterPiece(data, 15, word(data, 11), word(data, 13))),
    'GS (': ([letter, , , , fn]) => {
      if (letter === 0x4c && (fn === 2 || fn === 50) && stored) printRaster(stored)
    },
    'GS V': () => {
      if (pieces.length > 0) endLine()
    },
  }

  return {
    print(command) {
      if (command.is === 'text') write(command.bytes)
      else if (command.is === 'line') endLine()
      else ACTIONS[command.name]?.(command.data)
    },
    height: sheet.height,
    dots: sheet.dots,
  }
}
