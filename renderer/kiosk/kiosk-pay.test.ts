// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Bill, Found, Payment, Quote, ScanAnswer, Status } from '../../electron/contract/index.ts'
import { COUNTDOWN, SILENCE } from '../client/idle.ts'
import { LinkLost, type LinkState, type StationClient, type StationLink } from '../client/link.ts'
import { usePayment } from '../client/payment.ts'
import { useScan } from '../client/scan.ts'
import { useSession } from '../client/session.ts'
import { stationLink, useStation } from '../client/station.ts'
import { useOwed } from '../client/use-owed.ts'
import { i18n } from '../i18n/index.ts'
import KioskFace from './KioskFace.vue'
import { createKioskRouter } from './router.ts'

vi.mock('../../hardware/scanner/camera/camera.ts', () => ({ startCamera: () => ({ stop: () => Promise.resolve() }) }))

const MINUTE = 60_000
const status = (): Status => {
  const now = new Date().toISOString()
  return {
    mode: 'production',
    station: { id: 'B-1', site: 'x' },
    now,
    line: { state: 'up', since: now },
    trust: { state: 'current' },
    devices: [],
    readiness: { state: 'ready', reasons: [], unavailable: [] },
    keyProtection: 'file',
    operator: null,
    phone: null,
  }
}
const fine: Found['bills'][number] = {
  id: 'fine',
  agency: 'PSP',
  kind: 'fine',
  amountAvos: 30_000,
  number: '2026000201',
  requires: [],
}
const slip: ScanAnswer = {
  ok: true,
  kind: 'payment-slip',
  slip: {
    agency: 'PSP',
    slipKind: 'fine',
    amountAvos: 30_000,
    billNumber: '2026000201',
    reference: '',
    purpose: '',
    payBy: '2026-12-31',
  },
}
const quote = (): Quote => ({
  id: 'q',
  items: [{ bill: 'fine', agency: 'PSP', kind: 'fine', amountAvos: 30_000 }],
  totalAvos: 30_000,
  expiresAt: new Date(Date.now() + 5 * MINUTE).toISOString(),
  tenders: [{ tender: 'wallet-show', available: true }],
})
const shownCode = (): Payment => {
  const startedAt = new Date().toISOString()
  const deadline = new Date(Date.now() + 3 * MINUTE).toISOString()
  return {
    transaction: '01900000-0000-7000-8000-000000000001',
    state: 'asked',
    tender: 'wallet-show',
    totalAvos: 30_000,
    items: [],
    startedAt,
    canCancel: true,
    hasSlip: false,
    askCash: false,
    deadline,
    code: { text: 'x', expiresAt: deadline },
  }
}

/** Mounts the kiosk's page on a station that finds `found`; `connect` changes the connection's state. */
async function show(found: Found = { vehicles: [], bills: [fine], payments: [] }, scanned = slip) {
  const listeners = new Set<(state: LinkState) => void>()
  let state: LinkState = 'open'
  const finds: (() => Promise<unknown>)[] = []
  const quotes: (() => Promise<unknown>)[] = []
  const pays: (() => Promise<unknown>)[] = []
  const prints: (() => Promise<unknown>)[] = []
  let papers = 0
  const client = {
    station: { status: () => Promise.resolve(status()), events: () => new Promise(() => {}) },
    scan: { submit: () => Promise.resolve(scanned), expect: () => Promise.resolve({}) },
    person: { end: () => Promise.resolve({ ok: true }) },
    bills: { find: () => finds.shift()?.() ?? Promise.resolve({ ok: true, found }) },
    payments: {
      current: () => Promise.resolve({ payment: null }),
      quote: () => quotes.shift()?.() ?? Promise.resolve({ ok: true, quote: quote() }),
      pay: () => pays.shift()?.() ?? Promise.resolve({ ok: true, payment: shownCode() }),
      print: () => (
        (papers += 1),
        prints.shift()?.() ?? Promise.resolve({ ok: false, refusal: { code: 'printer-out' } })
      ),
    },
  } as unknown as StationClient
  const link: StationLink = {
    client,
    state: () => state,
    onState: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    close: () => {},
  }
  const router = createKioskRouter()
  const face = mount(KioskFace, {
    attachTo: document.body,
    global: { plugins: [createPinia(), i18n, router], provide: { [stationLink as symbol]: link } },
  })
  await router.push('/')
  await flushPromises()
  useSession().preferences.language = 'en'
  return {
    face,
    router,
    finds,
    quotes,
    pays,
    prints,
    papers: () => papers,
    connect(next: LinkState) {
      state = next
      for (const listener of listeners) listener(next)
    },
    /** Goes to the bills that are found by a number. */
    async find() {
      await useOwed().find({ by: 'notice', number: '2026000201' }, found.vehicles.length > 0 ? 'tax' : 'slip')
      await router.replace({ name: 'bills' })
      await flushPromises()
    },
    async press(words: string) {
      const button = face.findAll('button').find((one) => one.text().includes(words))
      expect(button, words).toBeDefined()
      await button?.trigger('click')
      await flushPromises()
    },
  }
}

