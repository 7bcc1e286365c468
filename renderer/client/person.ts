import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Person } from '../../electron/contract/index.ts'
import { useLink } from './station.ts'

/** The person in front of the screen: masked as the station sent them, or shown for as long as they ask. */
export const usePerson = defineStore('person', () => {
  const { client } = useLink()
  const masked = shallowRef<Person | null>(null)
  const unmasked = shallowRef<Person | null>(null)
  const gone = ref(false)

  const current = computed(() => unmasked.value ?? masked.value)
  const shown = computed(() => unmasked.value !== null)

  function take(person: Person): void {
    masked.value = person
    unmasked.value = null
    gone.value = false
  }

  /** Asks the station for the unmasked fields, or drops them again. */
  async function toggle(): Promise<void> {
    if (unmasked.value) {
      unmasked.value = null
      return
    }
    const whose = masked.value
    if (!whose) return
    const answer = await client.person.show()
    // They may have gone meanwhile, or somebody else come.
    if (masked.value !== whose) return
    if (answer.ok) unmasked.value = answer.person
    else clear(true)
  }

  function clear(because = false): void {
    masked.value = null
    unmasked.value = null
    gone.value = because
  }

  let ending: Promise<void> | undefined

  /**
   * Forgets the person here at once, then at the station: after what has still to be done in their name, also by
   * whoever asked for the end before.
   */
  async function end(first?: Promise<unknown>): Promise<void> {
    clear()
    const mine =
      (first ?? ending) ? Promise.allSettled([first, ending]).then(() => client.person.end()) : client.person.end()
    const told = mine
      .then(
        () => {},
        () => {},
      )
      .finally(() => {
        if (ending === told) ending = undefined
      })
    ending = told
    await mine
  }

  /**
   * While the last person's time is being ended at the station: the next one's words wait for it, so that they are the
   * next one's.
   */
  const ended = (): Promise<void> | undefined => ending

  return { current, shown, gone, take, toggle, clear, end, ended }
})
