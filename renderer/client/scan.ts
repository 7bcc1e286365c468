import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import {
  MAX_LOOKED_AT,
  type CodeKind,
  type LookedAt,
  type ScanAnswer,
  type ServiceId,
  type SubmittedScan,
} from '../../electron/contract/index.ts'
import { toBase64 } from './base64.ts'
import { chime } from './chime.ts'
import { report } from './fault.ts'
import { usePerson } from './person.ts'
import { useLink, useStation } from './station.ts'
import { createGatherer } from './together.ts'

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

/** One of several codes in view that could be meant. */
export interface Choice extends LookedAt {
  code: ReadCode
}

interface Heard {
  code: ReadCode
  service: ServiceId | undefined
  at: number
}

const NOTES = 8
/**
 * For so long after a code that could be used, one that can't and that a camera sees is what stood beside it:
 * milliseconds.
 */
const BESIDE = 2000

const inBase64 = (code: ReadCode) => ({
  data: toBase64(code.bytes),
  source: code.source,
  ...defined({ symbology: code.symbology, text: code.text, readings: code.readings?.map(toBase64) }),
})

/** The codes of this session: the answer on the screen, and whether one is being read. */
export const useScan = defineStore('scan', () => {
  const { client } = useLink()
  const station = useStation()
  const person = usePerson()
  const answer = shallowRef<ScanAnswer | null>(null)
  const busy = ref(false)
  const notes = ref<ScanNote[]>([])
  const choices = shallowRef<readonly Choice[]>([])
  /**
   * When the answered code was read, in milliseconds on the clock of the events' `timeStamp`: before what came on the
   * screen meanwhile.
   */
  const readAt = ref(0)
  let asked: Heard | undefined
  let latest = 0
  /** Whose codes these are: another's, since somebody left. */
  let visit = 0
  let usedAt = Number.NEGATIVE_INFINITY
  let stationReadAt: number | undefined

  async function look(codes: readonly ReadCode[]): Promise<Choice[]> {
    const looked = await client.scan.look({ codes: codes.map(inBase64) })
    return looked.codes.flatMap((each, index) => {
      const code = codes[index]
      return code ? [{ ...each, code }] : []
    })
  }

  const gatherer = createGatherer<Heard>({
    most: MAX_LOOKED_AT,
    keyOf: ({ code }) => code.bytes.join(','),
    // A keyboard-mode scanner reads one code at a time: no other has to be found.
    anyUsable: async (heard) =>
      heard.some(({ code }) => code.source !== 'camera') ||
      (await look(heard.map(({ code }) => code)).catch(() => [])).some(({ usable }) => usable),
    done: (heard) =>
      void decide(heard).catch((error: unknown) => {
        busy.value = false
        report(error)
      }),
  })

  /**
   * Of codes that came together: the one that can be used; where there are two, whoever is here chooses; where there is
   * none, the first.
   */
  async function decide(heard: readonly Heard[]): Promise<void> {
    const first = heard[0]
    if (!first) return
    const mine = visit
    const isBeside = heard.every(({ code }) => code.source === 'camera') && performance.now() - usedAt < BESIDE
    const looked = heard.length > 1 || isBeside ? await look(heard.map(({ code }) => code)) : []
    if (mine !== visit) return
    const usable = looked.filter((each) => each.usable)
    const [one, another] = usable
    if (another) {
      busy.value = false
      asked = first
      choices.value = usable
    } else if (one || !isBeside) await submit(one?.code ?? first.code, first.service, first.at)
    else busy.value = false
  }

  /** A scanner or a camera has read a code: what is in view beside it is waited for, and the right one is sent. */
  function hear(code: ReadCode, service?: ServiceId): void {
    if (code.source === 'typed') {
      void submit(code, service)
      return
    }
    busy.value = true
    gatherer.add({ code, service, at: performance.now() })
  }

  /** Which of the codes in view is meant; `undefined`: none of them. */
  async function choose(choice: Choice | undefined): Promise<void> {
    choices.value = []
    if (choice) await submit(choice.code, asked?.service, asked?.at)
  }

  function answered(next: ScanAnswer, at: number): void {
    busy.value = false
    readAt.value = at
    answer.value = next
    if (next.ok) usedAt = performance.now()
    if (next.ok && next.person) person.take(next.person)
    notes.value = [{ at: Date.now() + station.clockOffset, kind: next.kind, ok: next.ok }, ...notes.value].slice(
      0,
      NOTES,
    )
    chime(next.ok ? 'accepted' : 'refused')
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
    visit += 1
    gatherer.forget()
    clear()
  }

  function forgetNotes(): void {
    notes.value = []
  }

  return {
    answer,
    readAt,
    busy,
    notes,
    choices,
    submit,
    hear,
    expect: gatherer.expect,
    choose,
    clear,
    leave,
    forgetNotes,
  }
})
