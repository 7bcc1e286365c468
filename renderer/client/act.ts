import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Act, ActKind, Outcome, ResetReason } from '../../electron/contract/index.ts'
import { createQuestions, type Questions } from './questions.ts'
import { useLink, useStation } from './station.ts'

/**
 * Makes the act on the screen, which follows what the station says. `isBeginning`: whether another one is being begun,
 * while the one before it may still be told of.
 */
function createShownAct(refusal: Questions['refusal'], isBeginning: () => boolean) {
  const station = useStation()
  const act = shallowRef<Act | null>(null)
  let heard = 0

  /**
   * Takes what the station says of the act. Where the station has it no more, one that was sent goes on without this page
   * and isn't known here yet; one that wasn't sent has ended.
   */
  function take(next: Act | null): void {
    const last = act.value
    if (next || !last) {
      act.value = next
      return
    }
    if (last.step === 'asking') act.value = { ...last, step: 'over', state: 'unknown' }
    else if (last.step === 'over') act.value = { ...last, canEnd: false }
    else {
      act.value = null
      refusal.value = { code: 'act-unknown' }
    }
  }

  /** Begins to listen; the returned function takes an answer, unless an event has overtaken it and so is newer. */
  function answerTaker(): (answer: { act: Act }) => void {
    const before = heard
    return (answer) => {
      if (heard === before || act.value === null) take(answer.act)
    }
  }

  station.listen((event) => {
    if (event.type !== 'act-changed') return
    // Of an act that the page left it wants to know nothing.
    const isOfThis = isBeginning() ? event.act !== null && event.act.step !== 'over' : act.value !== null
    if (!isOfThis) return
    heard += 1
    take(event.act)
  })

  return { act, take, answerTaker }
}

/**
 * The act on identity of this session, as the station tells it by its events and answers. The page keeps no step of its
 * own and repeats nothing by itself; what was read of a card is here as long as the visit and no longer.
 */
export const useAct = defineStore('act', () => {
  const { client } = useLink()
  const station = useStation()
  const questions = createQuestions()
  const { busy, refusal, ask } = questions
  let isBeginning = false
  const { act, take, answerTaker } = createShownAct(refusal, () => isBeginning)

  /** Whether the screen holds anything of an act, or is asking for one. */
  const holding = computed(() => act.value !== null || busy.value)
  /** Whether the act waits for the person, or its answer is waited for. */
  const underWay = computed(() => act.value !== null && act.value.step !== 'over')

  const askFor = (question: () => Promise<Outcome<{ act: Act }>>): Promise<boolean> => ask(question, answerTaker())

  /** Begins an act in place of one that is over; one that isn't is left first, so that nothing of it happens. */
  async function begin(kind: Exclude<ActKind, 'end-freeze'>): Promise<boolean> {
    if (busy.value) return false
    const left = underWay.value ? leave() : undefined
    clear()
    isBeginning = true
    return askFor(async () => {
      await left
      return client.acts.begin({ kind })
    }).finally(() => void (isBeginning = false))
  }

  /** Shows, after a reload of the page, the session's act, if any; answers whether there is one. */
  async function resume(): Promise<boolean> {
    const isMine = questions.sameGeneration()
    const { act: current } = await client.acts.current()
    if (!isMine()) return false
    take(current)
    return current !== null
  }

  const compareFace = (furtherDocument = false): Promise<boolean> =>
    askFor(() => client.acts.compareFace({ furtherDocument }))
  const number = (digits: string): Promise<boolean> => askFor(() => client.acts.number({ number: digits }))
  const choose = (bindings: string[], reason: ResetReason): Promise<boolean> =>
    askFor(() => client.acts.choose({ bindings, reason }))
  const digits = (typed: string): Promise<boolean> => askFor(() => client.acts.digits({ digits: typed }))
  const back = (): Promise<boolean> => askFor(() => client.acts.back())
  const endFreeze = (): Promise<boolean> => askFor(() => client.acts.endFreeze())

  /** Answers what the person may keep of an act that is over, as a picture with its code; null where it was refused. */
  async function paper(beside: 'pt' | 'en'): Promise<{ svg: string; code: string } | null> {
    let given: { svg: string; code: string } | null = null
    await ask(
      () => client.acts.paper({ beside }),
      (answer) => void (given = answer.paper),
    )
    return given
  }

  /** Prints it and answers whether it came out. */
  const print = (beside: 'pt' | 'en'): Promise<boolean> =>
    ask(
      () => client.acts.print({ beside }),
      () => undefined,
    )

  /** Confirms what stands on the screen; `consent` says by whose act. Without a confirmation there is nothing to do. */
  async function confirm(consent: 'touch' | 'signed-form'): Promise<boolean> {
    const { confirmation } = act.value ?? {}
    if (confirmation === undefined || busy.value) return false
    return askFor(() => client.acts.confirm({ confirmation, consent }))
  }

  /** To be called when the person has read the refusal of an answer. */
  const clearRefusal = (): void => void (refusal.value = null)

  /** To be called when the person leaves: the page forgets the act, and the station ends what wasn't sent. */
  function leave(): Promise<unknown> | undefined {
    const held = holding.value
    clear()
    return held ? client.acts.cancel() : undefined
  }

  function clear(): void {
    questions.restart()
    act.value = null
  }

  watch(
    () => station.connection,
    (connection) => {
      if (connection === 'open' && act.value !== null) resume().catch(() => {})
    },
  )

  return {
    act,
    busy,
    refusal,
    holding,
    underWay,
    begin,
    resume,
    compareFace,
    number,
    choose,
    digits,
    back,
    confirm,
    endFreeze,
    paper,
    print,
    clearRefusal,
    leave,
    clear,
  }
})
