import type { CardReader } from '../../../hardware/card-reader/port.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import { refuse, type Act, type ActKind, type Outcome, type ResetReason } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Acts } from '../acts/index.ts'
import type { IdCard } from '../cards/index.ts'
import type { IdentityChecks } from '../reads/index.ts'
import type { Receipts } from '../receipts/index.ts'
import type { Trust } from '../trust/index.ts'
import { createCardIntake } from './card-intake.ts'
import { createConsenting } from './consenting.ts'
import { createDigits } from './digits.ts'
import { createLookups } from './lookups.ts'
import { createPapers } from './papers.ts'
import { createPerforming, type Consent } from './performing.ts'
import { createReadCardFor } from './reading.ts'
import { faceBy } from './view.ts'
import { actingCard, isOver, type Owner, type Visit } from './visit.ts'
import { createVisits, type Visits } from './visits.ts'

type Shown = Outcome<{ act: Act }>

/**
 * The desk at which acts on identity are done: each session has one act at a time, whose steps the station keeps. Cards
 * and fingers come from the readers by themselves; all else a page asks for. Its refusals are those of the contract's
 * procedures.
 */
export interface BindingDesk {
  begin(owner: Owner, kind: ActKind): Shown
  current(owner: Owner): Act | null
  /** Takes a clerk's word that they compared the face, and of a supervisor's that they saw a further document. */
  compareFace(owner: Owner, sawDocument: boolean): Promise<Shown>
  number(owner: Owner, digits: string): Promise<Shown>
  /**
   * Takes a binding number, or the COSE message of a freeze's code, that was scanned; false where the session's act
   * doesn't wait for one.
   */
  takeScanned(owner: Owner, scanned: { number: string } | { undoCode: Uint8Array }): boolean
  choose(owner: Owner, chosen: { bindings: readonly string[]; reason: ResetReason }): Shown
  /** Takes the end of the ID number that was typed of somebody who is easily taken for another. */
  digits(owner: Owner, typed: string): Promise<Shown>
  back(owner: Owner): Promise<Shown>
  confirm(owner: Owner, confirmation: string, consent: Consent): Promise<Shown>
  endFreeze(owner: Owner): Promise<Shown>
  paper(owner: Owner, secondLanguage: 'pt' | 'en'): Outcome<{ paper: { svg: string; code: string } }>
  print(owner: Owner, secondLanguage: 'pt' | 'en'): Promise<Outcome>
  /** Gives a session the act of a slip again, without what was read for it. Refuses with `act-unknown`. */
  recall(owner: Owner, transaction: string): Outcome
  /** The customer of a counter's session consents to what stands there, or says no, so that it goes a step back. */
  consent(session: object, confirmation: string): Outcome
  decline(session: object, confirmation: string): Promise<Outcome>
  /** Leaves the act of a session, and forgets all that was read for it. */
  leave(session: object): Promise<void>
  /** Calls `listener` with a session whenever its act has changed. Returns the function that stops it. */
  onChange(listener: (session: object) => void): () => void
  /** Whether a session has an act that isn't over. */
  isUnderWay(): boolean
  /** Takes a reader of ID cards; the returned function lets it go. */
  attachReader(reader: CardReader): () => void
  close(): void
}

export interface BindingDeps {
  acts: Acts
  gateway: Pick<Gateway, 'identity'>
  trust: Pick<Trust, 'bundle'>
  clock: Clock
  random: Random
  readCard(reader: CardReader, insertion: number): Promise<Outcome<{ card: IdCard }>>
  checks: Pick<IdentityChecks, 'verified'>
  receipts: Receipts
  /** The printer of the station, where it has one. */
  printer(): Printer | undefined
  station(): { id: string; site: string }
  training: boolean
  /** Whether a card that is in already is of the visit at hand, and wasn't left by somebody before. */
  isCardOfVisit(): boolean
  /** Whether a card is that of the operator who acts. */
  isOwnRecord(actor: string, card: IdCard): boolean
  onFault(error: unknown): void
}

