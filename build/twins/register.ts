import { defined } from '../../electron/common/defined.ts'
import { refuse, type Outcome } from '../../electron/contract/index.ts'
import type { ActAnswer } from '../../electron/gateway/identity-contract.ts'
import type { GatewayIdentity } from '../../electron/gateway/port.ts'
import type { Clock } from '../../hardware/ports.ts'

export type IdentityCall = keyof GatewayIdentity
type Question<Call extends IdentityCall> = Parameters<GatewayIdentity[Call]>[0]
type Answer<Call extends IdentityCall> = Extract<Awaited<ReturnType<GatewayIdentity[Call]>>, { ok: true }>['answer']
type ActCode = Extract<ActAnswer, { state: 'refused' }>['code']

/**
 * What happens to one call. `drop`: it never arrives; `lose`: it arrives, but its answer doesn't; `twice`: it arrives
 * twice; `nonsense`: its answer can't be read; `late`: the caller gets no answer, and the call arrives this many
 * milliseconds later; `wait`: it arrives, and its answer waits for this promise.
 */
export type IdentityFault = 'drop' | 'lose' | 'twice' | 'nonsense' | { late: number } | { wait: Promise<void> }

/** Somebody with an ID card; `document`: the card's id, base64. */
export interface TwinPerson {
  document: string
  name?: string
  /** The end of their ID number. */
  lastDigits?: string
  /** Whether they are easily taken for somebody else. */
  isAlike?: boolean
  state?: 'valid' | 'cancelled' | 'expired'
  isMinor?: boolean
  /** The documents of the minors whose parent or guardian they are. */
  wards?: readonly string[]
}

/** A binding of the person with this document. */
export interface TwinBinding {
  binding: string
  document: string
  state: 'live' | 'frozen' | 'ended'
  act?: string
}

/** A register of identity in memory; its acts are idempotent by their ids, as the gateway's must be. */
export interface TwinRegister {
  identity: GatewayIdentity
  people: TwinPerson[]
  bindings: TwinBinding[]
  /** The binding numbers, each with the document that it was made for. */
  numbers: Map<string, { document: string; isUsed?: boolean }>
  /** Every act that arrived or was settled, with its answer and how often it was done or asked about. */
  acts: Map<string, { answer: ActAnswer; arrived: number }>
  planFaults(call: IdentityCall, ...faults: (IdentityFault | undefined)[]): void
  setLine(isUp: boolean): void
}

const telephone = { model: 'Telefone', lastDigits: '05' }
/** How long a freeze waits before it ends, in milliseconds. */
const COOLING_MS = 72 * 3_600_000

/** Makes a register without anybody in it. */
export function createTwinRegister(clock: Pick<Clock, 'now' | 'after'>): TwinRegister {
  const planned = new Map<IdentityCall, (IdentityFault | undefined)[]>()
  let isUp = true
  const register: Omit<TwinRegister, 'identity'> = {
    people: [],
    bindings: [],
    numbers: new Map(),
    acts: new Map(),
    planFaults: (call, ...faults) => void planned.set(call, [...(planned.get(call) ?? []), ...faults]),
    setLine: (up) => void (isUp = up),
  }
  const rules = registerRules(register, clock)
  const { cardRefusal, numberRefusal, undoRefusal, perform, once, endable, mayEnd, freezeOf, personOf } = rules

  /** Wraps a call with the faults that are planned for it. */
  function withFaults<Call extends IdentityCall>(call: Call, work: (question: Question<Call>) => Answer<Call>) {
    return async (question: Question<Call>): Promise<Outcome<{ answer: Answer<Call> }>> => {
      const fault = isUp ? planned.get(call)?.shift() : 'drop'
      if (fault === 'drop') return refuse('gateway-unreachable')
      if (typeof fault === 'object' && 'late' in fault) {
        clock.after(fault.late, () => void work(question))
        return refuse('gateway-unreachable')
      }
      const answer = work(question)
      if (fault === 'lose') return refuse('gateway-unreachable')
      if (fault === 'nonsense') return refuse('gateway-refused', { reason: 'schema' })
      if (typeof fault === 'object') await fault.wait
      return { ok: true, answer: fault === 'twice' ? work(question) : answer }
    }
  }

  return {
    ...register,
    get people() {
      return register.people
    },
    get bindings() {
      return register.bindings
    },
    identity: {
      checkCard: withFaults('checkCard', ({ document }) => {
        const code = cardRefusal(document)
        if (code !== undefined) return { ok: false, code }
        const { isMinor = false, isAlike = false } = personOf(document) ?? {}
        return { ok: true, isMinor, isAlike }
      }),
      checkGuardian: withFaults('checkGuardian', ({ document, guardian }) => {
        const code = cardRefusal(guardian)
        if (code !== undefined) return { ok: false, code }
        return personOf(guardian)?.wards?.includes(document) === true
          ? { ok: true }
          : { ok: false, code: 'guardian-wrong' }
      }),
      findNumber: withFaults('findNumber', (question) => {
        const code = numberRefusal(question)
        if (code !== undefined) return { ok: false, code }
        const isBound = register.bindings.some(
          ({ document, state }) => document === question.document && state !== 'ended',
        )
        return {
          ok: true,
          telephone,
          expiresAt: clock.now() + 1,
          ...defined({ earlier: isBound ? telephone : undefined }),
        }
      }),
      findBindings: withFaults('findBindings', ({ document }) => {
        const code = cardRefusal(document)
        if (code !== undefined) return { ok: false, code }
        const live = register.bindings.filter((each) => each.state === 'live' && mayEnd(document, each))
        return { ok: true, bindings: endable(document, live) }
      }),
      findFreeze: withFaults('findFreeze', ({ document, code: text }) => {
        const code = cardRefusal(document) ?? undoRefusal(document, text)
        if (code !== undefined) return { ok: false, code }
        const frozen = register.bindings.filter(({ act }) => act === freezeOf(text))
        return { ok: true, bindings: endable(document, frozen), endsAt: clock.now() + COOLING_MS }
      }),
      findEntity: withFaults('findEntity', () => ({ ok: false, code: 'entity-unknown' })),
      findSecurityCode: withFaults('findSecurityCode', () => ({ ok: false, code: 'entity-unknown' })),
      performAct: withFaults('performAct', (question) => once(question.act, () => perform(question))),
      settleAct: withFaults('settleAct', ({ act }) => once(act, () => ({ state: 'refused', code: 'act-withdrawn' }))),
    },
  }
}

