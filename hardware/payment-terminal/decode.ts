import type { z } from 'zod'

/**
 * What both sides of the wire hold to: a frame is four bytes of length, big-endian, then so many bytes of JSON in
 * UTF-8.
 */

/** No message is longer; whoever says otherwise speaks another language. */
export const MAX_FRAME_BYTES = 16 * 1024
const LENGTH_BYTES = 4

/**
 * What a stream of bytes can be instead of messages. After one nothing of it means anything any more: the connection is
 * dropped.
 */
export type Breach = 'frame-empty' | 'frame-too-long' | 'not-json' | 'not-a-message'

/** One message as a frame. Throws where it is longer than any message is: a bug of ours. */
export function encodeFrame(message: object): Uint8Array {
  const body = Buffer.from(JSON.stringify(message), 'utf8')
  if (body.length > MAX_FRAME_BYTES) throw new RangeError('a message that is too long')
  const frame = Buffer.alloc(LENGTH_BYTES + body.length)
  frame.writeUInt32BE(body.length)
  body.copy(frame, LENGTH_BYTES)
  return frame
}

/**
 * Reads messages of one form from a stream, however it is cut. `take` answers the messages that a chunk completed and,
 * once, why the rest can't be read; after that it answers nothing. Holds at most one frame.
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
