import type { Html5Qrcode } from 'html5-qrcode'
import type { Scan } from '../port.ts'
import { detectorClass, type DetectorClass, type FrameReader } from './detector.ts'
import { createFrameReader } from './frame-reader.ts'
import { createSightings } from './sightings.ts'
import { createStage, type Stage } from './stage.ts'

/**
 * The camera's state. `camera-in-use`: another program holds it; `camera-lost`: it was pulled out or switched off while
 * it ran.
 */
export type CameraState =
  'starting' | 'scanning' | 'no-camera' | 'permission-denied' | 'camera-in-use' | 'camera-lost' | 'failed' | 'stopped'

/** What `startCamera` needs of its page. */
export interface CameraOptions {
  /** The element that the camera's picture fills. Its own size must not depend on its content. */
  element: HTMLElement
  /** Called once for each code while it stays in view. An eID that refreshes itself is another code each time. */
  onScan(scan: Scan): void
  onState(state: CameraState): void
  /** Milliseconds on a clock that never goes back. */
  now?(): number
}

/** A running camera. */
export interface Camera {
  /** Releases the camera. Neither `onScan` nor `onState` is called after it has resolved. */
  stop(): Promise<void>
}

/** The most frames a second that are read. */
const FRAMES_PER_SECOND = 15

/** A dense eID needs about four pixels a module; more than Full HD costs time and reads no better. */
const RESOLUTION: MediaTrackConstraints = { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } }

/** In these states the camera is opened again when the machine's cameras change. */
const WAITS_FOR_CAMERA: readonly CameraState[] = ['no-camera', 'camera-lost', 'camera-in-use']

/**
 * Scans with the machine's camera and shows its picture in `element`. Whatever goes wrong is a state and never an
 * exception. A camera that was missing, lost or in use is tried again as soon as the machine's cameras change.
 */
export function startCamera({ element, onScan, onState, now = () => performance.now() }: CameraOptions): Camera {
  let state: CameraState | undefined
  let running: Promise<Session | undefined> = Promise.resolve(undefined)
  let stage: Stage | undefined
  const isNew = createSightings()

  function enter(next: CameraState): void {
    if (state === 'stopped' || state === next) return
    state = next
    onState(next)
  }

  function begin(): void {
    if (state === 'stopped') return
    enter('starting')
    running = open(element, {
      isWanted: () => state !== 'stopped',
      onStage: (made) => void (stage = made),
      onCodes: (codes) => {
        if (state !== 'scanning') return
        for (const { bytes, symbology, text } of isNew(codes, now()))
          onScan({ bytes, source: 'camera', symbology, text })
      },
      onPlaying: () => enter('scanning'),
      onFailed: () => {
        void end()
        enter('failed')
      },
      onLost: () => {
        void end()
        enter('camera-lost')
      },
    }).catch((error: unknown) => {
      enter(failure(error))
      return undefined
    })
  }

  async function end(): Promise<void> {
    const session = await running
    await session?.close()
  }

  function camerasChanged(): void {
    if (!state || !WAITS_FOR_CAMERA.includes(state)) return
    enter('starting')
    void end().then(begin)
  }

  // A page that isn't from a secure origin has no `mediaDevices`.
  const devices = 'mediaDevices' in navigator ? navigator.mediaDevices : undefined
  devices?.addEventListener('devicechange', camerasChanged)
  begin()
  return {
    stop: async () => {
      devices?.removeEventListener('devicechange', camerasChanged)
      enter('stopped')
      // The page may remove `element` now; the hidden stage lets html5-qrcode end a start that is still under way.
      stage?.hide()
      await end()
    },
  }
}

interface Session {
  close(): Promise<void>
}

interface SessionEvents {
  isWanted(): boolean
  onStage(stage: Stage): void
  onCodes: Parameters<typeof detectorClass>[1]
  onPlaying(): void
  /** Called when the decoder can't be loaded. */
  onFailed(): void
  onLost(): void
}

