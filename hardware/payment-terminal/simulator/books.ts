import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Clock } from '../../ports.ts'
import { DECLINE_REASONS, type DeclineReason } from '../port.ts'
import type { Verdict } from '../protocol.ts'
import type { Behaviour, BookedAttempt } from './messages.ts'

/** The most that this terminal's bank lets a card pay at once, in avos. */
export const CARD_LIMIT_AVOS = 10_000_000
const SCHEME = 'UnionPay'

const SCHEMA = `
  PRAGMA busy_timeout = 2000;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS attempts (
    attempt TEXT PRIMARY KEY, avos INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT, taken INTEGER NOT NULL, given_back INTEGER NOT NULL,
    deadline INTEGER NOT NULL, decide_at INTEGER, decision TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS parts (attempt TEXT NOT NULL, key TEXT NOT NULL, avos INTEGER NOT NULL, PRIMARY KEY (attempt, key)) STRICT;
  COMMIT;
`

/** `-taking`: declined or cancelled by its answer, while the money is taken all the same. */
const decision = z.enum(['approve', 'decline', 'cancel', 'decline-taking', 'cancel-taking'])
const attemptRow = z.object({
  // `avos` is 0 where the attempt was reversed before it was seen.
  attempt: z.string(),
  avos: z.int(),
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  reason: z.enum(DECLINE_REASONS).nullable(),
  taken: z.int(),
  given_back: z.int(),
  deadline: z.int(),
  decide_at: z.int().nullable(),
  decision: decision.nullable(),
})
type AttemptRow = z.infer<typeof attemptRow>
const partRow = z.object({ avos: z.int() })

const delayOf = (behaviour: Behaviour) => (behaviour.do === 'wait' ? null : (behaviour.afterMs ?? 0))
const decisionOf = (behaviour: Behaviour): z.infer<typeof decision> | null =>
  behaviour.do === 'wait'
    ? null
    : behaviour.do !== 'approve' && behaviour.takes === true
      ? `${behaviour.do}-taking`
      : behaviour.do
const reasonOf = (behaviour: Behaviour): DeclineReason | null => (behaviour.do === 'decline' ? behaviour.reason : null)

/**
 * Opens the terminal's own books in its folder, under an exclusive lock. An attempt takes money once, however often it
 * is asked for; one that was reversed before it arrived never does; and everything is on the disk before it is
 * answered. Throws where the folder can't be used or the books can't be read.
 */
