import { generateKeyPairSync } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canonical } from './canonical.ts'
import { hashOf } from './chain.ts'
import { anchoredHeads } from './head-anchors.ts'
import { openRows } from './rows.ts'
import { createSampleJournal, entry, OTHER, TRANSACTION, type SampleJournal } from '../../../build/twins/journal.ts'
import { plantKey } from '../../../build/twins/planted.ts'
import { signingKey } from './signing.ts'
import { verifyJournal } from './verify.ts'

let at: SampleJournal
beforeEach(async () => {
  at = await createSampleJournal()
})
afterEach(() => at.close())

const verify = () => verifyJournal(at.file, { anchored: anchoredHeads(at.heads, at.folder) })

/** Changes the database as anybody can who has the file and SQLite. */
function tamper(sql: string): void {
  const db = new DatabaseSync(at.file)
  db.exec(`DROP TRIGGER IF EXISTS entries_stay; DROP TRIGGER IF EXISTS entries_remain; ${sql}`)
  db.close()
}

async function ofFive(): Promise<void> {
  const journal = at.open()
  await journal.append([entry(), entry({ kind: 'payment-reserved' })])
  await journal.append([entry({ transaction: OTHER })])
  await journal.append([entry({ kind: 'payment-committed' })])
  journal.close()
}

/** Recomputes an entry's hash after a change, without the station's key. */
function rehash(
  seq: number,
  changes: Partial<{ kind: string; facts: Uint8Array }>,
  sign?: ReturnType<typeof signingKey>,
): void {
  const rows = openRows(at.file, { readOnly: true })
  const [before, row] = [rows.at(seq - 1), rows.at(seq)]
  rows.close()
  if (!before || !row) throw new Error('no such entry')
  const changed = { ...row, ...changes }
  const hash = hashOf(changed, before.hash)
  tamper('')
  const db = new DatabaseSync(at.file)
  db.prepare('UPDATE entries SET kind = ?, facts = ?, hash = ?, kid = ?, signature = ? WHERE seq = ?').run(
    changed.kind,
    changed.facts,
    hash,
    sign?.kid() ?? row.kid,
    sign?.sign(hash) ?? row.signature,
    seq,
  )
  db.close()
}

