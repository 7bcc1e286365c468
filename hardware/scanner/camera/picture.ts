/**
 * The most pixels of a picture that is decoded: enough for a phone's 48-megapixel photograph, too few for a
 * decompression bomb.
 */
export const MAX_PIXELS = 50_000_000

/** The longest picture file that is read, in bytes. */
export const MAX_PICTURE_BYTES = 64 * 1024 * 1024

/** What a picture file's header says: its format, and its size in pixels. */
export interface PictureHeader {
  format: 'png' | 'jpeg'
  width: number
  height: number
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Reads format and size from the first bytes of a PNG or JPEG, before anything is decoded. Answers `undefined` for any
 * other file, and where width or height is 0.
 */
export function pictureHeader(file: Uint8Array): PictureHeader | undefined {
  const header = PNG_SIGNATURE.every((byte, i) => file[i] === byte) ? pngHeader(file) : jpegHeader(file)
  return header && header.width > 0 && header.height > 0 ? header : undefined
}

function pngHeader(file: Uint8Array): PictureHeader | undefined {
  if (file.length < 33) return undefined
  const view = viewOf(file)
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** Walks the segments (ITU-T T.81, annex B) to the frame header. */
function jpegHeader(file: Uint8Array): PictureHeader | undefined {
  if (file[0] !== 0xff || file[1] !== 0xd8) return undefined
  const view = viewOf(file)
  for (let at = 2; at + 9 <= file.length;) {
    if (file[at] !== 0xff) return undefined
    const marker = file[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const startsFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (startsFrame) return { format: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    at += 2 + Math.max(2, view.getUint16(at + 2))
  }
  return undefined
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength)
}
