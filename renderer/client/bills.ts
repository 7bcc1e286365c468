import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { BillQuery, Found, Refusal } from '../../electron/contract/index.ts'
import { report } from './fault.ts'
import { isPayable, MOST_VEHICLES, preselected, rowsOf, vehiclesIn, type BillCategory } from './owed.ts'
import { usePerson } from './person.ts'
import { useLink } from './station.ts'

/** What a find came to. `classes`: the plate fits two vehicles, and which has to be asked. */
export type FindResult = 'found' | 'classes' | 'refused' | 'lost'

/** What was found to be paid in this session, and what of it is chosen. */
export const useBills = defineStore('bills', () => {
  const { client } = useLink()
  const person = usePerson()
  const found = shallowRef<Found | null>(null)
  const refusal = shallowRef<Refusal | null>(null)
  const busy = ref(false)
  const category = ref<BillCategory>('tax')
  const chosen = ref<readonly string[]>([])
  /** What was asked last, so that it can be asked again when something has changed. */
  const asked = shallowRef<BillQuery | null>(null)
  let latest = 0

  const rows = computed(() => (found.value ? rowsOf(found.value, category.value) : []))
  const chosenRows = computed(() => rows.value.filter(({ key }) => chosen.value.includes(key)))
  /** The bills to quote, those that go before others first, each once. */
  const chosenBills = computed(() => [...new Set(chosenRows.value.flatMap(({ bills }) => bills))])
  const totalAvos = computed(() => chosenRows.value.reduce((sum, { amountAvos }) => sum + amountAvos, 0))
  const vehicles = computed(() => vehiclesIn(chosenRows.value))

  /** Asks the station what is owed. `classes` stay in `found` until one is chosen. */
  async function find(query: BillQuery, forCategory: BillCategory): Promise<FindResult> {
    const mine = (latest += 1)
    busy.value = true
    refusal.value = null
    asked.value = query
    try {
      const before = person.ended()
      if (before) await before
      if (mine !== latest) return 'lost'
      const answer = await client.bills.find(query)
      if (mine !== latest) return 'lost'
      if (!answer.ok) {
        refusal.value = answer.refusal
        return 'refused'
      }
      category.value = forCategory
      found.value = answer.found
      chosen.value = preselected(rows.value, forCategory)
      return (answer.found.classes?.length ?? 0) > 0 ? 'classes' : 'found'
    } catch (error) {
      if (mine === latest) report(error)
      return 'lost'
    } finally {
      if (mine === latest) busy.value = false
    }
  }

  /** Puts a line in or out; an eleventh vehicle stays out. */
  function toggle(key: string): void {
    const row = rows.value.find((one) => one.key === key)
    if (!row || !isPayable(row)) return
    if (chosen.value.includes(key)) chosen.value = chosen.value.filter((one) => one !== key)
    else if (!row.vehicle || vehiclesIn([...chosenRows.value, row]) <= MOST_VEHICLES)
      chosen.value = [...chosen.value, key]
  }

  function clear(): void {
    latest += 1
    busy.value = false
    found.value = null
    refusal.value = null
    asked.value = null
    chosen.value = []
  }

  return {
    found,
    refusal,
    busy,
    category,
    asked,
    rows,
    chosen,
    chosenRows,
    chosenBills,
    totalAvos,
    vehicles,
    find,
    toggle,
    clear,
  }
})
