import { deflateSync } from 'node:zlib'

/**
 * How a test's PNG is made: its colour type (PNG, Third Edition, §11.2.1), its bit depth, and the number of each row's
 * filter.
 */
export interface PngForm {
  colour: 0 | 2 | 3 | 4 | 6
  depth: 1 | 2 | 4 | 8 | 16
  interlaced?: boolean
  filter?: (row: number) => number
  palette?: readonly [number, number, number][]
  transparency?: readonly number[]
}

const SAMPLES = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/**
 * Writes a PNG for tests; `at` gives a pixel's samples. Checksums are left zero, since our reader doesn't check them.
 */
export function samplePng(
  width: number,
  height: number,
  form: PngForm,
  at: (x: number, y: number) => readonly number[],
): Uint8Array {
  const step = Math.max(1, (SAMPLES[form.colour] * form.depth) >> 3)
  const rows: number[] = []
  for (const [firstX, firstY, stepX, stepY] of form.interlaced ? PASSES : [[0, 0, 1, 1] as const]) {
    let above: number[] = []
    for (let y = firstY; y < height && firstX < width; y += stepY) {
      const samples: number[] = []
      for (let x = firstX; x < width; x += stepX) samples.push(...at(x, y))
      const line = packed(samples, form.depth)
      const filter = form.filter?.(y) ?? 0
      rows.push(
        filter,
        ...line.map(
          (value, i) =>
            value - guess(filter, line[i - step] ?? 0, above[i] ?? 0, (i < step ? undefined : above[i - step]) ?? 0),
        ),
      )
      above = line
    }
  }
  const header = [...uint32(width), ...uint32(height), form.depth, form.colour, 0, 0, form.interlaced ? 1 : 0]
  return Uint8Array.from([
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    ...chunk('IHDR', header),
    ...(form.palette ? chunk('PLTE', form.palette.flat()) : []),
    ...(form.transparency ? chunk('tRNS', form.transparency) : []),
    ...chunk('IDAT', [...deflateSync(Uint8Array.from(rows))]),
    ...chunk('IEND', []),
  ])
}

function packed(samples: readonly number[], depth: number): number[] {
  if (depth === 16) return samples.flatMap((value) => [value >> 8, value & 255])
  const perByte = 8 / depth
  return Array.from({ length: Math.ceil(samples.length / perByte) }, (_, i) =>
    Array.from({ length: perByte }, (_, k) => (samples[i * perByte + k] ?? 0) << (8 - depth * (k + 1))).reduce(
      (one, other) => one | other,
      0,
    ),
  )
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const p = left + up - corner
  const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function chunk(type: string, data: readonly number[]): number[] {
  return [...uint32(data.length), ...Array.from(type, (letter) => letter.charCodeAt(0)), ...data, 0, 0, 0, 0]
}

function uint32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
}
