import type { FrameReader } from './frame-reader.ts'
import type { Luminance } from './luminance.ts'
import type { FoundCode } from './read.ts'

/** Looks a second time at frames in which nothing was found, beside the plain reading and without delaying it. */
export interface SecondLooks {
  /** Whether a frame may be given now. */
  isFree(): boolean
  /** Looks at a frame, whose memory is given away. */
  look(frame: Luminance): Promise<void>
  close(): void
}

/** For how many times the length of a look no other begins: in a worker of its own, and where it blocks the page. */
const REST = { worker: 1, page: 4 }

/**
 * Makes the second looks of one camera. They see one frame at a time and rest after each, so that they take at most half
 * of one core. Each frame is preprocessed in one way, the next frame in the next way; a way that finds a code is kept
 * until it finds none, so that a code that stays in view isn't taken for one that was away.
 *
 * @param makeReader called at the first look, since many codes need none
 * @param now milliseconds on a clock that never goes back
 */
export function createSecondLooks(
  makeReader: () => FrameReader,
  onCodes: (codes: readonly FoundCode[]) => void,
  now: () => number,
): SecondLooks {
  let reader: FrameReader | undefined
  let looking = false
  let closed = false
  let freeAt = Number.NEGATIVE_INFINITY
  let way = 0

  return {
    isFree: () => !closed && !looking && now() >= freeAt,
    async look(frame) {
      looking = true
      reader ??= makeReader()
      const start = now()
      // A decoder that can't be loaded is told by the plain reading.
      const codes = await reader.read(frame, { way }).catch(() => [])
      const end = now()
      freeAt = end + (end - start) * (reader.isInPage() ? REST.page : REST.worker)
      looking = false
      if (codes.length === 0) way += 1
      else onCodes(codes)
    },
    close() {
      closed = true
      reader?.close()
    },
  }
}
