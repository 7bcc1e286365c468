import { create } from 'qrcode'
import { boxBlurred, type Luminance } from './luminance.ts'

/** How a camera sees a code in the middle of its frame. Shades are 0–255, lengths in pixels. */
interface Seen {
  width: number
  height: number
  module: number
  /** Radians. */
  angle: number
  /** The radius of a blur as of a lens out of focus. */
  blur: number
  dark: number
  light: number
  /** The most by which a pixel differs by chance. */
  noise: number
  /** What a lamp's reflection adds at its middle, at the code's upper right. */
  glare: number
  isInverted: boolean
}

const EASY: Seen = {
  width: 640,
  height: 480,
  module: 4,
  angle: 0,
  blur: 0,
  dark: 40,
  light: 220,
  noise: 4,
  glare: 0,
  isInverted: false,
}

/** What is hard about a frame: faint print, a lens out of focus, a code far away, one turned, a lamp, the dark. */
export const HARD = {
  faint: { dark: 120, light: 136, noise: 2 },
  'faint and inverted': { dark: 120, light: 136, noise: 2, isInverted: true },
  'faint under a lamp': { dark: 100, light: 116, noise: 2, glare: 100 },
  'blurred and turned': { module: 4, angle: Math.PI / 4, blur: 2 },
  'blurred and inverted': { module: 5, blur: 3, dark: 60, light: 160, isInverted: true },
  small: { module: 1.4 },
  'in the dark': { dark: 80, light: 180, noise: 80 },
} as const satisfies Record<string, Partial<Seen>>

/** Draws `text` as a QR code (level M) as a camera would see it, the same for the same `seed`. */
export function hardFrame(text: string, seen: Partial<Seen>, seed = 1): Luminance {
  const { width, height, module, angle, blur, dark, light, noise, glare, isInverted } = { ...EASY, ...seen }
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const shadeAt = (x: number, y: number): number => {
    const column = Math.floor((x * cos + y * sin) / module + size / 2)
    const row = Math.floor((y * cos - x * sin) / module + size / 2)
    if (column < -4 || row < -4 || column >= size + 4 || row >= size + 4) return (dark + light) / 2
    const isInk = column >= 0 && row >= 0 && column < size && row < size && data[row * size + column] === 1
    return isInk === isInverted ? light : dark
  }
  const sharp = new Uint8Array(width * height)
  for (let i = 0; i < sharp.length; i++) {
    const [x, y] = [(i % width) - width / 2, Math.floor(i / width) - height / 2]
    const corners = [0.25, 0.75].flatMap((dx) => [0.25, 0.75].map((dy) => shadeAt(x + dx, y + dy)))
    sharp[i] = corners.reduce((sum, one) => sum + one, 0) / corners.length
  }
  const { data: soft } = boxBlurred(boxBlurred({ width, height, data: sharp }, blur), blur)
  const reach = (module * size * 0.5) ** 2
  const pixels = new Uint8ClampedArray(soft.length)
  let state = seed
  for (let i = 0; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const [x, y] = [(i % width) - width / 2 - module * 6, Math.floor(i / width) - height / 2 + module * 6]
    const lamp = glare * Math.exp(-(x * x + y * y) / reach)
    pixels[i] = (soft[i] ?? 0) + lamp + (state / 2 ** 31 - 1) * noise
  }
  return { width, height, data: new Uint8Array(pixels.buffer) }
}
