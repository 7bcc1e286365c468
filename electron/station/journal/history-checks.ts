import { verify, type KeyObject } from 'node:crypto'
import type { Clock } from '../../../hardware/ports.ts'
import { isTemporaryFailure } from '../storage/faults.ts'
import { GENESIS, type Row } from './chain.ts'
import type { Head, JournalFault } from './journal.ts'
import type { Rows } from './rows.ts'
import { readOneByOne } from './verify-range.ts'
import { walkFrom, type FirstBad, type Keyring } from './walk.ts'

/** How many entries are checked before other work of the station gets its turn. */
const SLICE_ROWS = 1_000

/** Checks entries of the past before anything rests on them. A fault that was found stays until the process ends. */
export interface HistoryChecks {
  /** The first fault that was found: an entry that isn't as it was written, or that the database didn't keep. */
  fault(): JournalFault | undefined
  /**
   * Records as a fault that the database didn't keep entry `seq`, or that another program overwrote its files before
   * it.
   */
  noteNotKept(seq: number, why?: 'not-kept' | 'written-over'): void
  /**
   * Hands over every row from `from` to the head, in order, as long as its hash is right and its commit is signed;
   * false at the first that fails, or where the journal was closed meanwhile. A few rows are handed over at once, and
   * the answer is no promise; many are handed over in slices, with those that are recorded meanwhile.
   */
  readChecked(from: number, each: (row: Row) => void): boolean | Promise<boolean>
  /** Whether each of these rows has the right hash and belongs to a signed commit. */
  isSigned(found: readonly Row[]): boolean
  /**
   * Whether the chain leads without a gap from entry `from` to the head that this process knows, and vouched-for keys
   * signed every commit that holds entries of its transaction. Then none of these entries was changed, removed or moved
   * to another transaction. A long chain is read in slices. `each` is handed every row on the way. Rejects where the
   * disk can't be read.
   */
  leadsToHead(from: number, each?: (row: Row) => void): Promise<boolean>
}

/** `vouched` holds the keys of `keyring` that something vouches for. */
export function createHistoryChecks(deps: {
  rows: Rows
  keyring: Keyring
  vouched: Keyring
  head: () => Head
  clock: Clock
  isOver: () => boolean
}): HistoryChecks {
  const { rows, keyring, head, clock } = deps
  let fault: JournalFault | undefined

  function noteFault(found: JournalFault | undefined): boolean {
    if (found) fault ??= found
    return found === undefined
  }

  /** The entry before `seq`, as a walk begins with it. */
  const before = (seq: number) => (seq === 1 ? { seq: 0, at: 0, hash: GENESIS } : rows.at(seq - 1))

  /** Checks a row and the rest of its commit; answers the commit's last entry, or what is wrong. */
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
   * Checks the chain from entry `from` to the head, a slice of rows at a time; returns what is wrong. Errors for which
   * `shouldThrow` says true are thrown, since they tell nothing about the rows.
   */
  function* slices(
    from: number,
    shouldThrow: (error: unknown) => boolean = () => false,
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
          if (slice.push(row) === SLICE_ROWS || row.seq === head().seq) break
        }
        if (slice.length === 0) return { seq: next, why: 'gap' }
        yield slice
      }
      return Buffer.compare(hash, head().hash) === 0 ? undefined : { seq: head().seq, why: 'hash' }
    } catch (error) {
      if (shouldThrow(error)) throw error
      return { seq: next, why: 'unreadable' }
    }
  }

  const pause = () =>
    new Promise<void>((resolve) => {
      clock.after(1, resolve)
    })

  /** The key that signed a row, if it was introduced by then. */
  function keyOf({ seq, kid }: Row): KeyObject | undefined {
    const key = kid === null ? undefined : keyring.get(kid)
    return key && key.seq <= seq ? key.key : undefined
  }

  function isSignature(row: Row): boolean {
    const key = keyOf(row)
    return key !== undefined && row.signature !== null && verify(null, row.hash, key, row.signature)
  }

  /**
   * Finds the first of these rows whose signature is wrong. Node verifies them in its thread pool, off the main thread.
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

  async function readInSlices(from: number, each: (row: Row) => void): Promise<boolean> {
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

  function readAtOnce(from: number, each: (row: Row) => void): boolean {
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
    readChecked: (from, each) => (head().seq - from < SLICE_ROWS ? readAtOnce(from, each) : readInSlices(from, each)),
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
      const walk = slices(from, isTemporaryFailure)
      let isOfTransaction = false
      for (let step = walk.next(); ; step = walk.next()) {
        if (step.done) return noteFault(step.value)
        for (const row of step.value) {
          each?.(row)
          isOfTransaction ||= row.transaction === transaction
          if (!row.kid) continue
          if (isOfTransaction && !isSignature(row)) return noteFault({ seq: row.seq, why: 'signature' })
          if (isOfTransaction && deps.vouched.get(row.kid) === undefined) return false
          isOfTransaction = false
        }
        if (step.value.length === SLICE_ROWS) await pause()
        if (deps.isOver()) return false
      }
    },
  }
}

/** The error for an entry that isn't as it was written. It carries SQLite's error code CORRUPT. */
export const corruptEntryError = () =>
  Object.assign(new Error('an entry of the journal is not as it was written'), { errcode: 11 })
