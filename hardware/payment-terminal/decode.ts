import type { z } from 'zod'

/**
 * The frames that station and terminal exchange: four bytes of length, big-endian, then so many bytes of JSON in UTF-8.
 */

/** No message is longer; a greater length means that the other side doesn't speak this protocol. */
export const MAX_FRAME_BYTES = 16 * 1024
const LENGTH_BYTES = 4

/**
 * Why a stream can't be read on. Nothing after a breach can be told apart into messages, so the connection is dropped.
 */
export type Breach = 'frame-empty' | 'frame-too-long' | 'not-json' | 'not-a-message'

/**
 * Encodes one message as a frame. Throws a RangeError where it has more than `MAX_FRAME_BYTES`, which is a bug of ours.
 */
export function encodeFrame(message: object): Uint8Array {
  const body = Buffer.from(JSON.stringify(message), 'utf8')
  if (body.length > MAX_FRAME_BYTES) throw new RangeError('a message that is too long')
  const frame = Buffer.alloc(LENGTH_BYTES + body.length)
  frame.writeUInt32BE(body.length)
  body.copy(frame, LENGTH_BYTES)
  return frame
}

/**
 * Reads messages of one form from a stream, in whatever chunks it comes. `take` answers the messages that a chunk
 * completed and, once, why the rest can't be read; after that it answers nothing. It holds one unfinished frame at
 * most.
 */
export function createMessageReader<T>(form: z.ZodType<T>): {
  take(chunk: Uint8Array): { messages: T[]; breach?: Breach }
} {
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let rest = Buffer.alloc(0)
  let isDeaf = false

  function read(body: Uint8Array): { message: T } | { breach: Breach } {
    let json: unknown
    try {
      json = JSON.parse(utf8.decode(body))
    } catch {
      return { breach: 'not-json' }
    }
    const message = form.safeParse(json)
    return message.success ? { message: message.data } : { breach: 'not-a-message' }
  }

  return {
    take(chunk) {
      const messages: T[] = []
      const end = (breach: Breach) => {
        isDeaf = true
        rest = Buffer.alloc(0)
        return { messages, breach }
      }
      if (isDeaf) return { messages }
      rest = Buffer.concat([rest, chunk])
      while (rest.length >= LENGTH_BYTES) {
        const length = rest.readUInt32BE()
        if (length === 0) return end('frame-empty')
        if (length > MAX_FRAME_BYTES) return end('frame-too-long')
        if (rest.length < LENGTH_BYTES + length) break
        const one = read(rest.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
        if ('breach' in one) return end(one.breach)
        messages.push(one.message)
        rest = rest.subarray(LENGTH_BYTES + length)
      }
      return { messages }
    },
  }
}
