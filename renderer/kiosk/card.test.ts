// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Router } from 'vue-router'
import type { CardState, StationEvent, Status } from '../../electron/contract/index.ts'
import { COUNTDOWN, SILENCE } from '../client/idle.ts'
import type { StationClient, StationLink } from '../client/link.ts'
import { givenSounds, type Sound } from '../client/sounds.ts'
import { stationLink } from '../client/station.ts'
import { i18n } from '../i18n/index.ts'
import KioskFace from './KioskFace.vue'
import { createKioskRouter } from './router.ts'

vi.mock('../../hardware/scanner/camera/camera.ts', () => ({ startCamera: () => ({ stop: () => Promise.resolve() }) }))

const now = '2026-03-24T06:36:00.000Z'
const statusWith = (card: CardState): Status => ({
  mode: 'production',
  station: { id: 'B-1', site: 'x' },
  now,
  line: { state: 'up', since: now },
  trust: { state: 'current' },
  devices: [],
  card,
  readiness: { state: 'ready', reasons: [], unavailable: [] },
  keyProtection: 'system',
  operator: null,
  phone: null,
})

let face: ReturnType<typeof mount>
let router: Router
let ended: number
let asked: boolean[]
let heard: Sound[]
let card: CardState
let push: (event: StationEvent) => void

/** What the station does: it tells the page each change of the card's state. */
async function become(next: CardState): Promise<void> {
  card = next
  push({ type: 'card-changed', card })
  await flushPromises()
}

/** Lets time pass; the page looks at it every quarter of a second. */
async function wait(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await flushPromises()
}

async function show(first: CardState = 'none'): Promise<void> {
  card = first
  ended = 0
  asked = []
  heard = []
  const waiting: StationEvent[] = []
  let wake = (): void => {}
  push = (event) => {
    waiting.push(event)
    wake()
  }
  async function* events(): AsyncGenerator<StationEvent, void> {
    for (;;) {
      const event = waiting.shift()
      if (event) yield event
      else await new Promise<void>((resolve) => void (wake = resolve))
    }
  }
  const client = {
    station: { status: () => Promise.resolve(statusWith(card)), events: () => Promise.resolve(events()) },
    scan: { expect: () => Promise.resolve({}) },
    person: {
      end: () => ((ended += 1), Promise.resolve({ ok: true })),
      asking: ({ asking }: { asking: boolean }) => (asked.push(asking), Promise.resolve({})),
    },
    payments: { current: () => Promise.resolve({ payment: null }) },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  router = createKioskRouter()
  face = mount(KioskFace, {
    global: {
      plugins: [createPinia(), i18n, router],
      provide: {
        [stationLink as symbol]: link,
        [givenSounds as symbol]: { play: (sound: Sound) => void heard.push(sound) },
      },
    },
  })
  await router.push('/')
  await wait(0)
  ended = 0
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  face.unmount()
  vi.useRealTimers()
  document.body.innerHTML = ''
  sessionStorage.clear()
})

describe('a card in the reader', () => {
  it('makes a silent kiosk ask, with the alarm; the wipe follows the countdown, and the card is asked for', async () => {
    await show()
    await wait(SILENCE)
    await become('in')
    await wait(SILENCE - 1_000)
    expect([face.find('dialog').exists(), asked]).toEqual([false, []])
    await wait(1_500)
    expect(asked).toEqual([true])
    await become('unattended')
    expect(face.find('dialog').text()).toContain('證件仍在讀卡器內')
    const before = heard.length
    await wait(4_000)
    expect([before > 0, heard.length - before, new Set(heard)]).toEqual([true, 2, new Set(['forgotten'])])
    await wait(COUNTDOWN)
    expect([ended, router.currentRoute.value.name]).toEqual([1, 'leave'])
    await become('forgotten')
    expect(face.find('dialog').text()).toContain('請取回您的證件')
  })

  it('ends the question when it is taken or somebody touches the screen', async () => {
    await show()
    await become('in')
    await wait(SILENCE + 500)
    await become('unattended')
    window.dispatchEvent(new Event('pointerdown'))
    await wait(500)
    expect([asked, face.find('dialog').exists()]).toEqual([[true, false], false])
    await become('in')
    await wait(SILENCE + 500)
    await become('unattended')
    await become('none')
    await wait(500)
    expect([face.find('dialog').exists(), ended]).toEqual([false, 0])
    const quiet = heard.length
    await wait(10_000)
    expect(heard.length).toBe(quiet)
  })

  it('that is forgotten keeps the goodbye until it is taken, and the sound with it', async () => {
    await show()
    await become('in')
    await router.push({ name: 'leave' })
    await become('forgotten')
    await wait(20_000)
    expect([router.currentRoute.value.name, heard.length]).toEqual(['leave', 11])
    await become('none')
    await wait(7_000)
    expect([router.currentRoute.value.name, face.find('dialog').exists()]).toEqual(['leave', false])
    await wait(2_000)
    expect([router.currentRoute.value.name, heard.length]).toEqual(['home', 11])
  })

  it('that was left is told about at home, without a sound and without a question', async () => {
    await show('left')
    expect(face.text()).toContain('遺留在讀卡器內')
    await wait(SILENCE + COUNTDOWN + 5_000)
    expect([heard, asked, ended, face.find('dialog').exists()]).toEqual([[], [], 0, false])
    await become('none')
    expect(face.text()).not.toContain('遺留在讀卡器內')
  })
})
