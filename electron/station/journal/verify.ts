import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Row } from './chain.ts'
import { containsHead } from './head-anchors.ts'
import type { KeyStanding, AnchoredHead } from './journal.ts'
import { openRows, type Rows } from './rows.ts'
import { readIntroductions, sealOf, vouchFor } from './signing-keys.ts'
import { arePagesWhole, verifyRange, type Range, type RangeOrder } from './verify-range.ts'
import { hexOf, type FirstBad, type IntroducedKey } from './walk.ts'

/** What a check of a journal compares and reports beside the chain itself. */
export interface VerifyOptions {
  /** Checks sequence and hashes, no signatures. */
  hashesOnly?: boolean
  /**
   * The public keys that the gateway confirmed as this station's; without them the report says `unknown` of what
   * vouches for a key.
   */
  confirmed?: readonly Uint8Array[] | undefined
  /** Heads from elsewhere that the journal must contain. */
  anchored?: readonly AnchoredHead[]
  onProgress?: (done: number, total: number) => void
}

/**
 * What a check found. `head` has the hash in hex. `firstBad` is the number of the first entry that fails or is missing.
 * `why` is an entry's fault, or `pages` (SQLite finds the file itself damaged), `schema` (the database holds `object`,
 * which isn't a journal's) or `went-back` (a known head isn't in the journal). `comparedWith` lists where the heads to
 * compare with came from. `keys` says how the journal introduces each signing key and what vouches for it: `unknown`
 * where no confirmed keys were given, `published` where it is among the published keys that were given.
 */
export interface JournalReport {
  ok: boolean
  entries: number
  head: { seq: number; hash: string } | null
  firstBad?: number
  why?: FirstBad['why'] | 'pages' | 'schema' | 'went-back'
  object?: string
  comparedWith: AnchoredHead['from'][]
  keys: {
    kid: string
    from: number
    by: 'first' | 'last' | 'none'
    vouchedBy: KeyStanding['vouchedBy'] | 'published' | 'unknown'
  }[]
}

/** How many entries a worker checks for one message. */
const RANGE = 4_000
/** A journal of at most so many entries is checked without workers. */
const FEW = 2_000

const damaged = z.object({
  errcode: z
    .int()
    .transform((code) => code & 0xff)
    .pipe(z.union([z.literal(1), z.literal(11), z.literal(26)])),
})

/**
 * Checks a journal's database from the first entry to the last: hashes, signatures (on all cores), gaps, the
 * introduction of keys, and SQLite's own pages. It only reads; a station may go on writing. Throws SQLite's error where
 * the file can't be opened.
 */
export async function verifyJournal(file: string, options: VerifyOptions = {}): Promise<JournalReport> {
  const anchored = options.anchored ?? []
  const empty = { entries: 0, head: null, comparedWith: anchored.map(({ from }) => from), keys: [] }
  let rows: Rows
  try {
    rows = openRows(file, { readOnly: true })
  } catch (error) {
    if (!damaged.safeParse(error).success) throw error
    return { ok: false, ...empty, firstBad: 1, why: 'unreadable' }
  }
  try {
    const { comparedWith } = empty
    return { ...(await verifyRows(rows, file, options, anchored)), comparedWith }
  } finally {
    rows.close()
  }
}

