import { join } from 'node:path'
import { JOURNAL_FILE, knownHeads, verifyJournal, type JournalReport } from '../../electron/station/journal/index.ts'
import { readEnds, type JournalEnd } from './journal-book.ts'

/**
 * Every end that the journal had when a life of the station was over, so that one that went back since is found,
 * whatever was written after.
 */
export interface EndMemory {
  /** To be called between two lives. */
  remember(): void
  /** Forgets the ends that the journal doesn't hold any more: an older one was put in its place on purpose. */
  forgetLost(): void
  /**
   * Verifies the journal in itself, with the heads that are kept outside its folder, with those that the gateway heard
   * of, and with every end that is remembered. Rejects where there is no such head at all: what was compared with
   * nothing isn't known to be whole.
   */
  verify(gateway: readonly JournalEnd[]): Promise<JournalReport>
}

/** Remembers for the data folder `folder`, whose heads are kept in `heads`. */
export function rememberEnds({ folder, heads }: { folder: string; heads: string }): EndMemory {
  let ends: JournalEnd[] = []
  return {
    remember() {
      const found = readEnds(folder)
      found?.close()
      if (found?.last) ends.push(found.last)
    },
    forgetLost() {
      const found = readEnds(folder)
      ends = ends.filter((end) => found?.holds(end))
      found?.close()
    },
    async verify(gateway) {
      const kept = knownHeads(heads, folder)
      if (kept.length === 0 || gateway.length === 0) throw new Error('there is nothing to compare the journal with')
      const report = await verifyJournal(join(folder, JOURNAL_FILE), {
        known: [
          ...kept,
          ...gateway.map(({ seq, hash }) => ({
            from: 'gateway' as const,
            head: { seq, hash: Buffer.from(hash, 'hex') },
          })),
        ],
      })
      if (!report.ok) return report
      const found = readEnds(folder)
      const lost = ends.filter((end) => !found?.holds(end)).map(({ seq }) => Math.min(seq, report.entries + 1))
      found?.close()
      return lost.length === 0 ? report : { ...report, ok: false, firstBad: Math.min(...lost), why: 'went-back' }
    },
  }
}
