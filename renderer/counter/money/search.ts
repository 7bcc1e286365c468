import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { defined } from '../../../electron/common/defined.ts'
import { REFUSAL_POLICY, type Slip, type VehicleClass } from '../../../electron/contract/index.ts'
import { slipQuery } from '../../client/owed.ts'
import { readProof } from '../../client/typed-text.ts'
import { useOwed } from '../../client/use-owed.ts'

/** The question about a plate: the proof and, where two vehicles have this plate, the class. */
interface PlateQuestion {
  plate: string
  /** The proof that was accepted, while the class is asked. */
  proof?: string
  classes?: readonly VehicleClass[]
}

/** The store of a clerk's searches for a customer's bills; each adds to what was found before. */
export const useSearch = defineStore('search', () => {
  const owed = useOwed()
  const question = shallowRef<PlateQuestion | null>(null)
  /** Whether the typed proof has a wrong form, so that the station wasn't asked. */
  const misread = ref(false)
  /** Whether anything of a customer is here: found bills, a question, a refusal or a running search. */
  const holding = computed(() => owed.lines.length > 0 || question.value !== null || owed.refusal !== null || owed.busy)

  /** Asks for the proof of a plate that was typed. */
  function askProof(plate: string): void {
    dismiss()
    question.value = { plate }
  }

  /** Searches by the plate and the typed proof, if its form is right; asks for the class where two vehicles match. */
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
      // If another plate was typed meanwhile, its question stays.
      if (answer?.ok === false && REFUSAL_POLICY[answer.refusal.code].retype === 'proof') question.value ??= { plate }
      owed.add(answer)
    })
  }

  async function chooseClass(index: number): Promise<void> {
    const { proof, classes } = question.value ?? {}
    const chosen = classes?.[index]
    if (proof !== undefined && chosen !== undefined) await prove(proof, chosen)
  }

  /** Searches for a notice and then for a slip, since a number alone doesn't tell which of them it is of. */
  async function lookUp(number: string): Promise<void> {
    dismiss()
    await owed.inTurn(async () => {
      const notice = await owed.ask({ by: 'notice', number })
      const isNone = notice?.ok === false && notice.refusal.code === 'bill-unknown'
      owed.add(isNone ? await owed.ask({ by: 'slip', number }) : notice)
    })
  }

  /** Adds the bill of a scanned slip or notice. */
  async function addSlip(slip: Slip): Promise<void> {
    owed.clearRefusal()
    await owed.inTurn(async () => {
      owed.add(await owed.ask(slipQuery(slip)))
    })
  }

  /** Adds the bills of all vehicles of the person whose eID was read. */
  async function addOwnVehicles(): Promise<void> {
    dismiss()
    await owed.inTurn(async () => {
      owed.add(await owed.ask({ by: 'eid' }))
    })
  }

  /** Drops the question and the refusal. */
  function dismiss(): void {
    question.value = null
    misread.value = false
    owed.clearRefusal()
  }

  function clear(): void {
    owed.clear()
    dismiss()
  }

  return { question, misread, holding, askProof, prove, chooseClass, lookUp, addSlip, addOwnVehicles, dismiss, clear }
})
