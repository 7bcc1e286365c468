import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Outcome } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'

/** In milliseconds: at the start and every 15 minutes (codes.md, section 4). */
const EVERY = 15 * 60_000
const FIRST_RETRY = 30_000
/**
 * The share by which a retry's pause varies at random, so that stations that failed together don't all ask again
 * together.
 */
const SPREAD = 0.2

/**
 * Refreshes at once and every 15 minutes; after a failure sooner (after 30 s, then doubling) and as soon as the line is
 * back. Returns the function that stops it.
 */
export function keepFresh(deps: {
  refresh(): Promise<Outcome>
  gateway: Gateway
  clock: Clock
  random: Random
}): () => void {
  const { refresh, gateway, clock, random } = deps
  let cancel = () => {}
  let retry = FIRST_RETRY
  let failed = false
  let stopped = false

  async function run() {
    cancel()
    const outcome = await refresh()
    if (stopped) return
    failed = !outcome.ok
    const chance = (random.bytes(1)[0] ?? 0) / 255
    const pause = failed ? retry * (1 - SPREAD + 2 * SPREAD * chance) : EVERY
    retry = failed ? Math.min(retry * 2, EVERY) : FIRST_RETRY
    cancel()
    cancel = clock.after(pause, () => {
      void run()
    })
  }

  const stopListening = gateway.onLine((line) => {
    if (line.state === 'up' && failed) void run()
  })
  void run()
  return () => {
    stopped = true
    cancel()
    stopListening()
  }
}
