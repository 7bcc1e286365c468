import { decode, type FoundCode, type ReadCode } from './decode.ts'
import { FILE_PREPROCESSING, FRAME_PREPROCESSING, QR, STILL_PREPROCESSING } from './preprocessing.ts'
import { middleOf, toLuminance, type Luminance, type Pixels } from './luminance.ts'
import { MAX_PICTURE_BYTES, MAX_PIXELS, pictureHeader } from './picture.ts'
import { decodePng } from './png.ts'

export type { FoundCode, ReadCode } from './decode.ts'
export type { Luminance, Pixels } from './luminance.ts'

/** All formats that are searched for: QR, Aztec, PDF417, Code 128 and EAN. */
const EVERYTHING = [...QR, 'AztecCode', 'PDF417', 'Code128', 'EAN13', 'EAN8'] as const

/**
 * How many rows of a bar code must agree before it counts: noise agrees on two rows now and then, hardly ever on four.
 */
const AGREEING_ROWS = 4

/** A picture's codes, or the refusal where it can't be read as a picture. */
export type PictureReading = { ok: true; codes: ReadCode[] } | { ok: false; refusal: 'image-unreadable' }

/** What one frame is searched for. */
export interface FrameSearch {
  /** True: all formats, and every code in view. False: the first QR code only, which is several times as quick. */
  everything: boolean
}

/**
 * Reads every code in a PNG or JPEG file: bytes as they stand in the symbol, their text, and the AIM symbology
 * identifier (ISO/IEC 15424; `]Q1` QR, `]z0` Aztec, `]L…` PDF417, `]C0` Code 128, `]E0` and `]E4` EAN). Answers an
 * empty list where there is no code, and where `image` is no picture or too large (`readPicture` tells these apart).
 */
export async function readCodes(image: Uint8Array): Promise<ReadCode[]> {
  const reading = await readPicture(image)
  return reading.ok ? reading.codes : []
}

/**
 * Reads as `readCodes` does, but refuses with `image-unreadable` what isn't a whole PNG or JPEG, or is over 50
 * megapixels or 64 MiB.
 */
export async function readPicture(image: Uint8Array): Promise<PictureReading> {
  // Plain scripts call this too, without types: a value that isn't bytes counts as no picture.
  const header = ArrayBuffer.isView(image) && image.length <= MAX_PICTURE_BYTES ? pictureHeader(image) : undefined
  if (!header || header.width * header.height > MAX_PIXELS) return { ok: false, refusal: 'image-unreadable' }
  if (header.format === 'jpeg') return { ok: true, codes: (await readJpeg(new Uint8Array(image))).map(bare) }
  const picture = await decodePng(image)
  return picture
    ? { ok: true, codes: (await readStill(picture)).map(bare) }
    : { ok: false, refusal: 'image-unreadable' }
}

/** Reads one frame of a camera as it is. Rejects only where the decoder can't be loaded. */
export function readFrame(frame: Luminance | Pixels, { everything }: FrameSearch): Promise<FoundCode[]> {
  return plainSearch(toLuminance(frame), everything)
}

/**
 * Looks a second time at a frame in which `readFrame` found nothing: preprocessed in one way, for one QR code. `way` is
 * counted from 0 and taken modulo the number of ways, each of which finds codes that others miss. What is too large for
 * a way is cut to its middle, where a person holds a code. Rejects only where the decoder can't be loaded.
 */
export async function lookAgain(frame: Luminance | Pixels, way: number): Promise<FoundCode[]> {
  const image = toLuminance(frame)
  const ways = FRAME_PREPROCESSING.filter((each) => each.isLargeEnough(image))
  const one = ways[way % ways.length]
  return one ? await one.read(middleOf(image, one.most)) : []
}

/**
 * Reads one frame of a camera for everything in view: the quick search stops at the first QR code, so where it finds
 * one the frame is read again for all other codes. Rejects only where the decoder can't be loaded.
 */
export async function readView(frame: Luminance | Pixels, search: FrameSearch): Promise<FoundCode[]> {
  const image = toLuminance(frame)
  const found = await readFrame(image, search)
  if (found.length === 0 || search.everything) return found
  const all = await plainSearch(image, true)
  const isNew = (code: FoundCode) => !all.some((each) => each.symbology === code.symbology && each.text === code.text)
  return [...found.filter(isNew), ...all]
}

/** How a frame is read: plainly, or a second time in the way of this number. */
export type Reading = FrameSearch | { way: number }

/** Reads one frame with `readView` or `lookAgain`. */
export function readAs(frame: Luminance, reading: Reading): Promise<FoundCode[]> {
  return 'way' in reading ? lookAgain(frame, reading.way) : readView(frame, reading)
}

function plainSearch(image: Luminance | Uint8Array<ArrayBuffer>, everything: boolean): Promise<FoundCode[]> {
  return decode(
    image,
    everything
      ? { formats: [...EVERYTHING], minLineCount: AGREEING_ROWS }
      : { formats: [...QR], maxNumberOfSymbols: 1 },
  )
}

/** Tries every preprocessing of a still picture until one finds something. */
async function readStill(image: Luminance): Promise<FoundCode[]> {
  let found = await plainSearch(image, true)
  for (const one of STILL_PREPROCESSING) {
    if (found.length > 0) break
    if (image.width * image.height <= one.most && one.isLargeEnough(image)) found = await one.read(image)
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
