import { createPublicKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { kidOf, rawPublicKey, signSuccession, signTime } from '../../sandbox/trust/bundle.ts'
import { createKeyPair } from '../../sandbox/trust/eid.ts'
import { SAMPLE_NOW } from '../../sandbox/trust/trust.fixture.ts'
import { readSignedTime } from './signed-time.ts'

const station = 'S-1'
const nonce = new Uint8Array(16).fill(7)
const key = createKeyPair('EdDSA').privateKey
const now = SAMPLE_NOW
const keyOf = (by: typeof key, more: { from?: number; until?: number } = {}) => ({
  kid: kidOf(rawPublicKey(by)),
  key: createPublicKey(by),
  ...more,
})
const keys = [keyOf(createKeyPair('EdDSA').privateKey), keyOf(key)]
const good = signTime(key, { station, nonce, now })

describe("the gateway's signed time", () => {
  it('is accepted when a key of the bundle signed it for this station and this question', () => {
    expect(readSignedTime(good, { station, nonce }, keys)).toBe(now)
  })

  it.each<[string, Uint8Array, Parameters<typeof readSignedTime>[2]]>([
    ["another station's", signTime(key, { station: 'S-2', nonce, now }), keys],
    ['the answer to another question', signTime(key, { station, nonce: new Uint8Array(16).fill(8), now }), keys],
    ["by a key that isn't in the bundle", signTime(createKeyPair('EdDSA').privateKey, { station, nonce, now }), keys],
    ["by a key whose time hasn't come", good, [keyOf(key, { from: now + 1 })]],
    ['by a key whose time is over', good, [keyOf(key, { until: now - 1 })]],
    ['under no keys at all', good, []],
    ['something else that the key signed', signSuccession(key, rawPublicKey(key), now), keys],
    ['nothing', new Uint8Array(), keys],
    ['a time that says more', signTime(key, { station, nonce, now, more: 1 } as Parameters<typeof signTime>[1]), keys],
    ['a time with a fraction', signTime(key, { station, nonce, now: now + 0.5 }), keys],
  ])('is refused when it is %s', (_, message, by) => {
    expect(readSignedTime(message, { station, nonce }, by)).toBeUndefined()
  })

  it('is refused when any byte of it was changed', () => {
    for (let at = 0; at < good.length; at++) {
      const forged = good.with(at, (good[at] ?? 0) ^ 1)
      expect([at, readSignedTime(forged, { station, nonce }, keys)]).toEqual([at, undefined])
    }
  })
})
