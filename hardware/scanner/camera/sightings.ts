import type { FoundCode } from './read.ts'

/** How long a code must be out of view before it counts as shown again, in milliseconds. */
const QUIET = 2000

/**
 * Which of a frame's codes are new: one that stays in view is told once, one that was away for two seconds again,
 * and an eID that has refreshed itself at once, because its bytes are others.
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
