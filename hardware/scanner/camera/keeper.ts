import type { Clock } from '../../ports.ts'

/**
 * The camera's state. `camera-in-use`: another program holds it; `camera-lost`: it was pulled out or switched off while
 * it ran, or gives no frames.
 */
export type CameraState =
  'starting' | 'scanning' | 'no-camera' | 'permission-denied' | 'camera-in-use' | 'camera-lost' | 'failed' | 'stopped'

/** A camera that was opened. */
export interface OpenCamera {
  close(): Promise<void>
}

/** What an opened camera tells, and what it asks of the one who opens it. */
export interface OpenCameraEvents {
  /** False once nobody waits for this camera any more. */
  isWanted(): boolean
  onPlaying(): void
  /** Called when the decoder can't be loaded. */
  onFailed(): void
  onLost(): void
}

/** What keeping a camera needs. */
export interface KeeperOptions {
  /** Opens the camera once. Rejects where it can't be opened, and then nothing is left open. */
  open(events: OpenCameraEvents): Promise<OpenCamera>
  /** The state that an error of `open` means. */
  failureOf(error: unknown): CameraState
  clock: Pick<Clock, 'monotonic' | 'after'>
  onState(state: CameraState): void
}

/** Keeps one camera open. */
export interface Keeper {
  state(): CameraState
  /** Opens the camera anew, as when another is chosen or a person asks for it. */
  restart(): void
  /** To be called when the machine's cameras have changed. */
  camerasChanged(): void
  /** To be called when a permission was given or taken. */
  permissionChanged(): void
  /** To be called when the camera in use isn't there any more. */
  lost(): void
  /** Releases the camera; nothing is told after it was called. */
  stop(): Promise<void>
}

/** The first and the longest wait before a camera is tried again by itself, in milliseconds; each is twice the last. */
const WAIT = { first: 500, longest: 10_000 }

/** How often a camera is tried by itself, about a minute and a half. A change of cameras begins the count anew. */
const TRIES = 12

/** For how long a camera must have run to count as well again, in milliseconds. */
const STEADY = 10_000

/** In these states the camera is tried again when the machine's cameras change. */
const WAITS_FOR_CAMERA: readonly CameraState[] = ['no-camera', 'camera-lost', 'camera-in-use']

/** In these it is tried again by itself: a camera that came back, or that another program let go, isn't always told. */
const TRIED_AGAIN: readonly CameraState[] = ['camera-lost', 'camera-in-use']

/**
 * Opens a camera and keeps it open. Whatever goes wrong is a state and never an exception. While a camera that was lost
 * or is in use is tried again the state stays, so that the screen doesn't flicker.
 */
export function keepCamera({ open, failureOf, clock, onState }: KeeperOptions): Keeper {
  let state: CameraState = 'starting'
  /** Counts the openings, so that nothing is heard of a camera that was given up. */
  let opening = 0
  let tries = 0
  let playingSince: number | undefined
  let cancelRetry = (): void => undefined
  let opened: Promise<OpenCamera | undefined> = Promise.resolve(undefined)

  function enter(next: CameraState): void {
    if (state === 'stopped' || state === next) return
    state = next
    onState(next)
  }

  function giveUp(): void {
    opening += 1
    cancelRetry()
    opened = opened.then(async (camera) => {
      await camera?.close()
      return undefined
    })
  }

  function begin(): void {
    if (state === 'stopped') return
    giveUp()
    const mine = opening
    const isWanted = (): boolean => mine === opening
    const heard = (then: () => void) => () => {
      if (isWanted()) then()
    }
    const events: OpenCameraEvents = {
      isWanted,
      onPlaying: heard(() => {
        playingSince = clock.monotonic()
        enter('scanning')
      }),
      onFailed: heard(() => {
        giveUp()
        enter('failed')
      }),
      onLost: heard(lost),
    }
    opened = opened
      .then(() => (isWanted() ? open(events) : undefined))
      .catch((error: unknown) => {
        if (isWanted()) failed(failureOf(error))
        return undefined
      })
  }

  function failed(next: CameraState): void {
    // What was lost and isn't there yet stays lost.
    enter(state === 'camera-lost' && next === 'no-camera' ? 'camera-lost' : next)
    if (TRIED_AGAIN.includes(state)) tryLater()
  }

  function lost(): void {
    giveUp()
    enter('camera-lost')
    tryLater()
  }

  function tryLater(): void {
    if (playingSince !== undefined && clock.monotonic() - playingSince >= STEADY) tries = 0
    playingSince = undefined
    if (state === 'stopped' || tries === TRIES) return
    cancelRetry = clock.after(Math.min(WAIT.longest, WAIT.first * 2 ** tries), begin)
    tries += 1
  }

  function restart(): void {
    tries = 0
    enter('starting')
    begin()
  }

  onState(state)
  begin()
  return {
    state: () => state,
    restart,
    camerasChanged() {
      if (!WAITS_FOR_CAMERA.includes(state)) return
      tries = 0
      begin()
    },
    permissionChanged() {
      if (state === 'permission-denied') restart()
    },
    lost,
    async stop() {
      enter('stopped')
      giveUp()
      await opened
    },
  }
}
