import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { BillQuery, Found, Refusal, Season, Slip, VehicleClass } from '../../../electron/contract/index.ts'
import { report } from '../../client/fault.ts'
import { usePerson } from '../../client/person.ts'
import { useLink } from '../../client/station.ts'
import { readProof } from '../../client/typed-text.ts'
import { isPayable, deselect, linesOf, merged, select, vehiclesAmong, type Line } from './lines.ts'

/**
 * What is asked of the payer before a plate is looked up: the owner's proof and, where the plate fits two vehicles,
 * which one.
 */
export interface Asking {
  plate: string
  /** The proof that was right, while the class is asked. */
  proof?: string
  classes?: readonly VehicleClass[]
}

/** Refusals after which the same plate's proof is typed again. */
const ASK_AGAIN: ReadonlySet<Refusal['code']> = new Set<Refusal['code']>([
  'proof-wrong',
  'too-soon',
  'gateway-unreachable',
  'gateway-refused',
])

/** What one customer came to pay: all that was found for them, one search after the other, and what of it is taken. */
export const useBasket = defineStore('basket', () => {
  const { client } = useLink()
  const person = usePerson()
  const lines = shallowRef<readonly Line[]>([])
  const taken = shallowRef<ReadonlySet<string>>(new Set())
  const asking = shallowRef<Asking | null>(null)
  /** What was typed as a proof is none; nothing was asked of the station. */
  const misread = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  const season = shallowRef<Season | null>(null)
  /** Payments of what was found that this station began before. */
  const earlier = ref<readonly string[]>([])
  const looking = ref(0)
  let lastSearch: Promise<unknown> = Promise.resolve()
  let customer = 0

  const takenLines = computed(() => lines.value.filter(({ key }) => taken.value.has(key)))
  const bills = computed(() => takenLines.value.flatMap(({ bill }) => (bill ? [bill.id] : [])))
  const totalAvos = computed(() => takenLines.value.reduce((sum, { bill }) => sum + (bill?.amountAvos ?? 0), 0))
  const vehicles = computed(() => vehiclesAmong(lines.value, taken.value))
  const busy = computed(() => looking.value > 0)
  const holding = computed(
    () => lines.value.length > 0 || asking.value !== null || refusal.value !== null || busy.value,
  )

  function keep(found: Found): void {
    const fresh = linesOf(found)
    lines.value = merged(lines.value, fresh)
    // Bars that came up meanwhile take a line out again.
    const still = new Set(
      [...taken.value].filter((key) => lines.value.some((line) => line.key === key && isPayable(line))),
    )
    taken.value = fresh
      .filter(isPayable)
      .reduce<ReadonlySet<string>>((sofar, { key }) => select(lines.value, sofar, key) ?? sofar, still)
    if (found.season) season.value = found.season
    earlier.value = [...new Set([...earlier.value, ...found.payments])]
  }

  /** Asks the station. Null where the customer has gone meanwhile. */
  async function find(query: BillQuery): Promise<Found | Refusal | null> {
    const mine = customer
    // What is found while the last customer's time still ends would end with it.
    const before = person.ended()
    if (before) await before
    if (mine !== customer) return null
    const answer = await client.bills.find(query)
    if (mine !== customer) return null
    return answer.ok ? answer.found : answer.refusal
  }

  /**
   * One search after the other, so that whoever types ahead loses none; the desk is busy until its answer is on the
   * screen.
   */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = customer
    looking.value += 1
    const done = lastSearch
      .then(() => (mine === customer ? work() : undefined))
      .catch((error: unknown) => {
        if (mine === customer) report(error)
      })
      .finally(() => {
        if (mine === customer) looking.value -= 1
      })
    lastSearch = done
    return done
  }

  const isRefusal = (answer: Found | Refusal): answer is Refusal => 'code' in answer

  /** Shows what a search came to. */
  function take(answer: Found | Refusal | null): void {
    if (!answer) return
    if (isRefusal(answer)) refusal.value = answer
    else if (linesOf(answer).length === 0) refusal.value = { code: 'nothing-to-pay' }
    else keep(answer)
  }

  /** A plate was typed: its proof is asked next. */
  function askProof(plate: string): void {
    dismiss()
    asking.value = { plate }
  }

  /**
   * Looks a plate up by its owner's proof, once what was typed can be one; asks the class where it fits two vehicles.
   */
  async function prove(typed: string, chosen?: VehicleClass): Promise<void> {
    const { plate } = asking.value ?? {}
    const proof = readProof(typed)
    misread.value = proof === undefined
    if (plate === undefined || proof === undefined) return
    dismiss()
    await inTurn(async () => {
      const answer = await find({ by: 'plate', plate, proof, ...(chosen === undefined ? {} : { class: chosen }) })
      if (answer && !isRefusal(answer) && answer.classes && answer.classes.length > 0) {
        asking.value = { plate, proof, classes: answer.classes }
        return
      }
      // Another plate may have been typed meanwhile: its question stays.
      if (answer && isRefusal(answer) && ASK_AGAIN.has(answer.code)) asking.value ??= { plate }
      take(answer)
    })
  }

  async function chooseClass(index: number): Promise<void> {
    const { proof, classes } = asking.value ?? {}
    const chosen = classes?.[index]
    if (proof !== undefined && chosen !== undefined) await prove(proof, chosen)
  }

  /** A number alone doesn't say whether it is a notice's or a slip's: the one is asked for, then the other. */
  async function lookUp(number: string): Promise<void> {
    dismiss()
    await inTurn(async () => {
      const notice = await find({ by: 'notice', number })
      take(notice && isRefusal(notice) && notice.code === 'bill-unknown' ? await find({ by: 'slip', number }) : notice)
    })
  }

  /** A slip or notice whose code was scanned joins the basket. */
  async function addSlip({ agency, slipKind, billNumber }: Slip): Promise<void> {
    refusal.value = null
    await inTurn(async () => take(await find({ by: 'code', agency, kind: slipKind, number: billNumber })))
  }

  /** All that the person at the desk has to pay for their vehicles. */
  async function addMine(): Promise<void> {
    dismiss()
    await inTurn(async () => take(await find({ by: 'eid' })))
  }

  /** Puts a line in or out, with what can't be paid without it; an eleventh vehicle is refused. */
  function toggle(key: string): void {
    refusal.value = null
    if (taken.value.has(key)) {
      taken.value = deselect(lines.value, taken.value, key)
      return
    }
    const next = select(lines.value, taken.value, key)
    if (next) taken.value = next
    else if (lines.value.some((line) => line.key === key && isPayable(line)))
      refusal.value = { code: 'too-many-vehicles' }
  }

  /** Lays down a question or the words of a refusal. */
  function dismiss(): void {
    asking.value = null
    misread.value = false
    refusal.value = null
  }

  function clear(): void {
    customer += 1
    looking.value = 0
    lines.value = []
    taken.value = new Set()
    season.value = null
    earlier.value = []
    dismiss()
  }

  return {
    lines,
    taken,
    asking,
    misread,
    refusal,
    season,
    earlier,
    busy,
    holding,
    takenLines,
    bills,
    totalAvos,
    vehicles,
    askProof,
    prove,
    chooseClass,
    lookUp,
    addSlip,
    addMine,
    toggle,
    dismiss,
    clear,
  }
})
