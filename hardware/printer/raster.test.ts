import { inflateSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { readFrame } from '../scanner/camera/read.ts'
import { processClock as clock } from '../process-clock.ts'
import { dotsOf } from './bit-image.ts'
import { PAPER_DOTS, type Dots } from './dots.ts'
import { createEscPosPrinter, type Characters } from './escpos.ts'
import { pngOf } from './png.ts'
import { renderDots, renderRaster } from './raster.ts'
import { openPrinterTwin } from './twin.ts'

const DOCUMENT =
  '^^^收據 RECIBO\n{w:* 20}\n|車輛使用牌照稅 Imposto|"MOP 1,850.00"|\n-\n{w:auto}\n' +
  '|氹仔 𨋢 𠝹 𡃁 㗎 啓 Nguyễn €5\n_下劃線_ `反白`\n{code:MER1\\x3aABC123;option:qrcode,5,m}'
const ROW_BYTES = PAPER_DOTS / 8

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})

async function printed(characters: Characters): Promise<Dots> {
  const twin = await openPrinterTwin()
  const transport = { kind: 'tcp', host: '127.0.0.1', port: twin.port } as const
  const printer = createEscPosPrinter({ id: 'p', clock, transport, characters })
  closing.push(
    () => printer.close(),
    () => twin.close(),
  )
  expect(await printer.print(DOCUMENT)).toEqual({ result: 'printed' })
  return twin.papers()[0] ?? { height: 0, rows: new Uint8Array() }
}

const grey = ({ height, rows }: Dots) => ({
  width: PAPER_DOTS,
  height,
  data: Uint8Array.from({ length: PAPER_DOTS * height }, (_, dot) =>
    ((rows[dot >> 3] ?? 0) & (0x80 >> (dot & 7))) === 0 ? 255 : 0,
  ),
})

describe('a paper as a picture', () => {
  it('comes out of a printer without Chinese as from one with it, dot by dot', async () => {
    const [picture, text, wanted] = [await printed('raster'), await printed('big5'), await renderDots(DOCUMENT)]
    expect(Buffer.from(picture.rows).equals(wanted.rows)).toBe(true)
    expect(Buffer.from(text.rows).equals(wanted.rows)).toBe(true)
    expect(picture.height).toBeGreaterThan(200)
  })

  it('is sent as rasters of 72 bytes a row and the cut, without a character', async () => {
    const bytes = Buffer.from(await renderRaster('|收據'))
    expect([...bytes.subarray(0, 10)]).toEqual([0x1b, 0x40, 0x1d, 0x76, 0x30, 0, 72, 0, 30, 0])
    expect(bytes).toHaveLength(2 + 8 + 72 * 30 + 4)
    expect([...bytes.subarray(-4)]).toEqual([0x1d, 0x56, 0x42, 0])
  })

  it('has a QR code that a scanner reads', async () => {
    const found = await readFrame(grey(await renderDots(DOCUMENT)), { everything: false })
    expect(found.map(({ text }) => text)).toEqual(['MER1:ABC123'])
  })

  it.each(['收', '據', '龘', '嗀', '𨋢', '𠝹', '𡃁', '㗎', '鿋', 'ç', '€', 'A', '…'])(
    'has a glyph for %s, and none of it is its number in a frame',
    async (character) => {
      await renderDots('|')
      const dots = dotsOf(character)
      expect([...dots.subarray(0, 3)]).not.toEqual([255, 255, 255])
      expect(dots.some((byte) => byte !== 0)).toBe(true)
    },
  )

  it('draws a character where it stands: the first in the top left corner', async () => {
    const { rows } = await renderDots('|收')
    const corner = Array.from({ length: 24 }, (_, y) => [...rows.subarray(y * ROW_BYTES, y * ROW_BYTES + 3)]).flat()
    expect(corner).toEqual([...dotsOf('收')])
  })

  it('is a PNG for the album, black on white', async () => {
    const dots = await renderDots('|收據')
    const png = Buffer.from(pngOf(dots))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([PAPER_DOTS, dots.height])
    const at = png.indexOf('IDAT')
    const lines = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)))
    expect(lines).toHaveLength((ROW_BYTES + 1) * dots.height)
    expect(lines[1 + 5 * (ROW_BYTES + 1)]).toBe(0xff ^ (dots.rows[5 * ROW_BYTES] ?? 0))
  })
})
