import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encode } from 'cborg'
import type { DataGroup } from '../../../hardware/card-reader/port.ts'
import { parseVirtualCard } from '../../../hardware/card-reader/virtual-card.ts'
import { CARD_HOLDER, createSampleCardIssuer, createSampleIdCard } from '../../sandbox/trust/id-cards.fixture.ts'
import { signMessage } from '../../sandbox/trust/eid.ts'
import { SAMPLE_NOW } from '../../sandbox/trust/trust.fixture.ts'
import { readCardData, type CardData } from './card-data.ts'

const GROUPS = ['person', 'portrait', 'key', 'security-object'] as const satisfies readonly DataGroup[]
const REFUSALS = ['card-unreadable', 'card-forged', 'card-issuer-unknown']

const sample = createSampleCardIssuer()
const { documentKeys } = sample
const trusting = { documentKeys, now: SAMPLE_NOW }

function dataOf(file: object): CardData {
  const none = new Uint8Array(0)
  return {
    person: none,
    portrait: none,
    key: none,
    'security-object': none,
    ...parseVirtualCard(JSON.stringify(file)).groups,
  }
}
const good = dataOf(createSampleIdCard(sample))

const codeOf = (data: CardData, trust: Parameters<typeof readCardData>[1] = trusting) => {
  const outcome = readCardData(data, trust)
  return outcome.ok ? 'ok' : outcome.refusal.code
}

/** The card's data with these groups, signed anew by its issuer. */
function signed(groups: Partial<CardData>, object: { protectedHeaders?: Map<number, unknown> } = {}): CardData {
  const { issuer } = sample
  const data = { ...good, ...groups }
  const payload = encode(
    new Map(
      (['person', 'portrait', 'key'] as const).map((group, at) => [
        at + 1,
        new Uint8Array(createHash('sha256').update(data[group]).digest()),
      ]),
    ),
  )
  const protectedHeaders =
    object.protectedHeaders ??
    new Map<number, unknown>([
      [1, -7],
      [4, issuer.kid],
    ])
  return { ...data, 'security-object': signMessage({ protectedHeaders, payload, key: issuer.privateKey }) }
}

/** Bytes that begin and end as a JPEG does. */
function jpegOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set([0xff, 0xd8, 0xff])
  bytes.set([0xff, 0xd9], length - 2)
  return bytes
}

const person = (changes: Record<number, unknown>) => {
  const claims = new Map<number, unknown>([
    [1, CARD_HOLDER.idNumber],
    [2, CARD_HOLDER.nameChinese],
    [3, CARD_HOLDER.nameForeign],
    [4, CARD_HOLDER.birthDate],
    [5, CARD_HOLDER.kind],
    [6, CARD_HOLDER.cardValidUntil],
    [8, CARD_HOLDER.document],
    [9, CARD_HOLDER.subject],
  ])
  for (const [label, value] of Object.entries(changes))
    if (value === undefined) claims.delete(Number(label))
    else claims.set(Number(label), value)
  return encode(claims)
}