async function verifyRows(
  rows: Rows,
  file: string,
  options: VerifyOptions,
  anchored: readonly AnchoredHead[],
): Promise<Omit<JournalReport, 'comparedWith'>> {
  const last = readLast(rows)
  // Where the last row can't be read, one walk shows how far the journal goes.
  if (last === 'unreadable')
    return {
      ok: false,
      entries: 0,
      head: null,
      keys: [],
      ...bad(verifyRange(rows, { from: 1, to: Number.MAX_SAFE_INTEGER })),
    }
  const { keys, bad: badKey } = readIntroductions(rows.introductions(), (seq) => sealOf(rows, seq))
  const found = {
    entries: last?.seq ?? 0,
    head: last ? { seq: last.seq, hash: hexOf(last.hash) } : null,
    keys: vouchFor(keys, options.confirmed ?? []).map(({ kid, seq, by, vouchedBy }) => ({
      kid: hexOf(kid),
      from: seq,
      by,
      vouchedBy: options.confirmed ? vouchedBy : ('unknown' as const),
    })),
  }
  const order: RangeOrder = {
    file,
    ...(options.hashesOnly
      ? {}
      : { keys: keys.map(({ kid, publicKey, seq }): IntroducedKey => ({ kid, publicKey, seq })) }),
  }
  const walked = await walkAll(rows, found.entries, order, options.onProgress)
  const outside = findOutside(rows)
  const unsigned: FirstBad | undefined = last && !last.signature ? { seq: last.seq, why: 'signature' } : undefined
  const first = [outside, badKey, walked.bad, unsigned]
    .filter((each) => each !== undefined)
    .toSorted((one, other) => one.seq - other.seq)[0]
  if (first) return { ok: false, ...found, ...bad(first) }
  if (!walked.arePagesWhole) return { ok: false, ...found, why: 'pages' }
  const foreign = rows.foreignObject()
  if (foreign !== undefined) return { ok: false, ...found, why: 'schema', object: foreign }
  const lost = anchored
    .filter(({ head }) => !containsHead(rows, head))
    .map(({ head }) => Math.min(head.seq, found.entries + 1))
  return lost.length === 0
    ? { ok: true, ...found }
    : { ok: false, ...found, firstBad: Math.min(...lost), why: 'went-back' }
}

function bad(first: FirstBad | undefined): Partial<Pick<JournalReport, 'firstBad' | 'why'>> {
  return first ? { firstBad: first.seq, why: first.why } : {}
}

function findOutside(rows: Rows): FirstBad | undefined {
  try {
    const seq = rows.outsideChain()
    return seq === undefined ? undefined : { seq, why: 'outside' }
  } catch {
    // The walk over the entries reports what can't be read.
    return undefined
  }
}

function readLast(rows: Rows): Row | undefined | 'unreadable' {
  try {
    return rows.last()
  } catch {
    return 'unreadable'
  }
}

const answer = z.union([
  z.boolean(),
  z.undefined(),
  z.object({ seq: z.int(), why: z.enum(['unreadable', 'gap', 'time', 'hash', 'signature', 'signing-key']) }),
])

interface Walked {
  bad: FirstBad | undefined
  arePagesWhole: boolean
}

async function walkAll(
  rows: Rows,
  total: number,
  order: RangeOrder,
  onProgress: VerifyOptions['onProgress'],
): Promise<Walked> {
  if (total <= FEW) {
    const bad = total === 0 ? undefined : verifyRange(rows, { from: 1, to: total }, order.keys)
    return { bad, arePagesWhole: arePagesWhole(order.file) }
  }
  const ranges: Range[] = []
  for (let from = 1; from <= total; from += RANGE) ranges.push({ from, to: Math.min(from + RANGE - 1, total) })
  let bad: FirstBad | undefined
  let whole = true
  let done = 0
  const tasks: ('pages' | Range)[] = ['pages', ...ranges]
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      const worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: order })
      try {
        for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
          const found = await runInWorker(worker, task)
          if (typeof found === 'boolean') whole = found
          else if (found && (!bad || found.seq < bad.seq)) bad = found
          // No further range is needed once an entry fails; ranges already begun may still find an earlier one.
          if (bad) tasks.length = 0
          if (task === 'pages') continue
          done += task.to - task.from + 1
          onProgress?.(done, total)
        }
      } finally {
        await worker.terminate()
      }
    }),
  )
  return { bad, arePagesWhole: whole }
}

function runInWorker(worker: Worker, task: 'pages' | Range): Promise<z.infer<typeof answer>> {
  return new Promise((resolve, reject) => {
    const settle = (work: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      work()
    }
    const onMessage = (message: unknown) => settle(() => resolve(answer.parse(message)))
    const onError = (error: unknown) =>
      settle(() => reject(error instanceof Error ? error : new Error('a worker failed')))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.postMessage(task)
  })
}
