import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { FIRST_LANGUAGE, setLanguage, type Language } from '../../i18n/index.ts'
import { listResidents, showResident, type Listed, type Resident } from './api.ts'

/** After the sandbox didn't answer, it is asked again this much later, in milliseconds. */
const AGAIN = 3000
const SECOND = 1000

/** A resident's phone: who is chosen, what it shows, and the eID that is signed anew in time. */
export function usePhone() {
  const language = ref<Language>(FIRST_LANGUAGE)
  const residents = shallowRef<Listed[] | null>(null)
  const chosen = ref<string | null>(null)
  const resident = shallowRef<Resident | null>(null)
  const lost = ref(false)
  const now = ref(Date.now())
  /** When the next eID is due, by the page's own clock. */
  const due = ref(Infinity)
  let latest = 0

  const secondsLeft = computed(() => Math.max(0, Math.ceil((due.value - now.value) / SECOND)))
  const lifetime = computed(() => resident.value && 'refreshMs' in resident.value.eid ? resident.value.eid.refreshMs / SECOND : 30)

  async function load(): Promise<void> {
    const mine = latest += 1
    try {
      if (chosen.value === null) {
        const list = await listResidents(language.value)
        if (mine === latest) residents.value = list
      } else {
        const shown = await showResident(chosen.value, language.value)
        if (mine !== latest) return
        resident.value = shown
        due.value = 'refreshMs' in shown.eid ? Date.now() + shown.eid.refreshMs : Infinity
      }
      lost.value = false
    } catch {
      if (mine !== latest) return
      lost.value = true
      due.value = Date.now() + AGAIN
    }
  }

  function choose(id: string | null): void {
    chosen.value = id
    resident.value = null
    due.value = Infinity
    void load()
  }

  watch(language, (next) => {
    setLanguage(next)
    void load()
  }, { immediate: true })

  const timer = window.setInterval(() => {
    now.value = Date.now()
    if (now.value >= due.value) {
      due.value = Infinity
      void load()
    }
  }, SECOND / 4)
  onScopeDispose(() => window.clearInterval(timer))

  return { language, residents, resident, chosen, lost, now, secondsLeft, lifetime, choose }
}
