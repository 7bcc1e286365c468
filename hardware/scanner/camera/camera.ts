import type { Clock } from '../../ports.ts'
import type { Scan } from '../port.ts'
import { namedCameras, wantedCamera, type NamedCamera } from './cameras.ts'
import { keepCamera, type CameraState } from './keeper.ts'
import type { FoundCode } from './read.ts'
import { pageClock } from './page-clock.ts'
import { failureOf, openCamera, type Session } from './session.ts'
import { createSightings } from './sightings.ts'
import type { Stage } from './stage.ts'
import { hasTorch, setTorch } from './torch.ts'

export type { CameraState } from './keeper.ts'

/** What a person can choose at the camera. */
export interface CameraChoices {
  /** The names of the machine's cameras; empty until one may be used. */
  cameras: readonly string[]
  /** The name of the camera in use; absent where none is. */
  current?: string
  /** Whether the camera's lamp is on; absent where it has none that a page can switch. */
  torch?: boolean
}

/** What `startCamera` needs of its page. */
export interface CameraOptions {
  /** The element that the camera's picture fills. Its own size must not depend on its content. */
  element: HTMLElement
  /** The names of the cameras that are to be used, the first that is there; where none is, any. */
  wanted?: readonly string[]
  /** Whether the lamp is to be on from the start. */
  torch?: boolean
  /** Called once for each code while it stays in view. An eID that refreshes itself is another code each time. */
  onScan(scan: Scan): void
  onState(state: CameraState): void
  /** Called when cameras come and go, another is in use, or its lamp changes. */
  onChoices?(choices: CameraChoices): void
  clock?: Pick<Clock, 'monotonic' | 'after'>
}

/** A running camera. */
export interface Camera {
  /** Tries the camera again because a person asks for it. */
  again(): void
  /** Uses the first of these cameras that is there, now and whenever it comes back. */
  use(wanted: readonly string[]): void
  /** Switches the lamp, also of a camera that is used later. */
  light(on: boolean): void
  /** Releases the camera, its lamp off. Nothing is called after it has resolved. */
  stop(): Promise<void>
}

/**
 * Scans with one of the machine's cameras and shows its picture in `element`. Whatever goes wrong is a state and never
 * an exception, and the camera starts again by itself when what was wrong is over (`keepCamera`).
 */
export function startCamera(options: CameraOptions): Camera {
  const { element, onScan, onState, onChoices = () => undefined, clock = pageClock } = options
  let wanted = options.wanted ?? []
  let torch = options.torch ?? false
  let stage: Stage | undefined
  let session: Session | undefined
  let cameras: readonly NamedCamera[] = []
  // A page that isn't from a secure origin has no `mediaDevices`.
  const devices = 'mediaDevices' in navigator ? navigator.mediaDevices : undefined

  const inUse = (): NamedCamera | undefined => {
    const id = session?.track?.getSettings().deviceId
    return cameras.find(({ deviceId }) => deviceId === id)
  }

  async function look(): Promise<void> {
    cameras = namedCameras((await devices?.enumerateDevices().catch(() => [])) ?? [])
  }

  function tell(): void {
    if (keeper.state() === 'stopped') return
    const current = inUse()?.name
    const lamp = session?.track && hasTorch(session.track) ? torch : undefined
    onChoices({
      cameras: cameras.map(({ name }) => name),
      ...(current === undefined ? {} : { current }),
      ...(lamp === undefined ? {} : { torch: lamp }),
    })
  }

  const keeper = keepCamera({
    async open(events) {
      await look()
      const isNew = createSightings()
      const deviceId = wantedCamera(cameras, wanted)?.deviceId
      const opened = await openCamera(
        {
          element,
          ...(deviceId === undefined ? {} : { deviceId }),
          clock,
          onStage: (made) => void (stage = made),
          onCodes: (codes: readonly FoundCode[]) => {
            if (!events.isWanted() || keeper.state() !== 'scanning') return
            for (const { bytes, symbology, text } of isNew(codes, clock.monotonic()))
              onScan({ bytes, source: 'camera', symbology, text })
          },
        },
        events,
      )
      session = opened
      return {
        async close() {
          if (opened.track && torch && hasTorch(opened.track)) setTorch(opened.track, false)
          await opened.close()
          if (session === opened) session = undefined
          tell()
        },
      }
    },
    failureOf,
    clock,
    onState(state) {
      onState(state)
      if (state === 'scanning') void playing()
    },
  })

  /** Looks again at what there is: only a camera that may be used tells the names of all. */
  async function playing(): Promise<void> {
    const { track } = session ?? {}
    if (track && torch && hasTorch(track)) setTorch(track, true)
    await look()
    if (keeper.state() !== 'scanning') return
    const better = wantedCamera(cameras, wanted)
    if (better && inUse() && better !== inUse()) keeper.restart()
    else tell()
  }

  async function camerasChanged(): Promise<void> {
    keeper.camerasChanged()
    if (keeper.state() !== 'scanning') return
    const { track } = session ?? {}
    await playing()
    if (track && session?.track === track && keeper.state() === 'scanning' && cameras.length > 0 && !inUse())
      keeper.lost()
  }

  const changed = (): void => void camerasChanged()
  devices?.addEventListener('devicechange', changed)
  const stopWatching = watchPermission(() => keeper.permissionChanged())
  return {
    again: () => keeper.restart(),
    use(next) {
      wanted = next
      const better = wantedCamera(cameras, wanted)
      if (better && better !== inUse()) keeper.restart()
    },
    light(on) {
      torch = on
      if (session?.track && hasTorch(session.track)) setTorch(session.track, on)
      tell()
    },
    async stop() {
      devices?.removeEventListener('devicechange', changed)
      stopWatching()
      const stopping = keeper.stop()
      // The page may remove `element` now; the hidden stage lets html5-qrcode end a start that is still under way.
      stage?.hide()
      await stopping
    },
  }
}

/** Calls `changed` whenever the permission to use a camera changes (Permissions, §6.4). */
function watchPermission(changed: () => void): () => void {
  let watched: PermissionStatus | undefined
  let over = false
  const begin = async (): Promise<void> => {
    const status = await navigator.permissions.query({ name: 'camera' })
    if (over) return
    watched = status
    status.addEventListener('change', changed)
  }
  // A browser that can't be asked leaves the button to try again.
  begin().catch(() => undefined)
  return () => {
    over = true
    watched?.removeEventListener('change', changed)
  }
}
