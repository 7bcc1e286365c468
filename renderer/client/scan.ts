import { defineStore } from 'pinia'
import { ref, shallowRef, watch } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import type { CodeKind, ScanAnswer, ServiceId } from '../../electron/contract/index.ts'
import { useSounds } from './chime.ts'
import { createCodesInView, inBase64, type ReadCode } from './codes-in-view.ts'
import { report } from './fault.ts'
import { usePerson } from './person.ts'
import { useLink, useStation } from './station.ts'

/** What a desk remembers of a scan: time, kind and outcome, but nothing of the person or the code's content. */
export interface ScanNote {
  at: number
  kind: CodeKind
  ok: boolean
}

/**
 * Takes the answer of a scan and returns whether the answer stays on the screen (`shown`), led elsewhere (`taken`) or was
 * of no concern to what is on the screen, which stays (`aside`).
 * `readAt`: when the code was read, in milliseconds by the events' `timeStamp`, to compare with what was drawn since.
 */
export type AnswerTaker = (answer: ScanAnswer, readAt: number) => 'shown' | 'taken' | 'aside'

const NOTES = 8

/** The store of this session's scans: the answer on the screen, and whether a code is being read. */
export const useScan = defineStore('scan', () => {
  const { client } = useLink()
  const station = useStation()
  const person = usePerson()
  const sounds = useSounds()
  const answer = shallowRef<ScanAnswer | null>(null)
  const busy = ref(false)
  const notes = ref<ScanNote[]>([])
  const inView = createCodesInView(busy, submit)
  const { choices, hear, choose, expect } = inView
  let taker: AnswerTaker | undefined
  let latest = 0
  let stationReadAt: number | undefined

  /**
   * Gives all later answers to `take` of the face, until another `take` replaces it or the returned function is called.
   * Without a `take` answers stay on the screen.
   */
  function deliverTo(take: AnswerTaker): () => void {
    taker = take
    return () => {
      if (taker === take) taker = undefined
    }
  }

  function answered(next: ScanAnswer, at: number): void {
    busy.value = false
    if (next.ok) inView.used()
    if (next.ok && next.person) person.take(next.person)
    const note = { at: Date.now() + station.clockOffset, kind: next.kind, ok: next.ok }
    notes.value = [note, ...notes.value].slice(0, NOTES)
    sounds.play(next.ok ? 'accepted' : 'refused')
    const became = taker?.(next, at)
    if (became === 'taken') clear()
    else if (became !== 'aside') answer.value = next
  }

  /**
   * Sends a code to the station; the screen shows at once that it is being read. Of two scans only the later one's
   * answer is shown. `at`: when it was read.
   */
  async function submit(code: ReadCode, service?: ServiceId, at = performance.now()): Promise<void> {
    const mine = (latest += 1)
    busy.value = true
    choices.value = []
    sounds.play('read')
    try {
      const before = person.ended()
      if (before) await before
      if (mine !== latest) return
      const next = await client.scan.submit({
        ...inBase64(code),
        ...defined({ service }),
      })
      if (mine !== latest) return
      // The station's own scanner read the same thing, and its answer is on the screen.
      if (next.isSame === true) busy.value = false
      else answered(next, at)
    } catch (error) {
      if (mine !== latest) return
      busy.value = false
      report(error)
    }
  }

  station.listen((event) => {
    if (event.type === 'scan-read') {
      busy.value = true
      stationReadAt = performance.now()
    }
    if (event.type === 'scan-answered') {
      latest += 1
      answered(event.answer, stationReadAt ?? performance.now())
      stationReadAt = undefined
    }
    if (event.type === 'person-cleared') person.clear(person.current !== null)
  })

  /**
   * Tells the station, whenever it changes and after each reconnection, for which service the page reads codes, so that
   * the station's own scanners do the same. Returns the function that ends it.
   */
  function announce(serviceNow: () => ServiceId | undefined): () => void {
    return watch(
      [serviceNow, () => station.connection] as const,
      ([service, connection]) => {
        // It is told again by the next reconnection where it doesn't arrive.
        if (connection === 'open') client.scan.expect(defined({ service })).catch(() => undefined)
      },
      { immediate: true },
    )
  }

  /** Forgets the answer; `notes` stay, since they hold nothing personal. */
  function clear(): void {
    latest += 1
    busy.value = false
    answer.value = null
    choices.value = []
  }

  /** To be called when the person left: forgets the answer and drops codes that weren't sent yet. */
  function leave(): void {
    inView.leave()
    clear()
  }

  function forgetNotes(): void {
    notes.value = []
  }

  return { answer, busy, notes, choices, announce, deliverTo, submit, hear, expect, choose, clear, leave, forgetNotes }
})
