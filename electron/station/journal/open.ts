import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from 'cborg'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { createListeners } from '../../common/listeners.ts'
import { macaoDay } from '../../common/macao.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { isCorrupt, isTemporaryFailure, storageRefusal } from '../storage/faults.ts'
import { rememberFiles, type FilesInPlace } from '../storage/folder.ts'
import { makePrivate } from '../storage/paths.ts'
import { openBodyKeys, type BodyKeys, type Wrapping } from './body-keys.ts'
import { canonical } from './canonical.ts'
import { GENESIS, hashOf, type Row } from './chain.ts'
import { createChores } from './chores.ts'
import { createAnchoring } from './anchoring.ts'
import { openProjections } from './projections.ts'
import { readHeadAnchors, containsHead, writeHeadAnchor, lossOf, unwritableHeads } from './head-anchors.ts'
import type { Entry, Head, Journal, JournalMap, AnchoredHead, NewEntry } from './journal.ts'
import { KEYS_DESTROYED_KIND, KEYS_LOST_KIND, openLosses, type Losses } from './losses.ts'
import { createKeyRegistry, type KeyFiles } from './key-registry.ts'
import { createOutage } from './outage.ts'
import { corruptEntryError, createHistoryChecks } from './history-checks.ts'
import { dueKeys } from './retention.ts'
import { BUSY_MS, JOURNAL_FILE, openRows, type Rows } from './rows.ts'
import { ForeignObject } from './schema.ts'
import { createScopes, timeOf } from './scopes.ts'
import { isEndWhole, readSignedIntroductions, SIGNING_KEY_KIND, type Introduction } from './signing-keys.ts'
import { newSigningKey, readSigningKey, type SigningKey } from './signing.ts'
import { hexOf } from './walk.ts'

export const BODY_KEYS_FILE = 'journal-keys.db'

/** What an open journal needs. The wall time and the clock are in milliseconds since 1970. */
export interface JournalDeps {
  /** The data folder, held by this process. */
  folder: string
  wrapping: Wrapping
  keyFiles: KeyFiles
  clock: Clock
  /** The wall time of new entries, in milliseconds since 1970; the clock's own time without it. */
  wall?: () => number
  random: Random
  /** The folder, outside the data folder, in which the head is kept. */
  heads: string
  /**
   * Whether the folder is just being restored. It then has no body keys, since a backup holds none, which isn't
   * recorded as a loss; and its head isn't kept outside before a station runs on it.
   */
  isRestored?: boolean
  /** Whether this process still holds the data folder; checked together with the journal's own files. */
  isHeld?: FilesInPlace
  /** Called before each commit; an error that it throws counts as the disk's. */
  beforeCommit?: () => void
}

interface Waiting {
  entries: readonly NewEntry[]
  resolve(entries: readonly Entry[]): void
  reject(error: unknown): void
}

/** How long after a commit the head anchor is saved at the latest, in milliseconds. */
const HEAD_ANCHOR_MS = 3_000
/**
 * The same where a caller waits for the head to be known elsewhere, in milliseconds. The gateway, which is asked at
 * once, has mostly answered by then, so the disk is rarely waited for.
 */
const HEAD_ANCHOR_SOON_MS = 25
/**
 * How often a lock of another program is looked at, in milliseconds, for up to `BUSY_MS`. SQLite's own waiting would
 * block the whole station.
 */
const LOCK_LOOK_MS = 50
/** Decodes the facts or the body of an entry; throws a TypeError where they aren't a map. */
function decodeMap(bytes: Uint8Array): JournalMap {
  const map: unknown = decode(bytes)
  if (!isMap(map)) throw new TypeError('no map')
  return map
}

const isMap = (value: unknown): value is JournalMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Makes an entry of its row, without its body. Throws where the facts can't be decoded. */
export function entryOf({ seq, at, kind, actor, transaction, facts: bytes, hash }: Row): Entry {
  const { wall, ...facts } = decodeMap(bytes)
  return { seq, at, wall: typeof wall === 'number' ? wall : at, kind, actor, transaction, facts, hash }
}

/**
 * Opens the journal of a data folder, or begins one. It checks only the journal's end; `station journal verify` checks
 * all of it. Refuses with `data-damaged` where the end isn't whole, a row is outside the chain or an entry that
 * introduces a signing key isn't whole and signed (`firstBad`), the database holds a foreign object (`object`), the
 * journal is a link, or the database of the body keys can't be read (both `file`). `wentBack`: a head that was kept
 * outside the folder isn't in the journal. `agreed`: there are such heads, and all are in it. `keysLost`: the entry
 * that records that body keys were lost, until somebody accepts the loss; a new loss is recorded here.
 */
