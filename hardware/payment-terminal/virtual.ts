import { defined } from '../../electron/common/defined.ts'
import { createListeners } from '../../electron/common/listeners.ts'
import type { Clock, DeviceHealth, DeviceKind, DeviceState } from '../ports.ts'
import {
  MOST_AVOS,
  type DeclineReason,
  type ReversalRequest,
  type Tender,
  type TenderAnswer,
  type TenderRequest,
  type TenderStatus,
} from './port.ts'

/** What the twin does with each attempt from now on. `take`: whether the money is taken where no answer comes back. */
export type Behaviour =
  | { do: 'approve' }
  | { do: 'decline'; reason: DeclineReason }
  | { do: 'cancel' }
  /** Answers so and takes the money all the same, as a provider whose answer is wrong. */
  | { do: 'take-and-say'; answer: 'declined' | 'cancelled' }
  /** Waits until `decide` says what the customer did. */
  | { do: 'wait' }
  /** `ask` gets no answer; `status` knows what became of the attempt. */
  | { do: 'lose'; take: boolean }
  /** The answer comes so many milliseconds later. */
  | { do: 'late'; ms: number }

/**
 * An attempt in the twin's own books. `takenAvos`: all that was ever taken; `givenBackAvos`: how much of it was given
 * back; `parts`: the avos of each part that was given back, by its key.
 */
export interface VirtualAttempt {
  attempt: string
  amountAvos: number
  state: 'pending' | 'approved' | 'declined' | 'cancelled' | 'reversed'
  reason?: DeclineReason
  takenAvos: number
  givenBackAvos: number
  parts: Readonly<Record<string, number>>
}

/** The twin of a way to pay, with faults on demand and books of its own. */
export interface VirtualTender extends Tender {
  /** How every attempt goes from now on. */
  behave(behaviour: Behaviour): void
  /** What the customer does with an attempt that waits. */
  decide(attempt: string, answer: 'approve' | 'decline' | 'cancel'): void
  /**
   * Calls of this kind get no answer until `answerAgain` is called for them; with `effect` the twin still does what they
   * ask.
   */
  dropAnswers(calls: 'status' | 'reverse', effect?: boolean): void
  /** From now on the twin refuses every reversal for good. */
  refuseReversals(): void
  answerAgain(calls: 'status' | 'reverse'): void
  books(): VirtualAttempt[]
  unplug(): void
  replug(): void
}

interface Kept {
  amountAvos: number
  state: VirtualAttempt['state'] | 'reversed-before'
  reason?: DeclineReason
  takenAvos: number
  givenBackAvos: number
  parts: Map<string, number>
  decided: (() => void)[]
}

/**
 * Makes a virtual tender that is ready and approves everything. An attempt takes money once and a part is given back
 * once, however often they are asked, as the port demands. `kind` decides whether it shows a code (`wallet`).
 */
