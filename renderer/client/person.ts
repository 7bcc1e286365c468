import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Person } from '../../electron/contract/index.ts'
import { useLink } from './station.ts'

/**
 * The store of the person whose eID was verified: their fields masked, as the station sent them, or shown on request.
 */
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

  /** Shows the unmasked fields, which it asks the station for, or masks them again. */
  async function toggle(): Promise<void> {
    if (unmasked.value) {
      unmasked.value = null
      return
    }
    const whose = masked.value
    if (!whose) return
    const answer = await client.person.show()
    // Meanwhile the person may have gone, or another one been verified.
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
   * Forgets the person at once in the page, then ends the visit at the station, after `first` and any earlier call of
   * `end` have settled.
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
   * The running end of the last visit, if any: calls for the next person wait for it, so that they don't count for the
   * last one.
   */
  const ended = (): Promise<void> | undefined => ending

  return { current, shown, gone, take, toggle, clear, end, ended }
})
