import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePng } from './png.ts'
import { samplePng, type PngForm } from './png.fixture.ts'

const FORMS: PngForm[] = [
  ...([1, 2, 4, 8, 16] as const).map((depth): PngForm => ({ colour: 0, depth })),
  ...([8, 16] as const).flatMap((depth): PngForm[] => [
    { colour: 2, depth },
    { colour: 4, depth },
    { colour: 6, depth },
  ]),
  ...([1, 2, 4, 8] as const).map((depth): PngForm => ({ colour: 3, depth })),
]

/** The samples of a grey pixel (shade 0–255) at a form's depth, and the shade that they stand for after rounding. */
function grey(form: PngForm, shade: number): { samples: number[]; shade: number } {
  const most = 2 ** form.depth - 1
  const level = Math.round((shade * most) / 255)
  const samples = {
    0: [level],
    2: [level, level, level],
    3: [level],
    4: [level, most],
    6: [level, level, level, most],
  }[form.colour]
  return { samples, shade: Math.round((level * 255) / most) }
}

function paletteOf(form: PngForm): [number, number, number][] {
  return Array.from({ length: 2 ** form.depth }, (_, i) => {
    const shade = Math.round((i * 255) / (2 ** form.depth - 1))
    return [shade, shade, shade]
  })
}

describe('a PNG', () => {
  it.each(FORMS)(
    'gives its shades in colour type $colour at depth $depth, with every filter and interlaced or not',
    async (form) => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 19 }),
          fc.integer({ min: 1, max: 19 }),
          fc.boolean(),
          fc.nat(),
          async (width, height, interlaced, seed) => {
            const shadeAt = (x: number, y: number) => (x * 37 + y * 91 + (x * y + seed) * 13) % 256
            const file = samplePng(
              width,
              height,
              {
                ...form,
                interlaced,
                filter: (row) => (row + seed) % 5,
                ...(form.colour === 3 ? { palette: paletteOf(form) } : {}),
              },
              (x, y) => grey(form, shadeAt(x, y)).samples,
            )
            const image = await decodePng(file)
            const expected = Array.from(
              { length: width * height },
              (_, i) => grey(form, shadeAt(i % width, Math.floor(i / width))).shade,
            )
            expect(image?.width).toBe(width)
            const differences = Array.from(image?.data ?? [], (value, i) => Math.abs(value - (expected[i] ?? 0)))
            expect(differences).toHaveLength(width * height)
            expect(Math.max(...differences)).toBeLessThanOrEqual(1)
          },
        ),
        { numRuns: 30 },
      )
    },
  )

  it('is shown on white when it is transparent', async () => {
    const half = await decodePng(samplePng(1, 1, { colour: 6, depth: 8 }, () => [0, 0, 0, 128]))
    expect(Array.from(half?.data ?? [])).toEqual([127])
    const one = await decodePng(
      samplePng(2, 1, { colour: 0, depth: 8, transparency: [0, 10] }, (x) => [x === 0 ? 10 : 20]),
    )
    expect(Array.from(one?.data ?? [])).toEqual([255, 20])
    const entry = await decodePng(
      samplePng(
        2,
        1,
        {
          colour: 3,
          depth: 8,
          palette: [
            [0, 0, 0],
            [9, 9, 9],
          ],
          transparency: [0],
        },
        (x) => [x],
      ),
    )
    expect(Array.from(entry?.data ?? [])).toEqual([255, 9])
  })

  it("is refused when it is cut or its filters don't exist", async () => {
    const whole = samplePng(8, 8, { colour: 0, depth: 8 }, (x, y) => [x * y])
    expect(await decodePng(whole.subarray(0, 60))).toBeUndefined()
    expect(await decodePng(samplePng(8, 8, { colour: 0, depth: 8, filter: () => 5 }, () => [1]))).toBeUndefined()
    expect(await decodePng(samplePng(1, 1, { colour: 3, depth: 8 }, () => [0]))).toBeUndefined()
  })

  it('never throws when any of its bytes was changed', async () => {
    const whole = samplePng(9, 7, { colour: 6, depth: 8, filter: (row) => row % 5 }, (x, y) => [x, y, x * y, 200])
    // Only bytes after the size are changed, since the caller limits the size before a picture is decoded.
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 24, max: whole.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        async (at, value) => {
          const image = await decodePng(whole.map((byte, i) => (i === at ? value : byte)))
          expect(image === undefined || image.data.length === 63).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })
})
