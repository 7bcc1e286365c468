import { encode } from 'cborg'
import { describe, expect, it } from 'vitest'
import { encodeBase45 } from './base45.ts'
import { SIGNED_CLAIMS, signedMessage } from './codes.fixture.ts'
import { readSignedForm, SIGNED_KINDS } from './signed-form.ts'

const MALFORMED = { ok: false, refusal: { code: 'malformed' } }
const read = (message: Uint8Array) => readSignedForm('operator-badge', encodeBase45(message))
const cti = new Uint8Array(16)
const payload = encode(SIGNED_CLAIMS)
const signature = new Uint8Array(64)
const PROTECTED = encode(new Map([[1, -7]]))
const sign1 = (...parts: unknown[]) => Uint8Array.of(0xd2, ...encode(parts))
const withPayload = (bytes: Uint8Array) => sign1(PROTECTED, new Map(), bytes, signature)

describe('readSignedForm', () => {
  it.each(SIGNED_KINDS)('gives the message when the form of %s is right', (kind) => {
    const message = signedMessage(SIGNED_CLAIMS)
    expect(readSignedForm(kind, encodeBase45(message))).toEqual({ ok: true, message })
  })

  it('takes the message when it has no tag or its protected headers are empty', () => {
    expect(read(signedMessage(SIGNED_CLAIMS).subarray(1)).ok).toBe(true)
    expect(read(sign1(new Uint8Array(), new Map([[1, -7]]), payload, signature)).ok).toBe(true)
  })

  it.each(SIGNED_KINDS)('refuses %s without exp unless it is valid for ever', (kind) => {
    const read = readSignedForm(kind, encodeBase45(signedMessage(new Map([[7, cti]]))))
    expect(read.ok).toBe(kind === 'receipt' || kind === 'z-report')
  })

  it('refuses a receipt when its exp is no number', () => {
    expect(
      readSignedForm(
        'receipt',
        encodeBase45(
          signedMessage(
            new Map<number, unknown>([
              [4, 'never'],
              [7, cti],
            ]),
          ),
        ),
      ),
    ).toEqual(MALFORMED)
  })

  it.each([
    ['there is no cti', signedMessage(new Map([[4, 1]]))],
    [
      'the cti is text',
      signedMessage(
        new Map<number, unknown>([
          [4, 1],
          [7, 'x'],
        ]),
      ),
    ],
    [
      'the cti is empty',
      signedMessage(
        new Map<number, unknown>([
          [4, 1],
          [7, new Uint8Array()],
        ]),
      ),
    ],
    [
      'exp is a fraction',
      signedMessage(
        new Map<number, unknown>([
          [4, 1.5],
          [7, cti],
        ]),
      ),
    ],
    ['the claims are a list', withPayload(encode([1, cti]))],
    ['the claims have text keys', withPayload(encode({ 4: 1, 7: cti }))],
    ['a claim is there twice', withPayload(Uint8Array.of(0xa3, 0x04, 0x01, 0x07, 0x41, 0x01, 0x07, 0x41, 0x02))],
    ['an integer is longer than it need be', withPayload(Uint8Array.of(0xa2, 0x18, 0x04, 0x01, 0x07, 0x41, 0x01))],
    ['the claims have no stated length', withPayload(Uint8Array.of(0xbf, 0x04, 0x01, 0x07, 0x41, 0x01, 0xff))],
    ['something follows the claims', withPayload(Uint8Array.of(...payload, 0))],
    ['the claims promise more than is there', withPayload(Uint8Array.of(0xbb, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff))],
    ['the claims nest without end', withPayload(new Uint8Array(2000).fill(0x81))],
    ['there is no payload', sign1(PROTECTED, new Map(), null, signature)],
    ['there is no signature', sign1(PROTECTED, new Map(), payload, new Uint8Array())],
    ['the signature is missing', sign1(PROTECTED, new Map(), payload)],
    ['a fifth part follows', sign1(PROTECTED, new Map(), payload, signature, 0)],
    ['the protected headers are no bytes', sign1(new Map([[1, -7]]), new Map(), payload, signature)],
    ['the protected headers are no map', sign1(encode([1]), new Map(), payload, signature)],
    ['the unprotected headers are no map', sign1(PROTECTED, [], payload, signature)],
    ['a label is in both headers', sign1(PROTECTED, new Map([[1, -8]]), payload, signature)],
    ['something follows the message', Uint8Array.of(...signedMessage(SIGNED_CLAIMS), 0)],
    ['the tag is of another structure', Uint8Array.of(0xd0, ...signedMessage(SIGNED_CLAIMS).subarray(1))],
    ['the tag is longer than it need be', Uint8Array.of(0xd8, 18, ...signedMessage(SIGNED_CLAIMS).subarray(1))],
    ['the tag is there twice', Uint8Array.of(0xd2, ...signedMessage(SIGNED_CLAIMS))],
    ['it is cut off', signedMessage(SIGNED_CLAIMS).subarray(0, 60)],
    ['nothing is there', new Uint8Array()],
  ])('refuses when %s', (_why, message) => {
    expect(read(message)).toEqual(MALFORMED)
  })

  it('refuses when the text is not base45', () => {
    expect(readSignedForm('operator-badge', encodeBase45(signedMessage(SIGNED_CLAIMS)).toLowerCase())).toEqual(
      MALFORMED,
    )
  })
})
