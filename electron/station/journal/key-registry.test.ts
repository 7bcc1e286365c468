import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleJournal, entry, type SampleJournal } from '../../../build/twins/journal.ts'
import { plantKey } from '../../../build/twins/planted.ts'
import { systemRandom } from '../../start.ts'
import { createKeyFile, openKeys } from '../storage/keys.ts'
import type { Journal } from './journal.ts'

let at: SampleJournal
beforeEach(async () => {
  at = await createSampleJournal()
})
afterEach(() => at.close())

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const kids = (keys: readonly { kid: Uint8Array }[]) => keys.map(({ kid }) => hex(kid))
const confirmOwn = (journal: Journal) => journal.confirmKeys([journal.signer.publicKey()])
const confirmedFile = (sample = at) => join(sample.folder, 'keys', 'confirmed.sealed')
/** The ids of the keys that the folder publishes. */
const inFolder = () => {
  const { keys } = JSON.parse(readFileSync(join(at.folder, 'keys', 'published.json'), 'utf8')) as {
    keys: { kid: string }[]
  }
  return keys.map(({ kid }) => Buffer.from(kid, 'base64url').toString('hex'))
}
/** The keys are read again as at a start. */
async function reopen(): Promise<Journal> {
  const opened = await openKeys(at.folder, createKeyFile(at.folder, systemRandom), systemRandom)
  if (!opened.ok) throw new Error(opened.refusal.code)
  at.keys = opened.keys
  return at.open()
}

describe('a signing key', () => {
  it('is published for good once the gateway has confirmed it, and so are its successors', async () => {
    const journal = at.open()
    expect([journal.publishedKeys(), inFolder(), journal.signingKeys()]).toMatchObject([
      [],
      [],
      [{ seq: 1, vouchedBy: 'nothing' }],
    ])
    confirmOwn(journal)
    const first = hex(journal.signer.kid())
    expect([kids(journal.publishedKeys()), inFolder()]).toEqual([[first], [first]])
    await journal.rotateKey()
    const both = [first, hex(journal.signer.kid())]
    expect([kids(journal.publishedKeys()), inFolder()]).toEqual([both, both])
    journal.close()
    const again = await reopen()
    expect([kids(again.publishedKeys()), inFolder(), again.signingKeys()]).toMatchObject([
      both,
      both,
      [{ vouchedBy: 'gateway' }, { seq: 2, vouchedBy: 'earlier-key' }],
    ])
  })

  it('vouches for its successor only when something vouches for it', async () => {
    const journal = at.open()
    await journal.rotateKey()
    expect(journal.signingKeys()).toMatchObject([{ vouchedBy: 'nothing' }, { vouchedBy: 'nothing' }])
    confirmOwn(journal)
    expect(journal.signingKeys()).toMatchObject([{ vouchedBy: 'nothing' }, { vouchedBy: 'gateway' }])
  })

  it("that somebody wrote into the database isn't published when the gateway confirms another", async () => {
    const journal = at.open()
    confirmOwn(journal)
    journal.close()
    const planted = plantKey(at.file)
    const again = await reopen()
    expect(kids(again.publishedKeys())).toEqual([hex(again.signer.kid())])
    expect(again.signingKeys()).toMatchObject([{ vouchedBy: 'gateway' }, { seq: 2, vouchedBy: 'nothing' }])
    expect(hex(again.signingKeys()[1]?.kid ?? new Uint8Array())).toBe(hex(planted.kid()))
    again.confirmKeys([new Uint8Array(32)])
    expect(inFolder()).toEqual([hex(again.signer.kid())])
  })

  it.each([
    ['signed by itself instead of the key before', () => void plantKey(at.file, { by: 'last' }), 2],
    ["said to be the journal's first", () => void plantKey(at.file, { by: 'first' }), 2],
    [
      "under the last key's id with a signature that isn't its own",
      () => {
        const kid = at.open().signer.kid()
        const planted = plantKey(at.file, { by: 'last' })
        plantKey(at.file)
        const db = new DatabaseSync(at.file)
        db.exec('DROP TRIGGER entries_stay')
        db.prepare('UPDATE entries SET kid = ? WHERE kid = ?').run(kid, planted.kid())
        db.close()
      },
      2,
    ],
  ])('that is %s keeps the station from opening', async (_what, plant, firstBad) => {
    at.open().close()
    plant()
    expect(at.tryOpen()).toEqual({ ok: false, refusal: { code: 'data-damaged', params: { firstBad } } })
  })
})

describe('the file of confirmed keys', () => {
  it('is believed only when this station sealed it and nobody changed it', async () => {
    const other = await createSampleJournal()
    try {
      for (const sample of [at, other]) {
        const journal = sample.open()
        confirmOwn(journal)
        journal.close()
      }
      const own = readFileSync(confirmedFile())
      const changed = Buffer.from(own)
      changed[20] = (changed[20] ?? 0) ^ 1
      for (const bytes of [
        readFileSync(confirmedFile(other)),
        changed,
        Buffer.alloc(0),
        readFileSync(join(at.folder, 'keys', 'signing.sealed')),
      ]) {
        writeFileSync(confirmedFile(), bytes)
        const journal = await reopen()
        expect([journal.publishedKeys(), inFolder()]).toEqual([[], []])
        journal.close()
      }
      writeFileSync(confirmedFile(), own)
      expect((await reopen()).publishedKeys()).toHaveLength(1)
    } finally {
      other.close()
    }
  })

  it('keeps keys published when an older journal was put back', async () => {
    const journal = at.open()
    confirmOwn(journal)
    await journal.append([entry()])
    await journal.rotateKey()
    confirmOwn(journal)
    const both = kids(journal.publishedKeys())
    journal.close()
    const db = new DatabaseSync(at.file)
    db.exec('DROP TRIGGER entries_remain; DELETE FROM entries WHERE seq > 2')
    db.close()
    expect(kids((await reopen()).publishedKeys())).toEqual(expect.arrayContaining(both))
    expect(inFolder()).toEqual(expect.arrayContaining(both))
  })

  it('is asked for again in a folder of an earlier program, which had none', async () => {
    const journal = at.open()
    await journal.rotateKey()
    const all = journal.signingKeys()
    journal.close()
    rmSync(confirmedFile(), { force: true })
    const upgraded = await reopen()
    expect([upgraded.publishedKeys(), inFolder()]).toEqual([[], []])
    confirmOwn(upgraded)
    expect(inFolder()).toEqual(kids(all.slice(1)))
    upgraded.confirmKeys(all.map(({ publicKey }) => publicKey))
    expect(inFolder()).toEqual(kids(all))
  })
})
