import { toLuminance, type Luminance } from './luminance.ts'
import type { FoundCode, FrameSearch } from './read.ts'

/** Reads one frame, in this thread (`readView`) or in a worker. */
export type FrameReader = (frame: Luminance, search: FrameSearch) => Promise<readonly FoundCode[]>

/** One code as the Shape Detection API states it (W3C, Accelerated Shape Detection in Images, §2.3). */
interface DetectedBarcode {
  boundingBox: DOMRectReadOnly
  rawValue: string
  format: string
  cornerPoints: readonly { x: number; y: number }[]
}

/** The part of the Shape Detection API's `BarcodeDetector` that html5-qrcode uses. */
export interface DetectorClass {
  new (options?: { formats?: readonly string[] }): {
    detect(source: ImageData | CanvasImageSource): Promise<DetectedBarcode[]>
  }
  getSupportedFormats(): Promise<string[]>
}

/**
 * Only one frame in this many is searched for all formats, since Aztec, PDF417, Code 128 and EAN take several times as
 * long as QR.
 */
const EVERYTHING_EVERY = 5

/**
 * Which frame of every `EVERYTHING_EVERY`, counted from 0, is preprocessed. Frame 0 is searched for all formats, which
 * takes long enough.
 */
const PREPROCESSED_FRAME = 2

const NAMES: Readonly<Record<string, string>> = {
  QRCodeModel2: 'qr_code',
  AztecCode: 'aztec',
  PDF417: 'pdf417',
  Code128: 'code_128',
  EAN13: 'ean_13',
  EAN8: 'ean_8',
}

/** What frame number `frame`, counted from 0, is searched for. */
export function searchFor(frame: number): FrameSearch {
  if (frame % EVERYTHING_EVERY === 0) return { everything: true }
  if (frame % EVERYTHING_EVERY === PREPROCESSED_FRAME)
    return { everything: false, preprocessing: Math.floor(frame / EVERYTHING_EVERY) }
  return { everything: false }
}

/**
 * Makes a `BarcodeDetector` class on our own reader, for `window.BarcodeDetector`, where html5-qrcode looks for it.
 * `onCodes` gets the bytes and symbology of every frame's codes; the API itself carries only text, which would lose
 * Chinese and binary content. Each instance counts its frames: each is searched for QR, one in five for all formats,
 * and another one in five is preprocessed.
 */
export function detectorClass(read: FrameReader, onCodes: (codes: readonly FoundCode[]) => void): DetectorClass {
  return class {
    #frames = 0

    static getSupportedFormats(): Promise<string[]> {
      return Promise.resolve(Object.values(NAMES))
    }

    async detect(source: ImageData | CanvasImageSource): Promise<DetectedBarcode[]> {
      const search = searchFor(this.#frames++)
      const codes = await read(toLuminance(pixelsOf(source)), search)
      onCodes(codes)
      return codes.map(detected)
    }
  }
}

function detected({ text, format, corners }: FoundCode): DetectedBarcode {
  const xs = corners.map(({ x }) => x)
  const ys = corners.map(({ y }) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return {
    // A bar code's corners may enclose no height, and html5-qrcode ignores a code without an area, so each side is at
    // least 1.
    boundingBox: new DOMRectReadOnly(
      left,
      top,
      Math.max(1, Math.max(...xs) - left),
      Math.max(1, Math.max(...ys) - top),
    ),
    rawValue: text,
    format: NAMES[format] ?? 'unknown',
    cornerPoints: corners,
  }
}

function pixelsOf(source: ImageData | CanvasImageSource): ImageData {
  if (source instanceof ImageData) return source
  if (source instanceof HTMLCanvasElement) {
    const context = source.getContext('2d', { willReadFrequently: true })
    if (context) return context.getImageData(0, 0, source.width, source.height)
  }
  const { width, height } = sizeOf(source)
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new DOMException("a frame can't be drawn", 'InvalidStateError')
  context.drawImage(source, 0, 0)
  return context.getImageData(0, 0, width, height)
}

function sizeOf(source: CanvasImageSource): { width: number; height: number } {
  if (source instanceof HTMLVideoElement) return { width: source.videoWidth, height: source.videoHeight }
  if (source instanceof HTMLImageElement) return { width: source.naturalWidth, height: source.naturalHeight }
  if (source instanceof VideoFrame) return { width: source.displayWidth, height: source.displayHeight }
  if (source instanceof SVGImageElement)
    return { width: source.width.baseVal.value, height: source.height.baseVal.value }
  return source
}
