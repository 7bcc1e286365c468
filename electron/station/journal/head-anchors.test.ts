import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleJournal, entry, type SampleJournal } from '../../../build/twins/journal.ts'
import { acceptHead, anchoredHeads } from './head-anchors.ts'
import type { Head, Journal, AnchoredHead } from './journal.ts'

let parent: string
let at: SampleJournal
let open: Journal[]

beforeEach(async () => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-heads-'))
  at = await createSampleJournal(join(parent, 'data'))
  open = []
})
afterEach(() => {
  for (const each of open) each.close()
  at.close()
  rmSync(parent, { recursive: true, force: true })
})

/** Opens the journal in another folder, with the same heads. */
async function openAt(folder: string): Promise<Journal> {
  const other = await createSampleJournal(folder)
  rmSync(other.heads, { recursive: true })
  const outcome = other.tryOpen(at.heads)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  open.push(outcome.journal)
  return outcome.journal
}

async function record(journal: Journal, count: number): Promise<Head> {
  for (let times = 0; times < count; times++) await journal.append([entry()])
  journal.close()
  return journal.head()
}

const anchored = (folder = at.folder) => anchoredHeads(at.heads, folder)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** Keeps a head where earlier versions kept it. */
function keepFormerly({ from, head: { seq, hash } }: AnchoredHead, folder = at.folder): void {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32)
  writeFileSync(
    join(at.heads, `${name}${from === 'gateway' ? '.gateway' : ''}.json`),
    JSON.stringify({ seq, hash: hex(hash) }),
  )
}

