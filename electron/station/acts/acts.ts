import { defined } from '../../common/defined.ts'
import { createTally } from '../../common/tally.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import { refuse, type ActKind, type Outcome, type RefusalCode, type ResetReason } from '../../contract/index.ts'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Gateway, GatewayIdentity } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import { uuidV7 } from '../storage/uuid.ts'
import { createWriteOrRefuse } from '../storage/write-or-refuse.ts'
import { openActBook } from './book.ts'
import { BEGUN_COUNTED_MS, DISK_FOR_ACTS, MOST_BEGUN } from './limits.ts'
import type { ActRecord, Identification } from './record.ts'
import { awaitsAnswer } from './states.ts'

/** What the gateway is asked to do, but for the act's id. */
export type ActQuestion = Omit<Parameters<GatewayIdentity['performAct']>[0], 'act'>

/** The order to begin an act: for which service and purpose, where, and who acts. `of`: the act whose freeze it ends. */
export interface ActOrder {
  kind: ActKind
  service: ActQuestion['reading']['service']
  purpose: ActQuestion['reading']['purpose']
  place: 'kiosk' | 'counter'
  actor: string
  of?: string | undefined
}

/** Why an act was left before it was sent. */
export type EndReason = 'left' | 'timed-out' | 'interrupted' | RefusalCode

/**
 * The machine of acts on identity, beside the payment machine and built like it: each act is a transaction whose id is
 * in the journal before the gateway hears of it, and the gateway takes it as the key. An answer that is lost leaves the
 * act `unknown`: the gateway is asked what became of it, and it is never asked for twice. Any act of the gateway's
 * contract goes through it; what is particular to one is its caller's.
 */
export interface Acts {
  /** Begins an act. Refuses as `whyNot` does, and with the disk's refusal; then nothing of it is recorded. */
  begin(order: ActOrder): Promise<Outcome<{ act: ActRecord }>>
  /** Why an act of this kind can't begin or be sent now; undefined where it can. */
  whyNot(kind: ActQuestion['what']['kind']): RefusalCode | undefined
  get(transaction: string): ActRecord | undefined
  /** Records how a card was shown to be its holder's. Refuses with the disk's refusal. */
  identified(transaction: string, by: Identification): Promise<Outcome>
  /** Records that a step was refused and may be tried again; a disk that refuses the entry is reported as a fault. */
  noteRefusedStep(transaction: string, why: RefusalCode): Promise<void>
  /** Records that the act is refused for good. */
  refuse(transaction: string, why: RefusalCode): Promise<void>
  /** Records that the act was left before it was sent. */
  end(transaction: string, why: EndReason): Promise<void>
  /**
   * Records what was confirmed, by which consent and whether somebody was named once more by digits, then asks the
   * gateway to do it. Resolves once the answer is recorded, or its loss; the act then goes on by itself. `answer` is
   * absent while the outcome isn't known. Refuses as `whyNot` does and with the disk's refusal; then nothing was sent.
   */
  perform(
    transaction: string,
    confirmed: { consent: 'touch' | 'signed-form'; reason?: ResetReason | undefined; digits?: true | undefined },
    question: ActQuestion,
  ): Promise<Outcome<{ act: ActRecord; answer?: ActAnswer }>>
  /** Settles the acts that were open when the station stopped: ends those that weren't sent, asks about the others. */
  recover(): Promise<void>
  /** Whether an act that was sent isn't settled yet. */
  isAnyOpen(): boolean
  /** Hears of each act that moved, and what the gateway answered of one that was unknown. */
  onChange(listener: (act: ActRecord, answer?: ActAnswer) => void): () => void
  close(): void
}

/** What the machine needs of the station. */
export interface ActsDeps {
  journal: Journal
  gateway: Pick<Gateway, 'identity' | 'line' | 'onLine'>
  clock: Clock
  /** The clock by which the journal orders its entries, with which an act's id begins. */
  entryClock: Pick<Clock, 'now'>
  random: Random
  training: boolean
  hasGoneBack(): boolean
  isClockRight(): boolean
  freeBytes(): number
  storageRefusal(error: unknown): RefusalCode | undefined
  onFault(error: unknown): void
}

