// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { refuse, type CustomerEvent, type CustomerView, type Outcome } from '../../electron/contract/index.ts'
import type { LinkState, StationClient, StationLink } from '../client/link.ts'
import { stationLink } from '../client/station.ts'
import { i18n } from '../i18n/index.ts'
import CustomerFace from './CustomerFace.vue'
import { createCustomerRouter } from './router.ts'

const HOLDER = { lastDigits: '0017', portrait: '', nameChinese: '測試一', nameForeign: 'TESTE UM' }
const CONFIRM: CustomerView = {
  what: 'act',
  kind: 'freeze',
  step: 'confirm',
  holder: HOLDER,
  bindings: [
    {
      nameChinese: '測試一',
      nameForeign: 'TESTE UM',
      lastDigits: '0017',
      relation: 'self',
      telephone: { model: 'Telephone', lastDigits: '01' },
      boundAt: '2026-03-24T06:36:00.000Z',
    },
  ],
  reason: 'lost',
  confirmation: 'first',
  isConsented: false,
}
const TO_PAY: CustomerView = { what: 'payment', stage: 'to-pay', totalAvos: 85_000, items: [] }
const READ: CustomerView = {
  what: 'person',
  service: 'identity-check',
  purpose: 'confirm-identity',
  fields: [
    { name: 'nameChinese', value: '測試一', masked: false },
    { name: 'idNumber', value: '9•••••••', masked: true },
  ],
}

/** A station's side of the window, in a test's hands. */
class Station {
  view: CustomerView = { what: 'nothing' }
  answers: { how: 'consent' | 'decline'; confirmation: string }[] = []
  answer: (how: 'consent' | 'decline') => Promise<Outcome<{ view: CustomerView }>> = () =>
    Promise.resolve({ ok: true, view: { ...CONFIRM, isConsented: true } })
  streams = 0
  private state: LinkState = 'open'
  private readonly heard: CustomerEvent[] = []
  private wake: () => void = () => undefined
  private tellState: (state: LinkState) => void = () => undefined

  private async *events(): AsyncGenerator<CustomerEvent> {
    this.streams += 1
    for (;;) {
      const event = this.heard.shift()
      if (event) yield event
      else await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }

  private readonly say =
    (how: 'consent' | 'decline') =>
    ({ confirmation }: { confirmation: string }) => {
      this.answers.push({ how, confirmation })
      return this.answer(how)
    }

  readonly link: StationLink = {
    client: {
      customer: {
        show: () =>
          Promise.resolve({ mode: 'training', site: 'a site', now: '2026-03-24T06:36:00.000Z', view: this.view }),
        events: () => Promise.resolve(this.events()),
        consent: this.say('consent'),
        decline: this.say('decline'),
        reportIncident: () => Promise.resolve({ ok: true }),
      },
    } as unknown as StationClient,
    state: () => this.state,
    onState: (listener) => {
      this.tellState = listener
      return () => undefined
    },
    close: () => undefined,
  }

  async tell(view: CustomerView): Promise<void> {
    this.view = view
    this.heard.push({ type: 'customer-changed', view })
    this.wake()
    await flushPromises()
  }

  async become(state: LinkState): Promise<void> {
    this.state = state
    this.tellState(state)
    await flushPromises()
  }
}

let station: Station
let face: VueWrapper

const button = (words: string) => face.findAll('button').find((each) => each.text() === words)
const press = async (words: string): Promise<void> => {
  await button(words)?.trigger('click')
  await flushPromises()
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  station = new Station()
  const router = createCustomerRouter()
  face = mount(CustomerFace, {
    attachTo: document.body,
    global: { plugins: [createPinia(), i18n, router], provide: { [stationLink as symbol]: station.link } },
  })
  await router.push('/')
  await flushPromises()
})
afterEach(() => {
  face.unmount()
  vi.useRealTimers()
})

describe("a counter's customer window", () => {
  it('is calm and says what it is for while there is nobody', () => {
    expect(face.get('h1').text()).toBe('歡迎')
    expect(face.find('.primary').exists()).toBe(false)
  })

  it("shows what is asked, in the customer's own language, and consents to what stands there", async () => {
    await press('English')
    await station.tell(CONFIRM)
    expect(face.get('h1').text()).toBe('Shall these be frozen now?')
    expect(face.text()).toContain('0017')
    await press('Yes, I agree')
    expect(station.answers).toEqual([{ how: 'consent', confirmation: 'first' }])
    expect(face.text()).toContain('Thank you, you agreed')
    expect(button('Yes, I agree')).toBeUndefined()
  })

  it('asks anew once something else stands there', async () => {
    await press('English')
    await station.tell(CONFIRM)
    await press('Yes, I agree')
    await station.tell({ ...CONFIRM, confirmation: 'second', reason: 'stolen' })
    await press('Yes, I agree')
    expect(station.answers.map(({ confirmation }) => confirmation)).toEqual(['first', 'second'])
  })

  it('counts one touch while an answer is on its way', async () => {
    await press('English')
    await station.tell(CONFIRM)
    station.answer = () => new Promise(() => undefined)
    await press('Yes, I agree')
    await press('Yes, I agree')
    await press('No')
    expect(station.answers).toEqual([{ how: 'consent', confirmation: 'first' }])
  })

  it('shows what stands there now where the answer came too late', async () => {
    await press('English')
    await station.tell(CONFIRM)
    station.view = TO_PAY
    station.answer = () => Promise.resolve(refuse('act-changed'))
    await press('No')
    expect(station.answers).toEqual([{ how: 'decline', confirmation: 'first' }])
    expect(face.get('h1').text()).toBe('To be paid')
  })

  it('says what was read of an eID, for which service and why', async () => {
    await press('English')
    await station.tell(READ)
    expect(face.get('h1').text()).toBe('Your eID was read')
    for (const words of ['Identity check', 'To confirm who is at the counter.', '測試一', '9•••••••'])
      expect(face.text()).toContain(words)
  })

  it("forgets one person's language and type size with them", async () => {
    await press('English')
    await station.tell(TO_PAY)
    expect(document.documentElement.lang).toBe('en')
    await station.tell({ what: 'nothing' })
    expect(document.documentElement.lang).toBe('zh-Hant')
  })

  it('keeps what somebody chose at the blank window for a minute, in which they may be served', async () => {
    await press('Português')
    await vi.advanceTimersByTimeAsync(59_000)
    expect(document.documentElement.lang).toBe('pt')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(document.documentElement.lang).toBe('zh-Hant')
  })

  it('shows nothing of a person while the station is lost, and what stands there once it is back', async () => {
    await station.tell(CONFIRM)
    await station.become('lost')
    expect(face.text()).not.toContain('0017')
    await station.become('open')
    expect(face.text()).toContain('0017')
    expect(station.streams).toBe(2)
  })
})
