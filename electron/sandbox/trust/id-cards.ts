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

/**
 * What a resident puts into a reader, as a virtual card's file, and their made-up finger: their ID card, or where they
 * have none a card of another application, as a blue card is. Undefined where there is no such resident.
 */
export function virtualCardOf(
  { store, keys }: { store: Pick<Store, 'idCardOf'>; keys: Pick<SandboxKeys, 'documents'> },
  id: string,
): { card: VirtualCardFile; finger: number } | undefined {
  const resident = RESIDENTS.find((each) => each.id === id)
  if (!resident) return undefined
  const { finger } = resident
  const row = store.idCardOf(id)
  if (!row) return { card: { format: 'balcao-virtual-card-1', kind: 'wrong-card', groups: {} }, finger }
  const { subject, document } = row
  const holder = { ...resident, subject, document }
  const card = issueIdCard(keys.documents, { holder, portrait: portraitOf(resident), chip: fromPkcs8(row.key) })
  return { card, finger }
}
