import { readCommand } from './commands.ts'

/** What receiptline says about the status, and the driver says itself: GS a would end the automatic one, GS r asks. */
const LEFT_OUT: ReadonlySet<string> = new Set(['GS a', 'GS r'])
/** The commands that hold a picture, and where its dots begin behind their name. */
const PICTURES: Readonly<Record<string, number>> = { 'ESC *': 3, 'GS v': 6, 'GS 8': 15 }

const DLE = 0x10
/** The second bytes of the real-time commands: DLE EOT, DLE ENQ, DLE DC4. */
const REAL_TIME: ReadonlySet<number | undefined> = new Set([0x04, 0x05, 0x14])

/**
 * Breaks each real-time command that a picture's bytes happen to hold, by one more dot: a printer carries it out
 * wherever it stands, and one of them switches it off (Epson, ESC/POS Command Reference, DLE DC4).
 */
function breakRealTime(picture: Uint8Array): void {
  for (let at = 0; at < picture.length; at++)
    if (picture[at] === DLE && REAL_TIME.has(picture[at + 1])) picture[at] = DLE | 0x08
}

/** A document's bytes as the driver sends them: what is said of the status is the driver's, and pictures are only that. */
export function jobOf(document: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0, read = readCommand(document, at); read; read = readCommand(document, at)) {
    const { command, length } = read
    const part = document.slice(at, at + length)
    at += length
    if (command.is === 'command') {
      if (LEFT_OUT.has(command.name)) continue
      const from = PICTURES[command.name]
      // The name takes two bytes.
      if (from !== undefined) breakRealTime(part.subarray(2 + from))
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}
