import type { RefusalCode } from '../../contract/refusals.ts'

/** A value that the journal writes as canonical CBOR: integers, never floats. An undefined field isn't written. */
export type JournalValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly JournalValue[]
  | { readonly [name: string]: JournalValue | undefined }
/** A map that the journal writes as canonical CBOR: an entry's facts or body. */
export type JournalMap = Readonly<Record<string, JournalValue | undefined>>

/** What a room asks the journal to record. */
export interface NewEntry {
  /** In kebab case, such as `payment-intended`. */
  kind: string
  /** Who acted: `resident`, `system`, or an operator's id. */
  actor: string
  /** UUIDv7, or null. */
  transaction: string | null
  /**
   * Stays readable for ever: ids, states, service, tender, avos. Never personal. The journal itself adds the fact
   * `wall`.
   */
  facts: JournalMap
  /**
   * Personal data, plates and bill numbers too. Sealed under the transaction's key, else the session's, else the day's.
   */
  body?: JournalMap
  /** Without a transaction: the session whose key seals the body. */
  session?: string
}

/** An entry as it stands in the chain. `hash` is the SHA-256 over the entry and the previous hash (`hashOf`). */
export interface Entry {
  seq: number
  /**
   * When it was recorded by this machine's clock, in milliseconds since 1970; never before the previous entry's, so
   * that it follows the entries' order.
   */
  at: number
  /**
   * The date that people are told: the clock's time corrected by the gateway's, in milliseconds since 1970. Equals `at`
   * where the entry has none.
   */
  wall: number
  kind: string
  actor: string
  transaction: string | null
  facts: JournalMap
  hash: Uint8Array
}

/**
 * What can be wrong with an entry: it can't be read (`unreadable`); one is missing before it (`gap`); it is older than
 * the one before (`time`); its hash doesn't fit its content and the previous hash (`hash`); its signature is wrong, or
 * the last entry has none (`signature`); the signing key that it introduces isn't introduced rightly (`signing-key`);
 * its number is below 1, outside the chain (`outside`).
 */
export type Fault = 'unreadable' | 'gap' | 'time' | 'hash' | 'signature' | 'signing-key' | 'outside'

/** The first entry that fails, and why. */
export interface FirstBad {
  seq: number
  why: Fault
}

/**
 * The first fault that a process found in its own journal. `not-kept`: the database didn't keep the entry;
 * `written-over`: another program overwrote the files before it.
 */
export interface JournalFault {
  seq: number
  why: Fault | 'not-kept' | 'written-over'
}

/** Number and hash of a journal's newest entry. */
export interface Head {
  seq: number
  hash: Uint8Array
}

/** Where a head outside the data folder comes from: the station's own file, or the gateway. */
export type HeadSource = 'head-file' | 'gateway'

/** A head that is known from outside the journal. */
export interface AnchoredHead {
  from: HeadSource
  head: Head
  /**
   * For a head that isn't in the journal: the journal's last entry when that was found. Entries written since aren't
   * among the lost ones.
   */
  end?: number
}

/** Entries that are known to have existed and aren't in the journal any more: some between `from` and `until`. */
export interface Loss {
  from: number
  until: number
  heads: readonly AnchoredHead[]
}

/**
 * A view of the past: a fold over all entries that can be dropped and rebuilt. `fold` changes `state` and returns
 * nothing. Its snapshot is a cache in the journal's database; change `version` whenever the fold changes.
 */
