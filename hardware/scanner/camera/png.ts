import { shade, type Luminance } from './luminance.ts'

/** Samples for each pixel and allowed bit depths of each colour type (PNG, Third Edition, §11.2.1). */
const COLOURS: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

/**
 * Of each interlacing pass: first column, first row, distance of columns, distance of rows (§8.2). Without interlacing
 * there is one pass.
 */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

interface Form {
  width: number
  height: number
  depth: number
  colour: number
  samples: number
  interlaced: boolean
  /** The shade of each palette entry, its transparency already blended with white. */
  palette: Uint8Array
  /** The one grey or RGB value that is transparent, as the file states it (§11.3.1.1). */
  clear: readonly number[]
}

/**
 * Decodes a PNG (Third Edition) to shades, transparency blended with white; answers `undefined` where the file breaks
 * the format. The caller limits width × height first. Beside one byte for each pixel it holds two rows at a time,
 * however much the file inflates to.
 */
export async function decodePng(file: Uint8Array): Promise<Luminance | undefined> {
  const chunks = readChunks(file)
  if (!chunks) return undefined
  const image = {
    width: chunks.form.width,
    height: chunks.form.height,
    data: new Uint8Array(chunks.form.width * chunks.form.height),
  }
  const rows = rowsInto(image, chunks.form)
  rows.next()
  const inflated = new Blob(chunks.body).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  try {
    for (;;) {
      const { done, value } = await inflated.read()
      if (done) return undefined
      const step = rows.next(value)
      if (step.done) return step.value ? image : undefined
    }
  } catch {
    // zlib throws where the data is cut or damaged.
    return undefined
  } finally {
    await inflated.cancel().catch(() => undefined)
  }
}

function readChunks(file: Uint8Array): { form: Form; body: Uint8Array<ArrayBuffer>[] } | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let form: Form | undefined
  const body: Uint8Array<ArrayBuffer>[] = []
  for (let at = 8; at + 12 <= file.length;) {
    const length = view.getUint32(at)
    if (at + 12 + length > file.length) break
    const data = new Uint8Array(file.subarray(at + 8, at + 8 + length))
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8))
    if (type === 'IHDR') form = readHeader(data)
    if (!form) return undefined
    if (type === 'PLTE')
      form.palette = Uint8Array.from({ length: Math.floor(length / 3) }, (_, i) => shade(...triple(data, i * 3)))
    if (type === 'tRNS') readTransparency(form, data)
    if (type === 'IDAT') body.push(data)
    if (type === 'IEND') break
    at += 12 + length
  }
  return form && body.length > 0 && (form.colour !== 3 || form.palette.length > 0) ? { form, body } : undefined
}

function readHeader(data: Uint8Array): Form | undefined {
  if (data.length !== 13) return undefined
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const [depth = 0, colour = 0, compression, filter, interlace] = data.subarray(8)
  const allowed = COLOURS[colour]
  if (!allowed?.depths.includes(depth) || compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1))
    return undefined
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth,
    colour,
    samples: allowed.samples,
    interlaced: interlace === 1,
    palette: new Uint8Array(),
    clear: [],
  }
}

function readTransparency(form: Form, data: Uint8Array): void {
  if (form.colour === 3) {
    form.palette = form.palette.map((value, i) => onWhite(value, data[i] ?? 255))
  } else if (data.length === form.samples * 2) {
    form.clear = Array.from({ length: form.samples }, (_, i) => ((data[i * 2] ?? 0) << 8) | (data[i * 2 + 1] ?? 0))
  }
}

/**
 * Takes inflated bytes piece by piece and fills `image`; ends with true when every row is there, with false at an
 * unknown filter.
 */
function* rowsInto(image: Luminance, form: Form): Generator<undefined, boolean, Uint8Array> {
  let piece: Uint8Array = new Uint8Array()
  let used = 0
  const step = Math.max(1, (form.samples * form.depth) >> 3)
  for (const [firstX, firstY, stepX, stepY] of form.interlaced ? ADAM7 : WHOLE) {
    const columns = Math.ceil((image.width - firstX) / stepX)
    if (columns <= 0) continue
    let above = new Uint8Array(Math.ceil((columns * form.samples * form.depth) / 8))
    for (let y = firstY; y < image.height; y += stepY) {
      const row = new Uint8Array(above.length + 1)
      for (let filled = 0; filled < row.length;) {
        if (used === piece.length) {
          piece = yield
          used = 0
        }
        const taken = piece.subarray(used, used + row.length - filled)
        row.set(taken, filled)
        filled += taken.length
        used += taken.length
      }
      const line = row.subarray(1)
      if (!unfilter(row[0] ?? 0, line, above, step)) return false
      for (let i = 0, x = firstX; i < columns; i++, x += stepX)
        image.data[y * image.width + x] = pixelShade(form, line, i)
      above = line
    }
  }
  return true
}

/** Undoes a row's filter in place (§9.2). */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): boolean {
  if (filter > 4) return false
  for (let i = 0; i < line.length; i++) {
    const left = i < step ? 0 : (line[i - step] ?? 0)
    const up = above[i] ?? 0
    const corner = i < step ? 0 : (above[i - step] ?? 0)
    const guess =
      filter === 0
        ? 0
        : filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : paeth(left, up, corner)
    line[i] = (line[i] ?? 0) + guess
  }
  return true
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}

function pixelShade(form: Form, line: Uint8Array, column: number): number {
  const first = column * form.samples
  if (form.colour === 3) return form.palette[sample(form, line, first)] ?? 0
  const full = form.depth === 16 ? 257 : 255 / ((1 << Math.min(8, form.depth)) - 1)
  const level = (i: number) =>
    form.depth === 16 ? sample(form, line, first + i) / full : sample(form, line, first + i) * full
  if (form.clear.length > 0 && form.clear.every((value, i) => value === sample(form, line, first + i))) return 255
  if (form.colour === 0) return level(0)
  if (form.colour === 4) return onWhite(level(0), level(1))
  const colour = shade(level(0), level(1), level(2))
  return form.colour === 6 ? onWhite(colour, level(3)) : colour
}

function sample(form: Form, line: Uint8Array, i: number): number {
  if (form.depth === 8) return line[i] ?? 0
  if (form.depth === 16) return ((line[i * 2] ?? 0) << 8) | (line[i * 2 + 1] ?? 0)
  const bit = i * form.depth
  return ((line[bit >> 3] ?? 0) >> (8 - form.depth - (bit & 7))) & ((1 << form.depth) - 1)
}

function onWhite(value: number, opacity: number): number {
  return 255 + ((value - 255) * opacity) / 255
}

function triple(data: Uint8Array, at: number): [number, number, number] {
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
}
