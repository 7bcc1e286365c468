import type { Clock } from '../../ports.ts'

/** How often the picture is looked at, in milliseconds. */
const LOOK_EVERY = 1000

/**
 * After how many looks in a row without a new frame a camera is silent. Looks are counted and not time, so that a
 * computer that stood still doesn't make its camera a silent one.
 */
const SILENT_AFTER = 6

/**
 * Calls `onSilent` once, when a camera that is open has given no frame for some seconds. `frame` tells the latest frame
 * from those before it, and is undefined while none can be expected. Returns the function that ends the watch.
 */
export function watchSilence(
  frame: () => string | undefined,
  clock: Pick<Clock, 'after'>,
  onSilent: () => void,
): () => void {
  let last: string | undefined
  let looks = 0
  let cancel = clock.after(LOOK_EVERY, look)

  function look(): void {
    const now = frame()
    looks = now === undefined || now !== last ? 0 : looks + 1
    last = now
    if (looks >= SILENT_AFTER) onSilent()
    else cancel = clock.after(LOOK_EVERY, look)
  }

  return () => cancel()
}

/**
 * The latest frame of a camera's picture, by how many there were. Undefined where there is no picture yet, such as while
 * a person is asked for their permission, and where nobody sees it, since a browser then draws none. A track that the
 * browser calls muted gives no frames (Media Capture and Streams, §4.3.1).
 */
export function frameOf(video: HTMLVideoElement | undefined): string | undefined {
  const stream = video?.srcObject
  if (!video || !(stream instanceof MediaStream) || document.visibilityState === 'hidden') return undefined
  if (stream.getVideoTracks().some(({ muted }) => muted)) return 'muted'
  // `currentTime` goes on without frames. A browser that shows a picture and has counted none doesn't count.
  const frames = video.getVideoPlaybackQuality().totalVideoFrames
  return frames === 0 && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA ? undefined : String(frames)
}
