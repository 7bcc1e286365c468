import { hash } from 'node:crypto'
import { decode } from 'cborg'
import { storageRefusal } from '../faults.ts'
import type { Wrapping } from './body-keys.ts'
import { canonical, hashedForm } from './canonical.ts'
import type { Entry, JournalValue, Projection } from './journal.ts'
import type { Rows, Snapshot } from './rows.ts'

/** What a snapshot's digest is wrapped for. */
const VIEW = 'journal view'
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

export function openFollowed(rows: Rows, wrapping: Wrapping, entriesFrom: (seq: number) => Iterable<Entry>): Followed {
  const views = new Map<string, View>()

  /** A snapshot that the disk doesn't take is no loss: the view is folded from the one before at the next start. */
  function keep(view: View): void {
    const state = canonical(view.write())
    const digest = digestOf(view.name, { version: view.version, seq: view.seq, state })
    if (!digest) return
    try {
      rows.keepSnapshot(view.name, { version: view.version, seq: view.seq, state, digest: wrapping.wrap(digest, VIEW) })
    } catch (error) {
      if (storageRefusal(error) === undefined) throw error
    }
    view.kept = view.seq
  }

  /** Binds a snapshot to the entry that it goes up to: one of another chain, or with a flipped bit, is none. It is kept wrapped, so that only this station makes one. */
  function digestOf(name: string, { version, seq, state }: Pick<Snapshot, 'version' | 'seq' | 'state'>): Buffer | undefined {
    const entry = rows.at(seq)
    return entry && hash('sha256', hashedForm([name, version, seq, state, entry.hash]), 'buffer')
  }

  function usableSnapshot(name: string, version: number): Snapshot | undefined {
    const snapshot = rows.snapshot(name)
    if (snapshot?.version !== version) return undefined
    const kept = wrapping.unwrap(snapshot.digest, VIEW)
    return kept && digestOf(name, snapshot)?.equals(kept) === true ? snapshot : undefined
  }

  return {
    follow<State>(projection: Projection<State>): State {
      const { name, version } = projection
      const usable = usableSnapshot(name, version)
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
