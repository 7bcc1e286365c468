// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import type { Status } from '../../electron/contract/index.ts'
import type { StationClient, StationLink } from '../client/link.ts'
import { stationLink, useStation } from '../client/station.ts'
import { ENDONYMS, i18n, LANGUAGES } from '../i18n/index.ts'
import SignInPage from './SignInPage.vue'

const now = new Date().toISOString()
const status = (mode: Status['mode']): Status => ({
  mode,
  station: { id: 'B-1', site: 'x' },
  now,
  line: { state: 'up', since: now },
  trust: { state: 'current' },
  devices: [],
  readiness: { state: 'ready', reasons: [], unavailable: [] },
  keyProtection: 'file',
  operator: null,
  phone: null,
})

/** Mounts the closed counter with a station that refuses and counts every sign-in. */
async function show(mode: Status['mode'] = 'training') {
  let tries = 0
  const roles: string[] = []
  const client = {
    station: { status: () => Promise.resolve(status(mode)), events: () => new Promise(() => {}) },
    operators: {
      signInTraining: ({ role }: { role: string }) => ((tries += 1), roles.push(role), Promise.resolve({ ok: false })),
    },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  const page = mount(SignInPage, {
    attachTo: document.body,
    global: { plugins: [createPinia(), i18n], provide: { [stationLink as symbol]: link } },
  })
  useStation().start()
  await flushPromises()

  const buttonOf = (words: string): HTMLElement => {
    const [button] = page.findAll('button').filter((one) => one.text().includes(words))
    if (!(button?.element instanceof HTMLElement)) throw new Error(`no button ${words}`)
    return button.element
  }
  /** Clicks by mouse as a browser does: the button takes the focus, then is clicked. */
  async function click(words: string): Promise<void> {
    const button = buttonOf(words)
    button.focus()
    button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
    await flushPromises()
  }
  /** Presses Enter as a browser does: unless it is prevented, it clicks the button that has the focus. */
  async function enter(repeat = false): Promise<void> {
    const target = document.activeElement ?? document.body
    if (
      target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat, bubbles: true, cancelable: true })) &&
      target instanceof HTMLButtonElement
    )
      target.click()
    await flushPromises()
  }
  async function press(key: string): Promise<void> {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await flushPromises()
  }
  return { page, buttonOf, click, enter, press, tries: () => tries, roles }
}

let shown: Awaited<ReturnType<typeof show>> | undefined
afterEach(() => {
  shown?.page.unmount()
  document.body.innerHTML = ''
})

describe('the closed counter', () => {
  it('signs in with Enter at once', async () => {
    shown = await show()
    await shown.enter()
    expect(shown.tries()).toBe(1)
  })

  it.each(LANGUAGES)('signs in with Enter after %s was clicked', async (language) => {
    shown = await show()
    await shown.click(ENDONYMS[language])
    expect(document.documentElement.lang).toBe(language)
    await shown.enter()
    expect(shown.tries()).toBe(1)
  })

  it('signs in with Enter after another button was clicked, or with the focus on a language or nothing', async () => {
    shown = await show()
    await shown.click(ENDONYMS.en)
    await shown.click('Light')
    await shown.enter()
    shown.buttonOf(ENDONYMS.pt).focus()
    await shown.enter()
    shown.buttonOf(ENDONYMS.pt).blur()
    await shown.enter()
    expect([shown.tries(), document.documentElement.lang]).toEqual([3, 'en'])
  })

  it('leaves Enter to a button that has the focus by keyboard', async () => {
    shown = await show()
    await shown.click(ENDONYMS.en)
    shown.buttonOf('Light').focus()
    await shown.enter()
    expect([shown.tries(), document.documentElement.dataset['theme']]).toEqual([0, 'dark'])
  })

  it('signs a supervisor in with F3, and a clerk with Enter', async () => {
    shown = await show()
    await shown.press('F3')
    await shown.enter()
    expect(shown.roles).toEqual(['supervisor', 'clerk'])
  })

  it('signs nobody in when no sign-in is offered', async () => {
    shown = await show('production')
    await shown.enter()
    await shown.press('F3')
    expect(shown.tries()).toBe(0)
  })
})
