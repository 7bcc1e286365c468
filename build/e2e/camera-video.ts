import { closeSync, openSync, writeSync } from 'node:fs'
import { create } from 'qrcode'

/** What Chromium's fake camera sees. */
interface CameraVideo {
  width?: number
  height?: number
  /** How many frames each text lasts, at ten a second; Chromium plays the file in a loop. */
  framesEach?: number
}

const WALL = 150
const PAPER = 235
const INK = 25
const NEUTRAL = 128
const QUIET_ZONE = 4

/** Chromium's switches for a fake camera that plays `file` and needs no permission. */
export function cameraFlags(file: string): string[] {
  return [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${file}`,
  ]
}

/** The content of one frame: a code, several codes side by side, none (null), or a picture's own luma. */
type Seen = string | null | readonly string[] | Uint8Array<ArrayBuffer>

/**
 * Writes a YUV4MPEG2 file for Chromium's `--use-file-for-fake-video-capture=FILE`, which shows the contents one after
 * the other as QR codes (level L, as a phone shows an eID) in the middle of the picture. A 1280×720 frame takes 1.4 MB.
 */
export function writeCameraVideo(
  file: string,
  seen: readonly Seen[],
  { width = 1280, height = 720, framesEach = 10 }: CameraVideo = {},
): void {
  const output = openSync(file, 'w')
  try {
    writeSync(output, `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
    const colour = Buffer.alloc(Math.ceil(width / 2) * Math.ceil(height / 2) * 2, NEUTRAL)
    for (const each of seen) {
      const picture = frameOf(each, width, height)
      for (let frame = 0; frame < framesEach; frame++) {
        writeSync(output, 'FRAME\n')
        writeSync(output, picture)
        writeSync(output, colour)
      }
    }
  } finally {
    closeSync(output)
  }
}

/** Draws one frame: a byte of luma per pixel. */
export function frameOf(seen: Seen, width: number, height: number): Uint8Array<ArrayBuffer> {
  if (seen instanceof Uint8Array) return seen
  const picture = new Uint8Array(width * height).fill(WALL)
  const texts = [seen ?? []].flat()
  const place = Math.floor(width / Math.max(1, texts.length))
  for (const [index, text] of texts.entries()) {
    const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules
    const whole = size + 2 * QUIET_ZONE
    const module = Math.floor((Math.min(place, height) * 0.9) / whole)
    const left = index * place + Math.floor((place - whole * module) / 2)
    const top = Math.floor((height - whole * module) / 2)
    for (let y = 0; y < whole * module; y++) {
      for (let x = 0; x < whole * module; x++) {
        const column = Math.floor(x / module) - QUIET_ZONE
        const row = Math.floor(y / module) - QUIET_ZONE
        const inside = column >= 0 && row >= 0 && column < size && row < size
        picture[(top + y) * width + left + x] = inside && data[row * size + column] ? INK : PAPER
      }
    }
  }
  return picture
}
