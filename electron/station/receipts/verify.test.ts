import { createPublicKey, verify } from 'node:crypto'
import { decode, encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REFUSAL_CODES } from '../../contract/index.ts'
import { decodeBase45, encodeBase45 } from '../codes/index.ts'
import type { Signer } from '../journal/index.ts'
import { toJwks } from '../journal/signing.ts'
import { LONGEST_CODE } from './code.ts'
import type { PendingFacts, ReceiptFacts } from './facts.ts'
import { createReceipts } from './receipts.ts'
import { CAR, FINE, FLEET, sampleReceipt, sampleSigner, sampleSlip } from './receipts.fixture.ts'
import { readJwks, verifyReceipt, type ReceiptKey } from './verify.ts'

const signer = sampleSigner()
const receipts = createReceipts(signer)
const published = (of: Signer): ReceiptKey => ({ kid: of.kid(), publicKey: of.publicKey() })
const keys = [published(signer)]

const receiptOf = (other: Partial<ReceiptFacts> = {}) => receipts.receipt(sampleReceipt(other)).code
const slipOf = (other: Partial<PendingFacts> = {}) => receipts.pendingSlip(sampleSlip(other)).code
const refusalOf = (text: string, trusted: readonly ReceiptKey[] = keys) => {
  const verified = verifyReceipt(text, trusted)
  return verified.ok ? 'accepted' : verified.refusal.code
}

/** A code with one byte of its message changed. */
function withByte(code: string, at: number, flip: number): string {
  const decoded = decodeBase45(code.slice(5))
  if (!decoded.ok) throw new Error('the sample is no base45')
  const place = at % decoded.bytes.length
  decoded.bytes[place] = (decoded.bytes[place] ?? 0) ^ flip
  return code.slice(0, 5) + encodeBase45(decoded.bytes)
}

describe('the code of a receipt', () => {
  it("gives the receipt's facts to whoever has the published key", () => {
    expect(
      verifyReceipt(
        receiptOf({ items: [CAR, FINE], tender: 'cash', givenAvos: 150_000, changeAvos: 5_000, training: true }),
        keys,
      ),
    ).toEqual({
      ok: true,
      facts: {
        kind: 'receipt',
        number: 'kiosk-07-1234',
        transaction: '019cad3f-6f00-7abc-8def-0123456789ab',
        at: Date.UTC(2026, 2, 2, 6, 5, 9),
        station: 'kiosk-07',
        training: true,
        tender: 'cash',
        items: [CAR, FINE],
        totalAvos: 145_000,
        givenAvos: 150_000,
        changeAvos: 5_000,
        position: { seq: 1_234, hash: 'a5'.repeat(32) },
        kid: Buffer.from(signer.kid()).toString('hex'),
      },
    })
  })

  it('can be checked with the published key alone: base45 of a COSE_Sign1 by Ed25519', () => {
    const decoded = decodeBase45(receiptOf().slice('MER1:'.length))
    const message = decoded.ok ? decoded.bytes : new Uint8Array()
    expect(message[0]).toBe(0xd2)
    const [header, unprotected, payload, signature]: [Uint8Array, Map<number, unknown>, Uint8Array, Uint8Array] =
      decode(message.subarray(1), { useMaps: true })
    expect(unprotected.size).toBe(0)
    expect(decode(header, { useMaps: true })).toEqual(
      new Map<number, unknown>([
        [1, -8],
        [4, signer.kid()],
      ]),
    )
    const key = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(signer.publicKey()).toString('base64url') },
    })
    expect(verify(null, encode(['Signature1', header, new Uint8Array(), payload]), key, signature)).toBe(true)
    const claims: Map<number, unknown> = decode(payload, { useMaps: true })
    expect(claims.get(1)).toBe('kiosk-07')
    expect(claims.get(6)).toBe(Date.UTC(2026, 2, 2, 6, 5, 9) / 1_000)
    expect(claims.get(7)).toHaveLength(8)
    expect(claims.has(4)).toBe(false)
  })

  it('is the same on each reprint, and another for another receipt', () => {
    expect(receiptOf({ reprint: true, secondLanguage: 'pt' })).toBe(receiptOf())
    expect(receiptOf({ number: 'kiosk-07-1235' })).not.toBe(receiptOf())
  })

  it('holds the facts of any receipt', () => {
    const word = fc.string({ unit: 'binary', maxLength: 20 })
    const item = fc.record({
      agency: fc.constantFrom('DSAT', 'PSP', 'MP', 'TUI', 'DSF', 'IAM'),
      kind: fc.constantFrom('tax', 'fine', 'slip'),
      subject: word,
      amountAvos: fc.nat(1_000_000_000),
      season: fc.integer({ min: 2020, max: 2100 }),
    } as const)
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 8 }),
        word,
        fc.constantFrom('wallet-scan', 'wallet-show', 'card', 'cash'),
        (items, provider, tender) => {
          expect(verifyReceipt(receiptOf({ items, provider, tender }), keys)).toMatchObject({
            ok: true,
            facts: { items, provider, tender },
          })
        },
      ),
      { numRuns: 50 },
    )
  })

  it('lists ten vehicles with a fine, and for more items than fit their number and checksum', () => {
    const fleet = receiptOf({ items: FLEET })
    expect(verifyReceipt(fleet, keys)).toMatchObject({ ok: true, facts: { items: FLEET } })
    const sixty = Array.from({ length: 60 }, (_, index) => ({ ...FINE, subject: `PN-2026-${String(100_000 + index)}` }))
    const summarised = receiptOf({ items: sixty })
    expect(summarised.length).toBeLessThanOrEqual(LONGEST_CODE)
    expect(verifyReceipt(summarised, keys)).toMatchObject({
      ok: true,
      facts: { totalAvos: 60 * 60_000, items: { count: 60, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    })
    const changed = receiptOf({ items: [...sixty.slice(1), { ...FINE, subject: 'PN-2026-999999' }] })
    expect(itemsIn(changed)).toMatchObject({ count: 60 })
    expect(itemsIn(changed)).not.toEqual(itemsIn(summarised))
  })

  it("has only the characters of a QR code's alphanumeric mode", () => {
    for (const code of [receiptOf(), slipOf()]) expect(code).toMatch(/^ME[RP]1:[0-9A-Z $%*+\-./:]+$/)
  })
})

