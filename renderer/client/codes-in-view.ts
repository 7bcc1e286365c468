import { shallowRef, type Ref } from 'vue'
import { defined } from '../../electron/common/defined.ts'
import { MAX_LOOKED_AT, type LookedAt, type ServiceId, type SubmittedScan } from '../../electron/contract/index.ts'
import { toBase64 } from './base64.ts'
import { report } from './fault.ts'
import { useLink } from './station.ts'
import { createGatherer } from './gather-codes.ts'

/** A code as the page read it, by camera, keyboard-mode scanner or typing. */
export interface ReadCode {
  bytes: Uint8Array
  source: SubmittedScan['source']
  symbology?: string
  /** The text that a camera's decoder made of the bytes. */
  text?: string
  /** Other readings of a keyboard-mode scanner's keys. */
  readings?: readonly Uint8Array[]
}

/** One of several usable codes in view. */
export interface Choice extends LookedAt {
  code: ReadCode
}

interface Heard {
  code: ReadCode
  service: ServiceId | undefined
  at: number
}

/**
 * For how many milliseconds after a usable code the camera's unusable codes are ignored, since they were beside it in
 * view.
 */
const BESIDE = 2000

/** Encodes a code for the contract. */
export const inBase64 = (code: ReadCode) => ({
  data: toBase64(code.bytes),
  source: code.source,
  ...defined({ symbology: code.symbology, text: code.text, readings: code.readings?.map(toBase64) }),
})

/**
 * Finds out which of the codes that are in view together is meant. `submit` sends it to the station for a service;
 * `at`: when it was read. `busy` is true until the code is known.
 */
export function createCodesInView(
  busy: Ref<boolean>,
  submit: (code: ReadCode, service?: ServiceId, at?: number) => Promise<void>,
) {
  const { client } = useLink()
  const choices = shallowRef<readonly Choice[]>([])
  let asked: Heard | undefined
  /** Counts the visits, so that codes of an earlier person are dropped. */
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
    // Only a camera sees several codes at once, so a scanner's code needs no look.
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
   * Decides among codes that came together: submits the only usable one, asks the person where several are usable, and
   * submits the first one where none is.
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

  /** Takes a code that was read, waits for others in view, and submits the meant one. A typed code is sent at once. */
  function hear(code: ReadCode, service?: ServiceId): void {
    if (code.source === 'typed') {
      void submit(code, service)
      return
    }
    busy.value = true
    gatherer.add({ code, service, at: performance.now() })
  }

  /** Submits the code that the person chose; undefined: none of them. */
  async function choose(choice: Choice | undefined): Promise<void> {
    choices.value = []
    if (choice) await submit(choice.code, asked?.service, asked?.at)
  }

  /** To be called when a code was accepted: unusable codes beside it are ignored for `BESIDE` milliseconds. */
  function used(): void {
    usedAt = performance.now()
  }

  /** To be called when the person left: codes that weren't sent yet are dropped. */
  function leave(): void {
    visit += 1
    gatherer.forget()
  }

  return { choices, hear, choose, expect: gatherer.expect, used, leave }
}
