import { verify } from 'node:crypto'
import type { Clock } from '../../../hardware/ports.ts'
import { GENESIS, type Row } from './chain.ts'
import type { Head } from './journal.ts'
import type { Rows } from './rows.ts'
import { readOneByOne } from './verify-range.ts'
import { walkFrom, type FirstBad, type Keyring } from './walk.ts'

/** Entries that are looked at before the station does something else. */
export const AT_ONCE = 1_000

/** What the journal says of the past, looked at before anything rests on it. What is found once stays found as long as the process lives. */
export interface Past {
  /** The first entry that was found not to be as it was written. */
  fault(): FirstBad | undefined
  /** Whether each of these rows hashes and belongs to a commit that is signed. */
  isSigned(found: readonly Row[]): boolean
  /**
   * Whether the hashes lead without a gap from entry `from` to the head that this process knows, and the commits that hold entries of its transaction are signed: none of them was
   * changed, none is missing, and none says that it is another's. A long way is gone bit by bit.
   */
  leadsToHead(from: number): Promise<boolean>
}

export function openPast(deps: { rows: Rows, keyring: Keyring, head: () => Head, clock: Clock, isOver: () => boolean }): Past {
  const { rows, keyring, head, clock } = deps
  let fault: FirstBad | undefined

  function noteFault(found: FirstBad | undefined): boolean {
    if (found) fault ??= found
    return found === undefined
  }

  /** What the entry `seq` follows. */
  const before = (seq: number) => seq === 1 ? { seq: 0, at: 0, hash: GENESIS } : rows.at(seq - 1)

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

  /** Goes from entry `from` to the head, so many rows at a time; returns what is wrong. */
  function* slices(from: number): Generator<Row[], FirstBad | undefined> {
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
    } catch {
      return { seq: next, why: 'unreadable' }
    }
  }

  function isSignature({ seq, hash, kid, signature }: Row): boolean {
    const key = kid && keyring.get(kid)
    return key !== null && key !== undefined && key.seq <= seq && signature !== null && verify(null, hash, key.key, signature)
  }

  return {
    fault: () => fault,
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
    async leadsToHead(from) {
      const transaction = rows.at(from)?.transaction ?? null
      const walk = slices(from)
      let isTheirs = false
      for (let step = walk.next(); ; step = walk.next()) {
        if (step.done) return noteFault(step.value)
        for (const row of step.value) {
          isTheirs ||= row.transaction === transaction
          if (!row.kid) continue
          if (isTheirs && !isSignature(row)) return noteFault({ seq: row.seq, why: 'signature' })
          isTheirs = false
        }
        if (step.value.length === AT_ONCE) await new Promise<void>((resolve) => { clock.after(1, resolve) })
        if (deps.isOver()) return false
      }
    }
  }
}