export function openBooks(folder: string, clock: Clock) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, 'terminal.db'))
  db.exec(SCHEMA)
  const select = db.prepare('SELECT * FROM attempts WHERE attempt = ?')
  const selectAll = db.prepare('SELECT * FROM attempts ORDER BY rowid')
  const insert = db.prepare('INSERT INTO attempts VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?)')
  const decided = db.prepare('UPDATE attempts SET state = ?, reason = ?, taken = ? WHERE attempt = ?')
  const givenBack = db.prepare('UPDATE attempts SET state = ?, given_back = ? WHERE attempt = ?')
  const selectPart = db.prepare('SELECT avos FROM parts WHERE attempt = ? AND key = ?')
  const insertPart = db.prepare('INSERT INTO parts VALUES (?, ?, ?)')

  const rowOf = (attempt: string): AttemptRow | undefined => {
    const row = select.get(attempt)
    return row === undefined ? undefined : attemptRow.parse(row)
  }

  function inTransaction<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (error) {
      db.exec('ROLLBACK')
      throw error
    }
  }

  function recordDecision({ attempt, avos, reason }: AttemptRow, how: z.infer<typeof decision>): void {
    if (how === 'cancel' || how === 'cancel-taking')
      decided.run('cancelled', null, how === 'cancel' ? 0 : avos, attempt)
    else if (how === 'decline' || how === 'decline-taking')
      decided.run('declined', reason ?? 'declined', how === 'decline' ? 0 : avos, attempt)
    else if (avos > CARD_LIMIT_AVOS) decided.run('declined', 'limit', 0, attempt)
    else decided.run('approved', null, avos, attempt)
  }

  /** An attempt as it stands now: a decision whose time has come is applied, and one past its deadline is cancelled. */
  function current(attempt: string): AttemptRow | undefined {
    const kept = rowOf(attempt)
    if (kept?.state !== 'pending') return kept
    const now = clock.now()
    if (kept.decision !== null && kept.decide_at !== null && kept.decide_at <= Math.min(now, kept.deadline))
      recordDecision(kept, kept.decision)
    else if (now >= kept.deadline) recordDecision(kept, 'cancel')
    else return kept
    return rowOf(attempt)
  }

  function verdictOf(kept: AttemptRow | undefined): Verdict {
    if (!kept) return { state: 'none' }
    switch (kept.state) {
      case 'approved':
        return { state: 'approved', reference: kept.attempt, approvedAvos: kept.avos, scheme: SCHEME }
      case 'declined':
        return { state: 'declined', reason: kept.reason ?? 'declined' }
      default:
        return { state: kept.state }
    }
  }

  return {
    /** Takes an attempt, new or repeated, and answers its state. A later decision is asked for with `status`. */
    pay(attempt: string, avos: number, deadlineMs: number, behaviour: Behaviour): Verdict {
      return inTransaction(() => {
        const before = current(attempt)
        if (before?.avos === 0) return { state: 'declined', reason: 'reversed-before' }
        if (before && before.avos !== avos) return { state: 'not-done', why: 'other-words' }
        if (before) return verdictOf(before)
        const now = clock.now()
        const afterMs = delayOf(behaviour)
        insert.run(
          attempt,
          avos,
          'pending',
          reasonOf(behaviour),
          now + deadlineMs,
          afterMs === null ? null : now + afterMs,
          decisionOf(behaviour),
        )
        return verdictOf(current(attempt))
      })
    },
    status: (attempt: string): Verdict => inTransaction(() => verdictOf(current(attempt))),
    /** When a pending attempt is decided or ends, in milliseconds since 1970; undefined where it is decided already. */
    nextChangeAt(attempt: string): number | undefined {
      const kept = rowOf(attempt)
      return kept?.state === 'pending' ? Math.min(kept.decide_at ?? kept.deadline, kept.deadline) : undefined
    },
    /** Gives back all that is left, or one part under its key. */
    reverse(attempt: string, part?: { key: string; amountAvos: number }): Verdict {
      return inTransaction(() => {
        const kept = current(attempt)
        if (!kept) {
          insert.run(attempt, 0, 'reversed', null, 0, null, null)
          return { state: 'reversed' }
        }
        if (part) {
          const before = selectPart.get(attempt, part.key)
          if (before !== undefined)
            return partRow.parse(before).avos === part.amountAvos
              ? { state: 'reversed' }
              : { state: 'not-done', why: 'other-words' }
          if (kept.taken > 0 && part.amountAvos > kept.taken - kept.given_back)
            return { state: 'not-done', why: 'more-than-left' }
          insertPart.run(attempt, part.key, part.amountAvos)
        }
        if (kept.state === 'pending') givenBack.run('reversed', 0, attempt)
        if (kept.taken > kept.given_back) {
          const back = part ? kept.given_back + part.amountAvos : kept.taken
          givenBack.run(back === kept.taken ? 'reversed' : kept.state, back, attempt)
        }
        return { state: 'reversed' }
      })
    },
    /** The customer decides; no effect where the attempt is decided already or unknown. */
    decide(attempt: string, how: z.infer<typeof decision>): void {
      inTransaction(() => {
        const kept = current(attempt)
        if (kept?.state === 'pending') recordDecision(kept, how)
      })
    },
    all(): BookedAttempt[] {
      return inTransaction(() =>
        attemptRow
          .array()
          .parse(selectAll.all())
          .map(({ attempt }) => current(attempt))
          .filter((kept) => kept !== undefined)
          .map(({ attempt, state, taken, given_back: givenBackAvos }) => ({
            attempt,
            state,
            takenAvos: taken,
            givenBackAvos,
          })),
      )
    },
    close: () => db.close(),
  }
}
export type TerminalBooks = ReturnType<typeof openBooks>
