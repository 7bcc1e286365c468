import type { Clock } from '../../../hardware/ports.ts'

/** Knows up to which entry a head of the journal is known outside the data folder. */
export interface Elsewhere {
  isKnown(seq: number): boolean
  /** Hears that a head with this number is known outside the data folder. */
  take(seq: number): void
  /** Whether somebody waits for an entry that isn't known yet. */
  isAwaited(): boolean
  /** Resolves true once an entry is known; false after `ms` milliseconds, where given, and when it is closed. */
  until(seq: number, ms?: number): Promise<boolean>
  close(): void
}

/** Begins with no entry known outside the data folder. */
export function createElsewhere(clock: Pick<Clock, 'after'>): Elsewhere {
  let known = 0
  const waiting = new Set<{ seq: number; end: (isKnown: boolean) => void }>()

  return {
    isKnown: (seq) => seq <= known,
    take(seq) {
      known = Math.max(known, seq)
      for (const each of [...waiting]) if (each.seq <= known) each.end(true)
    },
    isAwaited: () => waiting.size > 0,
    until(seq, ms) {
      if (seq <= known) return Promise.resolve(true)
      return new Promise((resolve) => {
        const each = {
          seq,
          end(isKnown: boolean) {
            waiting.delete(each)
            cancel()
            resolve(isKnown)
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
