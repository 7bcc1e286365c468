import type { Random } from '../../../hardware/ports.ts'
import { RESIDENTS } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'
import { createKeyPair } from './eid.ts'
import { toPkcs8 } from './keys.ts'

const ID_BYTES = 16

/**
 * Issues an ID card to each resident who has none yet: whoever may have an eID, so not those without a binding. A card
 * names its holder by the opaque id that their eID names.
 */
export function issueIdCards(
  store: Store,
  bindings: { newestOf: (resident: string) => { subject: Uint8Array } | undefined },
  random: Random,
): void {
  store.inTransaction(() => {
    for (const { id, binding } of RESIDENTS) {
      if (binding === 'none' || store.idCardOf(id)) continue
      store.keepIdCard({
        resident: id,
        subject: bindings.newestOf(id)?.subject ?? random.bytes(ID_BYTES),
        document: random.bytes(ID_BYTES),
        key: toPkcs8(createKeyPair()),
      })
    }
  })
}
