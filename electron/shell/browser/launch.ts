import { createHash, randomBytes } from 'node:crypto'
import type { PageFace } from '../faces.ts'

/** A token that a shell hands to a browser it opens itself is good for this long: the time of a browser's start. */
const OPENED_MS = 30_000

/** Printed tokens that wait to be used. The oldest goes first, so that a key held down fills no memory. */
const MOST_WAITING = 32

interface Waiting {
  face: PageFace
  /** Milliseconds on the caller's clock, or none: until it is used. */
  until: number | null
}

/** Launch tokens: 256 random bits, used once, for one face. */
export interface LaunchTokens {
  /** A token for the address that a shell opens (30 s) or prints (until it is used). */
  issue(face: PageFace, how: 'opened' | 'printed'): string
  /** The face that the token was for; null for one that is unknown, used or too old. */
  redeem(token: string): PageFace | null
}

/** @param now a clock that only rises, in milliseconds */
export function createLaunchTokens(now: () => number): LaunchTokens {
  // Kept by digest: neither a look at this memory nor the time of a comparison gives a token away.
  const waiting = new Map<string, Waiting>()
  const digest = (token: string): string => createHash('sha256').update(token).digest('base64')

  return {
    issue(face, how) {
      const token = randomBytes(32).toString('base64url')
      const oldest = waiting.size >= MOST_WAITING ? waiting.keys().next() : undefined
      if (oldest?.done === false) waiting.delete(oldest.value)
      waiting.set(digest(token), { face, until: how === 'opened' ? now() + OPENED_MS : null })
      return token
    },
    redeem(token) {
      const key = digest(token)
      const found = waiting.get(key)
      if (!found) return null
      waiting.delete(key)
      return found.until === null || now() <= found.until ? found.face : null
    },
  }
}
