import { verify, type KeyObject } from 'node:crypto'
import type { Clock } from '../../../hardware/ports.ts'
import { isOutOfReach } from '../storage/faults.ts'
import { GENESIS, type Row } from './chain.ts'
import type { Head, JournalFault } from './journal.ts'
import type { Rows } from './rows.ts'
import { readOneByOne } from './verify-range.ts'
import { walkFrom, type FirstBad, type Keyring } from './walk.ts'

/** Entries that are looked at before the station does something else. */
const AT_ONCE = 1_000

/**
 * What the journal says of the past, looked at before anything rests on it. What is found once stays found as long as
 * the process lives.
 */
export interface Past {
  /** The first entry that was found not to be as it was written, or not to be kept. */
  fault(): JournalFault | undefined
  /** Takes note that the database didn't keep entry `seq`, or that something wrote over its files before that. */
  noteNotKept(seq: number, why?: 'not-kept' | 'written-over'): void
  /**
   * Hands over every row from `from` to the head, in order, as far as it hashes and its commit is signed; false where
   * one doesn't, or the journal was closed meanwhile. Few are handed over at once (the answer is no promise then); many
   * bit by bit, with those that are recorded meanwhile.
   */
  take(from: number, each: (row: Row) => void): boolean | Promise<boolean>
  /** Whether each of these rows hashes and belongs to a commit that is signed. */
  isSigned(found: readonly Row[]): boolean
  /**
   * Whether the hashes lead without a gap from entry `from` to the head that this process knows, and the commits that
   * hold entries of its transaction are signed: none of them was changed, none is missing, and none says that it is
   * another's; something vouches for the keys that signed them. A long way is gone bit by bit. `each`: is handed every
   * row on the way. Rejects where the disk can't be asked.
   */
  leadsToHead(from: number, each?: (row: Row) => void): Promise<boolean>
}

/** `vouched`: the keys of `keyring` that something vouches for. */
export function openPast(deps: {
  rows: Rows
  keyring: Keyring
  vouched: Keyring
  head: () => Head
  clock: Clock
  isOver: () => boolean
}): Past {
  const { rows, keyring, head, clock } = deps
  let fault: JournalFault | undefined

  function noteFault(found: JournalFault | undefined): boolean {
    if (found) fault ??= found
    return found === undefined
  }

  /** What the entry `seq` follows. */
  const before = (seq: number) => (seq === 1 ? { seq: 0, at: 0, hash: GENESIS } : rows.at(seq - 1))

  /** The commit that holds a row, from there to its end. */
  function commitFrom(row: Row): FirstBad | { end: number } {
    let next = row.seq
    try {
      const begins = before(next)
      if (!begins) return { seq: next - 1, why: 'gap' }
      const walk = walkFrom(begins, keyring)
      for (let found: Row | undefined = row; found; found = rows.at(++next)) {
        const why = walk(found)
        if (why) return { seq: next, why }
        if (found.kid) return { end: next }
      }
      return { seq: next, why: 'gap' }
    } catch {
      return { seq: next, why: 'unreadable' }
    }
  }

  /**
   * Goes from entry `from` to the head, so many rows at a time; returns what is wrong. Throws an error that `isElse`,
   * since it says nothing of the rows.
   */
  function* slices(
    from: number,
    isElse: (error: unknown) => boolean = () => false,
  ): Generator<Row[], FirstBad | undefined> {
    let next = from
    try {
      const begins = before(from)
      if (!begins) return { seq: from - 1, why: 'gap' }
      const walk = walkFrom(begins)
      let hash = begins.hash
      while (next <= head().seq) {
        const slice: Row[] = []
        for (const row of readOneByOne(rows, next)) {
          const why = walk(row)
          if (why) return { seq: next, why }
          hash = row.hash
          next++
          if (slice.push(row) === AT_ONCE || row.seq === head().seq) break
        }
        if (slice.length === 0) return { seq: next, why: 'gap' }
        yield slice
      }
      return Buffer.compare(hash, head().hash) === 0 ? undefined : { seq: head().seq, why: 'hash' }
    } catch (error) {
      if (isElse(error)) throw error
      return { seq: next, why: 'unreadable' }
    }
  }

  const pause = () =>
    new Promise<void>((resolve) => {
      clock.after(1, resolve)
    })

  /** The key that a row is signed with, where it was introduced by then. */
  function keyOf({ seq, kid }: Row): KeyObject | undefined {
    const key = kid === null ? undefined : keyring.get(kid)
    return key && key.seq <= seq ? key.key : undefined
  }

  function isSignature(row: Row): boolean {
    const key = keyOf(row)
    return key !== undefined && row.signature !== null && verify(null, row.hash, key, row.signature)
  }

  /**
   * The first of these rows that isn't signed as it should be. Their signatures are looked at beside the main thread.
   */
  async function firstUnsigned(signed: readonly Row[]): Promise<Row | undefined> {
    const found = await Promise.all(
      signed.map(
        (row) =>
          new Promise<boolean>((resolve) => {
            const key = keyOf(row)
            if (key === undefined || row.signature === null) resolve(false)
            else verify(null, row.hash, key, row.signature, (error, isGood) => resolve(error === null && isGood))
          }),
      ),
    )
    return signed[found.indexOf(false)]
  }

  async function takeBitByBit(from: number, each: (row: Row) => void): Promise<boolean> {
    const walk = slices(from)
    for (let step = walk.next(); ; step = walk.next()) {
      if (step.done) return noteFault(step.value)
      const unsigned = await firstUnsigned(step.value.filter(({ kid }) => kid !== null))
      if (deps.isOver()) return false
      if (unsigned) return noteFault({ seq: unsigned.seq, why: 'signature' })
      for (const row of step.value) each(row)
      await pause()
      if (deps.isOver()) return false
    }
  }

  function takeAtOnce(from: number, each: (row: Row) => void): boolean {
    const walk = slices(from)
    for (let step = walk.next(); ; step = walk.next()) {
      if (step.done) return noteFault(step.value)
      const unsigned = step.value.find((row) => row.kid !== null && !isSignature(row))
      if (unsigned) return noteFault({ seq: unsigned.seq, why: 'signature' })
      for (const row of step.value) each(row)
    }
  }

  return {
    fault: () => fault,
    noteNotKept: (seq, why = 'not-kept') => void noteFault({ seq, why }),
    take: (from, each) => (head().seq - from < AT_ONCE ? takeAtOnce(from, each) : takeBitByBit(from, each)),
    isSigned(found) {
      let covered = 0
      for (const row of found) {
        if (row.seq <= covered) continue
        const commit = commitFrom(row)
        if ('why' in commit) return noteFault(commit)
        covered = commit.end
      }
      return true
    },
    async leadsToHead(from, each) {
      const transaction = rows.at(from)?.transaction ?? null
      const walk = slices(from, isOutOfReach)
      let isTheirs = false
      for (let step = walk.next(); ; step = walk.next()) {
        if (step.done) return noteFault(step.value)
        for (const row of step.value) {
          each?.(row)
          isTheirs ||= row.transaction === transaction
          if (!row.kid) continue
          if (isTheirs && !isSignature(row)) return noteFault({ seq: row.seq, why: 'signature' })
          if (isTheirs && deps.vouched.get(row.kid) === undefined) return false
          isTheirs = false
        }
        if (step.value.length === AT_ONCE) await pause()
        if (deps.isOver()) return false
      }
    },
  }
}

/** Nothing rests on an entry that isn't as it was written. To SQLite's own codes it is CORRUPT. */
export const notAsWritten = () =>
  Object.assign(new Error('an entry of the journal is not as it was written'), { errcode: 11 })
