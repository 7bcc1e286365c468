import { decode } from 'cborg'
import { canonical } from './chain.ts'
import type { Entry, JournalValue, Projection } from './journal.ts'
import type { Rows } from './rows.ts'

/** Entries between two snapshots: what is folded again at a start after a crash. */
const SNAPSHOT_EVERY = 5_000

/** The views of the past that are kept up with the journal. */
export interface Followed {
  follow<State>(projection: Projection<State>): State
  /** Takes in what was just recorded. */
  take(entries: readonly Entry[]): void
  /** Writes down where every view stands. */
  snapshot(): void
}

interface View {
  name: string
  version: number
  seq: number
  kept: number
  fold(entry: Entry): void
  write(): JournalValue
}

export function openFollowed(rows: Rows, entriesFrom: (seq: number) => Iterable<Entry>): Followed {
  const views = new Map<string, View>()

  function keep(view: View): void {
    rows.keepSnapshot(view.name, view.version, view.seq, canonical(view.write()))
    view.kept = view.seq
  }

  return {
    follow<State>(projection: Projection<State>): State {
      const { name, version } = projection
      const snapshot = rows.snapshot(name)
      const usable = snapshot?.version === version ? snapshot : undefined
      const state = usable ? projection.read(decode(usable.state)) : projection.empty()
      const seq = usable?.seq ?? 0
      const view: View = { name, version, seq, kept: seq, fold: (entry) => projection.fold(state, entry), write: () => projection.write(state) }
      for (const entry of entriesFrom(seq + 1)) {
        view.fold(entry)
        view.seq = entry.seq
      }
      views.set(name, view)
      return state
    },
    take(entries) {
      for (const view of views.values()) {
        for (const entry of entries) view.fold(entry)
        view.seq = entries.at(-1)?.seq ?? view.seq
      }
      for (const view of views.values()) if (view.seq - view.kept >= SNAPSHOT_EVERY) keep(view)
    },
    snapshot() {
      for (const view of views.values()) if (view.seq > view.kept) keep(view)
    }
  }
}
