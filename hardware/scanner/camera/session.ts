import type { Html5Qrcode } from 'html5-qrcode'
import { detectorClass, type DetectorClass } from './detector.ts'
import { createFrameReader } from './frame-reader.ts'
import type { CameraState, OpenCamera, OpenCameraEvents } from './keeper.ts'
import type { FoundCode, FrameSearch } from './read.ts'
import type { Luminance } from './luminance.ts'
import type { Clock } from '../../ports.ts'
import { createSecondLooks } from './second-looks.ts'
import { frameOf, watchSilence } from './silence.ts'
import { createStage, type Stage } from './stage.ts'

/** What is opened, and where. */
export interface SessionOptions {
  /** The element that the camera's picture fills. */
  element: HTMLElement
  /** The camera that is asked for; absent: the one that looks away from the screen, or the only one. */
  deviceId?: string
  onStage(stage: Stage): void
  onCodes(codes: readonly FoundCode[]): void
  clock: Pick<Clock, 'monotonic' | 'after'>
}

/** An opened camera: its picture is shown and read. */
export interface Session extends OpenCamera {
  /** Its picture's track, which says what it can do. */
  track: MediaStreamTrack | undefined
}

/** The most frames a second that are read. */
const FRAMES_PER_SECOND = 15

/**
 * The camera's best picture is asked for, up to about four megapixels, and never one that the browser has cut or scaled.
 * A dense eID needs about four pixels a module; more than that costs time and reads no better.
 */
const PICTURE: MediaTrackConstraints = {
  width: { ideal: 2560 },
  height: { ideal: 1440 },
  // The DOM's types don't have it yet (Media Capture and Streams, §4.3.8).
  ...{ resizeMode: { ideal: 'none' } },
}

/** Opens the camera once. Where it can't be opened it rejects with html5-qrcode's error, and nothing is left open. */
export async function openCamera(options: SessionOptions, events: OpenCameraEvents): Promise<Session> {
  const { element, deviceId, onStage, onCodes, clock } = options
  const { Html5Qrcode, Html5QrcodeSupportedFormats: Format } = await import('html5-qrcode')
  if (!events.isWanted()) throw new Error('stopped before it was opened')
  const stage = createStage(element, events.onLost)
  onStage(stage)
  const reader = createFrameReader()
  const secondLooks = createSecondLooks(createFrameReader, onCodes, () => clock.monotonic())
  const read = (frame: Luminance, search: FrameSearch) =>
    reader.read(frame, search).catch(() => {
      events.onFailed()
      return []
    })
  const scanner = withDetector(
    detectorClass(read, onCodes, secondLooks),
    () =>
      new Html5Qrcode(stage.id, {
        verbose: false,
        useBarCodeDetectorIfSupported: true,
        formatsToSupport: [Format.QR_CODE, Format.AZTEC, Format.PDF_417, Format.CODE_128, Format.EAN_13, Format.EAN_8],
      }),
  )
  keepOneDecoder(scanner)
  let closing = false
  // html5-qrcode waits for the first frame without an end, so one that never comes ends the opening too.
  const silent = Promise.withResolvers<never>()
  silent.promise.catch(() => undefined)
  const stopWatch = watchSilence(
    () => frameOf(stage.video()),
    clock,
    () => {
      silent.reject(new Error('the camera gives no frames'))
      events.onLost()
    },
  )

  async function close(): Promise<void> {
    closing = true
    stopWatch()
    const tracks = tracksOf(stage)
    secondLooks.close()
    // html5-qrcode's `stop` fails halfway where the picture hadn't begun, so the tracks are stopped here too.
    await stopped(scanner)
    for (const track of tracks) track.stop()
    reader.close()
    stage.remove()
  }

  try {
    const which = deviceId === undefined ? { facingMode: 'environment' } : { deviceId: { exact: deviceId } }
    const settings = { fps: FRAMES_PER_SECOND, disableFlip: true, videoConstraints: { ...which, ...PICTURE } }
    const started = scanner.start(
      { facingMode: 'environment' },
      settings,
      () => undefined,
      () => undefined,
    )
    await Promise.race([started, silent.promise])
  } catch (error) {
    await close()
    throw error
  }
  const [track] = tracksOf(stage)
  track?.addEventListener('ended', () => closing || events.onLost())
  const video = stage.video()
  if (video && video.readyState > HTMLMediaElement.HAVE_CURRENT_DATA && !video.paused) events.onPlaying()
  else video?.addEventListener('playing', events.onPlaying, { once: true })
  return { close, track }
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
export function failureOf(error: unknown): CameraState {
  const words = String(error)
  if (/NotAllowedError|SecurityError/.test(words)) return 'permission-denied'
  if (/NotFoundError|OverconstrainedError|mediaDevices not supported|not supported/.test(words)) return 'no-camera'
  if (/NotReadableError|AbortError/.test(words)) return 'camera-in-use'
  return 'failed'
}