export interface Projection<State> {
  name: string
  version: number
  empty(): State
  fold(state: State, entry: Entry): void
  /** `write` and `read` convert the state to and from the snapshot's canonical CBOR. */
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
 * A key that the journal introduces by entry `seq`, and what vouches for it: the gateway, which confirmed it; an
 * earlier key that is itself vouched for; or nothing.
 */
export interface KeyStanding extends PublishedKey {
  seq: number
  vouchedBy: 'gateway' | 'earlier-key' | 'nothing'
}

/** The append-only, chained, sealed and signed record of all that concerns money (money.md). */
export interface Journal {
  /**
   * Records entries that belong together: all of them or none. Resolves when they are durable; calls of the same turn
   * share one commit. Rejects with the system's or SQLite's own error (`storageRefusal` names it); then none of them is
   * recorded.
   */
  append(entries: readonly NewEntry[]): Promise<readonly Entry[]>
  head(): Head
  /**
   * Whether this process still holds the data folder's files. Where they were deleted, moved or replaced, `append`
   * rejects, since nothing that is written would be found again.
   */
  isHeld(): boolean
  /**
   * The refusal since the disk last didn't take an entry; undefined where it takes them. The journal tries again every
   * few seconds.
   */
  unwritten(): RefusalCode | undefined
  /** Hears that `unwritten` changed. Returns the function that stops it. */
  onUnwritten(listener: () => void): () => void
  /**
   * The first fault that any check found since the start: an entry that isn't as it was written, or that the database
   * didn't keep.
   */
  fault(): JournalFault | undefined
  /**
   * Whether every entry from `from` to the head is there and as it was written, and vouched-for keys signed the commits
   * that hold entries of the same transaction. Call it before a refund or a further receipt rests on that transaction's
   * entries. It takes about ten microseconds an entry and lets other work have its turn. `told` hears the entries of
   * these kinds on the way.
   */
  check(from: number, told?: { kinds: readonly string[]; hear: (entry: Entry) => void }): Promise<boolean>
  /**
   * Hears a head that the gateway knows; answers whether the journal has it, or its loss was accepted. The head is kept
   * outside the data folder; a missing one stays reported as lost until the loss is accepted.
   */
  confirm(head: Head): boolean
  /**
   * Whether an entry is at or below a head that is durably known outside the data folder, by file or at the gateway.
   */
  isAnchored(seq: number): boolean
  /**
   * Makes an entry known outside the data folder; answers whether it is. Resolves after `ms` milliseconds at the
   * latest, or without `ms` once it is known or the journal closes.
   */
  ensureAnchored(seq: number, ms?: number): Promise<boolean>
  /** Hears that the gateway keeps this head of this journal. */
  noteKept(head: Head): void
  /**
   * The entries that are missing by the heads known outside the folder or at the gateway; undefined where none are, or
   * the loss was accepted.
   */
  loss(): Loss | undefined
  /**
   * Whether a reported loss is kept outside the folder, so that the next start knows of it too. Keeping it is tried
   * until it succeeds.
   */
  isLossKept(): boolean
  /** Tries now whether the folder of the heads can be written; answers its path where it can't, else undefined. */
  unwritableHeads(): string | undefined
  /**
   * The entries of one transaction, in order. Throws an error that `storageRefusal` calls `data-damaged` where one
   * isn't as it was written or its commit isn't signed.
   */
  entriesOf(transaction: string): Entry[]
  /** An entry's body; undefined where it has none or its key was destroyed. */
  bodyOf(seq: number): JournalMap | undefined
  /**
   * The state of a projection, from its snapshot and all good entries since, then kept up with each commit. With many
   * entries since the snapshot it fills in slices and isn't complete before `whenChecked` resolves.
   */
  follow<State>(projection: Projection<State>): State
  /** How many entries of all the views have folded; undefined once they have all, and where a fault stops them. */
  checking(): { done: number; total: number } | undefined
  /** Resolves when the views are up to date, stopped by a fault, or the journal was closed. */
  whenChecked(): Promise<void>
  /** A projection's state folded anew from the first entry; `follow` must equal it. */
  rebuild<State>(projection: Projection<State>): State
  /** Hears entries once they are durable. Returns the function that stops it. */
  onAppend(listener: (entries: readonly Entry[]) => void): () => void
  readonly signer: Signer
  /** Every key that the journal introduces, the newest last. */
  signingKeys(): KeyStanding[]
  /** The vouched-for keys of this station, former ones too, the newest last. Receipts are checked with them. */
  publishedKeys(): PublishedKey[]
  /**
   * Hears that the gateway confirmed these public keys (raw, 32 bytes) as this station's. Those that the journal
   * introduces are kept, sealed, and published.
   */
  confirmKeys(publicKeys: readonly Uint8Array[]): void
  /** Changes to a new signing key, which the old one introduces. */
  rotateKey(): Promise<void>
  /**
   * Destroys the keys of bodies whose retention is over. `keepFor` gives milliseconds by kind of entry, with `*` for
   * every other kind; a kind without a time is kept.
   */
  eraseDue(keepFor: Readonly<Record<string, number>>): Promise<{ erased: number }>
  /** Destroys the key of one transaction. */
  erase(transaction: string): Promise<void>
  /** Writes the snapshots and closes. */
  close(): void
}
