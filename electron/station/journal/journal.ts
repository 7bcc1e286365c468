import type { RefusalCode } from '../../contract/refusals.ts'

/** What canonical CBOR holds here: integers, never floats. A field that is undefined isn't written. */
export type JournalValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly JournalValue[]
  | { readonly [name: string]: JournalValue | undefined }
export type JournalMap = Readonly<Record<string, JournalValue | undefined>>

/** What a room asks the journal to record. */
export interface NewEntry {
  /** In kebab case, such as `payment-intended`. */
  kind: string
  /** Who acted: `resident`, `system`, or an operator's id. */
  actor: string
  /** UUIDv7, or null. */
  transaction: string | null
  /** Open for ever: ids, states, service, tender, avos. Never personal. The fact `wall` is the journal's own. */
  facts: JournalMap
  /**
   * Personal data, plates and bill numbers too: sealed under the transaction's key, else the session's, else the day's.
   */
  body?: JournalMap
  /** Without a transaction: whose key seals the body. */
  session?: string
}

/** An entry as it stands in the chain; `hash`: SHA-256 over all of it and the hash before. */
export interface Entry {
  seq: number
  /** By this machine's clock, never before the entry before: the order. Milliseconds since 1970. */
  at: number
  /**
   * The date that people are told: the wall time as corrected by the gateway's, in milliseconds since 1970; `at` of an
   * entry that says none.
   */
  wall: number
  kind: string
  actor: string
  transaction: string | null
  facts: JournalMap
  hash: Uint8Array
}

/**
 * What can be wrong with an entry: it can't be read; one is missing before it; it is older than the one before; its
 * hash isn't that of what it says and of the hash before; its signature isn't good, or the last entry has none; it
 * introduces a key that nothing vouches for; its number is below 1, outside the chain.
 */
export type Fault = 'unreadable' | 'gap' | 'time' | 'hash' | 'signature' | 'signing-key' | 'outside'

/** The first entry that fails, and why. */
export interface FirstBad {
  seq: number
  why: Fault
}

/**
 * What the process found of its journal: the first entry that isn't as it was written, that the database didn't keep,
 * or before which something else wrote over the files.
 */
export interface JournalFault {
  seq: number
  why: Fault | 'not-kept' | 'written-over'
}

export interface Head {
  seq: number
  hash: Uint8Array
}

/** Where a head comes from that is kept outside the data folder: the station itself, or the gateway. */
export type HeadSource = 'head-file' | 'gateway'

/** A head that is known from elsewhere than the journal. */
export interface KnownHead {
  from: HeadSource
  head: Head
  /**
   * Of one that isn't in the journal: the journal's last entry when that was found. What was written since is none of
   * what is lost.
   */
  end?: number
}

/** Entries that are known to have been and aren't in the journal any more: some between `from` and `until`. */
export interface Loss {
  from: number
  until: number
  heads: readonly KnownHead[]
}

/**
 * A view of the past that can be dropped and rebuilt: a fold over all entries. `fold` changes `state` and returns
 * nothing. A snapshot of it is a cache in the journal's database; `version` changes when the fold does.
 */
export interface Projection<State> {
  name: string
  version: number
  empty(): State
  fold(state: State, entry: Entry): void
  /** To and from what canonical CBOR holds, for the snapshot. */
  write(state: State): JournalValue
  read(value: unknown): State
}

/** The station's signing key: Ed25519. */
export interface Signer {
  /** The first eight bytes of the SHA-256 of the public key. */
  kid(): Uint8Array
  /** Raw, 32 bytes. */
  publicKey(): Uint8Array
  /** 64 bytes. */
  sign(message: Uint8Array): Uint8Array
}

/** A public key of this station, past or present; `from`: milliseconds since 1970. */
export interface PublishedKey {
  kid: Uint8Array
  publicKey: Uint8Array
  from: number
}

/**
 * A key that the journal introduces, by entry `seq`, and what vouches for it: the gateway, which confirmed it, an
 * earlier key for which something does, or nothing.
 */
export interface KeyStanding extends PublishedKey {
  seq: number
  vouchedBy: 'gateway' | 'earlier-key' | 'nothing'
}