describe('the data of an ID card', () => {
  it.each(['ES256', 'EdDSA'] as const)('are believed when their issuer signed them by %s', (algorithm) => {
    const other = createSampleCardIssuer(algorithm)
    const { cardValidUntil: validUntil, document: documentId, ...rest } = CARD_HOLDER
    const data = dataOf(createSampleIdCard(other))
    expect(readCardData(data, { ...trusting, documentKeys: other.documentKeys })).toEqual({
      ok: true,
      card: { ...rest, validUntil, documentId, portrait: data.portrait },
    })
  })

  it('may say more than this program knows', () => {
    expect(codeOf(signed({ person: person({ 7: 'a later field', 99: 1 }) }))).toBe('ok')
    expect(codeOf(signed({ person: person({ 2: '' }) }))).toBe('ok')
  })

  it('are refused when one byte of one group is another', () => {
    for (const group of GROUPS) {
      for (let at = 0; at < good[group].length; at += 1) {
        const bytes = good[group].slice()
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
        const code = codeOf({ ...good, [group]: bytes })
        if (!REFUSALS.includes(code)) expect.fail(`${group}, byte ${String(at)}: ${code}`)
      }
    }
  })

  it('are refused when a group is cut, longer, or of another card', () => {
    const other = dataOf(createSampleIdCard(sample, { document: new Uint8Array(16) }))
    for (const group of GROUPS) {
      const bytes = good[group]
      expect(REFUSALS).toContain(codeOf({ ...good, [group]: bytes.subarray(0, -1) }))
      expect(REFUSALS).toContain(codeOf({ ...good, [group]: Uint8Array.of(...bytes, 0) }))
      if (group !== 'portrait') expect(codeOf({ ...good, [group]: other[group] })).toBe('card-forged')
    }
  })

  it('are refused without a throw whatever the bytes are', () => {
    const bytes = fc.uint8Array({ maxLength: 300 })
    fc.assert(
      fc.property(
        fc.constantFrom(...GROUPS),
        bytes,
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        (group, any, at, to) => {
          expect(REFUSALS).toContain(codeOf({ ...good, [group]: any }))
          const mutated = good[group].slice()
          mutated[at % mutated.length] = to
          const isSame = Buffer.compare(mutated, good[group]) === 0
          expect(isSame ? ['ok'] : REFUSALS).toContain(codeOf({ ...good, [group]: mutated }))
        },
      ),
    )
    fc.assert(
      fc.property(bytes, (any) => {
        // What an issuer signed isn't always in form.
        expect(codeOf(signed({ person: any }))).toBe('card-unreadable')
        expect(codeOf(signed({ portrait: any }))).toBe('card-unreadable')
      }),
    )
  })

  it.each<[string, Partial<CardData>]>([
    ['an ID number of nine digits', { person: person({ 1: '123456789' }) }],
    ['no name', { person: person({ 3: undefined }) }],
    ['a day that is none', { person: person({ 4: '2023-02-29' }) }],
    ['another kind of resident', { person: person({ 5: 'X' }) }],
    ['no last day', { person: person({ 6: undefined }) }],
    ['a short document id', { person: person({ 8: new Uint8Array(15) }) }],
    ['a subject that is text', { person: person({ 9: 'sixteen letters.' }) }],
    ['a map that goes on', { person: Uint8Array.of(...person({}), 0) }],
    ['a portrait that is no JPEG', { portrait: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) }],
    ['a portrait that is too large', { portrait: jpegOf(32 * 1024 + 1) }],
  ])('are refused when they have %s, though their issuer signed them', (_, groups) => {
    expect(codeOf(signed(groups))).toBe('card-unreadable')
  })

  it('are refused when their signature names more or less than algorithm and key', () => {
    const { kid } = sample.issuer
    const object = (...headers: [number, unknown][]) => codeOf(signed({}, { protectedHeaders: new Map(headers) }))
    expect(object([1, -7], [4, kid])).toBe('ok')
    expect(object([1, -7])).toBe('card-unreadable')
    expect(object([1, -7], [4, kid], [5, 1])).toBe('card-unreadable')
    expect(object([1, -35], [4, kid])).toBe('card-unreadable')
    expect(object([1, -7], [4, kid.subarray(1)])).toBe('card-unreadable')
    expect(object([1, -8], [4, kid])).toBe('card-forged')
  })

  it('are refused when no key of their issuer is in force', () => {
    const [{ kid, key } = { kid: new Uint8Array(8), key: sample.issuer.publicKey }] = documentKeys
    const by = (keys: typeof documentKeys) => codeOf(good, { ...trusting, documentKeys: keys })
    const dated = (from: number, until: number) => by([{ kid, key, from, until }])
    expect(by([])).toBe('card-issuer-unknown')
    expect(by(createSampleCardIssuer().documentKeys)).toBe('card-issuer-unknown')
    expect(dated(SAMPLE_NOW + 1, SAMPLE_NOW + 2)).toBe('card-issuer-unknown')
    expect(dated(SAMPLE_NOW - 2, SAMPLE_NOW - 1)).toBe('card-issuer-unknown')
    expect(dated(SAMPLE_NOW, SAMPLE_NOW)).toBe('ok')
    expect(by([{ kid, key: createSampleCardIssuer().issuer.publicKey }])).toBe('card-forged')
  })
})
