// @vitest-environment happy-dom
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import type { CameraState } from '../../hardware/scanner/camera/camera.ts'
import { useCamera } from './camera.ts'
import type { StationClient, StationLink } from './link.ts'
import { stationLink } from './station.ts'

const played = vi.hoisted(() => ({ tries: 0, answer: (): Promise<CameraState> => Promise.resolve('scanning') }))
vi.mock('../../hardware/scanner/camera/try.ts', () => ({
  tryCamera: () => {
    played.tries += 1
    return played.answer()
  },
}))

const EVERY = 30_000

let permission: PermissionState
let cameras: number
let changed: () => void
let stop = (): void => {}

/** Lets time pass, and waits for a try that begins then. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await vi.dynamicImportSettled()
  await vi.advanceTimersByTimeAsync(0)
}

/** The store of a page whose camera was last seen in this state and isn't shown, and which goes on trying it. */
async function keepTrying(last?: CameraState) {
  const client = { station: { status: () => new Promise(() => {}) } } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close() {} }
  const app = createApp({}).provide(stationLink, link).use(createPinia())
  const camera = app.runWithContext(() => useCamera())
  // The browser answers first what it lists and permits.
  await pass(0)
  if (last) {
    camera.see(last)
    camera.see('stopped')
  }
  stop = camera.keepTrying()
  return camera
}

beforeEach(() => {
  vi.useFakeTimers()
  ;[permission, cameras] = ['granted', 1]
  Object.assign(played, { tries: 0, answer: () => Promise.resolve('scanning') })
  const status = { addEventListener() {}, removeEventListener() {} }
  const permissions = { query: () => Promise.resolve({ ...status, state: permission }) }
  const mediaDevices = {
    enumerateDevices: () => Promise.resolve(Array.from({ length: cameras }, () => ({ kind: 'videoinput' }))),
    addEventListener: (_: string, then: () => void) => void (changed = then),
    removeEventListener() {},
  }
  for (const [name, value] of Object.entries({ permissions, mediaDevices }))
    Object.defineProperty(window.navigator, name, { configurable: true, value })
})

afterEach(() => {
  stop()
  vi.useRealTimers()
  for (const name of ['permissions', 'mediaDevices']) Reflect.deleteProperty(window.navigator, name)
})

it("a camera that didn't work is tried every 30 seconds until it works, and no more then", async () => {
  played.answer = () => Promise.resolve('camera-in-use')
  const camera = await keepTrying('camera-in-use')
  await pass(EVERY - 1)
  expect(played.tries).toBe(0)
  await pass(1)
  expect([played.tries, camera.state]).toEqual([1, 'in-use'])
  played.answer = () => Promise.resolve('scanning')
  await pass(EVERY)
  expect([played.tries, camera.state]).toEqual([2, 'ready'])
  await pass(10 * EVERY)
  expect(played.tries).toBe(2)
})

it.each<[string, () => void, CameraState | undefined]>([
  ['works', () => {}, 'scanning'],
  ['was never opened', () => {}, undefined],
  ["isn't there", () => void (cameras = 0), 'camera-lost'],
  ['is refused', () => void (permission = 'denied'), 'permission-denied'],
  ['would ask for the permission', () => void (permission = 'prompt'), 'permission-denied'],
])("a camera that %s isn't tried", async (_what, set, last) => {
  set()
  await keepTrying(last)
  await pass(10 * EVERY)
  expect(played.tries).toBe(0)
})

it('a camera that the system refuses is tried, since nobody tells when it no longer does', async () => {
  const camera = await keepTrying('permission-denied')
  await pass(EVERY)
  expect([played.tries, camera.state]).toEqual([1, 'ready'])
})

it("a camera isn't tried while it is shown, and what was found meanwhile isn't taken", async () => {
  const answer = Promise.withResolvers<CameraState>()
  played.answer = () => answer.promise
  const camera = await keepTrying('camera-lost')
  await pass(EVERY)
  camera.see('camera-in-use')
  answer.resolve('scanning')
  await pass(10 * EVERY)
  expect([played.tries, camera.state]).toEqual([1, 'in-use'])
})

it('a camera is tried once at a time, and again after a try that failed', async () => {
  const answer = Promise.withResolvers<CameraState>()
  played.answer = () => answer.promise
  const camera = await keepTrying('failed')
  await pass(3 * EVERY)
  expect(played.tries).toBe(1)
  answer.reject(new Error('the station is away'))
  await pass(0)
  played.answer = () => Promise.resolve('scanning')
  await pass(EVERY)
  expect([played.tries, camera.state]).toEqual([2, 'ready'])
})

it('a camera that is plugged in again counts as ready before it is tried', async () => {
  const camera = await keepTrying('camera-lost')
  cameras = 0
  changed()
  await pass(0)
  expect(camera.state).toBe('lost')
  cameras = 1
  changed()
  await pass(EVERY)
  expect([played.tries, camera.state]).toEqual([0, 'ready'])
})
