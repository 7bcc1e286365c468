/** A picture in shades of grey: one byte a pixel, row by row, 0 black, 255 white. All reading works on this. */
export interface Luminance {
  width: number
  height: number
  data: Uint8Array<ArrayBuffer>
}

/** RGBA pixels, as a canvas gives them: four values a pixel, 0–255. */
export interface Pixels {
  width: number
  height: number
  data: Uint8ClampedArray
}

/** The shade of an RGB colour by the weights of ITU-R BT.601, in 1/1024. */
export function shade(red: number, green: number, blue: number): number {
  return (306 * red + 601 * green + 117 * blue + 512) >> 10
}

/**
 * Turns a canvas's pixels into shades; a picture that is in shades already is answered as it is. The alpha channel is
 * ignored, since a camera's frame is opaque.
 */
export function toLuminance(frame: Luminance | Pixels): Luminance {
  if (isLuminance(frame)) return frame
  const { width, height, data } = frame
  const grey = new Uint8Array(width * height)
  for (let i = 0, o = 0; i < grey.length; i++, o += 4) {
    grey[i] = shade(data[o] ?? 0, data[o + 1] ?? 0, data[o + 2] ?? 0)
  }
  return { width, height, data: grey }
}

function isLuminance(frame: Luminance | Pixels): frame is Luminance {
  return frame.data instanceof Uint8Array
}

/**
 * Scales a picture by `factor`. Enlarging is bilinear; shrinking averages the pixels that fall together, so that fine
 * modules don't alias.
 */
export function scaled(image: Luminance, factor: number): Luminance {
  const width = Math.max(1, Math.round(image.width * factor))
  const height = Math.max(1, Math.round(image.height * factor))
  const source = factor < 1 ? boxBlurred(image, Math.floor(0.5 / factor)) : image
  const data = new Uint8Array(width * height)
  const columns = positions(width, image.width)
  const rows = positions(height, image.height)
  for (let y = 0, o = 0; y < height; y++) {
    const [top, bottom, down] = at(rows, y)
    for (let x = 0; x < width; x++, o++) {
      const [left, right, across] = at(columns, x)
      const above = mix(source.data, top * image.width + left, top * image.width + right, across)
      const below = mix(source.data, bottom * image.width + left, bottom * image.width + right, across)
      data[o] = (above * (256 - down) + below * down + 32_768) >> 16
    }
  }
  return { width, height, data }
}

/** The middle of a picture, in its own proportions, with `pixels` pixels at most. */
export function middleOf(image: Luminance, pixels: number): Luminance {
  const share = Math.sqrt(pixels / (image.width * image.height))
  if (share >= 1) return image
  const width = Math.floor(image.width * share)
  const height = Math.floor(image.height * share)
  const left = Math.floor((image.width - width) / 2)
  const top = Math.floor((image.height - height) / 2)
  const data = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const from = (top + y) * image.width + left
    data.set(image.data.subarray(from, from + width), y * width)
  }
  return { width, height, data }
}

/**
 * Sharpens edges (unsharp mask) against a lens out of focus. `radius` in pixels; `amount` times the difference is
 * added.
 */
export function sharpened(image: Luminance, radius: number, amount: number): Luminance {
  const soft = boxBlurred(boxBlurred(image, radius), radius)
  const data = new Uint8ClampedArray(image.data.length)
  for (let i = 0; i < data.length; i++) {
    const value = image.data[i] ?? 0
    data[i] = value + amount * (value - (soft.data[i] ?? 0))
  }
  return { ...image, data: new Uint8Array(data.buffer) }
}

/** Replaces each pixel by the mean over a square of (2 × radius + 1)² pixels, cut at the picture's edges. */
export function boxBlurred(image: Luminance, radius: number): Luminance {
  if (radius < 1) return image
  const { width, height } = image
  const sums = summed(image)
  const data = new Uint8Array(width * height)
  eachWindow(width, height, radius, (o, count, a, b, c, d) => {
    data[o] = ((sums[d] ?? 0) - (sums[b] ?? 0) - (sums[c] ?? 0) + (sums[a] ?? 0)) / count
  })
  return { width, height, data }
}

/**
 * Turns a picture black and white by comparing each pixel with the mean around it, so that uneven light and shadows
 * don't matter. `radius` in pixels; `bias` is how much darker than its surroundings black must be, in hundredths.
 */
export function adaptive(image: Luminance, radius: number, bias: number): Luminance {
  const { width, height } = image
  const sums = summed(image)
  const data = new Uint8Array(width * height)
  eachWindow(width, height, radius, (o, count, a, b, c, d) => {
    const total = (sums[d] ?? 0) - (sums[b] ?? 0) - (sums[c] ?? 0) + (sums[a] ?? 0)
    data[o] = (image.data[o] ?? 0) * count * 100 > total * (100 - bias) ? 255 : 0
  })
  return { width, height, data }
}

function summed({ width, height, data }: Luminance): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += data[y * width + x] ?? 0
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row
    }
  }
  return sums
}

function eachWindow(
  width: number,
  height: number,
  radius: number,
  visit: (pixel: number, count: number, a: number, b: number, c: number, d: number) => void,
): void {
  for (let y = 0, o = 0; y < height; y++) {
    const top = Math.max(0, y - radius)
    const bottom = Math.min(height, y + radius + 1)
    for (let x = 0; x < width; x++, o++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const above = top * (width + 1)
      const below = bottom * (width + 1)
      visit(o, (bottom - top) * (right - left), above + left, above + right, below + left, below + right)
    }
  }
}

/** For each target pixel: the two source pixels on either side, and how far between them, in 1/256. */
function positions(count: number, from: number): Int32Array {
  const found = new Int32Array(count * 3)
  for (let i = 0; i < count; i++) {
    const exact = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / count - 0.5))
    const low = Math.floor(exact)
    found.set([low, Math.min(from - 1, low + 1), Math.floor((exact - low) * 256)], i * 3)
  }
  return found
}

function at(found: Int32Array, i: number): [number, number, number] {
  return [found[i * 3] ?? 0, found[i * 3 + 1] ?? 0, found[i * 3 + 2] ?? 0]
}

function mix(data: Uint8Array, low: number, high: number, share: number): number {
  return (data[low] ?? 0) * (256 - share) + (data[high] ?? 0) * share
}
