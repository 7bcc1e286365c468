import { expect, it } from 'vitest'
import { cameraStateOf, type KnownCamera } from './camera-state.ts'

const THERE: KnownCamera = { seen: undefined, permission: undefined, count: 1, isExpected: true }

it.each<[string, Partial<KnownCamera>, string]>([
  ['is there and was never opened', {}, 'ready'],
  ['may be asked for', { permission: 'prompt' }, 'ready'],
  ['worked when it was last open', { seen: 'scanning', permission: 'granted' }, 'ready'],
  ['is refused without having been opened', { permission: 'denied' }, 'refused'],
  ['was refused, and the browser would ask again', { seen: 'permission-denied', permission: 'prompt' }, 'refused'],
  ['gave no frames', { seen: 'camera-lost' }, 'lost'],
  ['was held by another program', { seen: 'camera-in-use' }, 'in-use'],
  ["can't be read", { seen: 'failed' }, 'failed'],
  ['was found missing, and one is listed now', { seen: 'no-camera' }, 'ready'],
  ['was unplugged', { seen: 'scanning', count: 0 }, 'lost'],
  ['was never there', { count: 0, isExpected: false }, 'none'],
  ['was never there, nor may be used', { count: 0, isExpected: false, permission: 'denied' }, 'none'],
])("the page's camera %s", (_what, known, state) => {
  expect(cameraStateOf({ ...THERE, ...known })).toBe(state)
})
