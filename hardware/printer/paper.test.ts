import { describe, expect, it } from 'vitest'
import { readFrame } from '../scanner/camera/read.ts'
import { columnsOf, PAPER_COLUMNS, qrSide, renderEscPos, renderSvg } from './paper.ts'
import { codeOn, rasterIn, wordsOn } from './sample-paper.ts'

const textsOf = async (image: { width: number, height: number, data: Uint8Array<ArrayBuffer> }) => (await readFrame(image, { everything: false })).map(({ text }) => text)

describe('the picture of a paper', () => {
  it('is one SVG document, white behind, that fetches and runs nothing', () => {
    const svg = renderSvg('收據|"MOP 850.00"\n-\n{code:MER1:ABC;option:qrcode,5,m}')
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="624" height="\d+" viewBox="-24 -24 624 \d+"><rect [^>]*fill="#fff"\/>/)
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<style|style=|url\(|\bon\w+=/)
    expect(wordsOn(svg)).toEqual(['收據 MOP 850.00'])
  })

  it('gives an accent one column and a Chinese character two', () => {
    expect(columnsOf('Formação')).toBe(8)
    expect(columnsOf('收據')).toBe(4)
    expect(wordsOn(renderSvg(`|${'ã'.repeat(PAPER_COLUMNS)}`))).toEqual(['ã'.repeat(PAPER_COLUMNS)])
    expect(wordsOn(renderSvg(`|${'據'.repeat(PAPER_COLUMNS / 2)}`))).toEqual(['據'.repeat(PAPER_COLUMNS / 2)])
  })

  it('shows a QR code that a scanner reads, as small as capital letters and figures allow', async () => {
    const text = `MER1:${'6BF$+*:-./ %Q'.repeat(40)}`
    const svg = renderSvg(`{code:${text.replaceAll(' ', '\\x20').replaceAll(':', '\\x3a')};option:qrcode,5,m}`)
    expect(await textsOf(codeOn(svg))).toEqual([text])
    expect(qrSide(text, 'm')).toBeLessThan(qrSide(text.toLowerCase(), 'm'))
  })
})

describe('the bytes for a printer', () => {
  it('hold Chinese in Big5, accents in a Latin code page, and the cut', () => {
    const bytes = Buffer.from(renderEscPos('|收據 Formação')).toString('latin1')
    // Kanji mode on for Big5; off for Latin, where ç is code page 437's and ã is Windows-1252's.
    expect(bytes).toContain('\x1bt\x00\x1c&\xa6\xac\xbe\xda\x1c. Forma\x1bt\x00\x87\x1bt\x10\xe3o')
    expect(bytes).toContain('\x1dVB\x00')
    expect(bytes).not.toContain('?')
  })

  it('say with a question mark what no code page has', () => {
    expect(Buffer.from(renderEscPos('|🙂')).toString('latin1')).toContain('?')
  })

  it('hold the QR code as a raster that a scanner reads', async () => {
    expect(await textsOf(rasterIn(renderEscPos('{code:MER1\\x3aABC123;option:qrcode,5,m}')))).toEqual(['MER1:ABC123'])
  })
})
