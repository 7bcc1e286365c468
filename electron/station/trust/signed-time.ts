import { z } from 'zod'
import { readCbor } from '../identity/cbor.ts'
import type { TrustBundle } from './bundle.ts'
import { toPlainObjects } from './plain-objects.ts'
import { signedBy } from './roots.ts'

const statement = z.strictObject({ station: z.string(), nonce: z.instanceof(Uint8Array), now: z.int().nonnegative() })

/**
 * The time (milliseconds since 1970) that the gateway signed for this station and this nonce (codes.md, section 4).
 * Undefined where the message is anything else, or its key isn't among `keys` or isn't good at that time. Never throws.
 */
export function readSignedTime(
  message: Uint8Array,
  asked: { station: string; nonce: Uint8Array },
  keys: NonNullable<TrustBundle['timeKeys']>,
): number | undefined {
  for (const { kid, key, from = 0, until = Infinity } of keys) {
    const signed = signedBy({ kid, key }, message)
    if (!signed.ok) continue
    const { data } = statement.safeParse(toPlainObjects(readCbor(signed.payload, { shortest: true })?.value))
    const isOurs = data?.station === asked.station && Buffer.from(data.nonce).equals(asked.nonce)
    if (isOurs && from <= data.now && data.now <= until) return data.now
  }
  return undefined
}
