import { defined } from '../../electron/common/defined.ts'
import { refuse, type Outcome } from '../../electron/contract/index.ts'
import type { GatewayBill } from '../../electron/gateway/money-contract.ts'
import type { GatewayMoney } from '../../electron/gateway/port.ts'
import type { KeptQuote } from '../../electron/station/payments/order.ts'
import type { Clock } from '../../hardware/ports.ts'
import type { AgencyItem, Charge } from '../crash/books.ts'

export type MoneyCall = keyof GatewayMoney

/**
 * What happens to one call. `drop`: it never arrives; `lose`: it arrives, but its answer doesn't; `nonsense`: its
 * answer can't be read; `twice`: it arrives twice; `unknown`: the gateway is older and has no such call; `answer`: it
 * gets this answer; `late`: the caller gets no answer, and the call arrives this many milliseconds later.
 */
export type CallFault = 'drop' | 'lose' | 'nonsense' | 'twice' | 'unknown' | { answer: object } | { late: number }

type Answer<Call extends MoneyCall> = Extract<Awaited<ReturnType<GatewayMoney[Call]>>, { ok: true }>['answer']
type Question<Call extends MoneyCall> = Parameters<GatewayMoney[Call]>[0]
type SubmitAnswer = Answer<'submitItem'>

interface KeptItem {
  transaction: string
  ref: string
  avos: number
  answer: SubmitAnswer
  acknowledged: number
  reversed: boolean
}
interface KeptCharge {
  avos: number
  taken: number
  answer: Answer<'walletStatus'>
  parts: Map<string, number>
  code?: string
}

/**
 * Agencies and wallets in memory, with their own books; their calls are idempotent by key, as the gateway's must be.
 */
export interface TwinAgencies {
  money: GatewayMoney
  /** Adds a bill that can be paid. */
  owe(changes?: Partial<GatewayBill>): GatewayBill
  quote(refs: readonly string[]): KeptQuote
  /** Gives the next calls of this kind these faults, one each, in order; undefined lets a call through. */
  planFaults(call: MoneyCall, ...faults: (CallFault | undefined)[]): void
  /** Sets whether calls arrive from now on. */
  setLine(isUp: boolean): void
  /** Has the agency refuse to acknowledge this bill. */
  refuseItem(ref: string, code: Extract<SubmitAnswer, { ok: false }>['code']): void
  /** From now on the agencies refuse for good to take items back, and the wallets to give money back. */
  refuseReversals(): void
  /** Changes a bill, as when somebody else pays it or its amount changes. */
  change(ref: string, changes: Partial<GatewayBill>): void
  /** Sets what the wallets of the next charges answer. */
  answerWallets(
    answer:
      | 'approve'
      | 'wait'
      | 'less'
      | 'take-and-decline'
      | 'take-and-cancel'
      | Extract<Answer<'walletStatus'>, { state: 'declined' }>['reason'],
  ): void
  /** Has the holder approve or cancel an attempt that waits. */
  decide(attempt: string, answer: 'approve' | 'cancel'): void
  /** How often each call arrived. */
  arrivalsOf(call: MoneyCall): number
  /** Every idempotency key that arrived with a call. */
  keys(call: MoneyCall): readonly string[]
  books(): { charges: Charge[]; agencies: AgencyItem[] }
  isHeld(ref: string): boolean
}

const QUOTE_LIFE_MS = 5 * 60_000

