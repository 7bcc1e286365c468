import { decode, type FoundCode, type ReadCode } from './decode.ts'
import { FILE_PREPROCESSING, FRAME_PREPROCESSING, QR, STILL_PREPROCESSING } from './preprocessing.ts'
import { toLuminance, type Luminance, type Pixels } from './luminance.ts'
import { MAX_PICTURE_BYTES, MAX_PIXELS, pictureHeader } from './picture.ts'
import { decodePng } from './png.ts'

export type { FoundCode, ReadCode } from './decode.ts'
export type { Luminance, Pixels } from './luminance.ts'

/** What a page or a picture is searched for: QR, Aztec, PDF417, Code 128 and EAN. */
const EVERYTHING = [...QR, 'AztecCode', 'PDF417', 'Code128', 'EAN13', 'EAN8'] as const

/** A line of bars counts where this many rows of it agree: noise agrees with itself twice, hardly ever four times. */
const AGREEING_ROWS = 4

export type PictureReading = { ok: true; codes: ReadCode[] } | { ok: false; refusal: 'image-unreadable' }

/** What one frame is searched for. */
export interface FrameSearch {
  /** All formats, and every code in view; else the first QR code only, which is several times as quick. */
  everything: boolean
  /**
   * Where the plain frame shows nothing, the preprocessing that follows: counted from 0, going round. Absent: none.
   * One a frame keeps a camera's frames coming, and each finds what the others miss.
   */
  preprocessing?: number
}

/**
 * Reads every code in a PNG or JPEG file: bytes as they stand in the symbol, their text, and the AIM symbology
 * identifier (ISO/IEC 15424; `]Q1` QR, `]z0` Aztec, `]L…` PDF417, `]C0` Code 128, `]E0` and `]E4` EAN). Total: an empty
 * list where there is no code, and where `image` is no picture or over the bounds (`readPicture` tells them apart).
 */
export async function readCodes(image: Uint8Array): Promise<ReadCode[]> {
  const reading = await readPicture(image)
  return reading.ok ? reading.codes : []
}

/**
 * As `readCodes`, but what isn't a whole PNG or JPEG, or is one over 50 megapixels or 64 MiB, is refused with
 * `image-unreadable`.
 */
export async function readPicture(image: Uint8Array): Promise<PictureReading> {
  // Its callers are also plain scripts: what isn't bytes is no picture.
  const header = ArrayBuffer.isView(image) && image.length <= MAX_PICTURE_BYTES ? pictureHeader(image) : undefined
  if (!header || header.width * header.height > MAX_PIXELS) return { ok: false, refusal: 'image-unreadable' }
  if (header.format === 'jpeg') return { ok: true, codes: (await readJpeg(new Uint8Array(image))).map(bare) }
  const picture = await decodePng(image)
  return picture
    ? { ok: true, codes: (await readStill(picture)).map(bare) }
    : { ok: false, refusal: 'image-unreadable' }
}

/**
 * Reads one frame of a camera: as it is, then at most once preprocessed. Rejects only where the decoder can't be loaded.
 */
export async function readFrame(
  frame: Luminance | Pixels,
  { everything, preprocessing }: FrameSearch,
): Promise<FoundCode[]> {
  const image = toLuminance(frame)
  const found = await plainSearch(image, everything)
  if (found.length > 0 || preprocessing === undefined) return found
  const fitting = FRAME_PREPROCESSING.filter((each) => each.fits(image))
  return (await fitting[preprocessing % fitting.length]?.read(image)) ?? []
}

/**
 * Reads one frame of a camera for everything in view: a quick search finds one code, and where it does, whatever stands
 * beside it counts too. Rejects only where the decoder can't be loaded.
 */
export async function readView(frame: Luminance | Pixels, search: FrameSearch): Promise<FoundCode[]> {
  const image = toLuminance(frame)
  const found = await readFrame(image, search)
  if (found.length === 0 || search.everything) return found
  const all = await plainSearch(image, true)
  const isNew = (code: FoundCode) => !all.some((each) => each.symbology === code.symbology && each.text === code.text)
  return [...found.filter(isNew), ...all]
}

function plainSearch(image: Luminance | Uint8Array<ArrayBuffer>, everything: boolean): Promise<FoundCode[]> {
  return decode(
    image,
    everything
      ? { formats: [...EVERYTHING], minLineCount: AGREEING_ROWS }
      : { formats: [...QR], maxNumberOfSymbols: 1 },
  )
}

/** A still picture is worth every preprocessing, until one finds something. */
async function readStill(image: Luminance): Promise<FoundCode[]> {
  let found = await plainSearch(image, true)
  for (const one of STILL_PREPROCESSING) {
    if (found.length > 0) break
    if (one.fits(image)) found = await one.read(image)
  }
  return found
}

async function readJpeg(file: Uint8Array<ArrayBuffer>): Promise<FoundCode[]> {
  let found = await plainSearch(file, true)
  for (const options of FILE_PREPROCESSING) {
    if (found.length > 0) break
    found = await decode(file, { formats: [...QR], maxNumberOfSymbols: 1, ...options })
  }
  return found
}

function bare({ bytes, text, symbology }: FoundCode): ReadCode {
  return { bytes, text, symbology }
}
