import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ActKind, ResetReason } from '../../../electron/contract/index.ts'
import { useAct } from '../../client/act.ts'
import { useReceipt } from '../../client/receipt.ts'
import { useTill } from '../money/till.ts'
import { actViewOf } from './act-views.ts'

/** What a clerk can begin. */
export type DeskActKind = Exclude<ActKind, 'end-freeze'>

/** Makes the papers of an act that is over: printed, or as a picture with its code. */
function createActPapers() {
  const till = useTill()
  const act = useAct()
  const receipt = useReceipt()
  const picture = shallowRef<{ svg: string; code: string } | null>(null)
  const printing = ref(false)
  /** How often the paper of the act on the screen was printed. */
  const printed = ref(0)

  async function print(): Promise<void> {
    if (act.act?.hasPaper !== true || act.busy) return
    till.clearMessages()
    const isSlip = !act.act.done
    printing.value = true
    const isOut = await act.print(receipt.secondLanguage).finally(() => void (printing.value = false))
    if (!isOut) return
    printed.value += 1
    till.showMessage(isSlip ? 'act-slip-printed' : 'act-printed')
  }

  async function show(): Promise<void> {
    if (act.act?.hasPaper !== true || act.busy) return
    till.clearMessages()
    picture.value = await act.paper(receipt.secondLanguage)
  }

  function forget(): void {
    printed.value = 0
    picture.value = null
  }

  watch(() => act.act?.act, forget)

  return { picture, printed, printing, print, show, forget }
}

/** Makes what the clerk has answered on this page for the act on the screen; the station knows nothing of it yet. */
function createAnswers() {
  const act = useAct()
  const till = useTill()
  const comparing = ref(false)
  /** Whether the clerk says that they have the form which the person signed. */
  const isFormSigned = ref(false)
  /** Which of the bindings are to be frozen, by id. */
  const chosen = ref<string[]>([])

  function askFace(): void {
    comparing.value = act.act?.mayCompareFace === true
  }

  function toggle(index: number): void {
    const id = act.act?.bindings?.[index]?.id
    if (id === undefined) return
    till.clearMessages()
    chosen.value = chosen.value.includes(id) ? chosen.value.filter((each) => each !== id) : [...chosen.value, id]
  }

  function forget(): void {
    comparing.value = false
    isFormSigned.value = false
    chosen.value = []
  }

  // All of them are chosen at first, and what was chosen before when the clerk comes back from the confirmation.
  watch(
    () => act.act?.step,
    (step) => {
      comparing.value = false
      if (step === 'choose') chosen.value = act.act?.chosen?.bindings ?? act.act?.bindings?.map(({ id }) => id) ?? []
    },
  )
  watch(
    () => act.act?.confirmation,
    () => void (isFormSigned.value = false),
  )

  return { comparing, isFormSigned, chosen, askFace, toggle, forget }
}

/** Makes what takes numbers that were typed; what hasn't their form isn't sent, and a message says so. */
function createTyped() {
  const act = useAct()
  const till = useTill()

  async function number(digits: string): Promise<void> {
    const number = digits.replaceAll(/\D/g, '')
    if (/^\d{10}$/.test(number)) await act.number(number)
    else till.showMessage('number-form')
  }

  /** Gives the end of an ID number, which may be typed with its brackets. */
  async function digits(typed: string): Promise<void> {
    till.clearMessages()
    const end = typed.replaceAll(/\D/g, '')
    if (/^\d{4}$/.test(end)) await act.digits(end)
    else till.showMessage('digits-form')
  }

  return { number, digits }
}

/**
 * The store of an act on identity at the desk: what the clerk has answered on this page besides what the station knows
 * of the act.
 */
export const useDeskAct = defineStore('desk-act', () => {
  const act = useAct()
  const till = useTill()
  const { forget: forgetPapers, ...papers } = createActPapers()
  const { picture } = papers
  /** The kind that was begun last; null once the clerk is done with it. */
  const kind = ref<DeskActKind | null>(null)
  const { forget: forgetAnswers, ...answers } = createAnswers()
  const { comparing, isFormSigned, chosen } = answers

  const busy = computed(() => act.busy || act.act?.step === 'asking')
  const refusal = computed(() => act.act?.refusal ?? act.refusal ?? undefined)
  const view = computed(() =>
    actViewOf({
      act: act.act,
      beginning: kind.value !== null && act.busy,
      refused: kind.value !== null && act.refusal !== null,
      comparing: comparing.value,
      picture: picture.value !== null,
    }),
  )
  const hasPaper = computed(() => act.act?.hasPaper === true)
  /** Whether what was refused can be begun anew: not the end for good of a freeze, which stays frozen. */
  const canTryAgain = computed(() => act.act?.kind !== 'end-freeze')

  async function begin(which: DeskActKind): Promise<void> {
    reset()
    kind.value = which
    await act.begin(which)
  }

  /** Begins the act that was refused anew. */
  async function again(): Promise<void> {
    const which = kind.value ?? act.act?.kind
    if (which !== undefined && which !== 'end-freeze') await begin(which)
  }

  async function choose(reason: ResetReason): Promise<void> {
    till.clearMessages()
    if (chosen.value.length === 0) till.showMessage('none-chosen')
    else await act.choose(chosen.value, reason)
  }

  /** Has it done where the person has consented, by touch in their window or by a form that the clerk says they have. */
  async function confirm(): Promise<void> {
    till.clearMessages()
    if (act.act?.consent === 'given') await act.confirm('touch')
    else if (isFormSigned.value) await act.confirm('signed-form')
    else till.showMessage('consent-first')
  }

  /** Asks for the end for good of what was frozen, where it may end. */
  async function endFreeze(): Promise<void> {
    till.clearMessages()
    if (act.act?.canEnd === true) await act.endFreeze()
  }

  /** Says that the face is the card's, and of a binding that a further document was seen, once the clerk was asked. */
  async function sameFace(): Promise<void> {
    comparing.value = false
    await act.compareFace(act.act?.needsFurtherDocument)
  }

  /** Puts away a picture or a question of the page's own, or goes back from the confirmation. */
  function back(): Promise<unknown> | undefined {
    till.clearMessages()
    if (picture.value) picture.value = null
    else if (comparing.value) comparing.value = false
    else if (act.act?.step === 'confirm' || act.act?.step === 'digits') return act.back()
    return undefined
  }

  /** Forgets what was answered on this page. */
  function reset(): void {
    forgetAnswers()
    forgetPapers()
    kind.value = null
  }

  /** To be called when the clerk is done with this person; an act that wasn't sent ends, and nothing of it happened. */
  function leave(): Promise<unknown> | undefined {
    reset()
    return act.leave()
  }

  return {
    ...papers,
    ...answers,
    ...createTyped(),
    kind,
    busy,
    refusal,
    view,
    hasPaper,
    canTryAgain,
    holding: computed(() => act.holding || kind.value !== null),
    begin,
    again,
    choose,
    confirm,
    endFreeze,
    sameFace,
    back,
    leave,
  }
})
