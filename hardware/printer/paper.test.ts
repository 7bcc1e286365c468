import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFrame } from '../scanner/camera/read.ts'
import { dotsOf, isCarried } from './bit-image.ts'
import { columnsOf, PAPER_COLUMNS, qrSide, renderEscPos, renderSvg } from './paper.ts'
import { codeOn, rasterIn, wordsOn } from './paper.fixture.ts'

const textsOf = async (image: { width: number; height: number; data: Uint8Array<ArrayBuffer> }) =>
  (await readFrame(image, { everything: false })).map(({ text }) => text)

/** The bit images among ESC/POS bytes (ESC * 33), column by column, and the bytes without them. */
function takeImages(bytes: string): [images: string[], text: string] {
  const images: string[] = []
  let text = ''
  for (let at = 0; at < bytes.length;) {
    if (bytes.startsWith('\x1b*!', at)) {
      const end = at + 5 + 3 * (bytes.charCodeAt(at + 3) + 256 * bytes.charCodeAt(at + 4))
      images.push(bytes.slice(at + 5, end))
      at = end
    } else text += bytes.charAt(at++)
  }
  return [images, text]
}

/** Rows of dots turned into a bit image's columns, one dot after the other. */
function columnsFrom(rows: Uint8Array): string {
  const isDark = (x: number, y: number) => ((rows[y * 3 + Math.floor(x / 8)] ?? 0) >> (7 - (x % 8))) % 2
  return Array.from({ length: 72 }, (_, index) =>
    String.fromCharCode(
      Array.from({ length: 8 }, (__, bit) => isDark(Math.floor(index / 3), (index % 3) * 8 + bit)).reduce(
        (sum, dot) => sum * 2 + dot,
        0,
      ),
    ),
  )
    .join('')
    .replaceAll('?', '>')
}

describe('the picture of a paper', () => {
  it('is one SVG document on white that fetches and runs nothing', () => {
    const svg = renderSvg('收據|"MOP 850.00"\n-\n{code:MER1:ABC;option:qrcode,5,m}')
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="624" height="\d+" viewBox="-24 -24 624 \d+"><rect [^>]*fill="#fff"\/>/,
    )
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<style|style=|url\(|\bon\w+=/)
    expect(wordsOn(svg)).toEqual(['收據 MOP 850.00'])
  })

  it('gives an accent one column and a Chinese character two', () => {
    expect(columnsOf('Formação')).toBe(8)
    expect(columnsOf('收據')).toBe(4)
    expect(wordsOn(renderSvg(`|${'ã'.repeat(PAPER_COLUMNS)}`))).toEqual(['ã'.repeat(PAPER_COLUMNS)])
    expect(wordsOn(renderSvg(`|${'據'.repeat(PAPER_COLUMNS / 2)}`))).toEqual(['據'.repeat(PAPER_COLUMNS / 2)])
  })

  it('shows a readable QR code in the compact alphanumeric mode', async () => {
    const text = `MER1:${'6BF$+*:-./ %Q'.repeat(40)}`
    const svg = renderSvg(`{code:${text.replaceAll(' ', '\\x20').replaceAll(':', '\\x3a')};option:qrcode,5,m}`)
    expect(await textsOf(codeOn(svg))).toEqual([text])
    expect(qrSide(text, 'm')).toBeLessThan(qrSide(text.toLowerCase(), 'm'))
  })
})

describe('the bytes for a printer', () => {
  it('hold Chinese in Big5, accents in a Latin code page, and the cut', () => {
    const bytes = Buffer.from(renderEscPos('|收據 Formação')).toString('latin1')
    // Kanji mode is on for Big5 and off for Latin, where ç is in code page 437 and ã in Windows-1252.
    expect(bytes).toContain('\x1bt\x00\x1c&\xa6\xac\xbe\xda\x1c. Forma\x1bt\x00\x87\x1bt\x10\xe3o')
    expect(bytes).toContain('\x1dVB\x00')
    expect(bytes).not.toContain('?')
  })

  it.each(['氹', '宝', '闪', '着', '啓', '衞', '峯', '𨋢', 'ễ', '•'])(
    'draw %s, which no code page has, within its line of text',
    (character) => {
      const bytes = Buffer.from(renderEscPos(`|a${character}仔 12.50`)).toString('latin1')
      expect(bytes).not.toContain('?')
      const [images, text] = takeImages(bytes)
      expect(images).toEqual([columnsFrom(dotsOf(character))])
      expect(text).toContain('a\x1bt\x00\x1c&\xa5J\x1c. 12.50')
    },
  )

  it('draw a character that no font has as its number', () => {
    const [images] = takeImages(Buffer.from(renderEscPos('|🙂')).toString('latin1'))
    expect(images).toEqual([columnsFrom(dotsOf('🙂'))])
    expect(dotsOf('🙂')).not.toEqual(dotsOf('🙃'))
    expect([...dotsOf('🙂').subarray(0, 3)]).toEqual([255, 255, 255])
  })

  it('draw a character as its line is printed: wide, emphasised, inverted, underlined', () => {
    const [plain = ''] = takeImages(Buffer.from(renderEscPos('|氹')).toString('latin1'))[0]
    for (const [markup, length] of [
      ['|^氹', 144],
      ['|"氹', 72],
      ['|`氹', 72],
      ['|_氹', 72],
    ] as const) {
      const [drawn = ''] = takeImages(Buffer.from(renderEscPos(markup)).toString('latin1'))[0]
      expect([markup, drawn.length]).toEqual([markup, length])
      expect(drawn).not.toBe(plain)
    }
  })

  it('drop no character of any text', () => {
    const character = fc.oneof(
      fc.constantFrom(...Array.from('氹仔支付宝云闪着啓衞峯𨋢ễ•收據çãõé€12.50 ')),
      fc.integer({ min: 0x4e00, max: 0x9fff }).map((code) => String.fromCodePoint(code)),
    )
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 20 }), (characters) => {
        const [images, text] = takeImages(Buffer.from(renderEscPos(`|${characters.join('')}`)).toString('latin1'))
        expect(text).not.toContain('?')
        expect(images).toHaveLength(characters.filter((each) => !isCarried(each)).length)
      }),
      { numRuns: 300 },
    )
  })

  it('hold the QR code as a raster that a scanner reads', async () => {
    expect(await textsOf(rasterIn(renderEscPos('{code:MER1\\x3aABC123;option:qrcode,5,m}')))).toEqual(['MER1:ABC123'])
  })
})
