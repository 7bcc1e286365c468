// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import type { LinkState, StationClient, StationLink } from '../client/link.ts'
import { useStation, stationLink } from '../client/station.ts'
import CounterFace from '../counter/CounterFace.vue'
import { createCounterRouter } from '../counter/router.ts'
import { ENDONYMS, i18n, LANGUAGES } from '../i18n/index.ts'
import KioskFace from '../kiosk/KioskFace.vue'
import { createKioskRouter } from '../kiosk/router.ts'

const WORDS = {
  'zh-Hant': ['此畫面已在另一個視窗開啟', '請關閉此視窗'],
  pt: ['Este ecrã já está aberto noutra janela', 'Feche esta janela ou a outra'],
  en: ['This screen is already open in another window', 'Close this window or the other one'],
  'zh-Hans': ['此画面已在另一个窗口打开', '请关闭此窗口'],
}

/** Mounts a face whose link to the station has the state that the test sets. */
async function show(face: 'kiosk' | 'counter') {
  const listeners = new Set<(state: LinkState) => void>()
  const client = {} as unknown as StationClient
  const link: StationLink = {
    client,
    state: () => 'connecting',
    onState: (listener) => {
      listeners.add(listener)
      return () => {}
    },
    close: () => {},
  }
  const router = face === 'kiosk' ? createKioskRouter() : createCounterRouter()
  const page = mount(face === 'kiosk' ? KioskFace : CounterFace, {
    global: { plugins: [createPinia(), i18n, router], provide: { [stationLink as symbol]: link } },
  })
  await flushPromises()
  return {
    page,
    async become(state: LinkState): Promise<void> {
      for (const listener of listeners) listener(state)
      await flushPromises()
    },
  }
}

afterEach(() => sessionStorage.clear())

describe.each(['kiosk', 'counter'] as const)('a %s whose face is open in another window', (face) => {
  it('says so in each language and that it goes on by itself, unlike a lost line', async () => {
    const { page, become } = await show(face)
    await become('elsewhere')
    for (const language of LANGUAGES) {
      const [button] = page.findAll('.elsewhere button').filter((one) => one.text() === ENDONYMS[language])
      await button?.trigger('click')
      for (const words of WORDS[language]) expect(page.get('.elsewhere').text(), language).toContain(words)
      expect(page.find('.moment').exists()).toBe(false)
    }
    await become('lost')
    expect(page.find('.elsewhere').exists()).toBe(false)
    expect(page.find('.moment').exists()).toBe(true)
    expect(useStation().connection).toBe('lost')
    page.unmount()
  })
})
