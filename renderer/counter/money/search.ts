import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { defined } from '../../../electron/common/defined.ts'
import { REFUSAL_POLICY, type Slip, type VehicleClass } from '../../../electron/contract/index.ts'
import { slipQuery } from '../../client/owed.ts'
import { readProof } from '../../client/typed-text.ts'
import { useOwed } from '../../client/use-owed.ts'

/**
 * What is asked of the payer before a plate is looked up: the owner's proof and, where the plate fits two vehicles,
 * which one.
 */
interface PlateQuestion {
  plate: string
  /** The proof that was right, while the class is asked. */
  proof?: string
  classes?: readonly VehicleClass[]
}

/** How a clerk finds what a customer has to pay: each search adds to what was found before. */
export const useSearch = defineStore('search', () => {
  const owed = useOwed()
  const question = shallowRef<PlateQuestion | null>(null)
  /** What was typed as a proof is none; nothing was asked of the station. */
  const misread = ref(false)
  /** Whether anything of a customer is here: found, asked, refused or being looked for. */
  const holding = computed(() => owed.lines.length > 0 || question.value !== null || owed.refusal !== null || owed.busy)

  /** A plate was typed: its proof is asked next. */
  function askProof(plate: string): void {
    dismiss()
    question.value = { plate }
  }

  /**
   * Looks a plate up by its owner's proof, once what was typed can be one; asks the class where it fits two vehicles.
   */
  async function prove(typed: string, chosen?: VehicleClass): Promise<void> {
    const { plate } = question.value ?? {}
    const proof = readProof(typed)
    misread.value = proof === undefined
    if (plate === undefined || proof === undefined) return
    dismiss()
    await owed.inTurn(async () => {
      const answer = await owed.ask({ by: 'plate', plate, proof, ...defined({ class: chosen }) })
      if (answer?.ok && answer.found.classes && answer.found.classes.length > 0) {
        question.value = { plate, proof, classes: answer.found.classes }
        return
      }
      // Another plate may have been typed meanwhile: its question stays.
      if (answer?.ok === false && REFUSAL_POLICY[answer.refusal.code].retype === 'proof') question.value ??= { plate }
      owed.add(answer)
    })
  }

  async function chooseClass(index: number): Promise<void> {
    const { proof, classes } = question.value ?? {}
    const chosen = classes?.[index]
    if (proof !== undefined && chosen !== undefined) await prove(proof, chosen)
  }

  /** A number alone doesn't say whether it is a notice's or a slip's: the one is asked for, then the other. */
  async function lookUp(number: string): Promise<void> {
    dismiss()
    await owed.inTurn(async () => {
      const notice = await owed.ask({ by: 'notice', number })
      const isNone = notice?.ok === false && notice.refusal.code === 'bill-unknown'
      owed.add(isNone ? await owed.ask({ by: 'slip', number }) : notice)
    })
  }

  /** A slip or notice whose code was scanned joins what was found. */
  async function addSlip(slip: Slip): Promise<void> {
    owed.clearRefusal()
    await owed.inTurn(async () => {
      owed.add(await owed.ask(slipQuery(slip)))
    })
  }

  /** All that the person at the desk has to pay for their vehicles. */
  async function addMine(): Promise<void> {
    dismiss()
    await owed.inTurn(async () => {
      owed.add(await owed.ask({ by: 'eid' }))
    })
  }

  /** Lays down a question or the words of a refusal. */
  function dismiss(): void {
    question.value = null
    misread.value = false
    owed.clearRefusal()
  }

  function clear(): void {
    owed.clear()
    dismiss()
  }

  return { question, misread, holding, askProof, prove, chooseClass, lookUp, addSlip, addMine, dismiss, clear }
})
