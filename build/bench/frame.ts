import { readFrame } from '../../hardware/scanner/camera/read.ts'
import { frameOf } from '../e2e/camera-video.ts'

const WIDTH = 1280
const HEIGHT = 720
const WARM_UP = 10
const ROUNDS = 101
/** The length of an eID's presentation, in characters. */
const CODE_LENGTH = 710
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

/** Makes a camera's frame as a page gets it: RGBA, with the noise of a sensor. */
function cameraFrame(text: string | null) {
  const shades = frameOf(text, WIDTH, HEIGHT)
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4)
  let noise = 1
  for (let i = 0; i < shades.length; i++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff
    data.fill((shades[i] ?? 0) + ((noise >> 16) % 17) - 8, i * 4, i * 4 + 3)
    data[i * 4 + 3] = 255
  }
  return { width: WIDTH, height: HEIGHT, data }
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < WARM_UP; i++) await work()
  const times: number[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.sort((one, other) => one - other)
}

function quantile(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.floor((sorted.length - 1) * part)] ?? 0) * 100) / 100
}

/**
 * Measures how long a 1280×720 frame takes from RGBA to a code's bytes, in milliseconds: the search for QR codes in
 * every frame, with a dense eID (`median_ms`, `p99_ms`) and without a code (`empty_median_ms`), and the search for
 * codes of every symbology in each fifth frame.
 */
export async function run(): Promise<Record<string, number>> {
  const text = `ME1:${Array.from({ length: CODE_LENGTH - 4 }, (_, i) => ALPHABET[(i * 7 + i * i) % ALPHABET.length]).join('')}`
  const eid = cameraFrame(text)
  const empty = cameraFrame(null)
  const found = await readFrame(eid, { everything: false })
  if (found[0]?.text !== text) throw new Error("the frame's code was not read")
  const quick = await timesOf(() => readFrame(eid, { everything: false }))
  const quickEmpty = await timesOf(() => readFrame(empty, { everything: false }))
  const everything = await timesOf(() => readFrame(eid, { everything: true }))
  const everythingEmpty = await timesOf(() => readFrame(empty, { everything: true }))
  return {
    median_ms: quantile(quick, 0.5),
    p99_ms: quantile(quick, 0.99),
    empty_median_ms: quantile(quickEmpty, 0.5),
    everything_median_ms: quantile(everything, 0.5),
    everything_empty_median_ms: quantile(everythingEmpty, 0.5),
  }
}