function itemsIn(code: string) {
  const verified = verifyReceipt(code, keys)
  return verified.ok && 'items' in verified.facts ? verified.facts.items : undefined
}

describe('the code of a pending slip', () => {
  it('states the outcome, and until when the slip is valid', () => {
    expect(verifyReceipt(slipOf({ outcome: 'follows' }), keys)).toMatchObject({
      ok: true,
      facts: { kind: 'pending-slip', outcome: 'follows' },
    })
    expect(verifyReceipt(slipOf({ outcome: 'staff' }), keys)).toMatchObject({
      ok: true,
      facts: { kind: 'pending-slip', outcome: 'staff' },
    })
    expect(verifyReceipt(slipOf({ outcome: 'reversing' }), keys)).toMatchObject({
      ok: true,
      facts: {
        kind: 'pending-slip',
        outcome: 'reversing',
        expiresAt: Date.UTC(2026, 3, 1, 6, 5, 9),
        provider: 'MPay',
        items: [CAR],
        totalAvos: 85_000,
      },
    })
  })

  it('is refused as a receipt, and a receipt as a slip', () => {
    expect(refusalOf(slipOf().replace('MEP1:', 'MER1:'))).toBe('malformed')
    expect(refusalOf(receiptOf().replace('MER1:', 'MEP1:'))).toBe('malformed')
  })
})

describe('checking a receipt', () => {
  it('refuses every changed byte', () => {
    for (const code of [receiptOf(), slipOf(), receiptOf({ items: FLEET })]) {
      fc.assert(
        fc.property(fc.nat(4_096), fc.integer({ min: 1, max: 255 }), (at, flip) => {
          expect(refusalOf(withByte(code, at, flip))).not.toBe('accepted')
        }),
        { numRuns: 400 },
      )
    }
  })

  it('refuses every changed, missing and added character', () => {
    const code = receiptOf()
    fc.assert(
      fc.property(fc.nat(code.length - 1), fc.constantFrom('0', 'A', '$', ' ', ':', 'Z', 'é'), (at, character) => {
        fc.pre(code[at] !== character)
        for (const broken of [
          code.slice(0, at) + character + code.slice(at + 1),
          code.slice(0, at) + code.slice(at + 1),
          code + character,
        ])
          expect(refusalOf(broken)).not.toBe('accepted')
      }),
    )
  })

  it('answers any text and any keys with a refusal of the list, and never throws', () => {
    const bytes = fc.uint8Array({ maxLength: 64 })
    const anyKeys = fc.array(fc.record({ kid: fc.oneof(bytes, fc.constant(signer.kid())), publicKey: bytes }), {
      maxLength: 4,
    })
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('MER1:', 'MEP1:'), fc.oneof(fc.string(), bytes.map(encodeBase45)))
        .map(([prefix, rest]) => prefix + rest),
      fc.constant(receiptOf()),
    )
    fc.assert(
      fc.property(text, anyKeys, (scanned, trusted) => {
        expect(REFUSAL_CODES).toContain(refusalOf(scanned, trusted))
      }),
      { numRuns: 2_000 },
    )
  })

  it("says whether the key isn't known or the signature isn't that key's", () => {
    const other = sampleSigner()
    expect(refusalOf(receiptOf(), [])).toBe('receipt-key-unknown')
    expect(refusalOf(receiptOf(), [published(other)])).toBe('receipt-key-unknown')
    expect(refusalOf(receiptOf(), [{ kid: signer.kid(), publicKey: other.publicKey() }])).toBe('receipt-forged')
    expect(refusalOf(createReceipts({ ...other, kid: () => signer.kid() }).receipt(sampleReceipt()).code)).toBe(
      'receipt-forged',
    )
    expect(refusalOf('MER1:')).toBe('malformed')
    expect(refusalOf(`MER1:${'0'.repeat(5_000)}`)).toBe('malformed')
    expect(refusalOf(receiptOf().slice(5))).toBe('malformed')
  })

  it('takes receipts of keys that were rotated away, as long as they are published', () => {
    const old = receiptOf()
    const later = sampleSigner()
    expect(refusalOf(old, [published(later), ...keys])).toBe('accepted')
    expect(refusalOf(createReceipts(later).receipt(sampleReceipt()).code, [...keys, published(later)])).toBe('accepted')
  })
})

describe('the published keys', () => {
  it('are read from the set that the journal writes', () => {
    const both = [signer, sampleSigner()].map((of, index) => ({ ...published(of), from: index * 1_000 }))
    expect(readJwks(toJwks(both))).toEqual(both.map(({ kid, publicKey }) => ({ kid, publicKey })))
    expect(refusalOf(receiptOf(), readJwks(toJwks(both)))).toBe('accepted')
  })

  it('leave out keys of another kind, and what is no set is none', () => {
    expect(
      readJwks('{"keys":[{"kty":"RSA","n":"AQAB"},{"kty":"OKP","crv":"Ed25519","x":"AAAA","kid":"AAAAAAAAAAA"}]}'),
    ).toEqual([])
    for (const text of ['', 'keys', '{}', '[]', 'null', '{"keys":1}']) expect(readJwks(text)).toBeUndefined()
  })
})
