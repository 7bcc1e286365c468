import { randomBytes } from 'node:crypto'
import { create } from 'qrcode'
import { describe, expect, it } from 'vitest'
import { base45, createIssuer, createKeyPair, createReadingKey, issueCredential, present } from './eid.ts'

const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const NOW = Date.UTC(2026, 10, 21, 8, 0, 0)
const holder = {
  idNumber: '99000001',
  nameChinese: '測試一',
  nameForeign: 'TESTE UM',
  birthDate: '1988-02-29',
  kind: 'P',
  cardValidUntil: '2031-05-06',
  guardianBound: false,
} as const

describe('present', () => {
  it.each(['ES256', 'EdDSA'] as const)(
    'makes a code that fits QR version 15 at level L when the phone signs with %s',
    (algorithm) => {
      const [issuer, readingKey, phone] = [createIssuer(), createReadingKey(random), createKeyPair(algorithm)]
      const about = {
        subject: random.bytes(16),
        bindingId: random.bytes(16),
        holder,
        phoneKey: phone.publicKey,
        issuedAt: NOW,
      }
      const credential = issueCredential({ issuer, readingKey, random }, about)
      const texts = Array.from({ length: 20 }, () => present({ credential, phone, random }, { at: NOW }))
      expect(new Set(texts).size).toBe(20)
      for (const text of texts) {
        expect(text).toMatch(/^ME1:[0-9A-Z $%*+\-./:]{600,750}$/)
        expect(create(text, { errorCorrectionLevel: 'L' }).version).toBeLessThanOrEqual(15)
        expect(create(text, { errorCorrectionLevel: 'M' }).version).toBeLessThanOrEqual(17)
      }
    },
  )
})

describe('base45', () => {
  it.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
    ['', ''],
  ])('writes %j as RFC 9285 does', (text, written) => {
    expect(base45(Buffer.from(text))).toBe(written)
  })
})
