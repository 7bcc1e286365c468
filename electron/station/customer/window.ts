import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../../hardware/ports.ts'
import {
  phaseOf,
  refuse,
  type Act,
  type CustomerEvent,
  type CustomerView,
  type Outcome,
  type Person,
} from '../../contract/index.ts'
import type { BindingDesk } from '../binding/index.ts'
import type { PaymentDesk } from '../payments/index.ts'
import { openStream, type EventStream, type Session } from '../serving/index.ts'
import { ENDED_SHOWN_MS } from './limits.ts'
import { actShown, paymentShown, personShown, quoteShown } from './view.ts'

/**
 * The second window of a counter, which faces the customer. It belongs to the counter's signed-in session that was used
 * last, and shows what concerns the person in front: never what the clerk sees beyond that.
 */
export interface CustomerWindow {
  view(): CustomerView
  /** Shows anew what has changed. */
  refresh(): void
  subscribe(signal: AbortSignal | undefined): EventStream<CustomerEvent>
  /** Consents to what stands there, or says no. Refuses with `act-unknown` where there is no counter or no act. */
  consent(confirmation: string): Outcome<{ view: CustomerView }>
  decline(confirmation: string): Promise<Outcome<{ view: CustomerView }>>
  close(): void
}

export interface CustomerWindowDeps {
  clock: Pick<Clock, 'after'>
  /** The counter's session to which the window belongs. */
  counter(): Session | undefined
  actOf(session: Session): Act | null
  moneyOf(session: Session): ReturnType<PaymentDesk['atHand']>
  /** Whose eID the session has read, with the fields as its page first shows them. */
  personOf(session: Session): Person | undefined
  consent: BindingDesk['consent']
  decline: BindingDesk['decline']
}

const NOTHING: CustomerView = { what: 'nothing' }
const unknownAct = refuse('act-unknown')

/** What ended, as a key, and the view of it. Undefined key: it hasn't ended. */
interface Candidate {
  view: CustomerView
  ended?: string | undefined
}

/** Makes the customer's window of a station. */
export function createCustomerWindow(deps: CustomerWindowDeps): CustomerWindow {
  const streams = new Set<EventStream<CustomerEvent>>()
  /** What ended, by its key, and whether it was shown long enough. One that isn't at hand any more is forgotten. */
  let endings = new Map<string, { isShown: boolean; cancel: () => void }>()
  let last: CustomerView = NOTHING

  /** What this session has for its customer, what goes on before what has ended. */
  function candidates(session: Session): Candidate[] {
    const act = deps.actOf(session)
    const { payment, quote } = deps.moneyOf(session)
    const isPaying = payment !== undefined && phaseOf(payment) === 'under-way'
    const all: Candidate[] = []
    if (act) all.push({ view: actShown(act), ended: act.step === 'over' ? `${act.act ?? ''} ${act.state}` : undefined })
    if (quote && !isPaying) all.push({ view: quoteShown(quote) })
    if (payment)
      all.push({
        view: paymentShown(payment),
        ended: isPaying ? undefined : `${payment.transaction} ${payment.state}`,
      })
    return all
  }

  /** Remembers what has ended since when, so that it goes by itself. */
  function noteEndings(all: readonly Candidate[]): void {
    const kept = new Map<string, { isShown: boolean; cancel: () => void }>()
    for (const { ended } of all) {
      if (ended === undefined) continue
      const before = endings.get(ended)
      const entry = before ?? { isShown: true, cancel: () => undefined }
      if (!before)
        entry.cancel = deps.clock.after(ENDED_SHOWN_MS, () => {
          entry.isShown = false
          refresh()
        })
      kept.set(ended, entry)
    }
    for (const [key, { cancel }] of endings) if (!kept.has(key)) cancel()
    endings = kept
  }

  function view(): CustomerView {
    const session = deps.counter()
    if (!session) return NOTHING
    const all = candidates(session)
    noteEndings(all)
    const goesOn = all.find(({ ended }) => ended === undefined)
    const over = all.findLast(({ ended }) => ended !== undefined && endings.get(ended)?.isShown === true)
    const person = deps.personOf(session)
    return (goesOn ?? over)?.view ?? (person ? personShown(person) : NOTHING)
  }

  function refresh(): void {
    const now = view()
    if (isDeepStrictEqual(now, last)) return
    last = now
    for (const stream of streams) stream.push({ type: 'customer-changed', view: now })
  }

  return {
    view,
    refresh,
    subscribe(signal) {
      const stream = openStream<CustomerEvent>(signal, (ended) => streams.delete(ended))
      streams.add(stream)
      return stream
    },
    consent(confirmation) {
      const session = deps.counter()
      const given = session ? deps.consent(session, confirmation) : unknownAct
      return given.ok ? { ok: true, view: view() } : given
    },
    async decline(confirmation) {
      const session = deps.counter()
      const said = session ? await deps.decline(session, confirmation) : unknownAct
      return said.ok ? { ok: true, view: view() } : said
    },
    close() {
      for (const { cancel } of endings.values()) cancel()
      endings.clear()
      for (const stream of [...streams]) stream.end()
    },
  }
}
