import { defineStore } from 'pinia'
import { computed, ref, shallowRef, type Ref } from 'vue'
import type { BillQuery, Found, Outcome, Refusal, Season } from '../../electron/contract/index.ts'
import {
  billsOf,
  deselect,
  deselectGroup,
  groupsOf,
  isPayable,
  linesOf,
  merged,
  preselected,
  select,
  selectEach,
  selectGroup,
  selectedOf,
  stillSelected,
  totalOf,
  type BillCategory,
  type OwedLine,
  type Selection,
} from './owed.ts'
import { usePerson } from './person.ts'
import { createSearches } from './searches.ts'
import { useLink } from './station.ts'

/** The result of a search. `classes`: two vehicles have this plate, so the class has to be asked; `lost`: dropped. */
type SearchResult = 'found' | 'classes' | 'refused' | 'lost'

/** The result of touching a line. `too-many-vehicles`: an eleventh vehicle isn't selected. */
type Toggled = 'in' | 'out' | 'not-payable' | 'too-many-vehicles'

/** Makes the selection among `lines` of what is to be paid. */
function createSelection(lines: Readonly<Ref<readonly OwedLine[]>>) {
  const selection = shallowRef<Selection>(new Set())
  const selected = computed(() => selectedOf(lines.value, selection.value))
  const bills = computed(() => billsOf(selected.value))
  const totalAvos = computed(() => totalOf(selected.value))

  /** Selects a line with the lines it requires, or deselects it; `isGroup`: as a kiosk's group, with its fines. */
  function toggle(key: string, isGroup = false): Toggled {
    if (selection.value.has(key)) {
      selection.value = (isGroup ? deselectGroup : deselect)(lines.value, selection.value, key)
      return 'out'
    }
    if (!lines.value.some((line) => line.key === key && isPayable(line))) return 'not-payable'
    const next = (isGroup ? selectGroup : select)(lines.value, selection.value, key)
    if (!next) return 'too-many-vehicles'
    selection.value = next
    return 'in'
  }

  return { selection, selected, bills, totalAvos, toggle }
}

/** The store, for both faces, of what was found for one person and what of it is selected to be paid. */
export const useOwed = defineStore('owed', () => {
  const { client } = useLink()
  const person = usePerson()
  const searches = createSearches()
  const lines = shallowRef<readonly OwedLine[]>([])
  const category = ref<BillCategory>('tax')
  /** The last answer that was added. */
  const found = shallowRef<Found | null>(null)
  const season = shallowRef<Season | null>(null)
  /** Earlier payments of the found bills, which this station began. */
  const earlier = ref<readonly string[]>([])
  /** The last query of `find`, to search again when something has changed. */
  const asked = shallowRef<BillQuery | null>(null)
  const refusal = shallowRef<Refusal | null>(null)

  const { selection, selected, bills, totalAvos, toggle } = createSelection(lines)
  const groups = computed(() => groupsOf(lines.value, category.value))

  /** Asks the station for bills. Null where `restart` was called meanwhile, as when the person has left. */
  async function ask(query: BillQuery): Promise<Outcome<{ found: Found }> | null> {
    const isMine = searches.sameGeneration()
    // Bills that are found before the last person's visit has ended at the station would be dropped with it.
    const before = person.ended()
    if (before) await before
    if (!isMine()) return null
    const answer = await client.bills.find(query)
    return isMine() ? answer : null
  }

  /** Drops the running searches and the refusal. */
  function restart(): void {
    searches.restart()
    refusal.value = null
  }

  /** Searches for bills that replace all earlier ones, and makes the first selection for `forCategory`. */
  async function find(query: BillQuery, forCategory: BillCategory): Promise<SearchResult> {
    restart()
    asked.value = query
    let result: SearchResult = 'lost'
    await searches.inTurn(async () => {
      const answer = await ask(query)
      if (answer?.ok) {
        category.value = forCategory
        replace(answer.found)
        result = (answer.found.classes?.length ?? 0) > 0 ? 'classes' : 'found'
      } else if (answer) {
        refusal.value = answer.refusal
        result = 'refused'
      }
    })
    return result
  }

  function replace(answer: Found): void {
    found.value = answer
    lines.value = linesOf(answer)
    selection.value = preselected(lines.value, category.value)
    season.value = answer.season ?? null
    earlier.value = answer.payments
  }

  /** Adds a search's answer to what was found before, and selects all of it that can be paid. */
  function add(answer: Outcome<{ found: Found }> | null): void {
    if (!answer) return
    const fresh = answer.ok ? linesOf(answer.found) : []
    if (!answer.ok) refusal.value = answer.refusal
    else if (fresh.length === 0) refusal.value = { code: 'nothing-to-pay' }
    else join(answer.found, fresh)
  }

  function join(answer: Found, fresh: readonly OwedLine[]): void {
    found.value = answer
    lines.value = merged(lines.value, fresh)
    const keys = fresh.filter(isPayable).map(({ key }) => key)
    selection.value = selectEach(lines.value, stillSelected(lines.value, selection.value), keys)
    season.value = answer.season ?? season.value
    earlier.value = [...new Set([...earlier.value, ...answer.payments])]
  }

  const refuse = (because: Refusal): void => void (refusal.value = because)
  const clearRefusal = (): void => void (refusal.value = null)

  function clear(): void {
    restart()
    lines.value = []
    selection.value = new Set()
    season.value = null
    earlier.value = []
    found.value = null
    asked.value = null
  }

  return {
    lines,
    selection,
    category,
    found,
    season,
    earlier,
    asked,
    refusal,
    busy: searches.busy,
    groups,
    selected,
    bills,
    totalAvos,
    ask,
    inTurn: searches.inTurn,
    find,
    add,
    toggle,
    refuse,
    clearRefusal,
    clear,
  }
})
