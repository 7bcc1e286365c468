import { createPublicKey, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import type { Outcome } from '../../contract/index.ts'
import { readCbor } from '../identity/cbor.ts'
import { verifySign1 } from '../identity/cose.ts'
import { kidOf } from './envelope.ts'
import { toPlainObjects } from './plain-objects.ts'
import { refuseTrust } from './reasons.ts'

const EDDSA = -8
const TAGGED_SIGN1 = 0xd2
const KEY_BYTES = 32

/** A root of trust: the one pinned at enrolment, or a successor that the root before it signed. */
export interface Root {
  /** Raw Ed25519, 32 bytes. */
  raw: Uint8Array
  kid: Uint8Array
  key: KeyObject
}

const succession = z.object({
  root: z.instanceof(Uint8Array).refine((raw) => raw.length === KEY_BYTES),
  from: z.int(),
})

/** Makes a root of a raw Ed25519 key. Throws where it isn't 32 bytes. */
function rootOf(raw: Uint8Array): Root {
  const key = createPublicKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') },
  })
  return { raw, kid: kidOf(raw), key }
}

/**
 * The payload of a message that this root or another key signed. The message is a tagged COSE_Sign1 whose protected
 * header is exactly `{1: -8, 4: kid}`. Refuses with `trust-refused`: `root`.
 */
export function signedBy(root: Pick<Root, 'kid' | 'key'>, message: Uint8Array): Outcome<{ payload: Uint8Array }> {
  const verified = message[0] === TAGGED_SIGN1 ? verifySign1(message, root.key) : undefined
  if (!verified?.ok || verified.unprotected.size !== 0 || verified.protected.size !== 2) return refuseTrust('root')
  const kid = verified.protected.get(4)
  const named = kid instanceof Uint8Array && Buffer.from(kid).equals(root.kid)
  return named && verified.protected.get(1) === EDDSA ? { ok: true, payload: verified.payload } : refuseTrust('root')
}

/**
 * Follows the chain from the pinned root: each message that the last root signed, and whose time has come, adds its
 * successor. Messages of other roots are ignored; a former root never comes back. Answers the roots, oldest first, and
 * the messages that led to them.
 */
export function followSuccessions(
  pinned: Uint8Array,
  messages: readonly Uint8Array[],
  now: number,
): { roots: Root[]; used: Uint8Array[] } {
  const roots = [rootOf(pinned)]
  const used: Uint8Array[] = []
  let last = roots[0]
  for (const message of messages) {
    const signed = last && signedBy(last, message)
    const parsed = signed?.ok
      ? succession.safeParse(toPlainObjects(readCbor(signed.payload, { shortest: true })?.value))
      : undefined
    if (!parsed?.success || parsed.data.from > now) continue
    const { root } = parsed.data
    if (roots.some((each) => Buffer.from(each.raw).equals(root))) continue
    last = rootOf(root)
    roots.push(last)
    used.push(message)
  }
  return { roots, used }
}
