import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** A slice of a bundled font: its `@font-face` rule, its file's name, and the ranges of code points that it holds. */
interface Slice {
  rule: string
  name: string
  ranges: readonly (readonly [number, number])[]
}

const RULE = /@font-face\s*\{[^}]*\}/g
const SOURCE = /url\(["']?(?:\.\/|\/assets\/)?([A-Za-z0-9_.-]+\.woff2)["']?\)/

/**
 * Finds the slices of the build's fonts that hold the fallback pages' characters: their style sheet, and the names of
 * the files that it loads. A fallback page may be shown on a machine without a Chinese font and before any cookie, so
 * these files, and no others, are served to everybody.
 *
 * @param assets the build's folder of assets; where it is missing nothing is found and the system's fonts are used
 * @param text every character that a fallback page can show
 */
export async function readFallbackPageFonts(assets: string, text: string): Promise<{ css: string; names: string[] }> {
  const sheets = (await readdir(assets).catch(() => [])).filter((name) => name.endsWith('.css'))
  const texts = await Promise.all(sheets.map((name) => readFile(path.join(assets, name), 'utf8').catch(() => '')))
  const needed = pickSlices(texts.join('\n'), text)
  return {
    css: needed.map(({ rule, name }) => rule.replace(SOURCE, `url(/calm/${name})`)).join('\n'),
    names: needed.map(({ name }) => name),
  }
}

/** The slices in a style sheet that hold one of the characters, each once. */
export function pickSlices(css: string, text: string): { rule: string; name: string }[] {
  const points = [...new Set(text)].map((character) => character.codePointAt(0) ?? 0)
  const slices = new Map(
    (css.match(RULE) ?? []).flatMap((rule) => readSlice(rule) ?? []).map((slice) => [slice.name, slice]),
  )
  return [...slices.values()].filter(({ ranges }) =>
    points.some((point) => ranges.some(([from, to]) => from <= point && point <= to)),
  )
}

function readSlice(rule: string): Slice[] | null {
  const name = SOURCE.exec(rule)?.[1]
  const ranges = /unicode-range:\s*([^;}]+)/i.exec(rule)?.[1]
  return name === undefined || ranges === undefined
    ? null
    : [{ rule, name, ranges: ranges.split(',').map((range) => readRange(range)) }]
}

/** Reads one range of a `unicode-range` (CSS Fonts 4, section 4.5): `U+26`, `U+0-7F` or `U+4??`. */
function readRange(range: string): [number, number] {
  const [from = '', to] = range.trim().replace(/^U\+/i, '').split('-')
  return [Number.parseInt(from.replaceAll('?', '0'), 16), Number.parseInt(to ?? from.replaceAll('?', 'F'), 16)]
}
