import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acceptHead, verifyJournal } from '../../electron/station/journal/index.ts'
import { createSampleJournal, entry, type SampleJournal } from '../twins/journal.ts'
import { rememberHeads, type RememberedHeads } from './heads.ts'
import { openHeads, type HexHead } from './journal-book.ts'

let at: SampleJournal
let heads: RememberedHeads
beforeEach(async () => {
  at = await createSampleJournal()
  heads = rememberHeads(at)
})
afterEach(() => at.close())

/** Lives one life of the station, which writes so many payments' entries. */
async function live(payments: number): Promise<void> {
  const journal = at.open()
  for (let count = 0; count < payments; count++) await journal.append([entry()])
  journal.close()
}

function lastHead(): HexHead {
  const found = openHeads(at.folder)
  found?.close()
  if (!found?.last) throw new Error('no head')
  return found.last
}

const OLDER = 'older.db'
const keepOlder = () => copyFileSync(at.file, join(at.heads, OLDER))

/** Puts an older journal and its head back, as if the station had lost its newest durable entries. */
function putOlderBack(): void {
  for (const part of ['', '-wal', '-shm']) rmSync(at.file + part, { force: true })
  copyFileSync(join(at.heads, OLDER), at.file)
  const { seq, hash } = lastHead()
  acceptHead(at.heads, at.folder, { seq, hash: Buffer.from(hash, 'hex') })
}

describe('the heads of a journal', () => {
  it('are all in it when it only went on', async () => {
    heads.remember()
    await live(2)
    heads.remember()
    const gateway = lastHead()
    await live(2)
    heads.remember()
    const report = await heads.verify([gateway])
    expect(report).toMatchObject({ ok: true, entries: gateway.seq + 2 })
    expect(new Set(report.comparedWith)).toEqual(new Set(['head-file', 'gateway']))
  })

  it('show that it lost the end of a life, even when it is longer now', async () => {
    await live(2)
    const gateway = lastHead()
    keepOlder()
    await live(2)
    heads.remember()
    putOlderBack()
    await live(9)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: gateway.seq + 9 })
    expect(await heads.verify([gateway])).toMatchObject({ ok: false, why: 'went-back', firstBad: gateway.seq + 2 })
  })

  it('show that it has been shorter ever since', async () => {
    await live(2)
    const gateway = lastHead()
    keepOlder()
    await live(3)
    heads.remember()
    putOlderBack()
    expect(await heads.verify([gateway])).toMatchObject({ ok: false, why: 'went-back', firstBad: gateway.seq + 1 })
  })

  it('show that it lacks what the gateway heard of', async () => {
    await live(2)
    keepOlder()
    await live(2)
    const gateway = lastHead()
    putOlderBack()
    heads.remember()
    expect(await heads.verify([gateway])).toMatchObject({ ok: false, why: 'went-back' })
    expect(await heads.verify([lastHead()])).toMatchObject({ ok: true })
  })

  it('show nothing when nobody outside heard of any', async () => {
    await live(1)
    heads.remember()
    await expect(heads.verify([])).rejects.toThrow('nothing to compare')
  })
})