export function openJournal(
  deps: JournalDeps,
): Outcome<{ journal: Journal; wentBack: boolean; agreed: boolean; keysLost: number | undefined }> {
  const { folder, clock, keyFiles } = deps
  const wallNow = deps.wall ?? (() => clock.now())
  const file = join(folder, JOURNAL_FILE)
  // SQLite would keep its log beside the link's target, outside the folder that this process holds.
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    return refuse('data-damaged', { file: JOURNAL_FILE })
  const keysFile = makePrivate(join(folder, BODY_KEYS_FILE))
  const opening = openDatabases(makePrivate(file), keysFile, deps)
  if (!opening.ok) return opening
  const { rows, keys, losses } = opening
  const isHeld = (deps.isHeld ?? rememberFiles(folder, [])).and([JOURNAL_FILE, `${JOURNAL_FILE}-wal`, BODY_KEYS_FILE])
  const last = rows.last()
  const outside = rows.outsideChain()
  const { keys: introduced, bad: badKey } = readSignedIntroductions(rows)
  if (outside !== undefined || badKey || (last && !isEndWhole(rows, last, introduced))) {
    const firstBad = outside ?? badKey?.seq
    keys.close()
    rows.close()
    return refuse('data-damaged', firstBad === undefined ? undefined : { firstBad })
  }

  const heads = { heads: deps.heads, folder, first: rows.at(1)?.hash }
  const anchored = readHeadAnchors(heads)
  const end = last?.seq ?? 0
  const missing = anchored.filter(({ head: each }) => !containsHead(rows, each)).map((each) => ({ end, ...each }))
  // Kept with where the journal ended, since the next start finds the same heads missing after more was written.
  if (deps.isRestored !== true) for (const each of missing) writeHeadAnchor(heads, each.from, each.head, each.end)
  const anchoring = createAnchoring(clock)
  for (const { head: each } of anchored) if (containsHead(rows, each)) anchoring.noteAnchored(each.seq)
  let stopHeadAnchor: (() => void) | undefined
  let isHeadAnchorSoon = false
  let confirmed: Head | undefined
  /** The lost head that isn't kept outside the folder yet. */
  let unkept: (AnchoredHead & { end: number }) | undefined
  let stopKeeping: () => void = () => undefined
  let head: Head = { seq: end, hash: last?.hash ?? GENESIS }
  let lastAt = last?.at ?? 0
  const scopes = createScopes(clock)
  let waiting: Waiting[] = []
  let isCommitting = false
  let lockedSince: number | undefined
  let isClosed = false
  const chores = createChores(clock, () => isHeld(), [
    { isDue: () => keys.areRunningLow(), do: () => keys.makeBatch() },
    { isDue: () => rows.isLogLong(), do: () => rows.checkpoint() },
  ])
  const outage = createOutage(clock, () => {
    deps.beforeCommit?.()
    if (!isHeld()) throw filesReplacedError()
    if (keys.areRunningLow()) keys.makeBatch()
    rows.tryToWrite()
  })
  const listeners = createListeners<[readonly Entry[]]>()
  let signing: SigningKey
  const keyRegistry = createKeyRegistry(introduced, keyFiles, () => signing.publicKey())

  function isPresentOrAccepted(anchored: Head): boolean {
    return containsHead(rows, anchored) || losses.isAccepted(anchored)
  }

  /**
   * Records a lost head, and keeps it outside the folder until somebody accepts the loss, since the gateway may not
   * report it again.
   */
  function noteLost(anchored: AnchoredHead): void {
    if (lost().some(({ from, head: { seq } }) => from === anchored.from && seq >= anchored.head.seq)) return
    // Entries up to the last head that the gateway confirmed are there.
    const found = { ...anchored, end: Math.max(end, confirmed?.seq ?? 0) }
    missing.push(found)
    unkept = found
    keepLost()
  }

  /** Tries until the lost head is kept: nothing else would report it after the next start. */
  function keepLost(): void {
    stopKeeping()
    if (!unkept) return
    if (losses.isAccepted(unkept.head) || writeHeadAnchor(heads, unkept.from, unkept.head, unkept.end))
      unkept = undefined
    else stopKeeping = clock.after(HEAD_ANCHOR_MS, keepLost)
  }

  const lost = () => missing.filter((anchored) => !losses.isAccepted(anchored.head))

  function* entriesFrom(seq: number): Generator<Entry> {
    for (const row of rows.from(seq)) yield entryOf(row)
  }

  function keyOf(entry: NewEntry): number {
    const scope =
      entry.transaction ?? (entry.session === undefined ? macaoDay(clock.now()) : `session ${entry.session}`)
    const before = scopes.get(scope) ?? (entry.transaction === null ? undefined : findEarlierKey(entry.transaction))
    const key = before !== undefined && keys.has(before) ? before : keys.takeUnused()
    scopes.set(scope, key)
    return key
  }

  /** The key of a transaction that an earlier process began, or whose key `scopes` has forgotten. */
  function findEarlierKey(transaction: string): number | undefined {
    const began = timeOf(transaction)
    if (began !== undefined && began > scopes.forgottenUntil()) return undefined
    return (
      rows.of(transaction, began === undefined ? 1 : rows.firstAt(began)).find(({ key }) => key !== null)?.key ??
      undefined
    )
  }

  function rowOf(entry: NewEntry, seq: number, { at, wall }: Pick<Entry, 'at' | 'wall'>, previous: Uint8Array): Row {
    const { kind, actor, transaction, facts, body } = entry
    const key = body === undefined ? null : keyOf(entry)
    const fields = {
      seq,
      at,
      kind,
      actor,
      transaction,
      facts: canonical({ ...facts, wall }),
      key,
      body: body === undefined || key === null ? null : keys.seal(key, seq, canonical(body)),
    }
    return { ...fields, hash: hashOf(fields, previous), kid: null, signature: null }
  }

  /**
   * Writes one group of entries: chained, sealed, signed once over the last hash, durable. Throws the disk's error;
   * then nothing of the group is recorded.
   */
  function commit(group: readonly NewEntry[]): Entry[] {
    deps.beforeCommit?.()
    if (!isHeld()) throw filesReplacedError()
    const time = { at: Math.max(clock.now(), lastAt), wall: wallNow() }
    const made: Row[] = []
    for (const entry of group) made.push(rowOf(entry, head.seq + made.length + 1, time, made.at(-1)?.hash ?? head.hash))
    const end = made.at(-1)
    if (!end) return []
    made[made.length - 1] = { ...end, kid: signing.kid(), signature: signing.sign(end.hash) }
    rows.insert(made)
    losses.add(made)
    heads.first ??= made[0]?.hash
    head = { seq: end.seq, hash: end.hash }
    lastAt = time.at
    const entries = made.map((row, index): Entry => ({
      ...time,
      seq: row.seq,
      kind: row.kind,
      actor: row.actor,
      transaction: row.transaction,
      facts: group[index]?.facts ?? {},
      hash: row.hash,
    }))
    stopHeadAnchor ??= saveHeadAnchorIn(HEAD_ANCHOR_MS)
    chores.schedule()
    return entries
  }

  function saveHeadAnchorIn(ms: number): () => void {
    return clock.after(ms, () => {
      stopHeadAnchor = undefined
      isHeadAnchorSoon = false
      saveHeadAnchor()
      // Saving is repeated while a caller waits for it.
      if (anchoring.isAwaited()) stopHeadAnchor = saveHeadAnchorIn(HEAD_ANCHOR_MS)
    })
  }

  /**
   * Saves the head, unless that would overwrite a head that shows a loss, or what another process keeps of files that
   * replaced these.
   */
  function saveHeadAnchor(): void {
    if (deps.isRestored !== true && lost().length === 0 && isHeld() && writeHeadAnchor(heads, 'head-file', head))
      anchoring.noteAnchored(head.seq)
  }

  function commitWaiting(): void {
    isCommitting = false
    const group = waiting
    waiting = []
    let entries: Entry[]
    try {
      entries = commit(group.flatMap((each) => each.entries))
    } catch (error) {
      if (mayWaitForLock(error)) {
        waiting = group
        isCommitting = true
        clock.after(LOCK_LOOK_MS, retryCommit)
        return
      }
      lockedSince = undefined
      // Where another process's files took the place of these, their content says nothing of this journal.
      if (isCorrupt(error) && isHeld())
        history.noteNotKept(head.seq + 1, rows.areFilesUnchanged() ? 'not-kept' : 'written-over')
      else outage.report(error)
      for (const each of group) each.reject(error)
      return
    }
    lockedSince = undefined
    outage.end()
    let next = 0
    for (const each of group) each.resolve(entries.slice(next, (next += each.entries.length)))
    // The callers are answered first, so that a view that throws can't undo a durable commit. They continue after this
    // turn and find the views up to date.
    projections.apply(entries)
    listeners.tell(entries)
  }

  /** Whether the error is another program's lock that may still be released in time. */
  function mayWaitForLock(error: unknown): boolean {
    if (isClosed || storageRefusal(error) !== 'folder-in-use') return false
    lockedSince ??= clock.monotonic()
    return clock.monotonic() - lockedSince < BUSY_MS
  }

  function retryCommit(): void {
    if (!isClosed) commitWaiting()
  }

  function introduce(key: SigningKey, by: Introduction['by']): NewEntry {
    return {
      kind: SIGNING_KEY_KIND,
      actor: 'system',
      transaction: null,
      facts: { kid: key.kid(), publicKey: key.publicKey(), by },
    }
  }

  /** Adds a key whose introduction `seal` signed to the known keys. */
  function noteIntroduced(key: SigningKey, by: Introduction['by'], seal: SigningKey, entries: readonly Entry[]): void {
    for (const { seq, at } of entries)
      keyRegistry.add({ kid: key.kid(), publicKey: key.publicKey(), by, seq, from: at, seal: hexOf(seal.kid()) })
  }

  const pkcs8 = keyFiles.signingKey()
  const own = pkcs8 && readSigningKey(pkcs8)
  const isKnown = own !== undefined && keyRegistry.isIntroduced(own.publicKey())
  signing = isKnown ? own : newSigningKey()
  if (!isKnown) {
    // The key is kept before it signs: were it lost, the next start would have to introduce another.
    keyFiles.keepSigningKey(signing.pkcs8())
    const by = last ? 'none' : 'first'
    noteIntroduced(signing, by, signing, commit([introduce(signing, by)]))
  }
  keyRegistry.publish()
  if (keys.areLost && deps.isRestored !== true)
    commit([{ kind: KEYS_LOST_KIND, actor: 'system', transaction: null, facts: {} }])
  // This also runs at the start after a power cut that came right after that entry.
  if (losses.summary().lost !== null && losses.summary().needed === 0) keys.resetCounts(losses.summary().destroyed)

  const history = createHistoryChecks({
    rows,
    keyring: keyRegistry,
    vouched: keyRegistry.vouched,
    head: () => head,
    clock,
    isOver: () => isClosed,
  })
  // Only the signed commit of these entries is checked here, since no view reads entries before its snapshot again.
  if (!history.isSigned(losses.openingRows)) losses.doubt()
  rows.waitForLocks(0)
  const projections = openProjections({ rows, wrapping: deps.wrapping, history, head: () => head, entryOf })

  const journal: Journal = {
    append(entries) {
      if (isClosed) return Promise.reject(new Error('the journal is closed'))
      if (entries.length === 0) return Promise.resolve([])
      return new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject })
        if (isCommitting) return
        isCommitting = true
        queueMicrotask(commitWaiting)
      })
    },
    head: () => head,
    isHeld,
    unwritten: () => outage.refusal(),
    onUnwritten: (listener) => outage.onChange(listener),
    fault() {
      // Overwritten files are reported before a payment begins.
      if (!isClosed && !rows.areFilesUnchanged() && isHeld()) history.noteNotKept(head.seq + 1, 'written-over')
      return history.fault()
    },
    check: (from, told) =>
      history.leadsToHead(
        from,
        told &&
          ((row) => {
            if (told.kinds.includes(row.kind)) told.hear(entryOf(row))
          }),
      ),
    confirm(anchored) {
      if (confirmed?.seq === anchored.seq && Buffer.from(confirmed.hash).equals(anchored.hash)) return true
      if (!isPresentOrAccepted(anchored)) {
        noteLost({ from: 'gateway', head: anchored })
        return false
      }
      if (!containsHead(rows, anchored) || anchored.seq < (confirmed?.seq ?? 0)) return true
      confirmed = anchored
      if (lost().length === 0) writeHeadAnchor(heads, 'gateway', anchored)
      return true
    },
    loss: () => lossOf(lost(), head),
    isLossKept: () => unkept === undefined,
    unwritableHeads: () => unwritableHeads(deps.heads),
    isAnchored: (seq) => anchoring.isAnchored(seq),
    ensureAnchored(seq, ms) {
      if (!anchoring.isAnchored(seq) && !isClosed && !isHeadAnchorSoon) {
        stopHeadAnchor?.()
        stopHeadAnchor = saveHeadAnchorIn(HEAD_ANCHOR_SOON_MS)
        isHeadAnchorSoon = true
      }
      return anchoring.whenAnchored(seq, isClosed ? 0 : ms)
    },
    noteKept: ({ seq }) => anchoring.noteAnchored(seq),
    entriesOf(transaction) {
      const began = timeOf(transaction)
      const found = rows.of(transaction, began === undefined ? 1 : rows.firstAt(began))
      if (!history.isSigned(found)) throw corruptEntryError()
      return found.map(entryOf)
    },
    bodyOf(seq) {
      const row = rows.at(seq)
      const plain = row?.body && row.key !== null ? keys.open(row.key, seq, row.body) : undefined
      return plain && decodeMap(plain)
    },
    follow: (projection) => projections.follow(projection),
    checking: () => projections.checking(),
    whenChecked: () => projections.whenChecked(),
    rebuild(projection) {
      const state = projection.empty()
      for (const entry of entriesFrom(1)) projection.fold(state, entry)
      return state
    },
    onAppend: (listener) => listeners.add(listener),
    signer: {
      kid: () => signing.kid(),
      publicKey: () => signing.publicKey(),
      sign: (message) => signing.sign(message),
    },
    signingKeys: () => keyRegistry.standings(),
    publishedKeys: () => keyRegistry.published(),
    confirmKeys: (publicKeys) => keyRegistry.confirm(publicKeys),
    async rotateKey() {
      const [last, next] = [signing, newSigningKey()]
      noteIntroduced(next, 'last', last, await journal.append([introduce(next, 'last')]))
      keyFiles.keepSigningKey(next.pkcs8())
      signing = next
      keyRegistry.publish()
    },
    async eraseDue(keepFor) {
      const found = await dueKeys(rows, keepFor, clock, () => isClosed)
      const due = isClosed ? [] : found.filter((key) => keys.has(key))
      if (due.length === 0) return { erased: 0 }
      keys.destroy(due)
      await journal.append([
        { kind: KEYS_DESTROYED_KIND, actor: 'system', transaction: null, facts: { keys: due.length } },
      ])
      return { erased: due.length }
    },
    async erase(transaction) {
      const theirs = new Set(rows.of(transaction, 1).flatMap(({ key }) => (key !== null && keys.has(key) ? [key] : [])))
      if (theirs.size === 0) return
      keys.destroy([...theirs])
      await journal.append([{ kind: KEYS_DESTROYED_KIND, actor: 'system', transaction, facts: { keys: theirs.size } }])
    },
    close() {
      if (isClosed) return
      isClosed = true
      rows.waitForLocks(BUSY_MS)
      if (waiting.length > 0) commitWaiting()
      stopHeadAnchor?.()
      chores.stop()
      outage.stop()
      keepLost()
      stopKeeping()
      anchoring.close()
      projections.snapshot()
      losses.keep()
      saveHeadAnchor()
      keys.close()
      rows.close()
    },
  }
  return {
    ok: true,
    journal,
    wentBack: lost().length > 0,
    agreed: anchored.length > 0 && lost().length === 0,
    keysLost: losses.summary().lost ?? undefined,
  }
}

/**
 * The error for files that aren't this process's any more: what is written to a deleted file is lost when the process
 * ends. It carries SQLite's error code CORRUPT.
 */
const filesReplacedError = () =>
  Object.assign(new Error("the files of the data folder are not this process's any more"), { errcode: 11 })

function openDatabases(
  file: string,
  keysFile: string,
  { wrapping, random }: JournalDeps,
): Outcome<{ rows: Rows; keys: BodyKeys; losses: Losses }> {
  let rows: Rows | undefined
  let losses: Losses | undefined
  try {
    rows = openRows(file)
    losses = openLosses(rows, wrapping)
    return {
      ok: true,
      rows,
      losses,
      keys: openBodyKeys(keysFile, { wrapping, random, rows, recorded: losses.summary() }),
    }
  } catch (error) {
    rows?.close()
    if (error instanceof ForeignObject) return refuse('data-damaged', { object: error.object })
    // Only the keys' database is named: the journal is whole, and restoring a backup would lose entries for nothing.
    if (losses && storageRefusal(error) === 'data-damaged' && !isTemporaryFailure(error))
      return refuse('data-damaged', { file: BODY_KEYS_FILE })
    throw error
  }
}
