import type { Luminance } from './luminance.ts'

/** Maps a point of the new picture to the point of the old one that is seen there, both in pixels from the middle. */
type From = (x: number, y: number) => readonly [number, number]

/**
 * Turns a picture by 45° about its middle, on a white ground large enough for its corners, so that a code that stands
 * on its corner lies flat.
 */
export function turned(image: Luminance): Luminance {
  const side = Math.ceil((image.width + image.height) * Math.SQRT1_2)
  return warped(image, side, side, (x, y) => [(x + y) * Math.SQRT1_2, (y - x) * Math.SQRT1_2])
}

/**
 * Straightens a bent picture: across the direction `along` (radians) each point moves by `curve` times the square of
 * its distance along it, in units of half the longer side.
 */
export function bent(image: Luminance, along: number, curve: number): Luminance {
  const [cos, sin] = [Math.cos(along), Math.sin(along)]
  const unit = Math.max(image.width, image.height) / 2
  return warped(image, image.width, image.height, (x, y) => {
    const u = x * cos + y * sin
    const v = y * cos - x * sin + (curve * u * u) / unit
    return [u * cos - v * sin, u * sin + v * cos]
  })
}

/**
 * Tips the picture's side in the direction `towards` (radians) away from the eye; `strength` is the change of scale
 * from the middle to the edge.
 */
export function tilted(image: Luminance, towards: number, strength: number): Luminance {
  const unit = Math.max(image.width, image.height) / 2
  const [cos, sin] = [(Math.cos(towards) * strength) / unit, (Math.sin(towards) * strength) / unit]
  return warped(image, image.width, image.height, (x, y) => {
    const depth = Math.max(0.1, 1 + x * cos + y * sin)
    return [x / depth, y / depth]
  })
}

/** A new picture of `width` × `height` whose points come from `from`; white where that is outside. Bilinear. */
function warped(image: Luminance, width: number, height: number, from: From): Luminance {
  const source = image.data
  const data = new Uint8Array(width * height).fill(255)
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++, o++) {
      const [fromX, fromY] = from(x - width / 2, y - height / 2)
      const left = Math.floor(fromX + image.width / 2)
      const top = Math.floor(fromY + image.height / 2)
      if (left < 0 || top < 0 || left >= image.width - 1 || top >= image.height - 1) continue
      const across = fromX + image.width / 2 - left
      const down = fromY + image.height / 2 - top
      const i = top * image.width + left
      const above = (source[i] ?? 0) * (1 - across) + (source[i + 1] ?? 0) * across
      const below = (source[i + image.width] ?? 0) * (1 - across) + (source[i + image.width + 1] ?? 0) * across
      data[o] = above * (1 - down) + below * down
    }
  }
  return { width, height, data }
}