export function createVirtualTender(options: {
  id: string
  kind: DeviceKind
  clock: Clock
  provider?: string
}): VirtualTender {
  const { id, kind, clock, provider = 'virtual' } = options
  const kept = new Map<string, Kept>()
  const lost = new Map<'status' | 'reverse', boolean>()
  const listeners = createListeners<[DeviceHealth]>()
  let behaviour: Behaviour = { do: 'approve' }
  let refuses = false
  let health: DeviceHealth = { id, kind, virtual: true, state: 'ready', since: clock.now() }

  function setState(state: DeviceState): void {
    health = { ...health, state, since: clock.now() }
    listeners.tell(health)
  }

  function settle(attempt: Kept, state: 'approved' | 'declined' | 'cancelled', reason?: DeclineReason): void {
    if (attempt.state !== 'pending') return
    attempt.state = state
    if (state === 'approved') attempt.takenAvos = attempt.amountAvos
    if (reason !== undefined) attempt.reason = reason
    for (const tell of attempt.decided.splice(0)) tell()
  }

  function answerOf(name: string, attempt: Kept): TenderStatus {
    switch (attempt.state) {
      case 'approved':
        return { state: 'approved', reference: name, approvedAvos: attempt.amountAvos, provider }
      case 'declined':
        return { state: 'declined', reason: attempt.reason ?? 'declined' }
      case 'reversed-before':
        return { state: 'declined', reason: 'reversed-before' }
      default:
        return { state: attempt.state }
    }
  }

  /**
   * Records an attempt the first time that it arrives and applies the behaviour; later it only answers what was
   * recorded.
   */
  function recordAttempt({ attempt, amountAvos }: TenderRequest, now: Behaviour): Kept {
    const before = kept.get(attempt)
    if (before) return before
    const fresh: Kept = { amountAvos, state: 'pending', takenAvos: 0, givenBackAvos: 0, parts: new Map(), decided: [] }
    kept.set(attempt, fresh)
    if (now.do === 'approve' || now.do === 'late' || (now.do === 'lose' && now.take)) settle(fresh, 'approved')
    if (now.do === 'decline') settle(fresh, 'declined', now.reason)
    if (now.do === 'take-and-say') {
      settle(fresh, now.answer)
      fresh.takenAvos = fresh.amountAvos
    }
    if (now.do === 'cancel' || (now.do === 'lose' && !now.take)) settle(fresh, 'cancelled')
    return fresh
  }

  /** Resolves when the attempt is decided, its deadline has passed, or the caller stops waiting. */
  function untilDecided(attempt: Kept, deadlineMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = clock.after(deadlineMs, end)
      attempt.decided.push(end)
      signal.addEventListener('abort', end)
      if (attempt.state !== 'pending' || signal.aborted) end()
    })
  }

  /**
   * Gives back all that is left, or one part once. Answers false where the part's key is known with another amount, or
   * the part is more than what is left.
   */
  function giveBack(attempt: Kept, part: ReversalRequest['part']): boolean {
    if (part !== undefined) {
      const before = attempt.parts.get(part.key)
      if (before !== undefined) return before === part.amountAvos
      if (attempt.takenAvos > 0 && part.amountAvos > attempt.takenAvos - attempt.givenBackAvos) return false
      attempt.parts.set(part.key, part.amountAvos)
    }
    const isKept = attempt.takenAvos > attempt.givenBackAvos
    if (isKept) attempt.givenBackAvos = part === undefined ? attempt.takenAvos : attempt.givenBackAvos + part.amountAvos
    if (attempt.state === 'pending' || (isKept && attempt.givenBackAvos === attempt.takenAvos))
      attempt.state = 'reversed'
    for (const tell of attempt.decided.splice(0)) tell()
    return true
  }

  const isUnplugged = () => health.state !== 'ready'

  return {
    health: () => health,
    onHealth: (listener) => listeners.add(listener),
    async ask(request, { signal, show }) {
      if (!Number.isSafeInteger(request.amountAvos) || request.amountAvos <= 0)
        return { state: 'declined', reason: 'declined' }
      if (request.amountAvos > MOST_AVOS) return { state: 'declined', reason: 'limit' }
      const isAborted = () => signal.aborted
      if (isUnplugged() || isAborted()) return { state: 'unknown' }
      const now = behaviour
      const attempt = recordAttempt(request, now)
      if (attempt.state !== 'reversed-before' && attempt.amountAvos !== request.amountAvos) return { state: 'unknown' }
      if (kind === 'wallet' && now.do === 'wait')
        show?.({ text: `virtual ${request.attempt}`, expiresAt: clock.now() + request.deadlineMs })
      if (now.do === 'lose') return { state: 'unknown' }
      if (now.do === 'late')
        await new Promise<void>((resolve) => {
          clock.after(now.ms, resolve)
        })
      await untilDecided(attempt, request.deadlineMs, signal)
      if (!isAborted()) settle(attempt, 'cancelled')
      const answer = answerOf(request.attempt, attempt)
      return answer.state === 'pending' || answer.state === 'none' || answer.state === 'reversed'
        ? { state: 'unknown' }
        : (answer satisfies TenderAnswer)
    },
    status(name) {
      if (isUnplugged() || lost.has('status')) return Promise.resolve({ state: 'unknown' })
      const attempt = kept.get(name)
      if (attempt?.state === 'reversed-before') return Promise.resolve({ state: 'reversed' })
      return Promise.resolve(attempt ? answerOf(name, attempt) : { state: 'none' })
    },
    reverse({ attempt: name, part }) {
      if (isUnplugged() || lost.get('reverse') === false) return Promise.resolve({ state: 'unknown' })
      if (refuses) return Promise.resolve({ state: 'refused' })
      const attempt: Kept = kept.get(name) ?? {
        amountAvos: 0,
        state: 'reversed-before',
        takenAvos: 0,
        givenBackAvos: 0,
        parts: new Map(),
        decided: [],
      }
      kept.set(name, attempt)
      const isDone = giveBack(attempt, part)
      return Promise.resolve(isDone && !lost.has('reverse') ? { state: 'reversed' } : { state: 'unknown' })
    },
    behave: (next) => void (behaviour = next),
    decide(name, answer) {
      const attempt = kept.get(name)
      if (attempt)
        settle(
          attempt,
          answer === 'approve' ? 'approved' : answer === 'decline' ? 'declined' : 'cancelled',
          answer === 'decline' ? 'declined' : undefined,
        )
    },
    dropAnswers: (calls, effect = false) => void lost.set(calls, effect),
    refuseReversals: () => void (refuses = true),
    answerAgain: (calls) => void lost.delete(calls),
    books: () =>
      [...kept].map(([attempt, { amountAvos, state, reason, takenAvos, givenBackAvos, parts }]) => ({
        attempt,
        amountAvos,
        state: state === 'reversed-before' ? 'reversed' : state,
        takenAvos,
        givenBackAvos,
        parts: Object.fromEntries(parts),
        ...defined({ reason }),
      })),
    unplug: () => setState('lost'),
    replug: () => setState('ready'),
    close() {
      listeners.clear()
      return Promise.resolve()
    },
  }
}
