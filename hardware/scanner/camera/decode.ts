import { readBarcodes, type ReaderOptions, type ReadResult } from 'zxing-wasm/reader'
import type { Luminance } from './luminance.ts'
import { forgetDecoder, loadDecoder } from './wasm.ts'

/**
 * One code in a picture: its bytes as they stand in the symbol, their text, and the AIM symbology identifier (ISO/IEC
 * 15424).
 */
export interface ReadCode {
  bytes: Uint8Array
  text: string
  symbology: string
}

/** A code and its place in the picture. */
export interface FoundCode extends ReadCode {
  /** The decoder's name for the format, such as `QRCodeModel2`. */
  format: string
  /** Four corners in pixels of the frame, clockwise from the code's own top left. */
  corners: readonly { x: number; y: number }[]
}

/**
 * Decodes one picture with these options. Answers an empty list where no valid code is found; rejects only where the
 * decoder can't be loaded.
 */
export async function decode(image: Luminance | Uint8Array<ArrayBuffer>, options: ReaderOptions): Promise<FoundCode[]> {
  await loadDecoder()
  try {
    const results = await readBarcodes(image instanceof Uint8Array ? image : asPgm(image), {
      textMode: 'Plain',
      ...options,
    })
    return results.filter((result) => result.isValid && result.bytes.length > 0).map(found)
  } catch {
    // The decoder aborts when it runs out of memory; the next picture gets a new one.
    forgetDecoder()
    return []
  }
}

function found(result: ReadResult): FoundCode {
  const { topLeft, topRight, bottomRight, bottomLeft } = result.position
  return {
    // Copied, since the decoder uses its memory again for the next picture.
    bytes: new Uint8Array(result.bytes),
    text: result.text,
    symbology: result.symbologyIdentifier,
    format: result.format,
    corners: [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => ({ x, y })),
  }
}

/**
 * Writes a PGM file (Netpbm, binary): the only form in which the decoder takes shades of grey unchanged, and a quarter
 * the size of RGBA.
 */
function asPgm({ width, height, data }: Luminance): Uint8Array<ArrayBuffer> {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`)
  const file = new Uint8Array(header.length + data.length)
  file.set(header)
  file.set(data, header.length)
  return file
}
