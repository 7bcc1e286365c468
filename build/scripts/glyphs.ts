/**
 * Draws characters of 24 by 24 dots from the Noto fonts of the pages, and from Chiron Hei HK (which has all of HKSCS)
 * what these lack: to `hardware/printer/glyphs.ts` those that a receipt printer's code pages lack, and to
 * `hardware/printer/glyphs-carried.ts` those that they have, for a printer without these pages. To be run again when the
 * fonts change: `node build/scripts/glyphs.ts` (needs a Chromium: BALCAO_TEST_BROWSER).
 */
import { chromium } from 'playwright'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { z } from 'zod'
import { isCarried, isLatin } from '../../hardware/printer/bit-image.ts'

/** The fonts of the pages, and the one behind them. */
const FONTS = ['noto-sans-tc', 'noto-sans-sc', 'noto-sans', 'chiron-hei-hk'].map(
  (font) => `@fontsource-variable/${font}`,
)
/** Latin characters that the code pages carry are as wide as each other. */
const LATIN_FONT = '@fontsource/noto-sans-mono'
/**
 * Ranges of letters, signs and Chinese characters that a name or an address may hold, without emoji and combining
 * characters.
 */
const WANTED: readonly (readonly [number, number])[] = [
  [0x21, 0x7e],
  [0xa1, 0x24f],
  [0x250, 0x2af],
  [0x370, 0x52f],
  [0x1e00, 0x1eff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x2070, 0x20bf],
  [0x2100, 0x2bff],
  [0x2e80, 0x312f],
  [0x3200, 0x33ff],
  [0x3400, 0x9fff],
  [0xf900, 0xfaff],
  [0xff00, 0xffef],
  [0x20000, 0x323af],
]

const require = createRequire(import.meta.url)
const folderOf = (font: string) => dirname(require.resolve(`${font}/package.json`))

/** The code points in the `unicode-range` of a font's subsets. */
function coverage(font: string): number[] {
  const subsets = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(join(folderOf(font), 'unicode.json'), 'utf8')))
  return Object.values(subsets)
    .flatMap((ranges) => ranges.split(','))
    .flatMap((range) => {
      const [from = 0, to = from] = range
        .replace('U+', '')
        .split('-')
        .map((hex) => parseInt(hex, 16))
      return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    })
}

/** A font's CSS rules with its files inlined. */
function rulesOf(font: string, file = 'wght.css'): string {
  const css = readFileSync(join(folderOf(font), file), 'utf8')
  return css.replace(
    /url\(\.\/(files\/[^)]+)\)/g,
    (_, file: string) => `url(data:font/woff2;base64,${readFileSync(join(folderOf(font), file)).toString('base64')})`,
  )
}

const codes = [...new Set(FONTS.flatMap(coverage))]
  .filter((code) => WANTED.some(([from, to]) => code >= from && code <= to))
  .sort((one, other) => one - other)
const characters = codes.map((code) => String.fromCodePoint(code))
const executablePath = process.env['BALCAO_TEST_BROWSER']
const browser = await chromium.launch(executablePath === undefined ? {} : { executablePath })
const page = await browser.newPage()
const rules = [...FONTS.map((font) => rulesOf(font)), rulesOf(LATIN_FONT, '500.css')]
await page.setContent(`<style>${rules.join('\n')}</style><canvas width="24" height="24"></canvas>`)
const wanted = characters.map((character) => ({ character, isNarrow: isLatin(character) && isCarried(character) }))
const drawn = await page.evaluate(async (all) => {
  const families = '"Noto Sans TC Variable", "Noto Sans SC Variable", "Noto Sans Variable", "Chiron Hei HK Variable"'
  const wide = `500 23px ${families}`
  const narrow = `500 20px "Noto Sans Mono", ${families}`
  for (let from = 0; from < all.length; from += 500) {
    const text = all.slice(from, from + 500).map(({ character }) => character)
    await Promise.all([wide, narrow].map((font) => document.fonts.load(font, text.join(''))))
  }
  const context = document.querySelector('canvas')?.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('this browser draws on no canvas')
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  return all.map(({ character, isNarrow }) => {
    context.font = isNarrow ? narrow : wide
    context.clearRect(0, 0, 24, 24)
    context.fillText(character, isNarrow ? 6 : 12, isNarrow ? 19 : 20, isNarrow ? 12 : 24)
    const { data } = context.getImageData(0, 0, 24, 24)
    const bytes = Array.from({ length: 72 }, () => 0)
    for (let dot = 0; dot < 576; dot++) {
      // A narrow character has each of its dots twice, since `bitImage` makes one of two.
      const from = isNarrow ? dot - (dot % 24) + ((dot % 24) >> 1) : dot
      if ((data[from * 4 + 3] ?? 0) >= 112) bytes[dot >> 3] = (bytes[dot >> 3] ?? 0) | (0x80 >> (dot & 7))
    }
    return bytes
  })
}, wanted)
await browser.close()

/** Writes the characters that were drawn and that `isWanted` to a module of `hardware/printer`. */
function write(file: string, constant: string, says: string, isWanted: (character: string) => boolean): void {
  const kept = characters.flatMap((character, index) =>
    isWanted(character) && drawn[index]?.some((byte) => byte !== 0) ? [{ character, dots: drawn[index] }] : [],
  )
  const text = Buffer.from(kept.map(({ character }) => character).join(''), 'utf16le')
  const size = Buffer.alloc(4)
  size.writeUInt32LE(text.length)
  const packed = brotliCompressSync(Buffer.concat([size, text, ...kept.map(({ dots }) => Buffer.from(dots))]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  })
  writeFileSync(
    join(import.meta.dirname, '../../hardware/printer', file),
    `// Made by build/scripts/glyphs.ts from the Noto fonts and Chiron Hei HK (OFL-1.1).
/**
 * ${says}, in base64 of Brotli: the length in bytes of the characters' UTF-16LE, these, and
 * 72 bytes for each, 24 rows of 24 dots.
 */
export const ${constant} = \`
${packed.toString('base64').replaceAll(/.{120}(?=.)/g, '$&\n')}
\`
`,
  )
  console.log(`${file}: ${String(kept.length)} characters, ${String(packed.length)} bytes`)
}

write('glyphs.ts', 'GLYPHS', "What the printer's code pages lack", (character) => !isCarried(character))
write('glyphs-carried.ts', 'CARRIED_GLYPHS', "What the printer's code pages have", isCarried)
