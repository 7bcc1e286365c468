import type { Random } from '../../../hardware/ports.ts'
import { RESIDENTS } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'
import { issueIdCard, type VirtualCardFile } from './card-data.ts'
import { createKeyPair } from './eid.ts'
import { fromPkcs8, toPkcs8, type SandboxKeys } from './keys.ts'
import { portraitOf } from './portraits.ts'

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

/** A resident's ID card as a virtual card's file, and the made-up finger that it matches; undefined without a card. */
export function virtualCardOf(
  { store, keys }: { store: Store; keys: Pick<SandboxKeys, 'documents'> },
  id: string,
): { card: VirtualCardFile; finger: number } | undefined {
  const row = store.idCardOf(id)
  const resident = RESIDENTS.find((each) => each.id === id)
  if (!row || !resident) return undefined
  const { subject, document } = row
  const holder = { ...resident, subject, document }
  const card = issueIdCard(keys.documents, { holder, portrait: portraitOf(resident), chip: fromPkcs8(row.key) })
  return { card, finger: resident.finger }
}