/** The station's memory: append-only, chained, sealed, signed (money.md). */
export interface Journal {
  /**
   * Records entries that belong together: all of them or none. Resolves when they are durable; whoever appends in the
   * same turn shares the commit. Rejects with the system's or SQLite's own error (`storageRefusal` names it); then
   * nothing of it is recorded.
   */
  append(entries: readonly NewEntry[]): Promise<readonly Entry[]>
  head(): Head
  /**
   * Whether the files of the data folder are still this process's: of those that were deleted, moved or replaced
   * nothing would be found again, so that `append` rejects.
   */
  isHeld(): boolean
  /**
   * What the disk refuses entries with since the last that it didn't take; undefined where it takes them. It is tried
   * again every few seconds.
   */
  unwritten(): RefusalCode | undefined
  /** Hears that `unwritten` changed. Returns the function that stops it. */
  onUnwritten(listener: () => void): () => void
  /**
   * The first entry that was found not to be as it was written, by whatever looked at it since the start, or that the
   * database didn't keep when it was recorded.
   */
  fault(): JournalFault | undefined
  /**
   * Whether every entry from `from` to the head is there and as it was written, and the commits are signed that hold
   * entries of the same transaction: before a refund or a further receipt rests on what that transaction's entries say,
   * and on what they don't. It takes about ten microseconds an entry, and lets others have their turn. `told`: hears
   * those of these kinds on the way.
   */
  check(from: number, told?: { kinds: readonly string[]; hear: (entry: Entry) => void }): Promise<boolean>
  /**
   * Whether a head that the gateway knows is in the journal, or was accepted as lost. It is kept outside the data
   * folder; one that is lost stays so until that is accepted.
   */
  confirm(head: Head): boolean
  /**
   * Whether an entry is at or below a head that is known elsewhere than in the data folder: durably outside of it, or
   * at the gateway.
   */
  isKnownElsewhere(seq: number): boolean
  /**
   * Sees to it that an entry is, and resolves whether it is: after `ms` milliseconds at most, or where that isn't given
   * once it is, or the journal closes.
   */
  makeKnown(seq: number, ms?: number): Promise<boolean>
  /** The gateway has this head of this journal. */
  heard(head: Head): void
  /**
   * What was lost by the heads that are known outside the folder or at the gateway, and nobody accepted; undefined
   * where nothing was.
   */
  loss(): Loss | undefined
  /**
   * Whether what was told to be lost is kept outside the folder, so that it is known after a start too; until it is,
   * that is tried again.
   */
  isLossKept(): boolean
  /** The folder of the heads where nothing can be kept in it: tried now. Undefined where it can. */
  unkeptHeads(): string | undefined
  /**
   * The entries of one transaction, in order. Throws what `storageRefusal` calls `data-damaged` where one isn't as it
   * was written or its commit isn't signed.
   */
  entriesOf(transaction: string): Entry[]
  /** An entry's body; undefined where it has none or its key was destroyed. */
  bodyOf(seq: number): JournalMap | undefined
  /**
   * The state of a projection: of the snapshot and all entries since, as far as they are as they were written and
   * signed, then kept up with each commit. Of many entries it becomes so bit by bit, and says nothing before
   * `whenChecked`.
   */
  follow<State>(projection: Projection<State>): State
  /**
   * How many entries the views rest on so far; undefined once it is all of them, and where `fault` keeps them from it.
   */
  checking(): { done: number; total: number } | undefined
  /** Resolves when `checking` is over, or the journal was closed. */
  whenChecked(): Promise<void>
  /** The same, folded from the first entry on: what `follow` must equal. */
  rebuild<State>(projection: Projection<State>): State
  /** Hears entries once they are durable. Returns the function that stops it. */
  onAppend(listener: (entries: readonly Entry[]) => void): () => void
  readonly signer: Signer
  /** Every key that the journal introduces, the newest last. */
  signingKeys(): KeyStanding[]
  /**
   * Those of this station's keys, old ones among them, that something vouches for, the newest last: what receipts are
   * checked with.
   */
  publishedKeys(): PublishedKey[]
  /**
   * Takes the gateway's word that these (raw, 32 bytes) are this station's: those that the journal introduces are kept,
   * sealed, and published.
   */
  confirmKeys(publicKeys: readonly Uint8Array[]): void
  /** Begins to sign with a new key, which the old one introduces. */
  rotateKey(): Promise<void>
  /**
   * Destroys the keys of bodies whose retention is over. `keepFor`: milliseconds by kind of entry, `*` for every other;
   * without that, kinds it doesn't name are kept.
   */
  eraseDue(keepFor: Readonly<Record<string, number>>): Promise<{ erased: number }>
  /** Destroys the key of one transaction. */
  erase(transaction: string): Promise<void>
  /** Writes the snapshots and closes. */
  close(): void
}
