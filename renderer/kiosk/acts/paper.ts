import { computed, ref } from 'vue'
import { useAct } from '../../client/act.ts'
import { useNoPaper } from '../../client/paper.ts'
import { useSession } from '../../client/session.ts'

/** For how many milliseconds after a paper another tap prints nothing, since it is meant for the same one. */
const PAPER_REST = 3000

/** Prints the paper of an act. `printed`: whether it came out; `canPrint`: whether this machine can print one now. */
export function usePaper() {
  const act = useAct()
  const session = useSession()
  const hasNoPaper = useNoPaper()
  const printed = ref(false)
  const printing = ref(false)
  /** The language beside Chinese on a paper. */
  const beside = computed(() => (session.preferences.language === 'en' ? 'en' : 'pt'))
  const canPrint = computed(() => act.act?.hasPaper === true && !hasNoPaper.value)

  async function print(): Promise<void> {
    if (printing.value) return
    printing.value = true
    printed.value = false
    printed.value = await act.print(beside.value)
    window.setTimeout(() => void (printing.value = false), printed.value ? PAPER_REST : 0)
  }

  return { beside, canPrint, printed, printing, print }
}
