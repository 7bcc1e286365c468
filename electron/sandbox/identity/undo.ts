import type { z } from 'zod'
import type { undoRefusal } from '../../gateway/identity-contract.ts'
import type { Resident } from '../phones/residents.ts'
import type { Binding, Bindings } from './bindings.ts'
import type { Freeze, Freezes } from './freezes.ts'

/** What a printed code (`code`: its COSE message, base64) lifts for this person, or why it lifts nothing. */
export function undoVerdict({
  bindings,
  freezes,
  holder,
  code,
}: {
  bindings: Pick<Bindings, 'frozenBy'>
  freezes: Pick<Freezes, 'byUndo'>
  holder: Resident
  code: string
}): { ok: true; freeze: Freeze; frozen: Binding[] } | { ok: false; code: z.infer<typeof undoRefusal> } {
  const freeze = freezes.byUndo(new Uint8Array(Buffer.from(code, 'base64')))
  if (!freeze) return { ok: false, code: 'undo-unknown' }
  // Whose it is comes first, so that nothing else is said of another's freeze.
  if (freeze.resident !== holder.id) return { ok: false, code: 'undo-of-another' }
  if (freeze.isLifted) return { ok: false, code: 'undo-used' }
  const frozen = bindings.frozenBy(freeze.act)
  return frozen.length > 0 ? { ok: true, freeze, frozen } : { ok: false, code: 'undo-late' }
}
