import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import { useReads } from '../client/reads.ts'
import { useTill } from './money/till.ts'

/** The store of the desk's view of what was read of the person in front, which is shown over any other. */
export const useDeskReads = defineStore('desk-reads', () => {
  const reads = useReads()
  const till = useTill()
  const isShown = ref(false)
  const picture = shallowRef<{ svg: string; code: string } | null>(null)

  function close(): void {
    isShown.value = false
    picture.value = null
  }

  /** Shows it, or puts it away; where nothing was read of anybody, a message says so. */
  async function toggle(): Promise<void> {
    till.clearMessages()
    if (isShown.value) {
      close()
      return
    }
    reads.begin()
    await reads.load()
    if (!reads.has) {
      till.showMessage('reads-none')
      return
    }
    isShown.value = true
    picture.value = await reads.paper()
  }

  async function print(): Promise<void> {
    till.clearMessages()
    if (await reads.print()) till.showMessage('reads-printed')
    else if (reads.refusal) till.showRefusal(reads.refusal)
  }

  // It goes as soon as the station has forgotten whose it was, and what is read meanwhile isn't on the paper yet.
  watch(() => reads.count, close)

  return { isShown, picture, toggle, print, close }
})