/** Opens the camera once. Where it can't be opened it rejects with html5-qrcode's error, and nothing is left open. */
async function open(element: HTMLElement, events: SessionEvents): Promise<Session> {
  const { Html5Qrcode, Html5QrcodeSupportedFormats: Format } = await import('html5-qrcode')
  if (!events.isWanted()) throw new Error('stopped before it was opened')
  const stage = createStage(element, events.onLost)
  events.onStage(stage)
  const reader = createFrameReader()
  const read: FrameReader = (frame, search) =>
    reader.read(frame, search).catch(() => {
      events.onFailed()
      return []
    })
  const scanner = withDetector(
    detectorClass(read, events.onCodes),
    () =>
      new Html5Qrcode(stage.id, {
        verbose: false,
        useBarCodeDetectorIfSupported: true,
        formatsToSupport: [Format.QR_CODE, Format.AZTEC, Format.PDF_417, Format.CODE_128, Format.EAN_13, Format.EAN_8],
      }),
  )
  keepOneDecoder(scanner)
  let closing = false

  async function close(): Promise<void> {
    closing = true
    const tracks = tracksOf(stage)
    // html5-qrcode's `stop` fails halfway where the picture hadn't begun, so the tracks are stopped here too.
    await stopped(scanner)
    for (const track of tracks) track.stop()
    reader.close()
    stage.remove()
  }

  try {
    const settings = { fps: FRAMES_PER_SECOND, disableFlip: true, videoConstraints: RESOLUTION }
    await scanner.start(
      { facingMode: 'environment' },
      settings,
      () => undefined,
      () => undefined,
    )
  } catch (error) {
    await close()
    throw error
  }
  for (const track of tracksOf(stage)) track.addEventListener('ended', () => closing || events.onLost())
  const video = stage.video()
  if (video && video.readyState > HTMLMediaElement.HAVE_CURRENT_DATA && !video.paused) events.onPlaying()
  else video?.addEventListener('playing', events.onPlaying, { once: true })
  return { close }
}

/**
 * Puts our detector in the place of `window.BarcodeDetector` while html5-qrcode is constructed, which is when it looks
 * for it; then restores what was there.
 */
function withDetector<T>(detector: DetectorClass, make: () => T): T {
  const before = Object.getOwnPropertyDescriptor(window, 'BarcodeDetector')
  Object.defineProperty(window, 'BarcodeDetector', { value: detector, configurable: true, writable: true })
  try {
    return make()
  } finally {
    if (before) Object.defineProperty(window, 'BarcodeDetector', before)
    else Reflect.deleteProperty(window, 'BarcodeDetector')
  }
}

/**
 * Removes html5-qrcode's second decoder, which would read every other frame, is slower and yields text only. Every
 * frame then comes to ours.
 */
function keepOneDecoder(scanner: Html5Qrcode): void {
  const decoders: unknown = Reflect.get(scanner, 'qrcode')
  if (typeof decoders === 'object' && decoders !== null) Reflect.deleteProperty(decoders, 'secondaryDecoder')
}

function tracksOf(stage: Stage): MediaStreamTrack[] {
  const stream = stage.video()?.srcObject
  return stream instanceof MediaStream ? stream.getTracks() : []
}

async function stopped(scanner: Html5Qrcode): Promise<void> {
  try {
    await scanner.stop()
  } catch {
    // It isn't scanning, so there is nothing to stop.
  }
}

/** html5-qrcode passes the browser's error on as text, which contains its name (Media Capture and Streams, §10.2). */
function failure(error: unknown): CameraState {
  const words = String(error)
  if (/NotAllowedError|SecurityError/.test(words)) return 'permission-denied'
  if (/NotFoundError|OverconstrainedError|mediaDevices not supported|not supported/.test(words)) return 'no-camera'
  if (/NotReadableError|AbortError/.test(words)) return 'camera-in-use'
  return 'failed'
}