/** Makes the desk of a station, for all of its sessions. */
export function createBindingDesk(deps: BindingDeps): BindingDesk {
  const { acts, gateway, trust, clock, random, onFault } = deps
  const { identity } = gateway
  const readers = new Set<CardReader>()
  const visits = createVisits({ acts, trust, clock, onFault })
  const digits = createDigits({ visits, random })
  const lookups = createLookups({ identity, visits, goOn: digits.goOn })
  const intake = createCardIntake({
    acts,
    identity,
    visits,
    readCard: createReadCardFor({ ...deps, visits }),
    isOwnRecord: (actor, card) => deps.isOwnRecord(actor, card),
    clock,
    async onIdentified(visit) {
      if (visit.kind === 'freeze') return lookups.findBindings(visit)
      visit.step = visit.kind === 'bind' ? 'number' : 'code'
      visits.changed(visit)
    },
  })
  const papers = createPapers({ ...deps, clock })
  const performing = createPerforming({
    acts,
    identity,
    visits,
    isCardIn: (visit) => intake.isCardIn(visit),
    confirmAnew: digits.confirmAnew,
  })

  const inBackground = (work: Promise<unknown>) => void work.catch((error: unknown) => onFault(error))
  const { shown, atStep, now } = createSteps(visits)
  const isAnotherUnderWay = (session: object) =>
    visits.all().some((visit) => visit.owner.session !== session && !isOver(visit))

  return {
    begin(owner, kind) {
      const before = visits.of(owner.session)
      if ((before && !isOver(before)) || isAnotherUnderWay(owner.session)) return refuse('act-under-way')
      const approved = visits.approval(kind)
      if (!approved.ok) return approved
      if (readers.size === 0) return refuse('reader-missing')
      const code = acts.whyNot(kind)
      if (code !== undefined) return refuse(code)
      const visit: Visit = { owner, kind, step: 'card', isLeft: false }
      visits.open(visit)
      if (deps.isCardOfVisit()) for (const reader of readers) inBackground(intake.lookAt(visit, reader))
      return shown(visit)
    },
    current(owner) {
      const visit = visits.of(owner.session)
      return visit ? visits.show(visit) : null
    },
    compareFace: (owner, sawDocument) =>
      atStep(owner, 'finger', async (visit) => {
        const by = faceBy(visit)
        if (by === undefined || (by === 'face-and-document' && !sawDocument)) return refuse('face-not-enough')
        return intake.identify(visit, by)
      }),
    number: (owner, digits) => atStep(owner, 'number', (visit) => lookups.findNumber(visit, digits)),
    takeScanned(owner, scanned) {
      const found = visits.at(owner, 'number' in scanned ? 'number' : 'code')
      if (!found.ok) return false
      const { visit } = found
      inBackground(
        'number' in scanned
          ? lookups.findNumber(visit, scanned.number)
          : lookups.findFreeze(visit, Buffer.from(scanned.undoCode).toString('base64')),
      )
      return true
    },
    choose: (owner, chosen) => now(owner, 'choose', (visit) => lookups.choose(visit, chosen)),
    digits: (owner, typed) => atStep(owner, 'digits', (visit) => digits.take(visit, typed)),
    back: (owner) =>
      atStep(owner, visits.of(owner.session)?.step === 'digits' ? 'digits' : 'confirm', (visit) => lookups.back(visit)),
    ...createConsenting({ visits, back: (visit) => lookups.back(visit) }),
    confirm: (owner, confirmation, consent) =>
      atStep(owner, 'confirm', (visit) => performing.confirm(visit, confirmation, consent)),
    endFreeze: (owner) => atStep(owner, 'over', (visit) => performing.endFreeze(visit)),
    paper(owner, secondLanguage) {
      const found = visits.at(owner, 'over')
      return found.ok ? papers.show(found.visit, secondLanguage) : found
    },
    async print(owner, secondLanguage) {
      const found = visits.at(owner, 'over')
      return found.ok ? papers.print(found.visit, secondLanguage) : found
    },
    recall(owner, transaction) {
      const before = visits.of(owner.session)
      if (before && !isOver(before)) return refuse('act-under-way')
      const record = acts.get(transaction)
      if (!record) return refuse('act-unknown')
      const visit: Visit = { owner, kind: record.act, step: 'over', record, isLeft: false }
      visits.open(visit)
      inBackground(performing.askAgain(visit))
      return { ok: true }
    },
    async leave(session) {
      const visit = visits.of(session)
      if (visit) await visits.drop(visit, 'left')
    },
    onChange: visits.onChange,
    isUnderWay: () => visits.all().some((visit) => !isOver(visit)),
    attachReader: (reader) => attachTo({ readers, visits, intake, inBackground }, reader),
    close() {
      performing.close()
      visits.close()
    },
  }
}

/** Makes what does a step of a session's act and shows what came of it; a call that doesn't fit the step is refused. */
function createSteps(visits: Visits) {
  const shown = (visit: Visit): Shown => ({ ok: true, act: visits.show(visit) })

  /** Does `work` with the act of this session at a step, and shows what came of it. */
  async function atStep(owner: Owner, step: Visit['step'], work: (visit: Visit) => Promise<Outcome>): Promise<Shown> {
    const found = visits.at(owner, step)
    if (!found.ok) return found
    const done = await work(found.visit)
    if (!done.ok) return done
    const visit = visits.of(owner.session)
    return visit ? shown(visit) : refuse('act-unknown')
  }

  /** The same at once. */
  function now(owner: Owner, step: Visit['step'], work: (visit: Visit) => Outcome): Shown {
    const found = visits.at(owner, step)
    if (!found.ok) return found
    const done = work(found.visit)
    return done.ok ? shown(found.visit) : done
  }

  return { shown, atStep, now }
}

/** Has the acts of a desk hear what is in a reader; the returned function lets it go. */
function attachTo(
  parts: {
    readers: Set<CardReader>
    visits: Visits
    intake: ReturnType<typeof createCardIntake>
    inBackground(work: Promise<unknown>): void
  },
  reader: CardReader,
): () => void {
  const { readers, visits, intake, inBackground } = parts
  readers.add(reader)
  const stop = reader.onSlot((slot) => {
    for (const visit of visits.all()) inBackground(intake.hearSlot(visit, reader, slot))
  })
  return () => {
    stop()
    readers.delete(reader)
    for (const visit of visits.all())
      if (actingCard(visit)?.reader === reader) inBackground(visits.leave(visit, 'reader-missing'))
  }
}
