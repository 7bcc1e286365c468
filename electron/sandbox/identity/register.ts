import type { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { identityContract } from '../../gateway/identity-contract.ts'
import { phoneNumberOf, RESIDENTS, type Resident } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'
import type { SandboxKeys } from '../trust/keys.ts'
import { openActs } from './acts.ts'
import type { Binding, Bindings } from './bindings.ts'
import { openCards } from './cards.ts'
import { openCredentials } from './credentials.ts'
import { FIRST_DEPARTMENT, type Department } from './departments.ts'
import { openEntities } from './entities.ts'
import { openFreezes } from './freezes.ts'
import { openNumbers } from './numbers.ts'
import { undoVerdict } from './undo.ts'

type Asked<Name extends keyof typeof identityContract> = z.output<
  NonNullable<(typeof identityContract)[Name]['~orpc']['inputSchema']>
>
type Answered<Name extends keyof typeof identityContract> = z.input<
  NonNullable<(typeof identityContract)[Name]['~orpc']['outputSchema']>
>

const LAST_DIGITS = 2
/** How much of the end of an ID number is told, which tells people apart. */
const NUMBER_END = 4

/** A telephone as its holder recognises it. `phone`: the resident whose telephone it is. */
function telephoneOf(phone: string): { model: string; lastDigits: string } {
  const owner = RESIDENTS.find(({ id }) => id === phone)
  const number = owner ? phoneNumberOf(owner) : '00'
  return {
    model: `Telefone de treino ${String(Number(number.slice(-4)))}`,
    lastDigits: number.slice(-LAST_DIGITS),
  }
}

/**
 * The register of who has which eID on which telephone, as DSI keeps it, with the entities' accounts: the look-ups before
 * an act, and the acts. The look-ups change no binding.
 */
export function openRegister(deps: {
  store: Store
  bindings: Bindings
  keys: Pick<SandboxKeys, 'undo'>
  clock: Clock
  random: Random
  /** The department to which the stations belong now; DSI unless something else is said. */
  department?: () => Department
}) {
  const { store, bindings, keys, clock, random, department = () => FIRST_DEPARTMENT } = deps
  const cards = openCards({ store, clock })
  const numbers = openNumbers({ store, clock, random })
  const freezes = openFreezes({ store, key: keys.undo, clock, random })
  const entities = openEntities({ store, clock, department })
  const acts = openActs({ store, bindings, cards, numbers, freezes, entities, clock })

  function endable(person: Resident, binding: Binding) {
    const {
      nameChinese = '',
      nameForeign = '',
      idNumber = '',
    } = RESIDENTS.find(({ id }) => id === binding.resident) ?? {}
    return {
      binding: Buffer.from(binding.bindingId).toString('base64'),
      nameChinese,
      nameForeign,
      lastDigits: idNumber.slice(-NUMBER_END),
      relation: binding.resident === person.id ? ('self' as const) : ('guardian' as const),
      telephone: telephoneOf(binding.phone),
      boundAt: binding.boundAt,
    }
  }

  return {
    bindings,
    credentials: openCredentials(store),
    numbers,
    freezes,
    entities,
    acts,
    /** The register as an auditor reads it. */
    all() {
      bindings.endDue()
      return {
        acts: acts.all(),
        entities: entities.all(),
        bindings: bindings.all().map(({ bindingId, resident, phone, state, history }) => ({
          binding: Buffer.from(bindingId).toString('base64'),
          resident,
          phone,
          state,
          history: history.map(({ act, ...change }) => ({
            state: change.state,
            at: change.at,
            ...defined({ act: act ?? undefined }),
          })),
        })),
      }
    },
    /**
     * Binds the eIDs and begins the entities as the training began, and forgets the wrong numbers and the applications.
     * What was done stays in the history.
     */
    reset(): void {
      store.durably(() => {
        bindings.beginAgain(RESIDENTS)
        numbers.forgetTries()
        entities.rows.begin(true)
      })
    },
    checkCard({ document }: Asked<'checkCard'>): Answered<'checkCard'> {
      const read = cards.holderOf(document)
      if (!read.ok) return read
      return { ok: true, isMinor: cards.isMinor(read.holder), isAlike: cards.isAlike(read.holder) }
    },
    checkGuardian({ document, guardian }: Asked<'checkGuardian'>): Answered<'checkGuardian'> {
      const read = cards.holderOf(document)
      return read.ok ? cards.guardianOf(read.holder, guardian) : read
    },
    findNumber(question: Asked<'findNumber'>): Answered<'findNumber'> {
      const person = cards.actingHolderOf(question)
      if (!person.ok) return person
      const found = numbers.judge(question.document, person.holder, question.number)
      if (!found.ok) return found
      bindings.endDue()
      const earlier = bindings.currentOf(person.holder.id)
      return {
        ok: true,
        telephone: telephoneOf(found.phone),
        expiresAt: found.expiresAt,
        ...defined({ earlier: earlier && telephoneOf(earlier.phone) }),
      }
    },
    findBindings({ document }: Asked<'findBindings'>): Answered<'findBindings'> {
      const read = cards.holderOf(document)
      if (!read.ok) return read
      const { holder } = read
      return {
        ok: true,
        bindings: cards
          .endableBy(holder)
          .map(({ id }) => bindings.currentOf(id))
          .flatMap((binding) => (binding?.state === 'live' ? [endable(holder, binding)] : [])),
      }
    },
    findFreeze({ document, code }: Asked<'findFreeze'>): Answered<'findFreeze'> {
      const read = cards.holderOf(document)
      if (!read.ok) return read
      bindings.endDue()
      const found = undoVerdict({ bindings, freezes, cards, holder: read.holder, code })
      return found.ok
        ? {
            ok: true,
            bindings: found.frozen.map((binding) => endable(read.holder, binding)),
            endsAt: found.freeze.endsAt,
          }
        : found
    },
  }
}
export type Register = ReturnType<typeof openRegister>