let shown: Awaited<ReturnType<typeof show>> | undefined
const open = async (found?: Found, scanned?: ScanAnswer) => (shown = await show(found, scanned))

afterEach(() => {
  shown?.face.unmount()
  vi.useRealTimers()
  document.body.innerHTML = ''
  sessionStorage.clear()
})

describe('paying at the kiosk', () => {
  it('charges a wallet only when its code was shown after the total was on the screen', async () => {
    const { face, find, press, pays } = await open(undefined, { ok: true, kind: 'wallet-payment' })
    const wallet = { bytes: new TextEncoder().encode('281012345678901234'), source: 'hid-keyboard' } as const
    let paid = 0
    pays.push(() => ((paid += 1), Promise.resolve({ ok: true, payment: shownCode() })))
    await find()
    useScan().hear(wallet)
    await press('Pay')
    await vi.waitFor(() => expect(face.text()).toContain('Nothing was charged. Read the total first'))
    expect(paid).toBe(0)
    await vi.waitFor(() => expect(usePayment().quoteDrawnAt()).toBeLessThan(Number.POSITIVE_INFINITY))
    useScan().hear(wallet)
    await vi.waitFor(() => expect(paid).toBe(1))
  })

  it("says that a tax can't be paid yet before its season", async () => {
    const { face, find } = await open({
      vehicles: [{ plate: 'MT-00-01', class: 'light', electric: false, tax: 'due', bills: [] }],
      bills: [],
      payments: [],
      season: { year: 2027, from: '2027-01-01', until: '2027-03-31' },
    })
    await find()
    expect(face.find('h1').text()).toBe('Vehicle tax can’t be paid yet')
    expect(face.text()).toMatch(/Payable from .+2027/)
  })

  it("says before the season that a fine can be paid now, without the tax's last day", async () => {
    const vehicle = { plate: 'MT-00-02', class: 'light' } as const
    const fine: Bill = {
      id: 'fine',
      agency: 'PSP',
      kind: 'fine',
      amountAvos: 30_000,
      number: '2026000002',
      vehicle,
      requires: [],
    }
    const { face, find, press } = await open({
      vehicles: [{ ...vehicle, electric: false, tax: 'due', bills: [fine] }],
      bills: [],
      payments: [],
      season: { year: 2027, from: '2027-01-01', until: '2027-03-31' },
    })
    await find()
    expect(face.find('h1').text()).toBe('Vehicle tax can’t be paid yet')
    expect(face.text()).toContain('A fine can be paid now')
    expect(face.text()).not.toContain('Payable until')
    await face.find('[role=checkbox]').trigger('click')
    await press('Pay')
    expect(face.find('h1').text()).toBe('How would you like to pay?')
  })

  it('asks for the amounts again when the connection was lost meanwhile', async () => {
    const { face, quotes, connect, find, press } = await open()
    quotes.push(() => Promise.reject(new LinkLost()))
    await find()
    await press('Pay')
    expect(face.find('h1').text()).toBe('Looking it up')
    connect('lost')
    await flushPromises()
    connect('open')
    await flushPromises()
    expect(face.find('h1').text()).toBe('How would you like to pay?')
    expect(usePayment().quote?.totalAvos).toBe(30_000)
  })

  it('says before anything is paid that no paper comes, only while the station says so', async () => {
    const { face, find, press } = await open()
    await find()
    await press('Pay')
    const hasNotice = () => face.text().includes('This machine gives no paper now')
    for (const isAway of [true, false]) {
      useStation().patch({ readiness: { state: 'limited', reasons: [], unavailable: isAway ? ['paper'] : [] } })
      await flushPromises()
      expect(hasNotice()).toBe(isAway)
    }
  })

  it('takes no payment code of a wallet while nothing here can read one', async () => {
    const { face, quotes, find, press } = await open()
    const tenders = [{ tender: 'wallet-scan' as const, available: true }]
    quotes.push(() => Promise.resolve({ ok: true, quote: { ...quote(), tenders } }))
    await find()
    await press('Pay')
    const isOffered = () => face.findAll('button').some((button) => button.text().includes('Show my wallet’s code'))
    expect(isOffered()).toBe(true)
    useStation().patch({ readiness: { state: 'limited', reasons: ['device-lost'], unavailable: ['scanner'] } })
    await flushPromises()
    expect(isOffered()).toBe(false)
    expect(face.text()).toContain('The device does not answer')
  })

  it('counts down from three minutes', async () => {
    vi.useFakeTimers()
    const { face, find, press } = await open()
    await find()
    await press('Pay')
    await vi.advanceTimersByTimeAsync(900)
    await press('Scan a code with my phone')
    const times: string[] = []
    for (let tick = 0; tick < 12; tick++) {
      times.push(/Good for (\d:\d\d) more/.exec(face.text())?.[1] ?? '')
      await vi.advanceTimersByTimeAsync(250)
    }
    expect([...new Set(times)]).toEqual(['3:00', '2:59', '2:58', '2:57'])
  })

  it('asks for the proof again when the answer to the class of a vehicle was a refusal', async () => {
    const { face, finds, press, router } = await open()
    const type = async (text: string) => {
      for (const key of text)
        await face
          .findAll('.key')
          .find((one) => one.text() === key)
          ?.trigger('click')
    }
    finds.push(
      () =>
        Promise.resolve({ ok: true, found: { vehicles: [], bills: [], payments: [], classes: ['light', 'heavy'] } }),
      () => Promise.resolve({ ok: false, refusal: { code: 'gateway-unreachable' } }),
    )
    await router.push('/type/tax/plate')
    await type('MT0001')
    await press('Next')
    await type('0001')
    await press('Look')
    await press('Light')
    expect(face.text()).toContain('Try again')
    await press('Try again')
    expect(face.findAll('.key').length).toBeGreaterThan(10)
    expect(face.find('output').text()).toBe('')
    await type('0001')
    await press('Look')
    expect(router.currentRoute.value.name).toBe('bills')
  })

  it('ignores a late answer about somebody who has left', async () => {
    const { face, router, pays, find, press } = await open()
    let late: (answer: unknown) => void = () => {}
    pays.push(
      () =>
        new Promise((resolve) => {
          late = resolve
        }),
      () => new Promise(() => {}),
    )
    for (const visit of ['first', 'second']) {
      await find()
      await press('Pay')
      await press('Scan a code with my phone')
      expect([visit, router.currentRoute.value.name]).toEqual([visit, 'payment'])
      if (visit === 'first') usePayment().clear()
      await flushPromises()
    }
    late({ ok: false, refusal: { code: 'tender-unavailable' } })
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('payment')
    expect(face.text()).toContain('Getting the payment ready')
  })

  it('moves the focus to the title when it is paid, and when its receipt is shown', async () => {
    const { find, press } = await open()
    await find()
    await press('Pay')
    await press('Scan a code with my phone')
    usePayment().payment = { ...shownCode(), state: 'committed', receipt: { number: 'B-1-7', printed: 0 } }
    await flushPromises()
    expect(document.activeElement?.textContent).toBe('Paid. Thank you')
    await press('Send me a message')
    expect(document.activeElement?.textContent).toBe('Which mobile number?')
  })

  it('says that a receipt follows, and offers the slip until then', async () => {
    const { face, find, press } = await open()
    await find()
    await press('Pay')
    await press('Scan a code with my phone')
    usePayment().payment = {
      ...shownCode(),
      state: 'committed',
      hasSlip: true,
      receipt: { number: 'B-1-7', printed: 0, follows: true },
    }
    await flushPromises()
    expect(face.text()).toContain('Paid. The receipt follows')
    expect(face.text()).toContain('Print the slip')
    expect(face.text()).not.toContain('Send me a message')
    usePayment().payment = { ...shownCode(), state: 'committed', receipt: { number: 'B-1-7', printed: 0 } }
    await flushPromises()
    expect(face.text()).not.toContain('follows')
    expect(face.text()).toContain('Send me a message')
  })

  it('says that nothing goes back by itself when a member of staff has to help', async () => {
    const { face, find, press, router } = await open()
    await find()
    await press('Pay')
    await press('Scan a code with my phone')
    for (const state of ['intended', 'unknown', 'reversing'] as const) {
      usePayment().payment = { ...shownCode(), state, canCancel: false, hasSlip: true, needsStaff: true }
      await flushPromises()
      expect(face.find('h1').text()).toBe('A member of staff sees to this payment')
      expect(face.text()).toContain('no money goes back by itself')
      expect(face.text()).toContain('Print the slip')
      expect(face.text()).not.toMatch(/on its way back|returns by itself|keeps asking|Cancel the payment/)
    }
    const items: Payment['items'] = [
      { item: 'i', bill: 'b', agency: 'PSP', kind: 'fine', amountAvos: 30_000, state: 'task', needsStaff: true },
    ]
    usePayment().payment = {
      ...shownCode(),
      state: 'committed',
      items,
      hasSlip: true,
      needsStaff: true,
      receipt: { number: 'B-1-7', printed: 0 },
    }
    await flushPromises()
    expect(face.text()).toMatch(/A member of staff sees to one part.*doesn’t go back by itself/)
    await press('Done, leave')
    expect(router.currentRoute.value.query).toEqual({ left: 'staff' })
    expect(face.text()).toContain('A member of staff sees to your payment')
  })

  it('prints one paper however often it is pressed, and shows when it was paid', async () => {
    vi.useFakeTimers()
    const { face, prints, papers, find, press } = await open()
    await find()
    await press('Pay')
    await vi.advanceTimersByTimeAsync(900)
    await press('Scan a code with my phone')
    const paid: Payment = {
      ...shownCode(),
      startedAt: '2026-11-25T15:58:00.000Z',
      paidAt: '2026-11-25T16:01:00.000Z',
      state: 'committed',
      receipt: { number: 'B-1-7', printed: 0 },
    }
    usePayment().payment = paid
    await flushPromises()
    // It is past midnight in Macao.
    expect(face.text()).toContain('26 November 00:01')
    for (let times = 0; times < 6; times++)
      prints.push(() => Promise.resolve({ ok: true, payment: { ...paid, receipt: { number: 'B-1-7', printed: 1 } } }))
    const button = face.findAll('button').find((one) => one.text().includes('Print it'))
    for (let taps = 0; taps < 6; taps++) {
      await button?.trigger('click')
      await vi.advanceTimersByTimeAsync(200)
    }
    expect([papers(), face.find('[role=status]').text()]).toEqual([1, i18n.global.t('kiosk.pay.receipt.printed')])
    await vi.advanceTimersByTimeAsync(3000)
    await press('Print it again')
    expect(papers()).toBe(2)
  })

  it('asks for a phone number even when the printer gave no paper', async () => {
    const { face, pays, find, press } = await open()
    pays.push(() =>
      Promise.resolve({
        ok: true,
        payment: { ...shownCode(), state: 'committed', receipt: { number: 'B-1-7', printed: 0 } },
      }),
    )
    await find()
    await press('Pay')
    await press('Scan a code with my phone')
    await press('Print it')
    expect(face.text()).toContain('The printer gave no paper')
    await press('Send me a message')
    expect(face.find('h1').text()).toBe('Which mobile number?')
  })

  it("forgets what was scanned during the last person's goodbye when nobody touches the screen", async () => {
    vi.useFakeTimers()
    const { face, router, find, press } = await open()
    await find()
    await press('Cancel')
    expect(router.currentRoute.value.name).toBe('leave')
    await useScan().submit({ bytes: new Uint8Array([1]), source: 'camera' })
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('bills')
    await vi.advanceTimersByTimeAsync(SILENCE + COUNTDOWN + 500)
    expect([router.currentRoute.value.name, useOwed().found]).toEqual(['leave', null])
    expect(face.text()).not.toContain('300.00')
  })
})
