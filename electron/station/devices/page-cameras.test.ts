import { describe, expect, it } from 'vitest'
import type { PageCamera } from '../../contract/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createDevices } from './devices.ts'
import { createPageCameras } from './page-cameras.ts'

function make() {
  const manual = createManualClock()
  const changes: string[] = []
  let gone = 0
  const devices = createDevices({
    clock: manual.clock,
    onChange: ({ id, state, error }) => void changes.push([id, state, ...(error ?? '').split(' ')].join(' ').trim()),
    onGone: () => undefined,
  })
  const cameras = createPageCameras({ clock: manual.clock, devices, onGone: () => void (gone += 1) })
  return { manual, devices, cameras, changes, gone: () => gone }
}

const kiosk = { face: 'kiosk' } as const
const ready: PageCamera = { state: 'ready', count: 1 }
const refused: PageCamera = { state: 'refused', count: 1 }

describe("a page's camera", () => {
  it.each<[PageCamera, object]>([
    [ready, { state: 'ready' }],
    [refused, { state: 'failed', error: 'camera-refused', trouble: 'camera-refused' }],
    [
      { state: 'in-use', count: 1 },
      { state: 'failed', error: 'in-use', trouble: 'in-use' },
    ],
    [
      { state: 'failed', count: 1 },
      { state: 'failed', error: 'camera-failed', trouble: 'camera-failed' },
    ],
    [
      { state: 'lost', count: 0 },
      { state: 'lost', error: 'unplugged', trouble: 'unplugged' },
    ],
    [
      { state: 'lost', count: 1 },
      { state: 'failed', error: 'not-answering', trouble: 'not-answering' },
    ],
  ])('%o is a device of its face', (told, device) => {
    const { devices, cameras } = make()
    cameras.announce(kiosk, told)
    expect(devices.reports()).toMatchObject([{ id: 'camera-kiosk', kind: 'camera', face: 'kiosk', ...device }])
  })

  it('keeps since when it is so, its last error, and what to do while there is something', async () => {
    const { manual, devices, cameras, changes } = make()
    const at = new Date(manual.clock.now()).toISOString()
    cameras.announce(kiosk, refused)
    await manual.pass(60_000)
    cameras.announce(kiosk, { ...refused, count: 2 })
    const told = devices.reports()[0]
    expect(told).toMatchObject({ since: at, lastError: { error: 'camera-refused', at } })
    expect(told?.todo).toMatch(/^Allow the camera for the station's page/)
    cameras.announce(kiosk, ready)
    const well = devices.reports()[0]
    expect(well).toMatchObject({ state: 'ready', lastError: { error: 'camera-refused', at } })
    expect(well).not.toHaveProperty('todo')
    expect(changes).toEqual(['camera-kiosk failed camera-refused', 'camera-kiosk ready'])
  })

  it('is forgotten when its page is gone, and when the page has none', () => {
    const { devices, cameras, gone } = make()
    const counter = { face: 'counter' } as const
    cameras.announce(kiosk, refused)
    cameras.announce(counter, ready)
    cameras.forget(kiosk)
    expect(devices.list()).toMatchObject([{ id: 'camera-counter' }])
    cameras.announce(counter, { state: 'none', count: 0 })
    expect(devices.list()).toEqual([])
    expect(gone()).toBe(2)
  })

  it('is that of the page which announced last, whose predecessor may end later', () => {
    const { devices, cameras } = make()
    const next = { face: 'kiosk' } as const
    cameras.announce(kiosk, refused)
    cameras.announce(next, ready)
    cameras.forget(kiosk)
    expect(devices.list()).toMatchObject([{ id: 'camera-kiosk', state: 'ready' }])
    cameras.forget(next)
    expect(devices.list()).toEqual([])
  })
})
