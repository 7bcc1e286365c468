import type { Page } from 'playwright/test'
import { untilStill } from './stillness.ts'

/**
 * Gives a page that is open two cameras with a lamp, whose picture is a grey wall, so that its screens look the same on
 * every machine.
 */
function giveCameras(page: Page): Promise<void> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 1280, height: 720 })
    const context = canvas.getContext('2d')
    // A camera goes on giving frames, also of a wall.
    const draw = (): void => {
      if (!context) return
      context.fillStyle = '#8d9590'
      context.fillRect(0, 0, canvas.width, canvas.height)
      requestAnimationFrame(draw)
    }
    draw()
    const media = navigator.mediaDevices
    const cameras = ['Kiosk Camera', 'Desk Camera'].map((label, index) => ({
      kind: 'videoinput',
      label,
      deviceId: String(index),
      groupId: '',
      toJSON: () => ({}),
    }))
    media.enumerateDevices = () => Promise.resolve(cameras as MediaDeviceInfo[])
    media.getUserMedia = () => {
      const stream = canvas.captureStream(10)
      for (const track of stream.getTracks())
        Object.assign(track, {
          getSettings: () => ({ deviceId: '0', width: canvas.width, height: canvas.height }),
          getCapabilities: () => ({ torch: true }),
          applyConstraints: () => Promise.resolve(),
        })
      return Promise.resolve(stream)
    }
    media.dispatchEvent(new Event('devicechange'))
  })
}

/** Shows the camera with its lamp and the choice of another one; `open` opens it at the face. */
export const cameraScreen = (open: (page: Page) => Promise<void>) => ({
  name: 'camera',
  async reach(page: Page) {
    await giveCameras(page)
    await open(page)
    await page.locator('.camera .control').nth(1).waitFor()
    await untilStill(page)
  },
})
