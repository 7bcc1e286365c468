import { ORPCError } from '@orpc/server'
import type { Clock } from '../../../hardware/ports.ts'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Resident } from '../phones/residents.ts'
import { refused, type Act } from './act.ts'
import type { Binding, Bindings } from './bindings.ts'
import type { Cards } from './cards.ts'
import type { Entities } from './entities.ts'
import { createEntityDecision } from './entity-decision.ts'
import type { Freezes } from './freezes.ts'
import type { Numbers } from './numbers.ts'
import { undoVerdict } from './undo.ts'

type What<Kind extends Act['what']['kind']> = Extract<Act['what'], { kind: Kind }>
type CardPerson = Exclude<Act['person'], { by: 'document-check' }>

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

/**
 * Decides each act that hasn't been decided yet (domain.md, "Binding for twins and multiples" and "Phone reset"; those
 * on entity accounts in `entity-decision.ts`), and changes the bindings where it is done. It refuses before it changes
 * anything but a card's wrong tries.
 */
export function createActDecision({
  bindings,
  cards,
  numbers,
  freezes,
  entities,
  clock,
}: {
  bindings: Bindings
  cards: Cards
  numbers: Numbers
  freezes: Freezes
  entities: Entities
  clock: Clock
}) {
  const decideEntity = createEntityDecision({ entities, cards, clock })

  function bind({ act, place }: Act, { by, ...cardsOf }: CardPerson, { number }: What<'bind'>): ActAnswer {
    // Two people's looks and another document, which only a counter can have.
    const isTold = by === 'finger' || (by === 'face-and-document' && place === 'counter')
    if (!isTold) return refused('face-not-enough')
    const person = cards.actingHolderOf(cardsOf)
    if (!person.ok) return refused(person.code)
    const found = numbers.judge(cardsOf.document, person.holder, number)
    if (!found.ok) return refused(found.code)
    const at = clock.now()
    numbers.use(number, act)
    const { earlier } = bindings.bind(person.holder, { phone: found.phone, isByGuardian: person.isMinor, at, act })
    return { state: 'done', at, endedEarlier: earlier !== undefined }
  }

  function freeze({ act }: Act, holder: Resident, { reason, bindings: ids }: What<'freeze'>): ActAnswer {
    const endable = new Set(cards.endableBy(holder).map(({ id }) => id))
    const chosen: Binding[] = []
    for (const id of new Set(ids)) {
      const binding = bindings.byId(fromBase64(id))
      if (!binding || !endable.has(binding.resident)) return refused('binding-not-yours')
      chosen.push(binding)
    }
    if (chosen.some(({ state }) => state !== 'live')) return refused('binding-over')
    const at = clock.now()
    if (reason === 'stolen') {
      for (const binding of chosen) bindings.end(binding, at, act)
      return { state: 'done', at }
    }
    for (const binding of chosen) bindings.freeze(binding, at, act)
    const { endsAt, undo } = freezes.begin(act, holder.id)
    return { state: 'done', at, endsAt, undo: base64(undo) }
  }

  function endFreeze({ act }: Act, holder: Resident, what: What<'end-freeze'>): ActAnswer {
    if (freezes.byAct(what.freeze)?.resident !== holder.id) return refused('binding-not-yours')
    const frozen = bindings.frozenBy(what.freeze)
    if (frozen.length === 0) return refused('binding-over')
    const endable = new Set(cards.endableBy(holder).map(({ id }) => id))
    if (frozen.some(({ resident }) => !endable.has(resident))) return refused('binding-not-yours')
    const at = clock.now()
    for (const binding of frozen) bindings.end(binding, at, act)
    return { state: 'done', at }
  }

  function liftFreeze({ act }: Act, holder: Resident, { code }: What<'lift-freeze'>): ActAnswer {
    const found = undoVerdict({ bindings, freezes, cards, holder, code })
    if (!found.ok) return refused(found.code)
    const at = clock.now()
    freezes.lift(found.freeze.act, act)
    for (const binding of found.frozen) bindings.revive(binding, at, act)
    return { state: 'done', at }
  }

  return (question: Act): ActAnswer => {
    const { place, person, what } = question
    switch (what.kind) {
      case 'bind':
      case 'freeze':
      case 'end-freeze':
      case 'lift-freeze':
        break
      default:
        return decideEntity(question, what)
    }
    // The contract lets no such question in.
    if (person.by === 'document-check') throw new ORPCError('BAD_REQUEST')
    if (what.kind === 'bind') return bind(question, person, what)
    // Nobody looks at a face at a kiosk.
    if (place === 'kiosk' && person.by !== 'finger') return refused('face-not-enough')
    const read = cards.holderOf(person.document)
    if (!read.ok) return refused(read.code)
    switch (what.kind) {
      case 'freeze':
        return freeze(question, read.holder, what)
      case 'end-freeze':
        return endFreeze(question, read.holder, what)
      case 'lift-freeze':
        return liftFreeze(question, read.holder, what)
    }
  }
}
