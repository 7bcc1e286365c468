import { useIntervalFn } from '@vueuse/core'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import type { Refusal } from '../../../electron/contract/index.ts'
import {
  trainingOrder,
  training,
  type OrderName,
  type TrainingOrder,
  type TrainingResident,
  type TrainingState,
} from '../../../electron/contract/training.ts'
import { toBase64 } from '../../client/base64.ts'
import type { SpeakingLink } from '../../client/link.ts'
import { codeIn } from './picture.ts'
import { words, wordsOf, type Twin } from './words.ts'

/** How often the twins' state is asked for while the dock is open, in milliseconds. */
const ASK_EVERY = 2_000

/** An order as the dock shows it: `settings` to choose from, of which `now` holds. */
export interface OfferedOrder {
  name: OrderName
  settings: readonly string[]
  now: string | null
}

/** What the dock says of the last order. */
export type Said = { ok: true; what: string } | { ok: false; refusal: Refusal }

const NO_LIGHT: TrainingState['lights'] = { scanner: 'off', 'card-reader': 'off', printer: 'off' }

const twinOf = (name: OrderName): Twin => name.slice(0, name.indexOf('.')) as Twin

const settingsOf = (name: OrderName): readonly string[] => {
  const option = trainingOrder.options.find(({ shape }) => shape.do.value === name)
  return option && 'to' in option.shape ? option.shape.to.options : []
}

/** The dock: what the station's twins take, and the way to tell them. `isOpen`: whether a trainer sees it. */
export function useDock(link: SpeakingLink, isOpen: Readonly<Ref<boolean>>) {
  const client = link.speak('training', training)
  const state = shallowRef<TrainingState | null>(null)
  const said = shallowRef<Said | null>(null)
  const paper = ref('')
  const residents = shallowRef<TrainingResident[]>([])
  const isLost = ref(false)

  /** The orders by their twin. */
  const twins = computed(() => {
    const found = new Map<Twin, OfferedOrder[]>()
    for (const { do: name, now } of state.value?.orders ?? []) {
      const twin = twinOf(name)
      found.set(twin, [...(found.get(twin) ?? []), { name, settings: settingsOf(name), now }])
    }
    return [...found].map(([twin, orders]) => ({ twin, orders }))
  })

  /** What each light shows, in words. */
  const lights = computed(() => {
    const { scanner, 'card-reader': cardReader, printer } = state.value?.lights ?? NO_LIGHT
    const { places, shows } = words.value.lights
    return [
      { name: places.scanner, value: shows[scanner] },
      { name: places['card-reader'], value: shows[cardReader] },
      { name: places.printer, value: shows[printer] },
    ]
  })

  async function refresh(): Promise<void> {
    const before = state.value?.papers
    try {
      state.value = await client.state()
      if (residents.value.length === 0) residents.value = await client.residents()
      if (state.value.papers !== before) paper.value = (await client.paper()).svg
      isLost.value = false
    } catch {
      isLost.value = true
    }
  }

  async function give(order: TrainingOrder, what: string): Promise<void> {
    try {
      const answer = await client.order(order)
      said.value = answer.ok ? { ok: true, what } : answer
    } catch {
      isLost.value = true
    }
    await refresh()
  }

  /** Gives an order as the dock shows it. */
  async function tell({ name }: OfferedOrder, to?: string): Promise<void> {
    const { name: what, to: settings } = wordsOf(name)
    const order = trainingOrder.safeParse(to === undefined ? { do: name } : { do: name, to })
    if (order.success) await give(order.data, to === undefined ? what : `${what}: ${settings[to] ?? to}`)
  }

  /** The residents by name. */
  const holders = computed(() =>
    residents.value.map(({ id, nameForeign, nameChinese }) => ({ id, name: `${nameForeign} ${nameChinese}`.trim() })),
  )

  /** Puts a resident's card into the reader. */
  async function putInCardOf(resident: string): Promise<void> {
    const { name } = wordsOf('card-reader.resident')
    const holder = holders.value.find(({ id }) => id === resident)?.name ?? resident
    await give({ do: 'card-reader.resident', resident }, `${name}: ${holder}`)
  }

  /** Has the scanner read a code's text. */
  async function scanText(text: string): Promise<void> {
    const data = toBase64(new TextEncoder().encode(text))
    await give({ do: 'scanner.scan', data }, wordsOf('scanner.scan').name)
  }

  /** Has the scanner read the code of a picture. */
  async function scanPicture(picture: Blob): Promise<void> {
    const found = await codeIn(picture)
    if (!found.ok) said.value = found
    else
      await give(
        { do: 'scanner.scan', data: toBase64(found.code.bytes), symbology: found.code.symbology },
        wordsOf('scanner.scan').name,
      )
  }

  const asking = useIntervalFn(() => void refresh(), ASK_EVERY, { immediate: false })
  watch(
    isOpen,
    (open) => {
      if (open) {
        void refresh()
        asking.resume()
      } else asking.pause()
    },
    { immediate: true },
  )

  return { twins, said, paper, lights, holders, isLost, tell, putInCardOf, scanText, scanPicture }
}
