import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acceptHead, verifyJournal } from '../../electron/station/journal/index.ts'
import { createSampleJournal, entry, type SampleJournal } from '../twins/journal.ts'
import { rememberEnds, type EndMemory } from './ends.ts'
import { readEnds, type JournalEnd } from './journal-book.ts'

let at: SampleJournal
let ends: EndMemory
beforeEach(async () => {
  at = await createSampleJournal()
  ends = rememberEnds(at)
})
afterEach(() => at.close())

/** Lives one life of the station, which writes so many payments' entries. */
async function live(payments: number): Promise<void> {
  const journal = at.open()
  for (let count = 0; count < payments; count++) await journal.append([entry()])
  journal.close()
}

function lastEnd(): JournalEnd {
  const found = readEnds(at.folder)
  found?.close()
  if (!found?.last) throw new Error('no end')
  return found.last
}

const OLDER = 'older.db'
const keepOlder = () => copyFileSync(at.file, join(at.heads, OLDER))

/** Puts an older journal and its head back, as if the station had lost its newest durable entries. */
function putOlderBack(): void {
  for (const part of ['', '-wal', '-shm']) rmSync(at.file + part, { force: true })
  copyFileSync(join(at.heads, OLDER), at.file)
  const { seq, hash } = lastEnd()
  acceptHead(at.heads, at.folder, { seq, hash: Buffer.from(hash, 'hex') })
}

describe('the ends of a journal', () => {
  it('are all in it when it only went on', async () => {
    ends.remember()
    await live(2)
    ends.remember()
    const gateway = lastEnd()
    await live(2)
    ends.remember()
    const report = await ends.verify([gateway])
    expect(report).toMatchObject({ ok: true, entries: gateway.seq + 2 })
    expect(new Set(report.comparedWith)).toEqual(new Set(['head-file', 'gateway']))
  })

  it('show that it lost the end of a life, even when it is longer now', async () => {
    await live(2)
    const gateway = lastEnd()
    keepOlder()
    await live(2)
    ends.remember()
    putOlderBack()
    await live(9)
    expect(await verifyJournal(at.file)).toMatchObject({ ok: true, entries: gateway.seq + 9 })
    expect(await ends.verify([gateway])).toMatchObject({ ok: false, why: 'went-back', firstBad: gateway.seq + 2 })
  })

  it('show that it has been shorter ever since', async () => {
    await live(2)
    const gateway = lastEnd()
    keepOlder()
    await live(3)
    ends.remember()
    putOlderBack()
    expect(await ends.verify([gateway])).toMatchObject({ ok: false, why: 'went-back', firstBad: gateway.seq + 1 })
  })

  it('show that it lacks what the gateway heard of', async () => {
    await live(2)
    keepOlder()
    await live(2)
    const gateway = lastEnd()
    putOlderBack()
    ends.remember()
    expect(await ends.verify([gateway])).toMatchObject({ ok: false, why: 'went-back' })
    expect(await ends.verify([lastEnd()])).toMatchObject({ ok: true })
  })

  it('show nothing when nobody outside heard of any', async () => {
    await live(1)
    ends.remember()
    await expect(ends.verify([])).rejects.toThrow('nothing to compare')
  })
})
