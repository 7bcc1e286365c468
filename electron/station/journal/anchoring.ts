import type { Clock } from '../../../hardware/ports.ts'

/** Knows up to which entry a head of the journal is anchored: kept outside the data folder. */
export interface Anchoring {
  isAnchored(seq: number): boolean
  /** Hears that a head with this number is anchored. */
  noteAnchored(seq: number): void
  /** Whether somebody waits for an entry that isn't anchored yet. */
  isAwaited(): boolean
  /** Resolves true once an entry is anchored; false after `ms` milliseconds, where given, and when it is closed. */
  whenAnchored(seq: number, ms?: number): Promise<boolean>
  close(): void
}

/** Begins with no entry known outside the data folder. */
export function createAnchoring(clock: Pick<Clock, 'after'>): Anchoring {
  let anchored = 0
  const waiting = new Set<{ seq: number; end: (isAnchored: boolean) => void }>()

  return {
    isAnchored: (seq) => seq <= anchored,
    noteAnchored(seq) {
      anchored = Math.max(anchored, seq)
      for (const each of [...waiting]) if (each.seq <= anchored) each.end(true)
    },
    isAwaited: () => waiting.size > 0,
    whenAnchored(seq, ms) {
      if (seq <= anchored) return Promise.resolve(true)
      return new Promise((resolve) => {
        const each = {
          seq,
          end(isAnchored: boolean) {
            waiting.delete(each)
            cancel()
            resolve(isAnchored)
          },
        }
        const cancel = ms === undefined ? () => undefined : clock.after(ms, () => each.end(false))
        waiting.add(each)
      })
    },
    close() {
      for (const each of [...waiting]) each.end(false)
    },
  }
}
