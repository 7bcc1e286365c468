import { crc32, deflateSync } from 'node:zlib'
import { PAPER_DOTS, type Dots } from './dots.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A paper's dots as a PNG of one bit a dot, black on white (PNG, Third Edition). */
export function pngOf({ height, rows }: Dots): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(PAPER_DOTS, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const rowBytes = PAPER_DOTS / 8
  const lines = Buffer.alloc(height * (rowBytes + 1))
  // In a grey PNG 0 is black; each row begins with the number of its filter, none.
  for (let y = 0; y < height; y++)
    for (let at = 0; at < rowBytes; at++) lines[y * (rowBytes + 1) + 1 + at] = 0xff ^ (rows[y * rowBytes + at] ?? 0)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array()),
  ])
}