describe('verifying a journal', () => {
  it('reports a whole one with its length, its keys and the heads compared', async () => {
    await ofFive()
    const found = await verify()
    expect(found).toMatchObject({
      ok: true,
      entries: 5,
      head: { seq: 5 },
      comparedWith: ['head-file'],
      keys: [{ from: 1, by: 'first' }],
    })
    expect(found.firstBad).toBeUndefined()
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, comparedWith: [] })
  })

  it('works while the station writes, and after it ended without closing', async () => {
    const journal = at.open()
    const station = { writes: true }
    const writing = (async () => {
      while (station.writes) await journal.append([entry()])
    })()
    for (let times = 0; times < 3; times++) expect(await verifyJournal(at.file)).toMatchObject({ ok: true })
    station.writes = false
    await writing
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: journal.head().seq })
  })

  it('reads a long one with several threads and names the first bad entry', async () => {
    const journal = at.open()
    for (let times = 0; times < 9; times++)
      await journal.append(Array.from({ length: 1_000 }, () => entry({ body: { times } })))
    journal.close()
    const done: number[] = []
    expect(await verifyJournal(at.file, { onProgress: (now) => done.push(now) })).toMatchObject({
      ok: true,
      entries: 9_001,
    })
    expect(done.at(-1)).toBe(9_001)
    tamper("UPDATE entries SET actor = 'nobody' WHERE seq IN (8500, 4321)")
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, firstBad: 4_321, why: 'hash' })
    expect(await verifyJournal(at.file, { hashesOnly: true })).toMatchObject({
      ok: false,
      firstBad: 4_321,
      why: 'hash',
    })
  })

  it.each([
    ['changed', "UPDATE entries SET actor = 'nobody' WHERE seq = 3", 3, 'hash'],
    ['missing', 'DELETE FROM entries WHERE seq = 3', 3, 'gap'],
    ['missing from the beginning', 'DELETE FROM entries WHERE seq = 1', 1, 'gap'],
    ['of another type', 'UPDATE entries SET key = NULL, body = NULL WHERE seq = 3', 3, 'hash'],
    [
      'without the signature of its commit',
      'UPDATE entries SET signature = zeroblob(64) WHERE seq = 4',
      4,
      'signature',
    ],
    ['the last one and not signed', 'UPDATE entries SET signature = NULL, kid = NULL WHERE seq = 5', 5, 'signature'],
    ['signed by a key that nobody knows', 'UPDATE entries SET kid = zeroblob(8) WHERE seq = 4', 4, 'signature'],
    ['the introduction of another key', "UPDATE entries SET kind = 'signing-key' WHERE seq = 4", 4, 'hash'],
  ])('names the first entry that is %s', async (_what, sql, firstBad, why) => {
    await ofFive()
    tamper(sql)
    const found = await verify()
    expect(found).toMatchObject({ ok: false, firstBad })
    expect(['signing-key', why]).toContain(found.why)
  })

  it('refuses entries that somebody rehashed and signed with a key of their own', async () => {
    await ofFive()
    rehash(5, { facts: canonical({ avos: 1 }) })
    expect(await verify()).toMatchObject({ ok: false, firstBad: 5, why: 'signature' })
    const theirs = signingKey(generateKeyPairSync('ed25519').privateKey)
    rehash(
      5,
      { kind: 'signing-key', facts: canonical({ kid: theirs.kid(), publicKey: theirs.publicKey(), by: 'last' }) },
      theirs,
    )
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, firstBad: 5, why: 'signing-key' })
    // A key that introduces itself passes as a key: the report names it, and the head kept elsewhere doesn't fit.
    rehash(
      5,
      { kind: 'signing-key', facts: canonical({ kid: theirs.kid(), publicKey: theirs.publicKey(), by: 'none' }) },
      theirs,
    )
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, keys: [{ by: 'first' }, { from: 5, by: 'none' }] })
    expect(await verify()).toMatchObject({ ok: false, firstBad: 5, why: 'went-back' })
  })

  it.each([
    [0, 0],
    [-7, -7],
    [-(2n ** 63n), Number.MIN_SAFE_INTEGER],
  ])('names a row at %d as outside the chain, and no station opens on it', async (seq, firstBad) => {
    await ofFive()
    plantKey(at.file, { seq })
    expect(await verify()).toMatchObject({
      ok: false,
      entries: 5,
      firstBad,
      why: 'outside',
      keys: [{ from: 1, by: 'first' }],
    })
    expect(await verifyJournal(at.file, { hashesOnly: true })).toMatchObject({ ok: false, firstBad, why: 'outside' })
    const rows = openRows(at.file, { readOnly: true })
    expect(
      [rows.signingKeys(), rows.introductions(), [...rows.from(Number.MIN_SAFE_INTEGER)].slice(0, 1)].map((found) =>
        found.map((row) => row.seq),
      ),
    ).toEqual([[1], [1], [1]])
    expect([
      rows.at(Number(seq)),
      rows.of(TRANSACTION, Number.MIN_SAFE_INTEGER)[0]?.seq,
      rows.sealed(Number.MIN_SAFE_INTEGER, 1)[0]?.seq,
    ]).toEqual([undefined, 2, 2])
    rows.close()
    expect(at.tryOpen()).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { firstBad } } })
  })

  it('names a row outside the chain of an empty journal', async () => {
    openRows(at.file).close()
    plantKey(at.file, { seq: 0 })
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, entries: 0, firstBad: 0, why: 'outside' })
    expect(at.tryOpen()).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { firstBad: 0 } } })
  })

  it('accepts a key that the one before introduced', async () => {
    const journal = at.open()
    await journal.rotateKey()
    await journal.append([entry()])
    journal.close()
    expect(await verify()).toMatchObject({
      ok: true,
      keys: [
        { from: 1, by: 'first' },
        { from: 2, by: 'last' },
      ],
    })
  })

  it('finds a torn end of the write-ahead log by the head anchor', async () => {
    const journal = at.open()
    await journal.append([entry()])
    await journal.append([entry({ transaction: OTHER })])
    await at.manual.pass(3_000)
    const torn = mkdtempSync(join(tmpdir(), 'balcao-torn-'))
    const file = join(torn, 'journal.db')
    copyFileSync(at.file, file)
    const log = readFileSync(`${at.file}-wal`)
    // The last frame: where the log's content ends.
    const end = log.findLastIndex((byte) => byte !== 0)
    writeFileSync(`${file}-wal`, log.subarray(0, end - 100))
    const found = await verifyJournal(file, { anchored: anchoredHeads(at.heads, at.folder) })
    expect(found).toMatchObject({ ok: false, entries: 2, firstBad: 3, why: 'went-back', comparedWith: ['head-file'] })
    expect(await verifyJournal(file)).toMatchObject({ ok: true, entries: 2 })
    rmSync(torn, { recursive: true })
  })

  it('compares with the head that the gateway acknowledged', async () => {
    const journal = at.open()
    const head = journal.head()
    expect(journal.confirm(head)).toBe(true)
    await journal.append([entry()])
    journal.close()
    expect(await verify()).toMatchObject({ ok: true, comparedWith: ['head-file', 'gateway'] })
    expect(
      await verifyJournal(at.file, { anchored: [{ from: 'gateway', head: { seq: 7, hash: head.hash } }] }),
    ).toMatchObject({ ok: false, firstBad: 3, why: 'went-back' })
  })

  it('finds any flipped bit that changes an entry', async () => {
    await ofFive()
    const whole = readFileSync(at.file)
    const entries = () => {
      const rows = openRows(at.file, { readOnly: true })
      try {
        return [...rows.from(1)]
      } finally {
        rows.close()
      }
    }
    const before = entries()
    let found = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), async (byte, bit) => {
        const flipped = Buffer.from(whole)
        flipped[byte] = (flipped[byte] ?? 0) ^ (1 << bit)
        writeFileSync(at.file, flipped)
        const report = await verifyJournal(at.file)
        if (report.ok) expect(entries()).toEqual(before)
        else found += 1
      }),
      { numRuns: 300 },
    )
    expect(found).toBeGreaterThan(0)
  })

  it('finds damaged pages when SQLite finds no entry by them', async () => {
    const journal = at.open()
    await journal.append([entry(), entry(), entry()])
    journal.close()
    const damaged = readFileSync(at.file)
    // Four entries with the key's; bytes 3 and 4 of a leaf count its cells (sqlite.org/fileformat2.html, 1.6).
    const leaf = [1, 2, 3, 4]
      .map((page) => page * 4_096)
      .find((page) => damaged[page] === 0x0d && damaged[page + 4] === 4)
    damaged[(leaf ?? 0) + 4] = 0
    writeFileSync(at.file, damaged)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, entries: 0, why: 'pages' })
  })

  it('finds a flipped byte in every page that holds entries', async () => {
    const journal = at.open()
    await journal.append(Array.from({ length: 60 }, (_, index) => entry({ facts: { index, words: 'x'.repeat(300) } })))
    journal.close()
    const whole = readFileSync(at.file)
    const page = 4_096
    for (let number = 1; number * page < whole.length; number++) {
      const used = whole.subarray(number * page, (number + 1) * page)
      // A table's leaf (sqlite.org/fileformat2.html, section 1.6) keeps its cells at the page's end.
      if (used[0] !== 0x0d || !used.includes('xxxxxxxx')) continue
      const flipped = Buffer.from(whole)
      const place = number * page + used.lastIndexOf('xxxxxxxx')
      flipped[place] = 0x79
      writeFileSync(at.file, flipped)
      expect(await verifyJournal(at.file), `page ${String(number)}`).toMatchObject({ ok: false, why: 'hash' })
    }
  })

  it('reports a file that is no journal, and throws when there is none', async () => {
    await ofFive()
    writeFileSync(at.file, 'x'.repeat(8_192))
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, entries: 0, firstBad: 1, why: 'unreadable' })
    truncateSync(at.file, 0)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: false, why: 'unreadable' })
    await expect(verifyJournal(join(at.folder, 'none.db'))).rejects.toMatchObject({ errcode: 14 })
  })

  it('leaves the folder unchanged', async () => {
    await ofFive()
    const size = statSync(at.file).size
    await verify()
    expect(statSync(at.file).size).toBe(size)
    expect(existsSync(`${at.file}-journal`)).toBe(false)
  })
})
