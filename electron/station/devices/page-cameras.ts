import type { Clock, DeviceHealth } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import type { Device, Face, PageCamera } from '../../contract/index.ts'
import type { Devices } from './devices.ts'

/** The page that announces a camera: one session at a face. */
interface CameraPage {
  readonly face: Face
}

/** The cameras of the pages, which the pages alone see: a device for each face whose page has announced one. */
export interface PageCameras {
  /** Hears of a page's camera. Of two pages at one face the one that announced last counts. */
  announce(page: CameraPage, camera: PageCamera): void
  /** Hears that a page isn't connected any more. */
  forget(page: CameraPage): void
}

interface Announced {
  page: CameraPage
  tell(camera: PageCamera): void
  detach(): void
}

/** Makes them. `onGone` hears that a camera isn't one of the station's devices any more. */
export function createPageCameras(deps: {
  clock: Clock
  devices: Pick<Devices, 'attach'>
  onGone(): void
}): PageCameras {
  const { clock, devices } = deps
  const announced = new Map<Face, Announced>()

  function attach(page: CameraPage, face: NonNullable<Device['face']>, camera: PageCamera): void {
    const listeners = createListeners<[DeviceHealth]>()
    const healthOf = (told: PageCamera): DeviceHealth => ({
      id: `camera-${face}`,
      kind: 'camera',
      virtual: false,
      since: clock.now(),
      ...stateOf(told),
    })
    let health = healthOf(camera)
    const detach = devices.attach(
      { health: () => health, onHealth: listeners.add, close: () => Promise.resolve() },
      {},
      face,
    )
    announced.set(face, {
      page,
      detach,
      tell(told) {
        const next = healthOf(told)
        if (next.state === health.state && next.error === health.error) return
        health = next
        listeners.tell(next)
      },
    })
  }

  function drop(face: Face): void {
    const known = announced.get(face)
    if (!known) return
    announced.delete(face)
    known.detach()
    deps.onGone()
  }

  return {
    announce(page, camera) {
      const { face } = page
      const known = announced.get(face)
      if (camera.state === 'none') drop(face)
      else if (known) {
        known.page = page
        known.tell(camera)
      } else if (face === 'kiosk' || face === 'counter') attach(page, face, camera)
    },
    forget(page) {
      if (announced.get(page.face)?.page === page) drop(page.face)
    },
  }
}

function stateOf({ state, count }: PageCamera): Pick<DeviceHealth, 'state' | 'error'> {
  switch (state) {
    case 'ready':
    case 'none':
      return { state: 'ready' }
    case 'refused':
      return { state: 'failed', error: 'camera-refused' }
    case 'in-use':
      return { state: 'failed', error: 'in-use' }
    case 'failed':
      return { state: 'failed', error: 'camera-failed' }
    case 'lost':
      // The browser still lists one that only gives no frames.
      return count > 0 ? { state: 'failed', error: 'not-answering' } : { state: 'lost', error: 'unplugged' }
  }
}
