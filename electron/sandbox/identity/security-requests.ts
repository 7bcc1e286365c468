import { verify, type KeyObject } from 'node:crypto'
import { decode, encode } from 'cborg'
import { z } from 'zod'
import { ALGORITHM_NUMBER } from '../trust/eid.ts'
import { REQUEST_CLAIM, thumbprint } from '../trust/security-code.ts'

/** How the gateway reads the request for a security code (codes.md, section 7). */

const SIGN1_TAG = 0xd2
const blob = z.instanceof(Uint8Array)
const map = z.map(z.unknown(), z.unknown())
const parts = z.tuple([blob, map, blob, blob])
const claims = map
  .transform((given) => ({
    issuedAt: given.get(6),
    expiresAt: given.get(4),
    cti: given.get(7),
    request: given.get(REQUEST_CLAIM),
  }))
  .pipe(
    z.object({
      issuedAt: z.int(),
      expiresAt: z.int(),
      cti: blob.refine(({ length }) => length === 16),
      request: map
        .transform((given) => ({ euid: given.get(1), entity: given.get(2), thumbprint: given.get(3) }))
        .pipe(z.object({ euid: z.string(), entity: z.string(), thumbprint: blob })),
    }),
  )

/** A request as it was signed; times are in milliseconds since 1970. */
export interface SecurityRequest {
  euid: string
  entity: string
  cti: Uint8Array
  issuedAt: number
  expiresAt: number
  /** Whether this key signed it, and its thumbprint is this key's. */
  isSignedBy(key: KeyObject): boolean
}

/** Reads a request's COSE message; undefined where it is none. */
export function readSecurityRequest(message: Uint8Array): SecurityRequest | undefined {
  if (message[0] !== SIGN1_TAG) return undefined
  try {
    const [headers, , payload, signature] = parts.parse(decode(message.subarray(1), { useMaps: true }))
    const algorithm = map.parse(decode(headers, { useMaps: true })).get(1)
    const { issuedAt, expiresAt, cti, request } = claims.parse(decode(payload, { useMaps: true }))
    const signed = encode(['Signature1', headers, new Uint8Array(), payload])
    return {
      euid: request.euid,
      entity: request.entity,
      cti,
      issuedAt: issuedAt * 1000,
      expiresAt: expiresAt * 1000,
      isSignedBy(key) {
        const isEd25519 = key.asymmetricKeyType === 'ed25519'
        if (algorithm !== ALGORITHM_NUMBER[isEd25519 ? 'EdDSA' : 'ES256']) return false
        if (!Buffer.from(thumbprint(key)).equals(request.thumbprint)) return false
        return isEd25519
          ? verify(null, signed, key, signature)
          : verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)
      },
    }
  } catch {
    return undefined
  }
}
