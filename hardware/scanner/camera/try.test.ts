// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { tryCamera } from './try.ts'

const reader = vi.hoisted(() => ({ isThere: true, closed: 0 }))
vi.mock('./frame-reader.ts', () => ({
  createFrameReader: () => ({
    read: () => (reader.isThere ? Promise.resolve([]) : Promise.reject(new Error('no decoder'))),
    close: () => void (reader.closed += 1),
  }),
}))

const srcObject = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject')
let videos: HTMLVideoElement[]
/** The stream that the newest video shows. */
let shown: unknown
let waits: { ms: number; then: () => void }[]
let asked: number
let stopped: number
const clock = {
  after(ms: number, then: () => void) {
    const wait = { ms, then }
    waits.push(wait)
    return () => void (waits = waits.filter((one) => one !== wait))
  },
}

/** Gives the browser a camera that opens, or that fails with the error of this name. */
function giveCamera(error?: string): void {
  Object.defineProperty(window.navigator, 'mediaDevices', {
    configurable: true,
    value: {
      getUserMedia() {
        asked += 1
        if (error !== undefined) return Promise.reject(new DOMException('', error))
        return Promise.resolve({ getTracks: () => [{ stop: () => void (stopped += 1) }] })
      },
    },
  })
}

beforeEach(() => {
  ;[videos, shown, waits, asked, stopped] = [[], null, [], 0, 0]
  Object.assign(reader, { isThere: true, closed: 0 })
  // A test's own stream, which happy-dom wouldn't take.
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    configurable: true,
    get: () => shown,
    set(this: HTMLVideoElement, stream: unknown) {
      shown = stream
      if (stream !== null) videos.push(this)
    },
  })
})

afterEach(() => {
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', srcObject ?? { value: null })
  Reflect.deleteProperty(window.navigator, 'mediaDevices')
})

it('a camera that gives a frame works, and is let go of', async () => {
  giveCamera()
  const found = tryCamera(clock)
  await vi.waitUntil(() => videos.length === 1)
  expect(stopped).toBe(0)
  videos[0]?.dispatchEvent(new Event('loadeddata'))
  expect(await found).toBe('scanning')
  expect([stopped, waits.length, shown, reader.closed]).toEqual([1, 0, null, 1])
})

it('a camera that gives no frame within ten seconds is lost, and let go of', async () => {
  giveCamera()
  const found = tryCamera(clock)
  await vi.waitUntil(() => waits.length === 1)
  expect(waits[0]?.ms).toBe(10_000)
  waits[0]?.then()
  expect(await found).toBe('camera-lost')
  expect([stopped, shown]).toEqual([1, null])
})

it.each([
  ['NotAllowedError', 'permission-denied'],
  ['NotFoundError', 'no-camera'],
  ['NotReadableError', 'camera-in-use'],
])('a camera that fails to open with %s is %s', async (error, state) => {
  giveCamera(error)
  expect(await tryCamera(clock)).toBe(state)
  expect([videos.length, waits.length]).toEqual([0, 0])
})

it("a camera isn't opened where the decoder can't be loaded", async () => {
  giveCamera()
  reader.isThere = false
  expect(await tryCamera(clock)).toBe('failed')
  expect([asked, reader.closed]).toEqual([0, 1])
})
