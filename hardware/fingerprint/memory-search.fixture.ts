import { open, readFile } from 'node:fs/promises'

const CHUNK = 4 * 1024 * 1024
/** Any part of a template counts as found; twelve bytes come nowhere by chance. */
const PIECE = 12

/** A template in pieces, so that a part of it is found too. */
export const piecesOf = (template: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.floor(template.length / PIECE) }, (_, n) => template.slice(n * PIECE, (n + 1) * PIECE))

/**
 * How many of the pieces are somewhere in the memory of a process of this user (Linux; proc(5)). Memory that can't be
 * read (devices, guard pages) isn't looked at; how many bytes were is told beside.
 */
export async function piecesInMemory(
  pid: number,
  pieces: readonly Uint8Array[],
): Promise<{ found: number; lookedAt: number }> {
  const maps = await readFile(`/proc/${String(pid)}/maps`, 'utf8')
  const memory = await open(`/proc/${String(pid)}/mem`, 'r')
  const overlap = Math.max(...pieces.map(({ length }) => length)) - 1
  const missing = new Set(pieces)
  let lookedAt = 0
  try {
    for (const line of maps.split('\n')) {
      const [, from, to, may] = /^([0-9a-f]+)-([0-9a-f]+) (\S)/.exec(line) ?? []
      if (from === undefined || to === undefined || may !== 'r') continue
      const end = BigInt(`0x${to}`)
      for (let at = BigInt(`0x${from}`); at < end; at += BigInt(CHUNK)) {
        const length = Number(end - at < CHUNK + overlap ? end - at : BigInt(CHUNK + overlap))
        const read = await memory.read(Buffer.alloc(length), 0, length, at).catch(() => undefined)
        if (!read) continue
        const bytes = read.buffer.subarray(0, read.bytesRead)
        lookedAt += bytes.length
        for (const piece of missing) if (bytes.includes(Buffer.from(piece))) missing.delete(piece)
      }
    }
  } finally {
    await memory.close()
  }
  return { found: pieces.length - missing.size, lookedAt }
}