/** Makes the machine over a journal; `recover` must be called once. */
export function createActs(deps: ActsDeps): Acts {
  const { journal, gateway, clock, random } = deps
  const book = openActBook({ journal, clock, random, onFault: (error) => deps.onFault(error) })
  /** The acts that were open when the machine was made: those that begin later belong to somebody who is there. */
  const openBefore = journal.checking()
    ? journal.whenChecked().then(() => [...book.open.keys()])
    : Promise.resolve([...book.open.keys()])
  const begunLately = createTally<'begun'>(clock, BEGUN_COUNTED_MS)
  const stopLine = gateway.onLine(({ state }) => {
    if (state === 'up') book.wake()
  })
  const isDamaged = () => journal.fault() !== undefined || !journal.isHeld()
  const writeOrRefuse = createWriteOrRefuse({
    isDamaged,
    storageRefusal: (error) => deps.storageRefusal(error),
    onFault: (error) => deps.onFault(error),
  })
  const inBackground = (work: Promise<unknown>) => void work.catch((error: unknown) => deps.onFault(error))

  /** Records the gateway's answer. */
  const record = (transaction: string, answer: ActAnswer): Promise<boolean> =>
    answer.state === 'done'
      ? book.move(transaction, 'act-done', { at: answer.at, ...defined({ endsAt: answer.endsAt }) }, answer)
      : book.move(transaction, 'act-refused', { why: answer.code }, answer)

  /** Asks what became of an act until the gateway says so; it is withdrawn there where it never came. */
  async function settle(transaction: string): Promise<void> {
    const again = book.tries()
    while (await again()) {
      const answered = await gateway.identity.settleAct({ act: transaction })
      if (!answered.ok) continue
      await record(transaction, answered.answer)
      return
    }
  }

  function whyNot(kind: ActQuestion['what']['kind']): RefusalCode | undefined {
    if (isDamaged()) return 'data-damaged'
    if (journal.checking()) return 'settling'
    if (gateway.line().state !== 'up') return 'gateway-unreachable'
    if (deps.freeBytes() < DISK_FOR_ACTS) return 'disk-full'
    // A freeze protects its holder, so a station that can't be sure of its past or its clock may still ask for one.
    if (kind === 'freeze') return undefined
    if (deps.hasGoneBack()) return 'journal-went-back'
    return deps.isClockRight() ? undefined : 'clock-unsure'
  }

  return {
    async begin({ kind, service, purpose, place, actor, of }) {
      const code = whyNot(kind) ?? (begunLately.count('begun') >= MOST_BEGUN ? 'too-often' : undefined)
      if (code !== undefined) return refuse(code)
      begunLately.note('begun')
      const transaction = uuidV7(deps.entryClock, random)
      const facts = { act: kind, service, purpose, place, training: deps.training, ...defined({ of }) }
      const begun = await writeOrRefuse(() => book.begin(transaction, actor, facts))
      return begun.ok ? { ok: true, act: begun.result } : begun
    },
    whyNot,
    get: (transaction) => book.get(transaction),
    async identified(transaction, by) {
      const moved = await writeOrRefuse(() => book.moveOrReject(transaction, [['act-identified', { by }]]))
      if (!moved.ok) return moved
      return moved.result ? { ok: true } : refuse('act-changed')
    },
    noteRefusedStep: (transaction, why) => book.noteRefusedStep(transaction, why),
    refuse: (transaction, why) => book.move(transaction, 'act-refused', { why }).then(() => undefined),
    end: (transaction, why) => book.move(transaction, 'act-ended', { why }).then(() => undefined),
    async perform(transaction, { consent, reason, digits }, question) {
      const code = whyNot(question.what.kind)
      if (code !== undefined) return refuse(code)
      // Both in one commit: what was confirmed is on its way, and nothing is sent before that is durable.
      const asked = await writeOrRefuse(() =>
        book.moveOrReject(transaction, [
          ['act-confirmed', { consent, ...defined({ reason, digits }) }],
          ['act-asked', {}],
        ]),
      )
      if (!asked.ok) return asked
      if (!asked.result) return refuse('act-changed')
      const answered = await gateway.identity.performAct({ act: transaction, ...question })
      if (answered.ok) await record(transaction, answered.answer)
      else {
        await book.move(transaction, 'act-unknown', { why: answered.refusal.code })
        inBackground(settle(transaction))
      }
      const act = book.get(transaction)
      return act
        ? { ok: true, act, ...defined({ answer: answered.ok ? answered.answer : undefined }) }
        : refuse('act-unknown')
    },
    async recover() {
      const transactions = await openBefore
      if (isDamaged()) return
      for (const transaction of transactions) {
        const act = book.open.get(transaction)
        if (act && awaitsAnswer(act.state)) inBackground(settle(transaction))
        else inBackground(book.move(transaction, 'act-ended', { why: 'interrupted' }))
      }
    },
    isAnyOpen: () => [...book.open.values()].some(({ state }) => awaitsAnswer(state)),
    onChange: (listener) => book.onChange(listener),
    close() {
      stopLine()
      book.close()
    },
  }
}
