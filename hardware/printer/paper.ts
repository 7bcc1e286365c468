import { create } from 'qrcode'
import { commands, transform, type BaseCommand, type QRCode } from 'receiptline'
import { bitImage, isCarried, isLatin, type Style } from './bit-image.ts'

/** Columns of 80 mm paper: 576 dots, 12 for a Latin character and 24 for a Chinese one. */
export const PAPER_COLUMNS = 48
/** The white margin around the paper's picture, in dots. */
const MARGIN = 24
/** A monospaced font for Latin letters where the machine has one; Chinese in the page's own font or the machine's. */
const FONTS = "monospace, 'Noto Sans TC Variable', 'Noto Sans TC', 'Noto Sans CJK TC', sans-serif"
const CHINESE = 'cp950'
const PAPER = { cpl: PAPER_COLUMNS, encoding: CHINESE, spacing: true } as const
const LEVELS = { l: 'L', m: 'M', q: 'Q', h: 'H' } as const

/** The state that receiptline's SVG commands keep in `this` while they draw. */
interface Drawing {
  svgWidth: number
  svgHeight: number
  svgContent: string
  charWidth: number
  lineMargin: number
  lineWidth: number
  lineAlign: number
}

/** How many columns of the paper a text takes: one for a Latin character, two for any other. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += isLatin(character) ? 1 : 2
  return columns
}

// Made by `qrcode`, since receiptline's own generator knows the byte mode only: in it a code's base45 text needs about
// half as many modules again as in the alphanumeric mode.
function modulesOf({ data, level }: Pick<QRCode, 'data' | 'level'>): {
  side: number
  isDark(x: number, y: number): boolean
} {
  const { size, data: dark } = create(data, { errorCorrectionLevel: LEVELS[level] }).modules
  return { side: size, isDark: (x, y) => dark[y * size + x] === 1 }
}

/** How many modules a QR code has along one side, without its quiet zone. */
export function qrSide(data: string, level: QRCode['level']): number {
  return modulesOf({ data, level }).side
}

const picture: BaseCommand = {
  ...commands.svg,
  measureText: columnsOf,
  qrcode(this: Drawing, symbol: QRCode) {
    const { side, isDark } = modulesOf(symbol)
    const { cell } = symbol
    let path = ''
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) if (isDark(x, y)) path += `M${x * cell},${y * cell}h${cell}v${cell}h${-cell}z`
    }
    const left = Math.floor(
      this.lineMargin * this.charWidth + ((this.lineWidth * this.charWidth - side * cell) * this.lineAlign) / 2,
    )
    this.svgContent += `<path transform="translate(${left},${this.svgHeight})" d="${path}"/>`
    this.svgHeight += side * cell
    return ''
  },
  close(this: Drawing) {
    const [width, height] = [this.svgWidth + 2 * MARGIN, this.svgHeight + 2 * MARGIN]
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}">` +
      `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="#fff"/>` +
      `<g font-family="${FONTS}" fill="#000" font-size="22" dominant-baseline="text-after-edge" ` +
      `text-anchor="middle" lang="zh-Hant">${this.svgContent}</g></svg>\n`
    )
  },
}

const bytes = (...values: number[]): string => String.fromCharCode(...values)
const KANJI_OFF = '\x1c.'

const PLAIN: Style = { emphasised: false, inverted: false, underlined: false, wide: 1 }

/**
 * Splits a text into runs that are sent the same way: as text in one of the code pages, or each character as a bit
 * image.
 */
function runsOf(text: string): { way: 'latin' | 'chinese' | 'image'; run: string }[] {
  const runs: { way: 'latin' | 'chinese' | 'image'; run: string }[] = []
  for (const character of text) {
    const way = isCarried(character) ? (isLatin(character) ? 'latin' : 'chinese') : 'image'
    const last = runs.at(-1)
    if (last?.way === way) last.run += character
    else runs.push({ way, run: character })
  }
  return runs
}

const escpos: BaseCommand = {
  ...commands.escpos,
  measureText: columnsOf,
  normal(this: { look?: Style }) {
    this.look = PLAIN
    return commands.escpos.normal()
  },
  ul(this: { look?: Style }) {
    this.look = { ...(this.look ?? PLAIN), underlined: true }
    return commands.escpos.ul()
  },
  em(this: { look?: Style }) {
    this.look = { ...(this.look ?? PLAIN), emphasised: true }
    return commands.escpos.em()
  },
  iv(this: { look?: Style }) {
    this.look = { ...(this.look ?? PLAIN), inverted: true }
    return commands.escpos.iv()
  },
  wh(this: { look?: Style }, scale: number) {
    this.look = { ...(this.look ?? PLAIN), wide: scale < 3 ? 1 + (scale & 1) : scale - 1 }
    return commands.escpos.wh(scale)
  },
  /**
   * Sends Chinese in the printer's Chinese code page and accents in one of its Latin ones, since no code page has both;
   * characters that neither has are sent as bit images.
   */
  text(this: { look?: Style }, text: string) {
    return runsOf(text)
      .map(({ way, run }) => {
        if (way === 'latin') return KANJI_OFF + commands.escpos.text(run, 'multilingual')
        if (way === 'chinese') return commands.escpos.text(run, CHINESE)
        return Array.from(run, (character) => bitImage(character, this.look ?? PLAIN)).join('')
      })
      .join('')
  },
  /** Sends the code as a raster: GS 8 L stores it, GS ( L prints it (Epson's ESC/POS reference). */
  qrcode(symbol: QRCode) {
    const { side, isDark } = modulesOf(symbol)
    const { cell } = symbol
    const dots = side * cell
    const rowBytes = Math.ceil(dots / 8)
    let raster = ''
    for (let y = 0; y < side; y++) {
      const row = new Uint8Array(rowBytes)
      for (let dot = 0; dot < dots; dot++)
        if (isDark(Math.floor(dot / cell), y)) row[dot >> 3] = (row[dot >> 3] ?? 0) | (0x80 >> (dot & 7))
      raster += bytes(...row).repeat(cell)
    }
    const length = raster.length + 10
    const size = [length & 255, (length >> 8) & 255, (length >> 16) & 255, (length >> 24) & 255]
    const square = [dots & 255, dots >> 8, dots & 255, dots >> 8]
    return `\x1d8L${bytes(...size, 48, 112, 48, 1, 1, 49, ...square)}${raster}\x1d(L${bytes(2, 0, 48, 50)}`
  },
}

/**
 * Renders a receiptline document as a picture of its paper: one SVG document on white, without scripts, style sheets or
 * links.
 */
export function renderSvg(markup: string): string {
  return transform(markup, { ...PAPER, command: picture })
}

/**
 * Renders a receiptline document as the bytes for an ESC/POS printer with Traditional Chinese (Big5), with the cut.
 * Characters that its code pages lack are drawn, so that no character is replaced by another (decision 8).
 */
export function renderEscPos(markup: string): Uint8Array {
  return new Uint8Array(Buffer.from(transform(markup, { ...PAPER, command: escpos }), 'latin1'))
}
