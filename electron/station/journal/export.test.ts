import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SAMPLE_NOW } from '../../sandbox/trust/trust.fixture.ts'
import { checkExport, exportLines } from './export.ts'
import type { Journal } from './journal.ts'
import { openRows } from './rows.ts'
import { newSigningKey } from './signing.ts'
import { createSampleJournal, entry, OTHER, type SampleJournal } from '../../../build/twins/journal.ts'

let at: SampleJournal
let journal: Journal
beforeEach(async () => {
  at = await createSampleJournal()
  journal = at.open()
  await journal.append([
    entry({
      facts: {
        avos: 85_000,
        words: '測試 \u2028"',
        code: new Uint8Array([1, 2]),
        none: null,
        list: [1, { yes: true }],
      },
    }),
    entry({ kind: 'payment-reserved' }),
  ])
  await journal.rotateKey()
  await journal.append([entry({ transaction: OTHER, body: { plate: 'MT-77-77' } })])
})
afterEach(() => at.close())

function lines(signer = true): string[] {
  const rows = openRows(at.file, { readOnly: true })
  try {
    return [...exportLines(rows, { signer: signer ? journal.signer : undefined })]
  } finally {
    rows.close()
  }
}

async function* given(text: readonly string[]) {
  yield* text
}
const check = (text: readonly string[], published?: Parameters<typeof checkExport>[1]) =>
  checkExport(given(text), published)

describe('an export', () => {
  it('verifies by itself alone, and names the keys that signed it', async () => {
    expect(await check(lines())).toMatchObject({
      ok: true,
      entries: 5,
      head: { seq: 5 },
      signed: 'file',
      keys: 'own',
      introduced: [
        { from: 1, by: 'first', vouchedBy: 'nothing' },
        { from: 4, by: 'last', vouchedBy: 'nothing' },
      ],
    })
    expect(await check(lines(false))).toMatchObject({
      ok: false,
      entries: 5,
      signed: 'commits',
      firstBad: 6,
      why: 'end-unsigned',
    })
  })

  it("verifies as this station's only when each of its signing keys is published", async () => {
    const published = journal.signingKeys()
    expect(await check(lines(), published)).toMatchObject({
      ok: true,
      signed: 'file',
      keys: 'published',
      introduced: [{ vouchedBy: 'published' }, { vouchedBy: 'published' }],
    })
    expect(await check(lines(), published.slice(0, 1))).toMatchObject({
      ok: false,
      keys: 'published',
      firstBad: 4,
      why: 'key-unpublished',
    })
    const other = newSigningKey()
    for (const foreign of [[], [{ kid: published[0]?.kid ?? other.kid(), publicKey: other.publicKey() }]])
      expect(await check(lines(), foreign)).toMatchObject({ ok: false, firstBad: 1, why: 'key-unpublished' })
  })

  it('shows facts to anyone, and neither bodies nor keys', () => {
    const text = lines().join('\n')
    expect(JSON.parse(lines()[2] ?? '')).toMatchObject({
      seq: 2,
      kind: 'payment-intended',
      facts: { avos: 85_000, words: '測試 \u2028"', code: { $bytes: 'AQI=' }, list: [1, { yes: true }] },
    })
    expect(text).not.toContain('MT-77-77')
    const db = new DatabaseSync(join(at.folder, 'journal-keys.db'), { readOnly: true })
    const [wrapped] = db
      .prepare('SELECT wrapped FROM keys')
      .all()
      .map((row) => row['wrapped'])
    db.close()
    expect(wrapped instanceof Uint8Array && !text.includes(Buffer.from(wrapped).toString('base64'))).toBe(true)
  })

  it('gives the date of each entry beside its order', () => {
    const { at: order, wall } = JSON.parse(lines()[2] ?? '') as { at: string; wall: string }
    expect([order, wall]).toEqual([new Date(SAMPLE_NOW).toISOString(), new Date(SAMPLE_NOW).toISOString()])
  })

  it('is refused when one character of it was changed', async () => {
    const text = lines()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.nat(),
        fc.constantFrom('0', 'A', '"', ' ', '\u2028'),
        async (line, place, character) => {
          const changed = [...text]
          const was = changed[line] ?? ''
          const where = place % was.length
          changed[line] = was.slice(0, where) + character + was.slice(where + 1)
          expect((await check(changed)).ok).toBe(was[where] === character)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('is refused when its end has another number or a respelt signature', async () => {
    const text = lines()
    const end = text.at(-1) ?? ''
    // The last character before the padding has four bits to spare.
    const respelt = end.replace(
      /(.)(==")(?=\}$)/,
      (_all, character: string, rest: string) => String.fromCharCode(character.charCodeAt(0) + 1) + rest,
    )
    for (const changed of [end.replace(/"seq":\d+/, '"seq":0'), respelt]) {
      expect(changed).not.toBe(end)
      expect((await check([...text.slice(0, -1), changed])).ok).toBe(false)
    }
  })

  it('is refused when a line is missing, doubled, swapped or added', async () => {
    const text = lines()
    const without = (index: number) => text.filter((_line, each) => each !== index)
    for (let index = 0; index < text.length; index++)
      expect((await check(without(index))).ok, `without line ${String(index)}`).toBe(false)
    expect(await check(without(3))).toMatchObject({ firstBad: 3, why: 'gap' })
    expect((await check([...text.slice(0, 3), ...text.slice(2)])).ok).toBe(false)
    expect((await check([...text, text.at(-1) ?? ''])).ok).toBe(false)
    expect((await check([])).ok).toBe(false)
    // A forger shortens the file and writes a new end, which only the station can sign.
    const short = text.slice(0, 4)
    const sha256 = createHash('sha256')
      .update(short.map((line) => `${line}\n`).join(''))
      .digest('hex')
    const { kid, signature, head } = JSON.parse(text.at(-1) ?? '') as {
      kid: string
      signature: string
      head: { hash: string }
    }
    const hash = Buffer.from((JSON.parse(short[3] ?? '') as { hash: string }).hash, 'base64').toString('hex')
    expect(head.hash).not.toBe(hash)
    expect(
      await check([...short, JSON.stringify({ entries: 3, head: { seq: 3, hash }, sha256, kid, signature })]),
    ).toMatchObject({ ok: false, why: 'signature' })
    expect(await check([...short, JSON.stringify({ entries: 3, head: { seq: 3, hash }, sha256 })])).toMatchObject({
      ok: false,
      signed: 'commits',
      firstBad: 4,
      why: 'end-unsigned',
    })
  })
})
