const ENTITIES: Readonly<Record<string, string>> = { '&#xa0;': ' ', '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** The words on a paper's SVG, line by line, with one space between columns. For tests. */
export function wordsOn(svg: string): string[] {
  return [...svg.matchAll(/<g transform="[^"]*">((?:<text.*?<\/text>)+)<\/g>/gu)].map(([, line = '']) => {
    const columns = [...line.matchAll(/<text[^>]*>(.*?)<\/text>/gu)].map(([, column = '']) =>
      [...column.matchAll(/<tspan[^>]*>(.*?)<\/tspan>/gu)]
        .map(([, character = '']) => ENTITIES[character] ?? character)
        .join(''),
    )
    return columns.filter((column) => column !== '').join(' ')
  })
}

/** The QR code of a paper's SVG as a grey image with white around it, as a scanner sees it. For tests. */
export function codeOn(svg: string): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
  const squares = [
    ...(/<path transform="[^"]*" d="(M[^"]*)"\/>/u.exec(svg)?.[1] ?? '').matchAll(/M(\d+),(\d+)h(\d+)v/gu),
  ].map((square) => square.slice(1).map(Number))
  const side = Math.max(0, ...squares.map(([x = 0, , cell = 0]) => x + cell))
  return pictureOf(side, (set) => {
    for (const [x = 0, y = 0, cell = 0] of squares)
      for (let row = 0; row < cell; row++) for (let column = 0; column < cell; column++) set(x + column, y + row)
  })
}

/** The one raster among ESC/POS bytes (GS 8 L, function 112) as a grey image. For tests. */
export function rasterIn(escpos: Uint8Array): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
  const at = Buffer.from(escpos).indexOf('\x1d8L', 0, 'latin1')
  const header = new DataView(escpos.buffer, escpos.byteOffset + at)
  const width = header.getUint16(13, true)
  const rowBytes = Math.ceil(width / 8)
  return pictureOf(width, (set) => {
    for (let y = 0; y < header.getUint16(15, true); y++) {
      for (let x = 0; x < width; x++)
        if ((escpos[at + 17 + y * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) set(x, y)
    }
  })
}

const WHITE = 30

function pictureOf(side: number, draw: (set: (x: number, y: number) => void) => void) {
  const width = side + 2 * WHITE
  const data = new Uint8Array(width * width).fill(255)
  draw((x, y) => {
    data[(y + WHITE) * width + x + WHITE] = 0
  })
  return { width, height: width, data }
}
