import { createListeners } from '../../common/listeners.ts'
import type { Clock } from '../../../hardware/ports.ts'
import { refuse, type Act, type ActKind, type FieldName, type Outcome, type RefusalCode } from '../../contract/index.ts'
import { READING_OF_ACT } from '../../gateway/reading.ts'
import type { Acts } from '../acts/index.ts'
import type { Trust } from '../trust/index.ts'
import { ACT_KEPT_MS } from './limits.ts'
import { viewOf } from './view.ts'
import { forgetRead, isOver, isSent, type Owner, type Visit } from './visit.ts'

/** The acts of a station's sessions, one each, and what any step does to them. Each change is told to its page. */
export interface Visits {
  of(session: object): Visit | undefined
  all(): readonly Visit[]
  /** Takes an act for its session, in place of one that is over. */
  open(visit: Visit): void
  show(visit: Visit): Act
  /** The act of this session at a step. Refuses with `act-unknown`, or with `act-changed` at another step. */
  at(owner: Owner, step: Visit['step']): Outcome<{ visit: Visit }>
  /** Whether DSI approved the service of this kind of act here, and with which fields. */
  approval(kind: ActKind): Outcome<{ fields: readonly FieldName[] }>
  changed(visit: Visit): void
  /** Calls `listener` with a session whenever its act has changed. Returns the function that stops it. */
  onChange(listener: (session: object) => void): () => void
  /** The step at hand was refused and may be tried again. */
  refuseStep(visit: Visit, code: RefusalCode): Promise<void>
  /** The act is refused for good. */
  refuseAct(visit: Visit, code: RefusalCode): Promise<void>
  /**
   * The act is left before it was sent, and its page says why, unless its person just goes back (no `code`): from the end
   * of a freeze to the freeze.
   */
  leave(visit: Visit, code?: RefusalCode): Promise<void>
  /** Forgets an act with all that was read for it; one that wasn't sent ends, so that nothing happened. */
  drop(visit: Visit, why: 'left' | 'timed-out'): Promise<void>
  close(): void
}

/** Makes the times for which acts are kept: one in which nothing happens is forgotten. */
function createTimes(clock: Clock, forget: (visit: Visit) => void) {
  const timers = new Map<Visit, () => void>()

  function letGo(visit: Visit): void {
    timers.get(visit)?.()
    timers.delete(visit)
  }

  return {
    /** Starts an act's time anew. */
    keep(visit: Visit): void {
      letGo(visit)
      timers.set(
        visit,
        clock.after(ACT_KEPT_MS, () => forget(visit)),
      )
    },
    letGo,
    close: (): void => [...timers.keys()].forEach(letGo),
  }
}

/** Makes the acts of a station's sessions. */
export function createVisits(deps: {
  acts: Pick<Acts, 'end' | 'refuse' | 'noteRefusedStep'>
  trust: Pick<Trust, 'bundle'>
  clock: Clock
  onFault(error: unknown): void
}): Visits {
  const { acts, clock } = deps
  const visits = new Map<object, Visit>()
  const changes = createListeners<[object]>()

  const { keep, letGo, close } = createTimes(clock, (visit) => {
    drop(visit, 'timed-out').catch((error: unknown) => deps.onFault(error))
  })

  function approval(kind: ActKind): Outcome<{ fields: readonly FieldName[] }> {
    const trusted = deps.trust.bundle(clock.now())
    if (!trusted.ok) return trusted
    const fields = trusted.bundle.authorisations[READING_OF_ACT[kind].service]
    return fields ? { ok: true, fields } : refuse('service-not-approved')
  }

  /** Without the station's approval no field of a card is shown. */
  function show(visit: Visit): Act {
    const approved = approval(visit.kind)
    return viewOf(visit, approved.ok ? approved.fields : [])
  }

  function changed(visit: Visit): void {
    if (visits.get(visit.owner.session) !== visit) return
    keep(visit)
    visit.owner.publish(show(visit))
    changes.tell(visit.owner.session)
  }

  /** Shows a freeze again, whose end was left. */
  function returnTo(frozen: Visit, ending: Visit, code?: RefusalCode): void {
    letGo(ending)
    ending.isLeft = true
    frozen.isLeft = false
    frozen.refusal = code && { code }
    visits.set(frozen.owner.session, frozen)
    changed(frozen)
  }

  async function drop(visit: Visit, why: 'left' | 'timed-out'): Promise<void> {
    letGo(visit)
    const isOpen = !isSent(visit) && !visit.isLeft
    visit.isLeft = true
    if (visits.get(visit.owner.session) === visit) {
      visits.delete(visit.owner.session)
      visit.owner.reads.release('card')
      visit.owner.publish(null)
      changes.tell(visit.owner.session)
    }
    if (visit.record && isOpen) await acts.end(visit.record.transaction, why)
  }

  /** Ends an act that wasn't sent: what was read for it is of no use any more. A freeze that it would end goes on. */
  function end(visit: Visit, code?: RefusalCode): void {
    if (visit.frozen) {
      returnTo(visit.frozen, visit, code)
      return
    }
    visit.step = 'over'
    visit.refusal = code && { code }
    forgetRead(visit)
    changed(visit)
  }

  return {
    of: (session) => visits.get(session),
    all: () => [...visits.values()],
    open(visit) {
      const before = visits.get(visit.owner.session)
      if (before) {
        letGo(before)
        before.isLeft = true
      }
      visits.set(visit.owner.session, visit)
      keep(visit)
      changes.tell(visit.owner.session)
    },
    show,
    at(owner, step) {
      const visit = visits.get(owner.session)
      if (!visit) return refuse('act-unknown')
      keep(visit)
      return visit.step === step ? { ok: true, visit } : refuse('act-changed')
    },
    approval,
    changed,
    onChange: changes.add,
    async refuseStep(visit, code) {
      if (visit.isLeft || isOver(visit)) return
      visit.refusal = { code }
      changed(visit)
      if (visit.record) await acts.noteRefusedStep(visit.record.transaction, code)
    },
    async refuseAct(visit, code) {
      if (visit.isLeft || isSent(visit)) return
      end(visit, code)
      if (visit.record) await acts.refuse(visit.record.transaction, code)
    },
    async leave(visit, code) {
      if (visit.isLeft || isSent(visit)) return
      end(visit, code)
      if (visit.record) await acts.end(visit.record.transaction, code ?? 'left')
    },
    drop,
    close() {
      close()
      visits.clear()
    },
  }
}
