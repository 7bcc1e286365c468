import type { Clock } from '../../ports.ts'
import { createFrameReader } from './frame-reader.ts'
import type { CameraState } from './keeper.ts'
import { pageClock } from './page-clock.ts'
import { failureOf } from './session.ts'

/** How long a camera may take for its first frame, in milliseconds. */
const FIRST_FRAME_WITHIN = 10_000

/** The side of the blank frame by which the decoder is loaded, in pixels. */
const BLANK = 32

/**
 * Opens a camera unseen and lets it go at once. Answers `scanning` where it gave a frame and the decoder can be loaded,
 * else what is wrong.
 */
export async function tryCamera(clock: Pick<Clock, 'after'> = pageClock): Promise<CameraState> {
  const reader = createFrameReader()
  try {
    await reader.read({ width: BLANK, height: BLANK, data: new Uint8Array(BLANK * BLANK) }, { everything: false })
  } catch {
    return 'failed'
  } finally {
    reader.close()
  }
  let stream: MediaStream | undefined
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    return (await givesFrame(stream, clock)) ? 'scanning' : 'camera-lost'
  } catch (error) {
    return failureOf(error)
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop()
  }
}

function givesFrame(stream: MediaStream, clock: Pick<Clock, 'after'>): Promise<boolean> {
  return new Promise((resolve) => {
    const video = document.createElement('video')
    video.muted = true
    const end = (isThere: boolean) => () => {
      cancel()
      video.srcObject = null
      resolve(isThere)
    }
    const cancel = clock.after(FIRST_FRAME_WITHIN, end(false))
    video.addEventListener('loadeddata', end(true), { once: true })
    video.srcObject = stream
  })
}
