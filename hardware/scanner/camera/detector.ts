import { toLuminance, type Luminance } from './luminance.ts'
import type { FoundCode, FrameSearch } from './read.ts'
import type { SecondLooks } from './second-looks.ts'

/** Reads one frame, whose memory it may take. */
type FrameRead = (frame: Luminance, search: FrameSearch) => Promise<readonly FoundCode[]>

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

const NAMES: Readonly<Record<string, string>> = {
  QRCodeModel2: 'qr_code',
  AztecCode: 'aztec',
  PDF417: 'pdf417',
  Code128: 'code_128',
  EAN13: 'ean_13',
  EAN8: 'ean_8',
}

/**
 * Makes a `BarcodeDetector` class on our own reader, for `window.BarcodeDetector`, where html5-qrcode looks for it.
 * `onCodes` gets the bytes and symbology of every frame's codes; the API itself carries only text, which would lose
 * Chinese and binary content. Each instance counts its frames: each is searched for QR, and one in five for all formats.
 * A frame in which nothing is found goes to `secondLooks`, whose codes it doesn't wait for.
 */
export function detectorClass(
  read: FrameRead,
  onCodes: (codes: readonly FoundCode[]) => void,
  secondLooks: SecondLooks,
): DetectorClass {
  return class {
    #frames = 0

    static getSupportedFormats(): Promise<string[]> {
      return Promise.resolve(Object.values(NAMES))
    }

    async detect(source: ImageData | CanvasImageSource): Promise<DetectedBarcode[]> {
      const frame = toLuminance(pixelsOf(source))
      const kept = secondLooks.isFree() ? { ...frame, data: frame.data.slice() } : undefined
      const codes = await read(frame, { everything: this.#frames++ % EVERYTHING_EVERY === 0 })
      if (codes.length > 0) onCodes(codes)
      else if (kept) void secondLooks.look(kept)
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
