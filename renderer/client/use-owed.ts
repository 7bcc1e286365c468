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

/** What a search came to. `classes`: the plate fits two vehicles, and which has to be asked. */
type SearchResult = 'found' | 'classes' | 'refused' | 'lost'

/** What became of a line that was touched; an eleventh vehicle stays out. */
type Toggled = 'in' | 'out' | 'not-payable' | 'too-many-vehicles'

/** What of `lines` goes into the payment. */
function createSelection(lines: Readonly<Ref<readonly OwedLine[]>>) {
  const selection = shallowRef<Selection>(new Set())
  const selected = computed(() => selectedOf(lines.value, selection.value))
  const bills = computed(() => billsOf(selected.value))
  const totalAvos = computed(() => totalOf(selected.value))

  /** Puts a line in, with what can't be paid without it, or takes it out; `isGroup`: with the fines before it. */
  function toggle(key: string, isGroup = false): Toggled {
    if (selection.value.has(key)) {
      selection.value = (isGroup ? deselectGroup : deselect)(lines.value, selection.value, key)
      return 'out'
    }
    if (!lines.value.some((line) => line.key === key && isPayable(line))) return 'not-payable'
    const next = select(lines.value, selection.value, key)
    if (!next) return 'too-many-vehicles'
    selection.value = next
    return 'in'
  }

  return { selection, selected, bills, totalAvos, toggle }
}

/** What one person came to pay, at both faces: all that was found for them, and what of it goes into the payment. */
export const useOwed = defineStore('owed', () => {
  const { client } = useLink()
  const person = usePerson()
  const searches = createSearches()
  const lines = shallowRef<readonly OwedLine[]>([])
  const category = ref<BillCategory>('tax')
  /** The last answer that was taken in. */
  const found = shallowRef<Found | null>(null)
  const season = shallowRef<Season | null>(null)
  /** Payments of what was found that this station began before. */
  const earlier = ref<readonly string[]>([])
  /** What `find` was asked last, so that it can be asked again when something has changed. */
  const asked = shallowRef<BillQuery | null>(null)
  const refusal = shallowRef<Refusal | null>(null)

  const { selection, selected, bills, totalAvos, toggle } = createSelection(lines)
  const groups = computed(() => groupsOf(lines.value, category.value))

  /** Asks the station what is owed. Null where whoever asked has gone meanwhile. */
  async function ask(query: BillQuery): Promise<Outcome<{ found: Found }> | null> {
    const isMine = searches.sameVisit()
    // What is found while the last person's time still ends would end with it.
    const before = person.ended()
    if (before) await before
    if (!isMine()) return null
    const answer = await client.bills.find(query)
    return isMine() ? answer : null
  }

  /** What was asked before counts no more. */
  function restart(): void {
    searches.restart()
    refusal.value = null
  }

  /** Looks for what is owed instead of what was found before, and selects what `forCategory` begins with. */
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

  /** Takes the answer of a search in beside what was found before, and selects all of it that can be paid. */
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
