import { refuse, type Outcome } from '../../../electron/contract/index.ts'
import { createFrameReader } from '../../../hardware/scanner/camera/frame-reader.ts'
import { toLuminance } from '../../../hardware/scanner/camera/luminance.ts'
import { MAX_PIXELS } from '../../../hardware/scanner/camera/picture.ts'
import { FRAME_PREPROCESSING } from '../../../hardware/scanner/camera/preprocessing.ts'
import type { FoundCode, Reading } from '../../../hardware/scanner/camera/read.ts'

/** How a picture is read, one after the other: plainly for all formats, then in each way of a second look for a QR code. */
const READINGS: readonly Reading[] = [{ everything: true }, ...FRAME_PREPROCESSING.map((_, way) => ({ way }))]

/** Reads the first code of a picture. Refuses with `image-unreadable` and `no-code-found`. */
export async function codeIn(picture: Blob): Promise<Outcome<{ code: FoundCode }>> {
  const bitmap = await createImageBitmap(picture).catch(() => undefined)
  if (!bitmap || bitmap.width * bitmap.height > MAX_PIXELS) return refuse('image-unreadable')
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) return refuse('image-unreadable')
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  const pixels = context.getImageData(0, 0, width, height)
  const reader = createFrameReader()
  try {
    for (const reading of READINGS) {
      // Each reading takes its frame over, so it is made anew.
      const [code] = await reader.read(toLuminance(pixels), reading)
      if (code) return { ok: true, code }
    }
    return refuse('no-code-found')
  } finally {
    reader.close()
  }
}
