import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { IdentityRead } from '../../electron/contract/index.ts'
import { useNoPaper } from './paper.ts'
import { createQuestions } from './questions.ts'
import { useSession } from './session.ts'
import { useLink, useStation } from './station.ts'

/** For how many milliseconds after a paper another tap prints nothing, since it is meant for the same one. */
const PAPER_REST = 3000

/**
 * The store of what was read of the person in front, as the station tells it: names of fields, no data. It is empty as
 * soon as the station has forgotten them.
 */
export const useReads = defineStore('reads', () => {
  const { client } = useLink()
  const station = useStation()
  const session = useSession()
  const hasNoPaper = useNoPaper()
  const { busy, refusal, ask, restart } = createQuestions()
  /** How many reads the station has a record of. */
  const count = ref(0)
  const list = shallowRef<readonly IdentityRead[]>([])
  const printed = ref(false)
  const printing = ref(false)
  const has = computed(() => count.value > 0)
  const canPrint = computed(() => !hasNoPaper.value)
  /** The language beside Chinese on a paper. */
  const beside = computed(() => (session.preferences.language === 'en' ? 'en' : 'pt'))

  async function load(): Promise<void> {
    const { reads } = await client.reads.list()
    count.value = reads.length
    list.value = reads
  }

  /** Answers what was read as a picture with its code; null where it was refused. */
  async function paper(): Promise<{ svg: string; code: string } | null> {
    let given: { svg: string; code: string } | null = null
    await ask(
      () => client.reads.paper({ beside: beside.value }),
      (answer) => void (given = answer.paper),
    )
    return given
  }

  /** Prints it and answers whether it came out. */
  async function print(): Promise<boolean> {
    if (printing.value) return false
    printing.value = true
    printed.value = false
    printed.value = await ask(
      () => client.reads.print({ beside: beside.value }),
      () => undefined,
    )
    window.setTimeout(() => void (printing.value = false), printed.value ? PAPER_REST : 0)
    return printed.value
  }

  /** To be called when the list is shown anew: what was said of an earlier paper is over. */
  function begin(): void {
    restart()
    printed.value = false
  }

  station.listen((event) => {
    if (event.type !== 'reads-changed') return
    count.value = event.count
    list.value = []
    if (event.count === 0) begin()
  })
  // A page that was loaded anew during an act hears of it again.
  watch(
    () => station.isReachable && (document.documentElement.dataset['face'] === 'kiosk' || station.operator !== null),
    (mayAsk) => {
      if (mayAsk) load().catch(() => undefined)
    },
    { immediate: true },
  )

  return { count, list, has, busy, refusal, printed, printing, canPrint, load, paper, print, begin }
})
