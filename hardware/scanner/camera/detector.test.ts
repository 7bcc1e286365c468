// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { detectorClass, searchFor } from './detector.ts'
import type { FoundCode, FrameSearch } from './read.ts'

const CORNERS = [
  { x: 10, y: 20 },
  { x: 110, y: 22 },
  { x: 108, y: 122 },
  { x: 8, y: 120 },
]
const CODE: FoundCode = {
  bytes: Uint8Array.of(0, 255, 128),
  text: 'ÿ',
  symbology: ']Q1',
  format: 'QRCodeModel2',
  corners: CORNERS,
}
const FRAME = new ImageData(new Uint8ClampedArray(16 * 16 * 4), 16, 16)

describe('the detector', () => {
  it('looks for QR on every frame, for everything on each fifth, and preprocesses another fifth in turn', () => {
    const searches = Array.from({ length: 15 }, (_, frame) => searchFor(frame))
    expect(searches.map(({ everything }, frame) => (everything ? frame : -1)).filter((frame) => frame >= 0)).toEqual([
      0, 5, 10,
    ])
    expect(searches.map(({ preprocessing }) => preprocessing).filter((each) => each !== undefined)).toEqual([0, 1, 2])
  })

  it('passes on bytes, symbology and position of a code beside its text', async () => {
    const heard: (readonly FoundCode[])[] = []
    const Detector = detectorClass(
      () => Promise.resolve([CODE]),
      (codes) => heard.push(codes),
    )
    const [barcode] = await new Detector({ formats: ['qr_code'] }).detect(FRAME)
    expect(heard).toEqual([[CODE]])
    expect(barcode?.rawValue).toBe('ÿ')
    expect(barcode?.format).toBe('qr_code')
    expect([
      barcode?.boundingBox.x,
      barcode?.boundingBox.y,
      barcode?.boundingBox.width,
      barcode?.boundingBox.height,
    ]).toEqual([8, 20, 102, 102])
    expect(await Detector.getSupportedFormats()).toEqual(['qr_code', 'aztec', 'pdf417', 'code_128', 'ean_13', 'ean_8'])
  })

  it('reads the frame as shades of grey and counts its frames by itself', async () => {
    const seen: { size: number; search: FrameSearch }[] = []
    const Detector = detectorClass(
      (frame, search) => {
        seen.push({ size: frame.data.length, search })
        return Promise.resolve([])
      },
      () => undefined,
    )
    const detector = new Detector()
    for (let i = 0; i < 6; i++) await detector.detect(FRAME)
    expect(seen.map(({ size }) => size)).toEqual(Array.from({ length: 6 }, () => 256))
    expect(seen.map(({ search }) => search.everything)).toEqual([true, false, false, false, false, true])
    await new Detector().detect(FRAME)
    expect(seen.at(-1)?.search.everything).toBe(true)
  })
})
