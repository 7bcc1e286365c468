import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { CodeKind, ScanAnswer, ServiceId, SubmittedScan } from '../../electron/contract/index.ts'
import { toBase64 } from './base64.ts'
import { chime } from './chime.ts'
import { report } from './fault.ts'
import { usePerson } from './person.ts'
import { useLink, useStation } from './station.ts'

/** A code as a page's own scanner read it. */
export interface ReadCode {
  bytes: Uint8Array
  source: SubmittedScan['source']
  symbology?: string
  /** What a camera's decoder took the bytes for. */
  text?: string
  /** What else a scanner's keys can have meant. */
  readings?: readonly Uint8Array[]
}

/** What a desk remembers of its scans: when, what kind, how it went. Nothing of the person, nothing of the code. */
export interface ScanNote {
  at: number
  kind: CodeKind
  ok: boolean
}

const NOTES = 8

/** The codes of this session: the answer on the screen, and whether one is being read. */
export const useScan = defineStore('scan', () => {
  const { client } = useLink()
  const station = useStation()
  const person = usePerson()
  const answer = shallowRef<ScanAnswer | null>(null)
  const busy = ref(false)
  const notes = ref<ScanNote[]>([])
  let latest = 0

  function answered(next: ScanAnswer): void {
    busy.value = false
    answer.value = next
    if (next.ok && next.person) person.take(next.person)
    notes.value = [{ at: Date.now() + station.clockOffset, kind: next.kind, ok: next.ok }, ...notes.value].slice(0, NOTES)
    chime(next.ok ? 'accepted' : 'refused')
  }

  /** Sends a code to the station. The screen changes at once; of two scans the later one's answer stays. */
  async function submit(code: ReadCode, service?: ServiceId): Promise<void> {
    const mine = latest += 1
    busy.value = true
    chime('read')
    try {
      const before = person.ended()
      if (before) await before
      if (mine !== latest) return
      const next = await client.scan.submit({
        data: toBase64(code.bytes),
        source: code.source,
        ...(code.symbology === undefined ? {} : { symbology: code.symbology }),
        ...(code.text === undefined ? {} : { text: code.text }),
        ...(code.readings === undefined ? {} : { readings: code.readings.map(toBase64) }),
        ...(service === undefined ? {} : { service })
      })
      if (mine === latest) answered(next)
    } catch (error) {
      if (mine !== latest) return
      busy.value = false
      report(error)
    }
  }

  station.listen((event) => {
    if (event.type === 'scan-read') busy.value = true
    if (event.type === 'scan-answered') {
      latest += 1
      answered(event.answer)
    }
    if (event.type === 'person-cleared') person.clear(person.current !== null)
  })

  /** Forgets the answer; `notes` stay, since they hold nothing of anyone. */
  function clear(): void {
    latest += 1
    busy.value = false
    answer.value = null
  }

  function forgetNotes(): void {
    notes.value = []
  }

  return { answer, busy, notes, submit, clear, forgetNotes }
})
