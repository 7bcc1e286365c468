import { ref, shallowRef } from 'vue'
import type { Outcome, Refusal } from '../../electron/contract/index.ts'
import { report } from './fault.ts'

/**
 * Makes the calls to the station about one payment. `ask` runs one: `done` gets the answer, a refusal is kept for the
 * screen, an error is reported as a fault. Answers to calls from before `restart` are dropped.
 */
export function createQuestions() {
  const busy = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  let generation = 0

  /** Returns a function that tells whether `restart` wasn't called since. */
  function sameGeneration(): () => boolean {
    const mine = generation
    return () => mine === generation
  }

  async function ask<T extends object>(
    question: () => Promise<Outcome<T>>,
    done: (answer: T) => void,
  ): Promise<boolean> {
    const isMine = sameGeneration()
    busy.value = true
    refusal.value = null
    try {
      const answer = await question()
      if (!isMine()) return false
      if (answer.ok) done(answer)
      else refusal.value = answer.refusal
      return answer.ok
    } catch (error) {
      if (isMine()) report(error)
      return false
    } finally {
      if (isMine()) busy.value = false
    }
  }

  function restart(): void {
    generation += 1
    busy.value = false
    refusal.value = null
  }

  return { busy, refusal, sameGeneration, ask, restart }
}

export type Questions = ReturnType<typeof createQuestions>
