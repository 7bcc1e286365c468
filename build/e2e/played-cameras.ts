import type { Page } from 'playwright/test'

/** What a test does to the cameras of a page, as a person with their cables would. */
interface PlayedCameras {
  unplug(): void
  plug(): void
  /** The camera stays open and gives no frames, also one that is opened now, until `speak`. */
  silence(): void
  speak(): void
  /** What the lamp was told, in turn. */
  lamp: boolean[]
  /** How many cameras are open, and how many were opened in all. */
  open(): number
  opened(): number
}

/** Chromium's ways to take a track's frames, and to make a track of frames. */
interface FrameParts {
  MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => { readable: ReadableStream<VideoFrame> }
  MediaStreamTrackGenerator: new (init: {
    kind: 'video'
  }) => MediaStreamTrack & { writable: WritableStream<VideoFrame> }
}

/**
 * Puts cameras that can be unplugged, and that have a lamp where `lamp` is true, in the place of Chromium's fake ones,
 * which can't. Where `gate` is true their frames can be held back. Pictures and everything else stay
 * Chromium's. To be called before the page is opened.
 */
export async function playCameras(page: Page, { lamp = false, gate = false } = {}): Promise<void> {
  await page.addInitScript(
    ([hasLamp, hasGate]) => {
      const media = navigator.mediaDevices
      const proto = MediaStreamTrack.prototype
      const [ask, list] = [media.getUserMedia.bind(media), media.enumerateDevices.bind(media)]
      const tracks: MediaStreamTrack[] = []
      const told: boolean[] = []
      let opened = 0
      let isThere = true
      let isSilent = false
      /** The same picture through a part that can hold its frames back. */
      const throughGate = (stream: MediaStream): MediaStream => {
        const { MediaStreamTrackProcessor: Frames, MediaStreamTrackGenerator: Gate } = window as unknown as FrameParts
        const [track] = stream.getVideoTracks()
        if (!track) return stream
        const gate = new Gate({ kind: 'video' })
        const pass = new TransformStream<VideoFrame, VideoFrame>({
          transform(frame, out) {
            if (isSilent) frame.close()
            else out.enqueue(frame)
          },
        })
        new Frames({ track }).readable
          .pipeThrough(pass)
          .pipeTo(gate.writable)
          .catch(() => undefined)
        const stop = gate.stop.bind(gate)
        gate.stop = () => {
          stop()
          track.stop()
        }
        return new MediaStream([gate])
      }
      media.getUserMedia = async (constraints) => {
        if (!isThere) throw new DOMException('Requested device not found', 'NotFoundError')
        const asked = await ask(constraints)
        const stream = hasGate ? throughGate(asked) : asked
        tracks.push(...stream.getTracks())
        opened += 1
        return stream
      }
      media.enumerateDevices = async () => (isThere ? await list() : [])
      if (hasLamp) {
        const { getCapabilities, applyConstraints } = proto
        proto.getCapabilities = function () {
          return Object.assign(getCapabilities.call(this), { torch: true })
        }
        proto.applyConstraints = async function (constraints) {
          const wanted = constraints?.advanced?.[0]
          if (wanted && 'torch' in wanted) told.push(wanted.torch === true)
          else await applyConstraints.call(this, constraints)
        }
      }
      const cameras: PlayedCameras = {
        unplug() {
          isThere = false
          for (const track of tracks.splice(0)) {
            track.stop()
            // `stop` alone tells nobody.
            track.dispatchEvent(new Event('ended'))
          }
          media.dispatchEvent(new Event('devicechange'))
        },
        plug() {
          isThere = true
          media.dispatchEvent(new Event('devicechange'))
        },
        silence: () => void (isSilent = true),
        speak: () => void (isSilent = false),
        lamp: told,
        opened: () => opened,
        open: () => tracks.filter(({ readyState }) => readyState === 'live').length,
      }
      Object.assign(window, { playedCameras: cameras })
    },
    [lamp, gate] as const,
  )
}

/** Does something with the cameras that `playCameras` plays. */
export function cameras(
  page: Page,
  act: 'unplug' | 'plug' | 'silence' | 'speak' | 'lamp' | 'open' | 'opened',
): Promise<unknown> {
  return page.evaluate((what) => {
    const cameras = (window as unknown as { playedCameras: PlayedCameras }).playedCameras
    return what === 'lamp' ? cameras.lamp : cameras[what]()
  }, act)
}
