import type { z } from 'zod'
import type { undoRefusal } from '../../gateway/identity-contract.ts'
import type { Resident } from '../phones/residents.ts'
import type { Binding, Bindings } from './bindings.ts'
import type { Cards } from './cards.ts'
import type { Freeze, Freezes } from './freezes.ts'

/**
 * What a printed code (`code`: its COSE message, base64) lifts for this person, or why it lifts nothing. It lifts nothing
 * of a minor who has come of age since.
 */
export function undoVerdict({
  bindings,
  freezes,
  cards,
  holder,
  code,
}: {
  bindings: Pick<Bindings, 'frozenBy'>
  freezes: Pick<Freezes, 'byUndo'>
  cards: Pick<Cards, 'endableBy'>
  holder: Resident
  code: string
}): { ok: true; freeze: Freeze; frozen: Binding[] } | { ok: false; code: z.infer<typeof undoRefusal> } {
  const freeze = freezes.byUndo(new Uint8Array(Buffer.from(code, 'base64')))
  if (!freeze) return { ok: false, code: 'undo-unknown' }
  // Whose it is comes first, so that nothing else is said of another's freeze.
  if (freeze.resident !== holder.id) return { ok: false, code: 'undo-of-another' }
  if (freeze.isLifted) return { ok: false, code: 'undo-used' }
  const frozen = bindings.frozenBy(freeze.act)
  if (frozen.length === 0) return { ok: false, code: 'undo-late' }
  const theirs = new Set(cards.endableBy(holder).map(({ id }) => id))
  const mayLift = frozen.filter(({ resident }) => theirs.has(resident))
  return mayLift.length > 0 ? { ok: true, freeze, frozen: mayLift } : { ok: false, code: 'undo-of-another' }
}
