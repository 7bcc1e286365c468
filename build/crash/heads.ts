import { join } from 'node:path'
import { JOURNAL_FILE, anchoredHeads, verifyJournal, type JournalReport } from '../../electron/station/journal/index.ts'
import { openHeads, type HexHead } from './journal-book.ts'

/**
 * Remembers the journal's last entry at the end of each of the station's lives, so that a journal that lost one of
 * these entries is found, whatever was written after it.
 */
export interface RememberedHeads {
  /** Notes the journal's last entry. To be called between two lives. */
  remember(): void
  /** Forgets the entries that the journal doesn't have: to be called when an older journal was put back on purpose. */
  forgetLost(): void
  /**
   * Verifies the journal's chain, and compares it with the heads kept outside its folder, those that the gateway has,
   * and every remembered entry. Rejects where the folder or the gateway has no head to compare with.
   */
  verify(gateway: readonly HexHead[]): Promise<JournalReport>
}

/** Makes the memory for the data folder `folder`, whose heads are kept in `heads`. */
export function rememberHeads({ folder, heads }: { folder: string; heads: string }): RememberedHeads {
  let remembered: HexHead[] = []
  return {
    remember() {
      const found = openHeads(folder)
      found?.close()
      if (found?.last) remembered.push(found.last)
    },
    forgetLost() {
      const found = openHeads(folder)
      remembered = remembered.filter((head) => found?.holds(head))
      found?.close()
    },
    async verify(gateway) {
      const kept = anchoredHeads(heads, folder)
      if (kept.length === 0 || gateway.length === 0) throw new Error('there is nothing to compare the journal with')
      const report = await verifyJournal(join(folder, JOURNAL_FILE), {
        anchored: [
          ...kept,
          ...gateway.map(({ seq, hash }) => ({
            from: 'gateway' as const,
            head: { seq, hash: Buffer.from(hash, 'hex') },
          })),
        ],
      })
      if (!report.ok) return report
      const found = openHeads(folder)
      const lost = remembered.filter((head) => !found?.holds(head)).map(({ seq }) => Math.min(seq, report.entries + 1))
      found?.close()
      return lost.length === 0 ? report : { ...report, ok: false, firstBad: Math.min(...lost), why: 'went-back' }
    },
  }
}
