import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HARD, hardFrame } from '../../../hardware/scanner/camera/hard-frame.fixture.ts'
import { readAs, type Luminance } from '../../../hardware/scanner/camera/read.ts'
import { codeIn } from './picture.ts'

const reader = vi.hoisted(() => ({ open: 0 }))
// Node has no workers of a page; the frames are read as a worker reads them.
vi.mock('../../../hardware/scanner/camera/frame-reader.ts', () => ({
  createFrameReader() {
    reader.open += 1
    return { read: readAs, close: () => void (reader.open -= 1) }
  },
}))

/** Has the browser decode every picture to this one; without it no picture can be decoded. */
function decodesTo(picture?: Luminance): void {
  const { width, height, data } = picture ?? { width: 1, height: 1, data: new Uint8Array(1) }
  const getImageData = () => ({
    width,
    height,
    data: new Uint8ClampedArray([...data].flatMap((shade) => [shade, shade, shade, 255])),
  })
  vi.stubGlobal('createImageBitmap', () =>
    picture
      ? Promise.resolve({ width, height, close() {} })
      : Promise.reject(new DOMException('', 'InvalidStateError')),
  )
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => ({ drawImage() {}, getImageData })
    },
  )
}

beforeEach(() => void (reader.open = 0))
afterEach(() => {
  vi.unstubAllGlobals()
  expect(reader.open).toBe(0)
})

it.each(['faint', 'blurred and turned', 'in the dark'] as const)(
  'a picture of a code is read that is %s',
  async (how) => {
    decodesTo(hardFrame('MAP1:a code to scan', HARD[how]))
    const found = await codeIn(new Blob())
    expect(found.ok && found.code.text).toBe('MAP1:a code to scan')
  },
)

it('a picture without a code, and what is no picture, are refused', async () => {
  decodesTo({ width: 64, height: 64, data: new Uint8Array(64 * 64).fill(200) })
  expect(await codeIn(new Blob())).toMatchObject({ ok: false, refusal: { code: 'no-code-found' } })
  decodesTo()
  expect(await codeIn(new Blob())).toMatchObject({ ok: false, refusal: { code: 'image-unreadable' } })
})
