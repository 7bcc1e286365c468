import { shallowRef, type Ref } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import { MAX_LOOKED_AT, type LookedAt, type ServiceId, type SubmittedScan } from '../../electron/contract/index.ts'
import { toBase64 } from './base64.ts'
import { report } from './fault.ts'
import { useLink } from './station.ts'
import { createGatherer } from './gather-codes.ts'

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

/** One of several codes in view that could be meant. */
export interface Choice extends LookedAt {
  code: ReadCode
}

interface Heard {
  code: ReadCode
  service: ServiceId | undefined
  at: number
}

/**
 * For so long after a code that could be used, one that can't and that a camera sees is what stood beside it:
 * milliseconds.
 */
const BESIDE = 2000

/** A code as the station takes it. */
export const inBase64 = (code: ReadCode) => ({
  data: toBase64(code.bytes),
  source: code.source,
  ...defined({ symbology: code.symbology, text: code.text, readings: code.readings?.map(toBase64) }),
})

/**
 * The codes that are in view together: which of them is meant. `submit` sends that one, which was read at `at`, for the
 * service at hand; `busy` while it isn't known which.
 */
export function createCodesInView(
  busy: Ref<boolean>,
  submit: (code: ReadCode, service?: ServiceId, at?: number) => Promise<void>,
) {
  const { client } = useLink()
  const choices = shallowRef<readonly Choice[]>([])
  let asked: Heard | undefined
  /** Whose codes these are: another's, since somebody left. */
  let visit = 0
  let usedAt = Number.NEGATIVE_INFINITY

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

  /** A code could be used just now: what stood beside it is passed over for a while. */
  function used(): void {
    usedAt = performance.now()
  }

  /** Somebody left: what they held to the scanner and isn't answered yet is never sent. */
  function leave(): void {
    visit += 1
    gatherer.forget()
  }

  return { choices, hear, choose, expect: gatherer.expect, used, leave }
}
