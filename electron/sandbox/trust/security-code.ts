import { encode } from 'cborg'
import { createHash, type KeyObject } from 'node:crypto'
import type { Random } from '../../../hardware/ports.ts'
import { ALGORITHM_NUMBER, base45, coseKey, signMessage, type Claims, type EidKeyPair } from './eid.ts'

/** What a phone asks for by its QR (`MES1:`; codes.md, section 7). */

/** How long a request is good, in seconds. */
const REQUEST_LIFE_S = 60
const CTI_BYTES = 16
/** The claim that holds login, entity and the key's thumbprint. */
export const REQUEST_CLAIM = -70004

/** A key's SHA-256 thumbprint (RFC 9679), 32 bytes. Only the required parameters are in a `coseKey`. */
export const thumbprint = (key: KeyObject): Uint8Array =>
  new Uint8Array(
    createHash('sha256')
      .update(encode(coseKey(key)))
      .digest(),
  )

/** The claims of a request, as `requestSecurityCode` signs them. `at` is in milliseconds since 1970. */
export function requestClaims(about: {
  euid: string
  entity: string
  deviceKey: KeyObject
  at: number
  cti: Uint8Array
}): Claims {
  const issuedAt = Math.floor(about.at / 1000)
  return new Map<number, unknown>([
    [6, issuedAt],
    [4, issuedAt + REQUEST_LIFE_S],
    [7, about.cti],
    [8, new Map([[1, coseKey(about.deviceKey)]])],
    [
      REQUEST_CLAIM,
      new Map<number, unknown>([
        [1, about.euid],
        [2, about.entity],
        [3, thumbprint(about.deviceKey)],
      ]),
    ],
  ])
}

/** Signs claims as a request; answers its COSE message. */
export function signRequest(phone: EidKeyPair, claims: Claims): Uint8Array {
  return signMessage({
    protectedHeaders: new Map([[1, ALGORITHM_NUMBER[phone.algorithm]]]),
    payload: encode(claims),
    key: phone.privateKey,
  })
}

/** Signs a fresh request as a phone does: for one login of one entity, at `at`, and good for 60 s. */
export function requestSecurityCode(
  { phone, random }: { phone: EidKeyPair; random: Random },
  { euid, entity, at }: { euid: string; entity: string; at: number },
): Uint8Array {
  const cti = random.bytes(CTI_BYTES)
  return signRequest(phone, requestClaims({ euid, entity, deviceKey: phone.publicKey, at, cti }))
}

/** The text of a request's code. */
export const requestText = (message: Uint8Array): string => `MES1:${base45(message)}`
