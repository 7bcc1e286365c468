import type { ReaderOptions } from 'zxing-wasm/reader'
import { decode, type FoundCode } from './decode.ts'
import { adaptive, boxBlurred, scaled, sharpened, type Luminance } from './luminance.ts'
import { bent, tilted, turned } from './warp.ts'

/** QR model 2 only: Micro QR and rMQR correct so few errors that noise is taken for a code. */
export const QR = ['QRCodeModel2'] as const

/** The most pixels that a preprocessing may make. A larger still picture is skipped, since it would take too long. */
const LARGEST = 4_000_000

/** The shortest side, in pixels, to which a picture is shrunk: below it a module would be less than a pixel. */
const SMALLEST = 200

/**
 * One way to change a picture before it is read for a single QR code. It reads QR only, whose error correction keeps
 * noise from being taken for a code; the one check digit of a bar code wouldn't.
 */
interface Preprocessing {
  /** The most pixels of a picture that it may work on. */
  most: number
  isLargeEnough(image: Luminance): boolean
  read(image: Luminance): Promise<FoundCode[]>
}

/**
 * The preprocessing of a camera's frames, ordered by how many further codes each found among codes that were degraded
 * on purpose. The second costs a quarter of the others that sharpen, and reads faint codes all over a frame.
 */
export const FRAME_PREPROCESSING: readonly Preprocessing[] = [
  preprocess(2, (image) => image, { tryDenoise: true }),
  preprocess(1, (image) => sharpened(image, 3, 3)),
  preprocess(0.5, (image) => image, { tryDenoise: true }),
  preprocess(2, (image) => sharpened(image, 3, 2)),
  preprocess(1, turned),
  preprocess(2, (image) => adaptive(boxBlurred(image, 2), 24, 0), { binarizer: 'FixedThreshold' }),
  preprocess(2, (image) => adaptive(boxBlurred(image, 2), 12, 0), { binarizer: 'FixedThreshold' }),
]

const ACROSS = 0
const DOWN = Math.PI / 2
const DIAGONAL = Math.PI / 4

/**
 * The preprocessing of a still picture, which has no next frame: it also flattens codes on a can, on a folded sheet or
 * seen from the side.
 */
export const STILL_PREPROCESSING: readonly Preprocessing[] = [
  ...FRAME_PREPROCESSING,
  preprocess(3, (image) => image),
  ...[0.15, -0.15, 0.3, -0.3].flatMap((curve) =>
    [ACROSS, DOWN].map((along) => preprocess(1, (image) => bent(image, along, curve))),
  ),
  ...[ACROSS, DOWN, 2 * DOWN, 3 * DOWN].map((towards) => preprocess(1, (image) => tilted(image, towards, 0.6))),
  ...[0.3, -0.3].flatMap((curve) =>
    [DIAGONAL, DIAGONAL + DOWN].map((along) => preprocess(1, (image) => bent(image, along, curve))),
  ),
]

/**
 * The preprocessing of a JPEG: settings of the decoder, since it decodes the JPEG itself and gives no pixels to change.
 */
export const FILE_PREPROCESSING: readonly ReaderOptions[] = [
  { tryDenoise: true, downscaleFactor: 2, downscaleThreshold: 100 },
  { binarizer: 'GlobalHistogram', downscaleFactor: 2, downscaleThreshold: 100 },
  { tryDenoise: true, downscaleFactor: 3, downscaleThreshold: 100 },
  { downscaleFactor: 4, downscaleThreshold: 100 },
  { binarizer: 'FixedThreshold', downscaleFactor: 2, downscaleThreshold: 100 },
]

function preprocess(
  factor: number,
  change: (image: Luminance) => Luminance,
  options: ReaderOptions = {},
): Preprocessing {
  return {
    most: LARGEST / factor ** 2,
    isLargeEnough: ({ width, height }) => factor >= 1 || Math.min(width, height) * factor >= SMALLEST,
    async read(image) {
      const found = await decode(change(factor === 1 ? image : scaled(image, factor)), {
        formats: [...QR],
        maxNumberOfSymbols: 1,
        ...options,
      })
      return found.map((code) => ({ ...code, corners: cornersOf(image) }))
    },
  }
}

/**
 * Answers the whole frame as the code's corners, since where a code is in the changed picture doesn't reliably tell
 * where it is in the frame.
 */
function cornersOf({ width, height }: Luminance): FoundCode['corners'] {
  return [
    { x: 0, y: 0 },
    { x: width, y: 0 },
    { x: width, y: height },
    { x: 0, y: height },
  ]
}
