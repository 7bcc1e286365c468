import { createHash, randomBytes } from 'node:crypto'
import type { PageFace } from '../faces.ts'

/** How long a token is good that the shell gives to a browser which it opens itself: enough for a browser's start. */
const OPENED_MS = 30_000

/**
 * The most printed tokens that may be unused at a time. The oldest is dropped first, so that holding Enter down fills
 * no memory.
 */
const MOST_WAITING = 32

interface Waiting {
  face: PageFace
  /** Until when it is good, in milliseconds on the caller's clock; null: until it is used. */
  until: number | null
}

/** Launch tokens: 256 random bits, used once, for one face (architecture.md, "Access and lock-down"). */
export interface LaunchTokens {
  /** Makes a token for an address that the shell opens (good for 30 s) or prints (good until it is used). */
  issue(face: PageFace, how: 'opened' | 'printed'): string
  /** Uses a token up and answers the face that it was for; null where it is unknown, used or too old. */
  redeem(token: string): PageFace | null
}

/** Makes the store of launch tokens. `now`: milliseconds on a clock that never goes back. */
export function createLaunchTokens(now: () => number): LaunchTokens {
  // Tokens are stored as hashes, so that neither a dump of this memory nor the time of a comparison reveals one.
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
