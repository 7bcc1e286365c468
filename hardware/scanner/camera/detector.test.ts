// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { detectorClass } from './detector.ts'
import type { Luminance } from './luminance.ts'
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

/** Second looks that are free or not, and note what they are given. */
function secondLooks(isFree: boolean) {
  const looked: Luminance[] = []
  const look = (frame: Luminance) => Promise.resolve(void looked.push(frame))
  return { looked, isFree: () => isFree, look, close: () => undefined }
}

describe('the detector', () => {
  it('gives a frame without a code to a second look when that is free, and no other', async () => {
    for (const [found, isFree, expected] of [
      [[], true, 1],
      [[], false, 0],
      [[CODE], true, 0],
    ] as const) {
      const looks = secondLooks(isFree)
      const taken: Luminance[] = []
      const Detector = detectorClass(
        (frame) => {
          taken.push(frame)
          return Promise.resolve(found)
        },
        () => undefined,
        looks,
      )
      await new Detector().detect(FRAME)
      expect(looks.looked).toEqual(taken.slice(0, expected))
      // The plain reading may give its frame's memory away.
      expect(looks.looked[0]?.data.buffer).not.toBe(taken[0]?.data.buffer)
    }
  })

  it('passes on bytes, symbology and position of a code beside its text', async () => {
    const heard: (readonly FoundCode[])[] = []
    const Detector = detectorClass(
      () => Promise.resolve([CODE]),
      (codes) => heard.push(codes),
      secondLooks(true),
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

  it('reads shades of grey, QR in every frame and everything in each fifth, by its own count', async () => {
    const seen: { size: number; search: FrameSearch }[] = []
    const Detector = detectorClass(
      (frame, search) => {
        seen.push({ size: frame.data.length, search })
        return Promise.resolve([])
      },
      () => undefined,
      secondLooks(false),
    )
    const detector = new Detector()
    for (let i = 0; i < 11; i++) await detector.detect(FRAME)
    expect(seen.map(({ size }) => size)).toEqual(Array.from({ length: 11 }, () => 256))
    expect(seen.flatMap(({ search }, frame) => (search.everything ? [frame] : []))).toEqual([0, 5, 10])
    await new Detector().detect(FRAME)
    expect(seen.at(-1)?.search.everything).toBe(true)
  })
})
