import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import type { Books } from './books.ts'

/** The waits after the first and the second wrong proof of a plate at one station, in milliseconds. */
const WAITS = [2_000, 8_000] as const
/** How long the third wrong proof locks the plate at that station, in milliseconds. */
const LOCKED_FOR = 15 * 60_000

type ProofRefusal =
  | { ok: false; code: 'proof-wrong'; waitMs: number; left: number }
  | { ok: false; code: 'too-soon'; waitMs: number }
  | { ok: false; code: 'proof-locked' }

/** Counts wrong proofs by station and plate, so that four characters can't be guessed. */
export function openProofDesk({ books, clock }: { books: Books; clock: Clock }) {
  const countOf = books.row(
    z.object({ wrong: z.int(), next_at: z.int() }),
    'SELECT wrong, next_at FROM proofs WHERE station = ? AND plate = ?',
  )
  const keep = books.change('INSERT OR REPLACE INTO proofs VALUES (?, ?, ?, ?)')
  const forget = books.change('DELETE FROM proofs WHERE station = ? AND plate = ?')
  const forgetAll = books.change('DELETE FROM proofs')

  return {
    /** Judges a proof; undefined where it passes. `isRight` says whether it is the vehicle's. */
    judge(station: string, plate: string, isRight: boolean): ProofRefusal | undefined {
      const now = clock.now()
      const { wrong = 0, next_at: nextAt = 0 } = countOf(station, plate) ?? {}
      const isLocked = wrong > WAITS.length
      if (nextAt > now)
        return isLocked ? { ok: false, code: 'proof-locked' } : { ok: false, code: 'too-soon', waitMs: nextAt - now }
      if (isRight) {
        if (wrong > 0) forget(station, plate)
        return undefined
      }
      const before = isLocked ? 0 : wrong
      const waitMs = WAITS[before]
      keep(station, plate, before + 1, now + (waitMs ?? LOCKED_FOR))
      return waitMs === undefined
        ? { ok: false, code: 'proof-locked' }
        : { ok: false, code: 'proof-wrong', waitMs, left: WAITS.length - before }
    },
    forgetAll,
  }
}
