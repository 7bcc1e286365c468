import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import type { CodeKind, ScanAnswer, ServiceId } from '../../electron/contract/index.ts'
import { chime } from './chime.ts'
import { createCodesInView, inBase64, type ReadCode } from './codes-in-view.ts'
import { report } from './fault.ts'
import { usePerson } from './person.ts'
import { useLink, useStation } from './station.ts'

/** What a desk remembers of its scans: when, what kind, how it went. Nothing of the person, nothing of the code. */
export interface ScanNote {
  at: number
  kind: CodeKind
  ok: boolean
}

/**
 * Takes the answer of a scan, and says what becomes of it: it stays on the screen (`shown`), or led elsewhere (`taken`).
 * `readAt`: when its code was read, in milliseconds on the clock of the events' `timeStamp`: before what came on the
 * screen meanwhile.
 */
export type AnswerTaker = (answer: ScanAnswer, readAt: number) => 'shown' | 'taken'

const NOTES = 8

/** The codes of this session: the answer on the screen, and whether one is being read. */
export const useScan = defineStore('scan', () => {
  const { client } = useLink()
  const station = useStation()
  const person = usePerson()
  const answer = shallowRef<ScanAnswer | null>(null)
  const busy = ref(false)
  const notes = ref<ScanNote[]>([])
  const inView = createCodesInView(busy, submit)
  const { choices, hear, choose, expect } = inView
  let taker: AnswerTaker | undefined
  let latest = 0
  let stationReadAt: number | undefined

  /**
   * Gives every answer from here on to `take`, the face that asks for codes; until another one takes them, or the
   * returned function is called: then each stays on the screen.
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
    chime(next.ok ? 'accepted' : 'refused')
    if (taker?.(next, at) === 'taken') clear()
    else answer.value = next
  }

  /**
   * Sends a code, which was read at `at`, to the station. The screen changes at once; of two scans the later one's
   * answer stays.
   */
  async function submit(code: ReadCode, service?: ServiceId, at = performance.now()): Promise<void> {
    const mine = (latest += 1)
    busy.value = true
    choices.value = []
    chime('read')
    try {
      const before = person.ended()
      if (before) await before
      if (mine !== latest) return
      const next = await client.scan.submit({
        ...inBase64(code),
        ...defined({ service }),
      })
      if (mine === latest) answered(next, at)
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

  /** Forgets the answer; `notes` stay, since they hold nothing of anyone. */
  function clear(): void {
    latest += 1
    busy.value = false
    answer.value = null
    choices.value = []
  }

  /** Somebody left: what they held to the scanner and isn't answered yet is never sent. */
  function leave(): void {
    inView.leave()
    clear()
  }

  function forgetNotes(): void {
    notes.value = []
  }

  return { answer, busy, notes, choices, deliverTo, submit, hear, expect, choose, clear, leave, forgetNotes }
})