/** Makes agencies and wallets without bills or faults. `clock`: decides when quotes and reservations end. */
export function createTwinAgencies(clock: Pick<Clock, 'now' | 'after'>): TwinAgencies {
  const bills = new Map<string, GatewayBill>()
  const quotes = new Map<string, KeptQuote>()
  const reservations = new Map<
    string,
    {
      refs: readonly string[]
      until: number
      released: boolean
      answer: Answer<'reserve'>
      items?: Question<'reserve'>['items']
    }
  >()
  const items = new Map<string, KeptItem>()
  const charges = new Map<string, KeptCharge>()
  const refusals = new Map<string, Extract<SubmitAnswer, { ok: false }>['code']>()
  const planned = new Map<MoneyCall, (CallFault | undefined)[]>()
  const arrivals: { call: MoneyCall; key: string }[] = []
  let isUp = true
  let refusesReversals = false
  let walletAnswer: Parameters<TwinAgencies['answerWallets']>[0] = 'approve'

  const unreachable = refuse('gateway-unreachable')

  /** Wraps a procedure of the gateway with the faults that are planned for it. */
  function withFaults<Call extends MoneyCall>(
    call: Call,
    keyOf: (question: Question<Call>) => string,
    work: (question: Question<Call>) => Answer<Call>,
  ) {
    return (question: Question<Call>): Promise<Outcome<{ answer: Answer<Call> }>> => {
      const act = isUp ? planned.get(call)?.shift() : 'drop'
      const arrive = () => {
        arrivals.push({ call, key: keyOf(question) })
        return work(question)
      }
      if (act === 'drop') return Promise.resolve(unreachable)
      if (act === 'unknown') return Promise.resolve(refuse('gateway-refused', { reason: 'status', status: 404 }))
      if (typeof act === 'object' && 'answer' in act)
        return Promise.resolve({ ok: true, answer: act.answer as Answer<Call> })
      if (typeof act === 'object') {
        clock.after(act.late, arrive)
        return Promise.resolve(unreachable)
      }
      const answer = arrive()
      if (act === 'lose') return Promise.resolve(unreachable)
      if (act === 'nonsense') return Promise.resolve(refuse('gateway-refused', { reason: 'schema' }))
      return Promise.resolve({ ok: true, answer: act === 'twice' ? arrive() : answer })
    }
  }

  const holderOf = (ref: string) =>
    [...reservations].find(
      ([transaction, { refs, until, released }]) =>
        !released &&
        until > clock.now() &&
        refs.includes(ref) &&
        ![...items.values()].some((item) => item.transaction === transaction && item.ref === ref),
    )?.[0]
  const isPaid = (ref: string) =>
    bills.get(ref)?.bar === 'paid' ||
    [...items.values()].some((item) => item.ref === ref && item.acknowledged > 0 && !item.reversed)

  function judge({ transaction, quote, items: asked }: Question<'reserve'>): Answer<'reserve'> | undefined {
    const promised = quotes.get(quote)
    if (!promised || promised.expiresAt <= clock.now()) return { ok: false, code: 'quote-expired' }
    for (const { ref, amountAvos } of asked) {
      const bill = bills.get(ref)
      if (!bill) return { ok: false, code: 'bill-unknown', ref }
      if (isPaid(ref)) return { ok: false, code: 'bill-paid', ref, bar: 'paid' }
      const held = holderOf(ref)
      if (held !== undefined && held !== transaction)
        return { ok: false, code: 'bill-pending', ref, bar: 'payment-pending' }
      if (bill.bar !== undefined) return { ok: false, code: 'bill-barred', ref, bar: bill.bar }
      if (bill.amountAvos !== amountAvos) return { ok: false, code: 'amount-changed', ref }
    }
    return undefined
  }

  function judgeItem({ item, ref, amountAvos, transaction }: Question<'submitItem'>): SubmitAnswer {
    const refused = refusals.get(ref)
    if (refused !== undefined) return { ok: false, code: refused }
    const reservation = reservations.get(transaction)
    if (!reservation?.answer.ok || !reservation.refs.includes(ref)) return { ok: false, code: 'not-reserved' }
    if (isPaid(ref)) return { ok: false, code: 'bill-paid' }
    if (holderOf(ref) !== transaction && bills.get(ref)?.amountAvos !== amountAvos)
      return { ok: false, code: 'amount-changed' }
    if (bills.get(ref)?.requires.some((required) => !isPaid(required))) return { ok: false, code: 'fine-first' }
    return { ok: true, acknowledgement: `A-${item}` }
  }

  function stateOf(transaction: string, item: string): Answer<'itemStates'>['items'][number] {
    const reservation = reservations.get(transaction)
    const reserved = reservation?.answer.ok ? reservation.items?.find((each) => each.item === item) : undefined
    const submitted = items.get(item)
    if (submitted?.reversed) return { state: 'reversed', item, ...reserved }
    if (!reserved) return { state: 'none', item }
    if (!submitted) return { state: 'reserved', ...reserved }
    return submitted.answer.ok
      ? { state: 'acknowledged', ...reserved, acknowledgement: submitted.answer.acknowledgement }
      : { state: 'refused', ...reserved, code: submitted.answer.code }
  }

  const approval = (attempt: string, avos: number): Answer<'walletStatus'> => ({
    state: 'approved',
    reference: `W-${attempt}`,
    approvedAvos: avos,
    wallet: 'TwinPay',
  })

  function charge(attempt: string, avos: number, code?: string): KeptCharge {
    const prior = charges.get(attempt)
    if (prior) return prior.avos === 0 ? { ...prior, answer: { state: 'declined', reason: 'reversed-before' } } : prior
    const isSpent = code !== undefined && [...charges.values()].some((each) => each.code === code)
    const answer: KeptCharge['answer'] = isSpent
      ? { state: 'declined', reason: 'code-used' }
      : walletAnswer === 'approve'
        ? approval(attempt, avos)
        : walletAnswer === 'less'
          ? approval(attempt, avos - 1)
          : walletAnswer === 'wait'
            ? { state: 'pending' }
            : walletAnswer === 'take-and-cancel'
              ? { state: 'cancelled' }
              : { state: 'declined', reason: walletAnswer === 'take-and-decline' ? 'declined' : walletAnswer }
    const isOdd = !isSpent && (walletAnswer === 'take-and-decline' || walletAnswer === 'take-and-cancel')
    const made: KeptCharge = {
      avos,
      answer,
      taken: answer.state === 'approved' ? answer.approvedAvos : isOdd ? avos : 0,
      parts: new Map(),
      ...defined({ code }),
    }
    charges.set(attempt, made)
    return made
  }

  const money: GatewayMoney = {
    findBills: withFaults(
      'findBills',
      () => '',
      () => ({ ok: true, vehicles: [], bills: [...bills.values()] }),
    ),
    quote: withFaults(
      'quote',
      () => '',
      ({ bills: refs }) => {
        const { id, expiresAt, items: quoted } = quote(refs)
        return { ok: true, quote: id, expiresAt, items: [...quoted] }
      },
    ),
    reserve: withFaults(
      'reserve',
      ({ transaction }) => transaction,
      (question) => {
        const { transaction, forMs, items: asked } = question
        const before = reservations.get(transaction)
        if (before) return before.answer
        const until = clock.now() + forMs
        const answer = judge(question) ?? { ok: true as const, until }
        reservations.set(transaction, {
          refs: asked.map(({ ref }) => ref),
          until,
          released: !answer.ok,
          answer,
          items: asked,
        })
        return answer
      },
    ),
    release: withFaults(
      'release',
      ({ transaction }) => transaction,
      ({ transaction }) => {
        const before = reservations.get(transaction)
        reservations.set(transaction, {
          refs: [],
          until: 0,
          answer: { ok: false, code: 'quote-expired' },
          ...before,
          released: true,
        })
        return { ok: true }
      },
    ),
    submitItem: withFaults(
      'submitItem',
      ({ item }) => item,
      (question) => {
        const { item, transaction, ref, amountAvos } = question
        const before = items.get(item)
        if (before) return before.answer
        const answer = judgeItem(question)
        items.set(item, {
          transaction,
          ref,
          avos: amountAvos,
          answer,
          acknowledged: answer.ok ? 1 : 0,
          reversed: false,
        })
        return answer
      },
    ),
    reverseItem: withFaults(
      'reverseItem',
      ({ item }) => item,
      ({ item }) => {
        if (refusesReversals) return { ok: false, code: 'not-reversible' }
        const before = items.get(item)
        const answer: SubmitAnswer = { ok: false, code: 'not-reserved' }
        items.set(item, {
          transaction: item.slice(0, item.indexOf(':')),
          ref: '',
          avos: 0,
          answer,
          acknowledged: 0,
          ...before,
          reversed: true,
        })
        return { ok: true }
      },
    ),
    itemStates: withFaults(
      'itemStates',
      ({ transaction }) => transaction,
      ({ transaction, items: asked }) => ({ items: asked.map((item) => stateOf(transaction, item)) }),
    ),
    sendMessage: withFaults(
      'sendMessage',
      ({ key }) => key,
      () => ({ ok: true }),
    ),
    chargeWallet: withFaults(
      'chargeWallet',
      ({ attempt }) => attempt,
      ({ attempt, amountAvos, code }) => charge(attempt, amountAvos, code).answer,
    ),
    showWallet: withFaults(
      'showWallet',
      ({ attempt }) => attempt,
      ({ attempt, amountAvos, deadlineMs }) => {
        const { answer } = charge(attempt, amountAvos)
        return answer.state === 'declined'
          ? { ok: false, reason: answer.reason }
          : { ok: true, text: `TWIN ${attempt}`, expiresAt: clock.now() + deadlineMs }
      },
    ),
    walletStatus: withFaults(
      'walletStatus',
      ({ attempt }) => attempt,
      ({ attempt }) => charges.get(attempt)?.answer ?? { state: 'none' },
    ),
    reverseWallet: withFaults(
      'reverseWallet',
      ({ attempt, part }) => part?.key ?? attempt,
      ({ attempt, part }) => {
        if (refusesReversals) return { state: 'refused' }
        const charged = charges.get(attempt) ?? {
          avos: 0,
          taken: 0,
          answer: { state: 'reversed' as const },
          parts: new Map<string, number>(),
        }
        charges.set(attempt, charged)
        if (part) charged.parts.set(part.key, part.amountAvos)
        else if (charged.taken > sum(charged.parts)) charged.parts.set('', charged.taken - sum(charged.parts))
        if (!part && (charged.taken > 0 || charged.answer.state === 'pending')) charged.answer = { state: 'reversed' }
        return { state: 'reversed' }
      },
    ),
  }

  function quote(refs: readonly string[]): KeptQuote {
    const made: KeptQuote = {
      id: `quote-${String(quotes.size + 1)}`,
      expiresAt: clock.now() + QUOTE_LIFE_MS,
      items: refs.flatMap((ref) => {
        const bill = bills.get(ref)
        return bill ? [{ bill, amountAvos: bill.amountAvos }] : []
      }),
    }
    quotes.set(made.id, made)
    return made
  }

  return {
    money,
    quote,
    owe(changes = {}) {
      const made: GatewayBill = {
        ref: `bill-${String(bills.size + 1)}`,
        agency: 'DSAT',
        kind: 'tax',
        amountAvos: 85_000 + bills.size,
        requires: [],
        ...changes,
      }
      bills.set(made.ref, made)
      return made
    },
    planFaults: (call, ...more) => void planned.set(call, [...(planned.get(call) ?? []), ...more]),
    setLine(up) {
      isUp = up
      if (up) planned.clear()
    },
    refuseItem: (ref, code) => void refusals.set(ref, code),
    refuseReversals: () => void (refusesReversals = true),
    change(ref, changes) {
      const bill = bills.get(ref)
      if (bill) bills.set(ref, { ...bill, ...changes })
    },
    answerWallets: (answer) => void (walletAnswer = answer),
    decide(attempt, answer) {
      const waiting = charges.get(attempt)
      if (waiting?.answer.state !== 'pending') return
      waiting.answer = answer === 'approve' ? approval(attempt, waiting.avos) : { state: 'cancelled' }
      waiting.taken = answer === 'approve' ? waiting.avos : 0
    },
    arrivalsOf: (call) => arrivals.filter((each) => each.call === call).length,
    keys: (call) => arrivals.filter((each) => each.call === call).map(({ key }) => key),
    books: () => ({
      charges: [...charges].map(([attempt, kept]): Charge => ({
        attempt,
        transaction: attempt.slice(0, attempt.indexOf('/')),
        takenAvos: kept.taken,
        givenBackAvos: sum(kept.parts),
      })),
      agencies: [...items].map(([item, { ref, avos, acknowledged, reversed }]): AgencyItem => ({
        item,
        bill: ref,
        amountAvos: avos,
        acknowledged,
        reversed,
      })),
    }),
    isHeld: (ref) => holderOf(ref) !== undefined,
  }
}

const sum = (parts: ReadonlyMap<string, number>) => [...parts.values()].reduce((total, avos) => total + avos, 0)
