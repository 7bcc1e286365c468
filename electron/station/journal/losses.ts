import { decode } from 'cborg'
import { z } from 'zod'
import { storageRefusal } from '../storage/faults.ts'
import type { Wrapping } from './body-keys.ts'
import { canonical } from './canonical.ts'
import type { Row } from './chain.ts'
import type { Entry, Head } from './journal.ts'
import type { Rows } from './rows.ts'

/** The kinds of the entries that record that body keys were destroyed or lost. */
export const KEYS_DESTROYED_KIND = 'keys-destroyed'
export const KEYS_LOST_KIND = 'body-keys-lost'
/**
 * The kinds of the entries by which a loss was accepted: by a technician, or by the restoration of a folder, which
 * begins without body keys. Both name the heads (`lost`) that aren't in the journal any more.
 */
export const LOSS_ACCEPTED_KIND = 'loss-accepted'
export const RESTORED_KIND = 'journal-restored'
export const ACCEPTING_KINDS: readonly string[] = [LOSS_ACCEPTED_KIND, RESTORED_KIND]
/**
 * After an entry of these kinds, the keys that are there count as all. The acceptance of a loss isn't among them:
 * bodies that were sealed since the loss was recorded still need their keys.
 */
const BEGINNING_KINDS: readonly string[] = [KEYS_LOST_KIND, RESTORED_KIND]
const KINDS = [KEYS_DESTROYED_KIND, KEYS_LOST_KIND, ...ACCEPTING_KINDS]

/**
 * Whether an entry says that entries are lost, or that no head outside the folder witnesses where this journal ended.
 */
export function isLoss({ kind, facts }: Pick<Entry, 'kind' | 'facts'>): boolean {
  const { data } = ACCEPTING_KINDS.includes(kind) ? loss.safeParse(facts) : {}
  return data !== undefined && (data.lost.length > 0 || data.isUnwitnessed === true)
}
const loss = z.object({ lost: z.array(z.unknown()), isUnwitnessed: z.boolean().optional() })

const NAME = 'losses'
const VERSION = 1
/** How many entries lie between two writes of the record; a start after a crash reads at most these again. */
const KEPT_EVERY = 5_000

const hash = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const head = z.object({ seq: z.int(), hash })
const record = z.strictObject({
  ...head.shape,
  highest: z.int(),
  needed: z.int(),
  destroyed: z.int(),
  lost: z.int().nullable(),
  accepted: z.array(head),
})
type Kept = z.infer<typeof record>
const destruction = z.object({ keys: z.int() })
const acceptance = z.object({ lost: z.array(head) })

/**
 * What the journal records of losses, up to entry `seq`. Its body keys: `highest` is the highest number that any entry
 * names; `needed` is the same since the entry that last said that keys were lost or that the folder was restored
 * without them; `destroyed` counts the keys destroyed since then; `lost` is the entry that reports lost keys, until
 * somebody accepts the loss. `accepted` holds the heads that aren't in the journal any more and whose loss was
 * accepted.
 */
export interface Losses {
  summary(): Readonly<Omit<Kept, 'seq' | 'hash'>>
  /** The entries that were read at the opening. Nothing has checked yet whether they are as they were written. */
  readonly openingRows: readonly Row[]
  /** Whether the loss of this head was accepted. */
  isAccepted(head: Head): boolean
  /** Hears rows that were just recorded. */
  add(rows: readonly Row[]): void
  /** Keeps the record, sealed, in the journal's database. */
  keep(): void
  /**
   * Hears that the entries read at the opening aren't as they were written: what they accepted no longer counts, and
   * the record isn't kept, so that the next start reads them again.
   */
  doubt(): void
}

/** Reads the sealed record and the entries since; all entries where there is no record of this station. */
export function openLosses(rows: Rows, wrapping: Wrapping): Losses {
  const state: Kept = readKept(rows, wrapping) ?? {
    seq: 0,
    hash: new Uint8Array(),
    highest: 0,
    needed: 0,
    destroyed: 0,
    lost: null,
    accepted: [],
  }
  let kept = state.seq
  let isDoubted = false
  const acceptedBefore = [...state.accepted]
  const openingRows = rows.ofKinds(KINDS, state.seq + 1)
  const highest = rows.highestKey(state.seq + 1)
  state.highest = Math.max(state.highest, highest)
  state.needed = Math.max(state.needed, highest)
  for (const row of openingRows) fold(row)
  const reset = openingRows.findLast(({ kind }) => BEGINNING_KINDS.includes(kind))
  if (reset) state.needed = rows.highestKey(reset.seq + 1)
  const last = rows.last()
  if (last) setEnd(last)

  function setEnd({ seq, hash }: Row): void {
    state.seq = seq
    state.hash = hash
  }

  function fold({ seq, kind, facts, key }: Row): void {
    if (kind === KEYS_DESTROYED_KIND) state.destroyed += destruction.safeParse(decodeOrNot(facts)).data?.keys ?? 0
    else if (kind === KEYS_LOST_KIND || ACCEPTING_KINDS.includes(kind)) {
      if (BEGINNING_KINDS.includes(kind)) state.needed = state.destroyed = 0
      state.lost = kind === KEYS_LOST_KIND ? seq : null
      state.accepted.push(...(acceptance.safeParse(decodeOrNot(facts)).data?.lost ?? []))
    }
    state.highest = Math.max(state.highest, key ?? 0)
    state.needed = Math.max(state.needed, key ?? 0)
  }

  /** Where the disk refuses the record nothing is lost: the next start reads more entries. */
  function keep(): void {
    if (state.seq === kept || isDoubted) return
    kept = state.seq
    try {
      rows.keepSnapshot(NAME, {
        version: VERSION,
        seq: state.seq,
        state: wrapping.wrap(canonical(state), NAME),
        digest: new Uint8Array(),
      })
    } catch (error) {
      if (storageRefusal(error) === undefined) throw error
    }
  }

  return {
    summary: () => state,
    openingRows,
    isAccepted: (head) =>
      state.accepted.some(({ seq, hash }) => seq === head.seq && Buffer.from(hash).equals(head.hash)),
    add(made) {
      for (const row of made) fold(row)
      const end = made.at(-1)
      if (end) setEnd(end)
      if (state.seq - kept >= KEPT_EVERY) keep()
    },
    keep,
    doubt() {
      isDoubted = true
      state.accepted = acceptedBefore
    },
  }
}

function readKept(rows: Rows, wrapping: Wrapping): Kept | undefined {
  const snapshot = rows.snapshot(NAME)
  const plain = snapshot?.version === VERSION ? wrapping.unwrap(snapshot.state, NAME) : undefined
  const { data } = record.safeParse(plain && decodeOrNot(plain))
  const entry = data && rows.at(data.seq)
  return entry && Buffer.from(entry.hash).equals(data.hash) ? data : undefined
}

function decodeOrNot(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}
