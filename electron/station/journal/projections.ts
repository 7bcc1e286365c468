import { hash } from 'node:crypto'
import { decode } from 'cborg'
import { storageRefusal } from '../storage/faults.ts'
import type { Wrapping } from './body-keys.ts'
import { canonical, hashedForm } from './canonical.ts'
import type { Row } from './chain.ts'
import type { Entry, Head, JournalValue, Projection } from './journal.ts'
import type { HistoryChecks } from './history-checks.ts'
import type { Rows, Snapshot } from './rows.ts'

/** The purpose under which a snapshot's digest is wrapped. */
const VIEW = 'journal view'
/** How many entries lie between two snapshots; a start after a crash folds at most these again. */
const SNAPSHOT_EVERY = 5_000

/** The views of the past (`Projection`) that are kept up to date with the journal. */
export interface Projections {
  /**
   * The state of a projection. It is complete at once where few entries came after the snapshot, else when
   * `whenChecked` has resolved.
   */
  follow<State>(projection: Projection<State>): State
  /**
   * How many entries of all every view has folded; undefined once the views are up to date, and where an entry that
   * isn't as it was written stops them.
   */
  checking(): { done: number; total: number } | undefined
  whenChecked(): Promise<void>
  /** Folds entries that were just recorded. */
  apply(entries: readonly Entry[]): void
  /** Keeps a snapshot of every view. */
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

/** Keeps views up to date with the journal. `entryOf` makes an entry of a row. */
export function openProjections(deps: {
  rows: Rows
  wrapping: Wrapping
  history: Pick<HistoryChecks, 'readChecked' | 'fault'>
  head: () => Head
  entryOf: (row: Row) => Entry
}): Projections {
  const { rows, wrapping, history, head } = deps
  const views = new Map<string, View>()
  const catchingUp: Promise<boolean>[] = []

  /** Keeps a snapshot. Where the disk refuses it nothing is lost: the next start folds from the snapshot before. */
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

  /**
   * Binds a snapshot to the entry that it goes up to, so that one of another chain or with a flipped bit isn't used.
   * The digest is kept wrapped, so that only this station can make one.
   */
  function digestOf(
    name: string,
    { version, seq, state }: Pick<Snapshot, 'version' | 'seq' | 'state'>,
  ): Buffer | undefined {
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
      const view: View = {
        name,
        version,
        seq,
        kept: seq,
        fold: (entry) => projection.fold(state, entry),
        write: () => projection.write(state),
      }
      views.set(name, view)
      const read = history.readChecked(seq + 1, (row) => {
        // `readChecked` may have folded an entry that was recorded meanwhile.
        if (row.seq <= view.seq) return
        view.fold(deps.entryOf(row))
        view.seq = row.seq
      })
      if (typeof read !== 'boolean') catchingUp.push(read)
      return state
    },
    checking() {
      const done = Math.min(...[...views.values()].map(({ seq }) => seq))
      return done < head().seq && history.fault() === undefined ? { done, total: head().seq } : undefined
    },
    async whenChecked() {
      // A view that is followed meanwhile is waited for too, since the past is checked only once all have read it.
      for (let waited = 0; waited < catchingUp.length;) {
        waited = catchingUp.length
        await Promise.all(catchingUp)
      }
    },
    apply(entries) {
      for (const view of views.values()) {
        // A view that is still catching up reaches these entries by itself.
        if (view.seq + 1 !== entries[0]?.seq) continue
        for (const entry of entries) view.fold(entry)
        view.seq = entries.at(-1)?.seq ?? view.seq
      }
      for (const view of views.values()) if (view.seq - view.kept >= SNAPSHOT_EVERY) keep(view)
    },
    snapshot() {
      for (const view of views.values()) if (view.seq > view.kept) keep(view)
    },
  }
}
