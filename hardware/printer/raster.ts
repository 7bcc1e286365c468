import { loadCarriedGlyphs } from './bit-image.ts'
import { readCommand } from './commands.ts'
import { createDotPaper, PAPER_DOTS, type Dots } from './dots.ts'
import { renderEscPos } from './paper.ts'

const ROW_BYTES = PAPER_DOTS / 8
/** Rows in one raster: small enough for the buffer of a cheap printer. */
const BAND_ROWS = 128
/** ESC @, and at the end the cut behind the paper that is fed to it (GS V 66). */
const START = Uint8Array.of(0x1b, 0x40)
const CUT = Uint8Array.of(0x1d, 0x56, 0x42, 0)

/** A receiptline document as the dots that a printer with all of its characters prints. */
export async function renderDots(markup: string): Promise<Dots> {
  await loadCarriedGlyphs()
  const document = renderEscPos(markup)
  const paper = createDotPaper()
  for (let at = 0, read = readCommand(document, at); read; read = readCommand(document, at)) {
    paper.print(read.command)
    at += read.length
  }
  return paper.dots()
}

/**
 * Renders a receiptline document as the bytes for an ESC/POS printer without Chinese characters: the whole paper as
 * rasters (GS v 0), which need no font, no code page and no position in the printer, and the cut.
 */
export async function renderRaster(markup: string): Promise<Uint8Array> {
  const { height, rows } = await renderDots(markup)
  const parts: Uint8Array[] = [START]
  for (let from = 0; from < height; from += BAND_ROWS) {
    const count = Math.min(BAND_ROWS, height - from)
    parts.push(
      Uint8Array.of(0x1d, 0x76, 0x30, 0, ROW_BYTES, 0, count, 0),
      rows.subarray(from * ROW_BYTES, (from + count) * ROW_BYTES),
    )
  }
  return Buffer.concat([...parts, CUT])
}
