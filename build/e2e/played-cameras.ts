import type { Page } from 'playwright/test'

/** What a test does to the cameras of a page, as a person with their cables would. */
interface PlayedCameras {
  unplug(): void
  plug(): void
  /** What the lamp was told, in turn. */
  lamp: boolean[]
  /** How many cameras are open. */
  open(): number
}

/**
 * Puts cameras that can be unplugged, and that have a lamp where `lamp` is true, in the place of Chromium's fake ones,
 * which can't. Pictures and everything else stay Chromium's. To be called before the page is opened.
 */
export async function playCameras(page: Page, { lamp = false } = {}): Promise<void> {
  await page.addInitScript((hasLamp) => {
    const media = navigator.mediaDevices
    const proto = MediaStreamTrack.prototype
    const [ask, list] = [media.getUserMedia.bind(media), media.enumerateDevices.bind(media)]
    const tracks: MediaStreamTrack[] = []
    const told: boolean[] = []
    let isThere = true
    media.getUserMedia = async (constraints) => {
      if (!isThere) throw new DOMException('Requested device not found', 'NotFoundError')
      const stream = await ask(constraints)
      tracks.push(...stream.getTracks())
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
      lamp: told,
      open: () => tracks.filter(({ readyState }) => readyState === 'live').length,
    }
    Object.assign(window, { playedCameras: cameras })
  }, lamp)
}

/** Does something with the cameras that `playCameras` plays. */
export function cameras(page: Page, act: 'unplug' | 'plug' | 'lamp' | 'open'): Promise<unknown> {
  return page.evaluate((what) => {
    const cameras = (window as unknown as { playedCameras: PlayedCameras }).playedCameras
    return what === 'lamp' ? cameras.lamp : cameras[what]()
  }, act)
}
