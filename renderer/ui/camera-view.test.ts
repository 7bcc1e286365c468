// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, it, vi } from 'vitest'
import type { CameraOptions } from '../../hardware/scanner/camera/camera.ts'
import { i18n } from '../i18n/index.ts'
import CameraView from './CameraView.vue'

const cameras = vi.hoisted(() => ({ running: 0, started: 0 }))
vi.mock('../../hardware/scanner/camera/camera.ts', () => ({
  startCamera({ onState }: CameraOptions) {
    let isRunning = true
    cameras.running += 1
    cameras.started += 1
    onState('camera-in-use')
    return {
      async stop() {
        await Promise.resolve()
        if (isRunning) cameras.running -= 1
        isRunning = false
      },
    }
  },
}))

afterEach(() => {
  document.body.innerHTML = ''
})

it('the camera view runs one camera however often it is tried again, and none once it is left', async () => {
  const view = mount(CameraView, { attachTo: document.body, global: { plugins: [i18n] } })
  await flushPromises()
  const again = view.get('button')
  await Promise.all([again.trigger('click'), again.trigger('click'), again.trigger('click')])
  await flushPromises()
  expect([cameras.running, cameras.started]).toEqual([1, 2])
  const tapped = again.trigger('click')
  view.unmount()
  await tapped
  await flushPromises()
  expect(cameras.running).toBe(0)
})
