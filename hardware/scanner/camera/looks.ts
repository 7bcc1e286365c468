import type { ReaderOptions } from 'zxing-wasm/reader'
import { decode, type FoundCode } from './decode.ts'
import { adaptive, boxBlurred, scaled, sharpened, type Luminance } from './luminance.ts'
import { bent, tilted, turned } from './warp.ts'

/** Model 2 only: the small kinds (Micro QR, rMQR) correct so little that noise passes for one. */
export const QR = ['QRCodeModel2'] as const

/** No look works on more pixels than this, so that none takes long. */
const LARGEST = 4_000_000

/** Below this a picture is not shrunk further: a module would be less than a pixel. */
const SMALLEST = 200

/**
 * One harder look: the picture made over, then read for a single QR code.
 * QR only: its error correction keeps noise from passing for a code, a bar code's one check digit would not.
 */
interface HardLook {
  fits(image: Luminance): boolean
  read(image: Luminance): Promise<FoundCode[]>
}

/**
 * The harder looks at a camera's frame, those that find most of what the others miss first (measured on codes made
 * worse on purpose).
 */
export const FRAME_LOOKS: readonly HardLook[] = [
  look(2, (image) => image, { tryDenoise: true }),
  look(0.5, (image) => image, { tryDenoise: true }),
  look(2, (image) => sharpened(image, 3, 2)),
  look(1, turned),
  look(2, (image) => adaptive(boxBlurred(image, 2), 24, 0), { binarizer: 'FixedThreshold' }),
  look(2, (image) => adaptive(boxBlurred(image, 2), 12, 0), { binarizer: 'FixedThreshold' }),
]

const ACROSS = 0
const DOWN = Math.PI / 2
const DIAGONAL = Math.PI / 4

/** A still picture has no next frame: codes on a can, on a folded sheet or seen from the side are laid flat as well. */
export const STILL_LOOKS: readonly HardLook[] = [
  ...FRAME_LOOKS,
  look(3, (image) => image),
  ...[0.15, -0.15, 0.3, -0.3].flatMap((curve) =>
    [ACROSS, DOWN].map((along) => look(1, (image) => bent(image, along, curve))),
  ),
  ...[ACROSS, DOWN, 2 * DOWN, 3 * DOWN].map((towards) => look(1, (image) => tilted(image, towards, 0.6))),
  ...[0.3, -0.3].flatMap((curve) =>
    [DIAGONAL, DIAGONAL + DOWN].map((along) => look(1, (image) => bent(image, along, curve))),
  ),
]

/** A JPEG is decoded inside the reader, which hands out no pixels: its harder looks are the reader's own settings. */
export const FILE_LOOKS: readonly ReaderOptions[] = [
  { tryDenoise: true, downscaleFactor: 2, downscaleThreshold: 100 },
  { binarizer: 'GlobalHistogram', downscaleFactor: 2, downscaleThreshold: 100 },
  { tryDenoise: true, downscaleFactor: 3, downscaleThreshold: 100 },
  { downscaleFactor: 4, downscaleThreshold: 100 },
  { binarizer: 'FixedThreshold', downscaleFactor: 2, downscaleThreshold: 100 },
]

function look(factor: number, makeOver: (image: Luminance) => Luminance, options: ReaderOptions = {}): HardLook {
  return {
    fits: ({ width, height }) =>
      width * height * factor ** 2 <= LARGEST && (factor >= 1 || Math.min(width, height) * factor >= SMALLEST),
    async read(image) {
      const found = await decode(makeOver(factor === 1 ? image : scaled(image, factor)), {
        formats: [...QR],
        maxNumberOfSymbols: 1,
        ...options,
      })
      return found.map((code) => ({ ...code, corners: cornersOf(image) }))
    },
  }
}

/** Where a code lies in a picture made over says little about the frame; it counts as the whole of it. */
function cornersOf({ width, height }: Luminance): FoundCode['corners'] {
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ]
}