/** What a register's gateway judges and does, over the register's own records. */
function registerRules(register: Omit<TwinRegister, 'identity' | 'planFaults' | 'setLine'>, clock: Pick<Clock, 'now'>) {
  const { acts, numbers } = register
  const personOf = (document: string) => register.people.find((person) => person.document === document)

  function cardRefusal(document: string): 'card-unknown' | 'card-cancelled' | 'card-expired' | undefined {
    const person = personOf(document)
    if (!person) return 'card-unknown'
    if (person.state === 'cancelled') return 'card-cancelled'
    return person.state === 'expired' ? 'card-expired' : undefined
  }

  const mayEnd = (document: string, binding: TwinBinding) =>
    binding.document === document || personOf(document)?.wards?.includes(binding.document) === true

  function guardianRefusal(document: string, guardian: string | undefined) {
    if (personOf(document)?.isMinor !== true) return guardian === undefined ? undefined : ('guardian-wrong' as const)
    if (guardian === undefined) return 'guardian-needed' as const
    return personOf(guardian)?.wards?.includes(document) === true ? undefined : ('guardian-wrong' as const)
  }

  function numberRefusal({
    document,
    guardian,
    number,
  }: {
    document: string
    guardian?: string | undefined
    number: string
  }) {
    const found = numbers.get(number)
    const refused = cardRefusal(document) ?? guardianRefusal(document, guardian)
    if (refused !== undefined) return refused
    if (!found) return 'number-unknown' as const
    if (found.document !== document) return 'number-of-another' as const
    return found.isUsed === true ? ('number-used' as const) : undefined
  }

  const freezeOf = (code: string) =>
    [...acts].find(([, { answer }]) => answer.state === 'done' && answer.undo === code)?.[0]

  function undoRefusal(document: string, code: string) {
    const freeze = freezeOf(code)
    const frozen = register.bindings.filter(({ act }) => act === freeze)
    if (freeze === undefined) return 'undo-unknown' as const
    if (!frozen.every((binding) => mayEnd(document, binding))) return 'undo-of-another' as const
    return frozen.every(({ state }) => state === 'frozen') ? undefined : ('undo-used' as const)
  }

  function perform({ act, person, what }: Question<'performAct'>): ActAnswer {
    const at = clock.now()
    const refused = (code: ActCode): ActAnswer => ({ state: 'refused', code })
    // It knows no entity.
    if (person.by === 'document-check') return refused('entity-unknown')
    const { by, document, guardian } = person
    switch (what.kind) {
      case 'bind': {
        const code = by === 'face' ? 'face-not-enough' : numberRefusal({ document, guardian, number: what.number })
        if (code !== undefined) return refused(code)
        const earlier = register.bindings.filter((each) => each.document === document && each.state !== 'ended')
        for (const each of earlier) each.state = 'ended'
        const number = numbers.get(what.number)
        if (number) number.isUsed = true
        register.bindings.push({
          binding: Buffer.from(act.slice(-16)).toString('base64'),
          document,
          state: 'live',
          act,
        })
        return { state: 'done', at, endedEarlier: earlier.length > 0 }
      }
      case 'freeze': {
        const chosen = what.bindings.map((binding) => register.bindings.find((each) => each.binding === binding))
        if (chosen.some((each) => !each || !mayEnd(document, each))) return refused('binding-not-yours')
        if (chosen.some((each) => each?.state !== 'live')) return refused('binding-over')
        const isStolen = what.reason === 'stolen'
        for (const each of chosen) Object.assign(each ?? {}, { state: isStolen ? 'ended' : 'frozen', act })
        return isStolen
          ? { state: 'done', at }
          : { state: 'done', at, endsAt: at + COOLING_MS, undo: Buffer.from(act).toString('base64') }
      }
      case 'end-freeze':
        for (const each of register.bindings)
          if (each.act === what.freeze && each.state === 'frozen') each.state = 'ended'
        return { state: 'done', at }
      case 'lift-freeze': {
        const code = undoRefusal(document, what.code)
        if (code !== undefined) return refused(code)
        for (const each of register.bindings) if (each.act === freezeOf(what.code)) each.state = 'live'
        return { state: 'done', at }
      }
      default:
        return refused('entity-unknown')
    }
  }

  /** The answer of an act, which is the first one for ever. */
  function once(act: string, work: () => ActAnswer): ActAnswer {
    const known = acts.get(act)
    const answer = known?.answer ?? work()
    acts.set(act, { answer, arrived: (known?.arrived ?? 0) + 1 })
    return answer
  }

  const endable = (document: string, bindings: readonly TwinBinding[]) =>
    bindings.map(({ binding, document: of }) => ({
      binding,
      nameChinese: '',
      nameForeign: personOf(of)?.name ?? '',
      lastDigits: personOf(of)?.lastDigits ?? '0000',
      relation: of === document ? ('self' as const) : ('guardian' as const),
      telephone,
      boundAt: 0,
    }))

  return { cardRefusal, numberRefusal, undoRefusal, perform, once, endable, mayEnd, freezeOf, personOf }
}
