import { refuse, type Outcome } from '../../../electron/contract/index.ts'
import { createFrameReader } from '../../../hardware/scanner/camera/frame-reader.ts'
import { toLuminance } from '../../../hardware/scanner/camera/luminance.ts'
import { MAX_PIXELS } from '../../../hardware/scanner/camera/picture.ts'
import type { FoundCode, FrameSearch } from '../../../hardware/scanner/camera/read.ts'

/** What a picture is searched for, one after the other: all formats first, then harder looks for a QR code. */
const SEARCHES: readonly FrameSearch[] = [
  { everything: true },
  ...Array.from({ length: 6 }, (_, preprocessing) => ({ everything: false, preprocessing })),
]

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
    for (const search of SEARCHES) {
      // Each search takes its frame over, so it is made anew.
      const [code] = await reader.read(toLuminance(pixels), search)
      if (code) return { ok: true, code }
    }
    return refuse('no-code-found')
  } finally {
    reader.close()
  }
}