describe('a head anchor', () => {
  it('is durable before it counts, so that an older folder is noticed at once', async () => {
    const journal = at.open()
    await journal.append([entry()])
    const before = join(parent, 'before')
    cpSync(at.folder, before, { recursive: true })
    const [paid] = await journal.append([entry({ kind: 'payment-committed' })])
    const seq = paid?.seq ?? 0
    expect(journal.isAnchored(seq)).toBe(false)
    const anchored = journal.ensureAnchored(seq, 2_000)
    await at.manual.pass(25)
    expect(await anchored).toBe(true)
    expect(journal.isAnchored(seq)).toBe(true)
    expect((await openAt(before)).loss()).toMatchObject({ from: seq, until: seq })
  })

  it('is written again until it succeeds, and waited for no longer than asked', async () => {
    const journal = at.open()
    const [first] = await journal.append([entry()])
    rmSync(at.heads, { recursive: true })
    writeFileSync(at.heads, '')
    const [brief, patient] = [journal.ensureAnchored(first?.seq ?? 0, 2_000), journal.ensureAnchored(first?.seq ?? 0)]
    await at.manual.pass(2_000)
    expect(await brief).toBe(false)
    rmSync(at.heads)
    await at.manual.pass(3_000)
    expect(await patient).toBe(true)
    const [second] = await journal.append([entry()])
    const closed = journal.ensureAnchored((second?.seq ?? 0) + 1)
    journal.close()
    expect(await closed).toBe(false)
  })

  it('is found from a moved folder, and shows that an older copy elsewhere went back', async () => {
    await record(at.open(), 1)
    const copy = join(parent, 'copy')
    cpSync(at.folder, copy, { recursive: true })
    const head = await record(at.open(), 2)
    expect((await openAt(copy)).loss()).toEqual({
      from: 3,
      until: 4,
      heads: [{ from: 'head-file', head: { seq: 4, hash: Buffer.from(head.hash) }, end: 2 }],
    })
    const moved = join(parent, 'moved')
    renameSync(at.folder, moved)
    expect((await openAt(moved)).loss()).toBeUndefined()
  })

  it('of an earlier program counts until this program writes its own', async () => {
    const first = await record(at.open(), 1)
    for (const name of readdirSync(at.heads)) rmSync(join(at.heads, name))
    keepFormerly({ from: 'head-file', head: first })
    expect(anchored()).toMatchObject([{ from: 'head-file', head: { seq: 2 } }])
    keepFormerly({ from: 'gateway', head: first })
    const later = await record(at.open(), 1)
    expect(anchored()).toMatchObject([
      { from: 'head-file', head: { seq: later.seq } },
      { from: 'gateway', head: { seq: 2 } },
    ])
    keepFormerly({ from: 'gateway', head: { seq: 9, hash: new Uint8Array(32) } })
    const journal = at.open()
    expect(journal.loss()).toMatchObject({ from: 4, until: 9, heads: [{ from: 'gateway' }] })
    await record(journal, 1)
    // The head that shows the loss isn't overwritten, and says where the journal ended then.
    expect(anchored()).toMatchObject([
      { from: 'head-file', head: { seq: later.seq } },
      { from: 'gateway', head: { seq: 9 }, end: 3 },
    ])
    expect(await openAt(at.folder).then((again) => again.loss())).toMatchObject({ from: 4, until: 9 })
    acceptHead(at.heads, at.folder, later)
    expect(anchored()).toMatchObject([{ from: 'head-file', head: { seq: later.seq } }])
    expect(readdirSync(at.heads)).toHaveLength(1)
  })

  it('of entries that only the gateway knows is a loss at once, and stays one after a restart', async () => {
    const journal = at.open()
    await journal.append([entry()])
    expect(journal.confirm(journal.head())).toBe(true)
    expect(journal.confirm({ seq: 9, hash: new Uint8Array(32) })).toBe(false)
    expect(journal.confirm({ seq: 1, hash: new Uint8Array(32) })).toBe(false)
    expect(journal.confirm(journal.head())).toBe(true)
    const loss = { from: 3, until: 9, heads: [{ from: 'gateway', head: { seq: 9 } }] }
    expect(journal.loss()).toMatchObject(loss)
    await journal.append([entry()])
    journal.close()
    // Entries written since aren't counted as lost.
    expect(at.open().loss()).toMatchObject({ ...loss, heads: [{ from: 'gateway', head: { seq: 9 }, end: 2 }] })
  })

  it("that the gateway names again doesn't replace its later one", async () => {
    const journal = at.open()
    await journal.append([entry()])
    const earlier = journal.head()
    await journal.append([entry()])
    for (let times = 0; times < 2; times++)
      expect([journal.confirm(journal.head()), journal.confirm(earlier)]).toEqual([true, true])
    expect(anchored().find(({ from }) => from === 'gateway')?.head.seq).toBe(journal.head().seq)
  })

  it("of a lost head counts when it can't be written, and is written again until it succeeds", async () => {
    const journal = at.open()
    await journal.append([entry()])
    rmSync(at.heads, { recursive: true })
    writeFileSync(at.heads, '')
    for (let times = 0; times < 2; times++) expect(journal.confirm({ seq: 9, hash: new Uint8Array(32) })).toBe(false)
    expect([journal.isLossKept(), journal.loss()?.until]).toEqual([false, 9])
    await at.manual.pass(3_000)
    expect(journal.isLossKept()).toBe(false)
    rmSync(at.heads)
    await at.manual.pass(3_000)
    expect([journal.isLossKept(), anchored()]).toMatchObject([true, [{ from: 'gateway', head: { seq: 9 } }]])
    journal.close()
    expect(at.open().loss()?.until).toBe(9)
  })

  it('of a lost head is written once more when the journal is closed', () => {
    const journal = at.open()
    rmSync(at.heads, { recursive: true })
    writeFileSync(at.heads, '')
    expect(journal.confirm({ seq: 9, hash: new Uint8Array(32) })).toBe(false)
    rmSync(at.heads)
    journal.close()
    expect(anchored()).toMatchObject([{ from: 'gateway', head: { seq: 9 } }])
  })

  it('is no loss once an entry accepts it, while a later one is', async () => {
    const journal = at.open()
    const lost = { source: 'gateway', seq: 9, hash: new Uint8Array(32) }
    expect(journal.confirm(lost)).toBe(false)
    await journal.append([{ ...entry(), kind: 'loss-accepted', facts: { lost: [lost] } }])
    journal.close()
    acceptHead(at.heads, at.folder, journal.head())
    const again = at.open()
    expect([again.confirm(lost), again.loss()]).toEqual([true, undefined])
    expect(again.confirm({ seq: 10, hash: new Uint8Array(32) })).toBe(false)
    expect(again.loss()).toMatchObject({ from: 3, until: 10 })
  })
})
