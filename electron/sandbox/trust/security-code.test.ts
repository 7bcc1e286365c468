import { createPublicKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSecurityRequest } from '../identity/security-requests.ts'
import { sandboxRandom } from '../serving/clock.ts'
import { createKeyPair } from './eid.ts'
import { requestSecurityCode, thumbprint } from './security-code.ts'

const base64url = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
const AT = Date.UTC(2026, 2, 1)

describe('the thumbprint of a key', () => {
  it('is the one of RFC 9679, section 6', () => {
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: base64url('65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d'),
        y: base64url('1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c'),
      },
    })
    expect(Buffer.from(thumbprint(key)).toString('hex')).toBe(
      '496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec',
    )
  })
})

describe('a request for a security code', () => {
  it.each(['ES256', 'EdDSA'] as const)('holds what was asked for, signed by the phone alone: %s', (algorithm) => {
    const phone = createKeyPair(algorithm)
    const device = { phone, random: sandboxRandom }
    const read = readSecurityRequest(requestSecurityCode(device, { euid: 'EU1', entity: '99100001', at: AT }))
    expect(read).toMatchObject({ euid: 'EU1', entity: '99100001', issuedAt: AT, expiresAt: AT + 60_000 })
    expect(read?.isSignedBy(phone.publicKey)).toBe(true)
    for (const other of ['ES256', 'EdDSA'] as const)
      expect(read?.isSignedBy(createKeyPair(other).publicKey)).toBe(false)
  })

  it('counts no more when a byte of it was changed, and nothing throws', () => {
    const phone = createKeyPair()
    const message = requestSecurityCode({ phone, random: sandboxRandom }, { euid: 'EU1', entity: '99100001', at: AT })
    fc.assert(
      fc.property(fc.nat({ max: message.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = message.map((byte, index) => (index === at ? byte ^ by : byte))
        expect(readSecurityRequest(changed)?.isSignedBy(phone.publicKey) ?? false).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(readSecurityRequest(bytes)).toBeUndefined()
      }),
    )
  })
})
