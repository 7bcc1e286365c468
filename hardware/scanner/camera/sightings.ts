import type { FoundCode } from './read.ts'

/** How long a code must be out of view before it counts as shown again, in milliseconds. */
const QUIET = 2000

/**
 * Makes a function that answers which of a frame's codes are new. A code that stays in view is new once; one that was
 * out of view for two seconds is new again; an eID that refreshed itself is new at once, since its bytes have changed.
 * `now` in milliseconds on a clock that never goes back.
 */
export function createSightings(): (codes: readonly FoundCode[], now: number) => FoundCode[] {
  const lastSeen = new Map<string, number>()
  return (codes, now) => {
    for (const [key, at] of lastSeen) if (now - at >= QUIET) lastSeen.delete(key)
    return codes.filter((code) => {
      const key = `${code.symbology} ${code.bytes.join(',')}`
      const fresh = !lastSeen.has(key)
      lastSeen.set(key, now)
      return fresh
    })
  }
}
