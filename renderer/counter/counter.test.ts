// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type {
  Bill,
  BillQuery,
  Device,
  DeviceReport,
  Found,
  Outcome,
  Payment,
  Quote,
  Reason,
  ScanAnswer,
  ScanCheck,
  Status,
} from '../../electron/contract/index.ts'
import { replay } from '../client/key-replay.ts'
import type { StationClient, StationLink } from '../client/link.ts'
import { usePayment } from '../client/payment.ts'
import { useScan } from '../client/scan.ts'
import { useSession } from '../client/session.ts'
import { stationLink } from '../client/station.ts'
import { i18n } from '../i18n/index.ts'
import CounterFace from './CounterFace.vue'
import { useDesk } from './desk.ts'
import { createCounterRouter } from './router.ts'

vi.mock('../../hardware/scanner/camera/camera.ts', () => ({ startCamera: () => ({ stop: () => Promise.resolve() }) }))
// Keys are passed on without the 40 ms for which the scanner holds them back.
vi.mock('../client/keyboard-scanner.ts', async (original) => ({
  ...(await original<object>()),
  startKeyboardScanner: () => () => {},
}))

const now = new Date().toISOString()
const soon = new Date(Date.now() + 300_000).toISOString()
const status = (reasons: Reason[] = [], devices: Device[] = []): Status => ({
  mode: 'production',
  station: { id: 'B-1', site: 'x' },
  now,
  line: { state: 'up', since: now },
  trust: { state: 'current' },
  devices,
  readiness: { state: reasons.length > 0 ? 'limited' : 'ready', reasons, unavailable: ['card', 'paper'] },
  keyProtection: 'file',
  operator: { id: 'c', name: 'C', role: 'clerk' },
  phone: null,
})
const tax: Bill = {
  id: 'tax',
  agency: 'DSAT',
  kind: 'tax',
  amountAvos: 85_000,
  season: 2026,
  vehicle: { plate: 'MT-00-01', class: 'light' },
  requires: [],
}
const found: Found = {
  vehicles: [{ plate: 'MT-00-01', class: 'light', electric: false, tax: 'due', bills: [tax] }],
  bills: [],
  payments: [],
}
const quote: Quote = {
  id: 'q',
  items: [
    {
      bill: 'tax',
      agency: 'DSAT',
      kind: 'tax',
      amountAvos: 85_000,
      season: 2026,
      vehicle: { plate: 'MT-00-01', class: 'light' },
    },
  ],
  totalAvos: 85_000,
  expiresAt: soon,
  tenders: [
    { tender: 'wallet-scan', available: true },
    { tender: 'wallet-show', available: true },
    { tender: 'card', available: false, reason: 'device-lost' },
    { tender: 'cash', available: true },
  ],
}
const payment = (state: Payment['state'], rest: Partial<Payment> = {}): Payment => ({
  transaction: '01900000-0000-7000-8000-000000000001',
  state,
  tender: 'cash',
  totalAvos: 85_000,
  items: quote.items.map((item) => ({ ...item, item: 'i', state: 'waiting' })),
  startedAt: now,
  canCancel: false,
  hasSlip: false,
  askCash: false,
  ...rest,
})
const taxSlip: ScanAnswer = {
  ok: true,
  kind: 'payment-slip',
  slip: {
    agency: 'DSAT',
    slipKind: 'tax',
    amountAvos: 85_000,
    billNumber: '990000017',
    reference: '',
    purpose: '',
    payBy: '2026-03-31',
  },
}

/** The check of a scanner, as the station answers it. */
const checkNow = (changes: Partial<ScanCheck> = {}): ScanCheck => ({
  text: 'MEC1:0123456789ABQWAZYM$/-.+',
  expiresAt: soon,
  state: 'waiting',
  ...changes,
})
type CheckRead = NonNullable<ScanCheck['read']>
const checkRead = (changes: Partial<CheckRead> = {}): ScanCheck =>
  checkNow({
    state: 'read',
    read: { face: 'counter', way: 'hid-pos', reading: 'whole', layouts: [], at: now, ...changes },
  })

const DEVICES: DeviceReport[] = [
  { id: 'card', kind: 'payment-terminal', virtual: false, state: 'ready', since: now, tests: ['status'] },
  {
    id: 'printer',
    kind: 'printer',
    virtual: true,
    state: 'failed',
    since: now,
    error: 'paper-out',
    trouble: 'paper-out',
    lastError: { error: 'paper-out', at: now },
    lastTest: { test: 'paper', at: now, error: 'cutter' },
    tests: ['status', 'paper'],
  },
  {
    id: 'scanner',
    kind: 'scanner',
    virtual: false,
    state: 'ready',
    since: now,
    lastError: { error: 'stalled-77', at: '2026-01-01T00:00:00.000Z' },
    lastRead: now,
    setUp: { todo: '', manual: { maker: 'Acme', mode: 'POS', where: 'Interfaces' } },
    tests: [],
  },
  {
    id: 'sensor',
    kind: 'fingerprint',
    virtual: true,
    state: 'ready',
    since: now,
    lastTest: { test: 'finger', at: now, error: 'no-finger', trouble: 'no-finger' },
    tests: ['finger'],
  },
  { id: 'wedge', kind: 'scanner', virtual: false, state: 'ready', since: now, setUp: { todo: '' }, tests: [] },
  {
    id: 'with-keys',
    kind: 'keypad',
    virtual: true,
    state: 'ready',
    since: now,
    lastTest: { test: 'keys', at: now, error: 'no-key', unheard: ['select', 'help'], trouble: 'no-key' },
    tests: ['keys'],
  },
]

interface Answers {
  find(query: BillQuery): Promise<Outcome<{ found: Found }>>
  pay(order: { tender: string; givenAvos?: number }): Outcome<{ payment: Payment }>
  reasons?: Reason[]
  devices?: Device[]
  /** The list of devices waits for this promise. */
  listed?: Promise<unknown>
  /** The check of a scanner as the station answers it when it is asked how it stands. */
  check?: () => ScanCheck
  /** A check code waits for this promise. */
  made?: Promise<unknown>
  /** The answer to a test waits for this promise. */
  tested?: Promise<unknown>
  /** Whether tests of devices are refused. */
  refusesTests?: boolean
  openCash?: Payment[]
  current?: Payment
  /** The answer to a scan; by default that of a wallet's code. */
  scanned?: ScanAnswer
  /** Printing waits for this promise. */
  paper: Promise<void>
  end(): Promise<unknown>
}

/** Mounts the counter's page with a clerk signed in, on a station with these answers. */
async function show(answers: Partial<Answers> = {}) {
  const asked = {
    find: [] as BillQuery[],
    pay: [] as object[],
    test: [] as object[],
    answerCash: [] as object[],
    cancel: 0,
    end: 0,
    print: 0,
    checks: 0,
    submitted: [] as (string | undefined)[],
  }
  let openCash = answers.openCash ?? []
  const client = {
    station: {
      status: () => Promise.resolve(status(answers.reasons, answers.devices)),
      events: () => new Promise(() => {}),
    },
    services: { list: () => Promise.resolve([]) },
    devices: {
      list: () => (answers.listed ?? Promise.resolve()).then(() => ({ devices: DEVICES })),
      test: (test: { id: string; test: string }) => (
        asked.test.push(test),
        (answers.tested ?? Promise.resolve()).then(() =>
          answers.refusesTests === true
            ? { ok: false, refusal: { code: 'payment-under-way' } }
            : { ok: true, device: DEVICES[0] },
        )
      ),
      startScanCheck: () => (
        (asked.checks += 1),
        (answers.made ?? Promise.resolve()).then(() => ({ check: checkNow() }))
      ),
      scanCheck: () => Promise.resolve({ check: answers.check?.() ?? checkNow() }),
    },
    scan: {
      submit: ({ service }: { service?: string }) => (
        asked.submitted.push(service),
        Promise.resolve(answers.scanned ?? { ok: true, kind: 'wallet-payment' })
      ),
      expect: () => Promise.resolve({}),
    },
    person: { end: () => ((asked.end += 1), answers.end?.() ?? Promise.resolve({ ok: true })) },
    bills: {
      find: (query: BillQuery) => (
        asked.find.push(query),
        answers.find ? answers.find(query) : Promise.resolve({ ok: true, found })
      ),
    },
    payments: {
      current: () => Promise.resolve({ payment: answers.current ?? null }),
      quote: () => Promise.resolve({ ok: true, quote }),
      pay: (order: { tender: string; givenAvos?: number }) => (
        asked.pay.push(order),
        Promise.resolve(
          answers.pay?.(order) ?? {
            ok: true,
            payment: payment('committed', {
              givenAvos: order.givenAvos,
              changeAvos: (order.givenAvos ?? 0) - 85_000,
              receipt: { number: 'B-1-7', printed: 0 },
            }),
          },
        )
      ),
      show: () =>
        Promise.resolve({ ok: true, payment: payment('committed', { receipt: { number: 'B-1-7', printed: 0 } }) }),
      print: () => (
        (asked.print += 1),
        (answers.paper ?? Promise.resolve()).then(() => ({
          ok: true,
          payment: payment('receipted', { receipt: { number: 'B-1-7', printed: 1 } }),
        }))
      ),
      cancel: () => (
        (asked.cancel += 1),
        Promise.resolve({ ok: true, payment: payment('cancelled', { tender: 'wallet-show' }) })
      ),
      openCash: () => Promise.resolve({ payments: openCash }),
      answerCash: (answer: { taken: boolean }) => (
        asked.answerCash.push(answer),
        (openCash = openCash.slice(1)),
        Promise.resolve({ ok: true, payment: payment(answer.taken ? 'committed' : 'cancelled') })
      ),
      takings: () =>
        Promise.resolve({
          day: '2026-11-25',
          payments: 2,
          totalAvos: 170_000,
          byTender: [{ tender: 'cash', payments: 2, totalAvos: 170_000 }],
          open: [],
          tasks: [],
        }),
    },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  const router = createCounterRouter()
  const face = mount(CounterFace, {
    attachTo: document.body,
    global: { plugins: [createPinia(), i18n, router], provide: { [stationLink as symbol]: link } },
  })
  await router.push('/')
  await flushPromises()
  await vi.waitFor(() => expect(face.find('[data-desk]').exists()).toBe(true))
  useSession().preferences.language = 'en'
  await nextTick()

  /**
   * Presses keys as a browser does, each after the effect of the last one was drawn. A key that isn't prevented goes
   * into the focused field.
   */
  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await drawn()
      const target = document.activeElement ?? document.body
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
      if (target.dispatchEvent(event) && target instanceof HTMLInputElement) {
        if (key === 'Enter') target.form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
        else if (key.length === 1) {
          target.value += key
          target.dispatchEvent(new Event('input', { bubbles: true }))
        }
      }
      await nextTick()
    }
    await flushPromises()
  }
  return { face, asked, press, payment: usePayment() }
}

/** Resolves when the last change was drawn. */
const drawn = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, 1))
  })

const typed = (text: string): string[] => Array.from(text)

let shown: Awaited<ReturnType<typeof show>> | undefined
const open = async (answers?: Partial<Answers>) => (shown = await show(answers))

afterEach(() => {
  shown?.face.unmount()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

describe('the counter', () => {
  it('takes cash by keyboard alone, and says the change', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001'), 'Enter', ...typed('0001'), 'Enter')
    expect(asked.find).toEqual([{ by: 'plate', plate: 'MT0001', proof: '0001' }])
    await press('Enter', '4', ...typed('1000'))
    expect(face.text()).toContain('150.00')
    await press('Enter')
    expect(asked.pay).toEqual([{ quote: 'q', tender: 'cash', givenAvos: 100_000 }])
    expect(face.find('section.paid').text()).toContain('B-1-7')
    await press('p')
    expect(face.text()).toContain('Give the receipt to the payer.')
    await press('Escape')
    expect(face.text()).not.toContain('MT-00-01')
    expect(asked.end).toBeGreaterThan(0)
  })

  it('says that the roll ends soon while the printer still prints', async () => {
    const printer = { id: 'printer', kind: 'printer', virtual: false, state: 'ready', since: now } as const
    const { face } = await open({ devices: [{ ...printer, error: 'paper-low' }] })
    expect(face.text()).toContain('Receipt paper is running out')
    expect(face.text()).toContain('Devices ready: 1')
  })

  it('says before the payer pays that no receipt can be printed', async () => {
    const { face, press } = await open()
    await press('F2', ...typed('MT0001'), 'Enter', ...typed('0001'), 'Enter')
    expect(face.text()).not.toContain('The printer gives no paper now')
    await press('Enter')
    expect(face.text()).toContain('The printer gives no paper now')
  })

  it.each([
    ['says that the drawer stays shut', 'not-opened', true],
    ['says nothing of a drawer that opened', 'opened', false],
  ] as const)('%s once cash was taken', async (_, drawer, isSaid) => {
    const { face, press } = await open({ pay: () => ({ ok: true, payment: payment('committed', { drawer }) }) })
    await press('F2', ...typed('MT0001'), 'Enter', ...typed('0001'), 'Enter', 'Enter', '4', ...typed('1000'), 'Enter')
    expect(face.find('section.paid').exists()).toBe(true)
    expect(face.text().includes('Open it with its key.')).toBe(isSaid)
  })

  it('prints one paper however often it is pressed', async () => {
    let out: () => void = () => {}
    const { face, asked, press } = await open({
      current: payment('committed', { receipt: { number: 'B-1-7', printed: 0 } }),
      paper: new Promise((resolve) => {
        out = () => resolve()
      }),
    })
    await press('p', 'p', 'p', 'p', 'p', 'p')
    out()
    await vi.waitFor(() => expect(face.text()).toContain('Give the receipt to the payer.'))
    expect(asked.print).toBe(1)
    const button = face.findAll('button').find((one) => one.text().includes('Print it again'))
    for (let detail = 1; detail <= 6; detail++) await button?.trigger('click', { detail })
    await flushPromises()
    expect(asked.print).toBe(2)
  })

  it('prints one paper and keeps the customer when Enter is pressed six times in a row', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    let out: () => void = () => {}
    const { face, asked, press } = await open({
      current: payment('committed', { receipt: { number: 'B-1-7', printed: 0 } }),
      paper: new Promise((resolve) => {
        out = () => resolve()
      }),
    })
    const enter = async (): Promise<void> => {
      vi.advanceTimersByTime(100)
      await press('Enter')
    }
    for (let times = 0; times < 3; times++) await enter()
    out()
    await vi.waitFor(() => expect(face.text()).toContain('One paper was printed'))
    for (let times = 0; times < 3; times++) await enter()
    expect([
      asked.print,
      asked.end,
      face.text().includes('B-1-7'),
      face.text().includes('Give the receipt to the payer.'),
    ]).toEqual([1, 0, true, true])
    vi.advanceTimersByTime(500)
    await enter()
    await vi.waitFor(() => expect(face.text()).not.toContain('B-1-7'))
    expect([asked.print, asked.end]).toEqual([1, 1])
  })

  it('asks for no money while the cash is too little', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed('800'), 'Enter')
    expect(asked.pay).toEqual([])
    expect(face.text()).toContain('Still missing')
  })

  it.each([
    ['no-amount', '12.345', 'That is no amount'],
    ['too-much', '10000001', 'at most MOP 10,000,000.00'],
  ])("says why %s can't be the cash given, and again on Enter", async (_, amount, words) => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed(amount))
    const said = face.find('form [role=alert]')
    expect(said.text()).toContain(words)
    await press('Enter')
    expect(asked.pay).toEqual([])
    expect(face.find('form [role=alert]').text()).toContain(words)
    // Screen readers announce a new element again.
    expect(face.find('form [role=alert]').element).not.toBe(said.element)
  })

  it.each([
    ['', 'Type the amount first'],
    ['800', 'That is not enough'],
  ])("says what is missing when Enter is pressed on '%s'", async (amount, words) => {
    const { face, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed(amount))
    expect(face.text()).not.toContain(words)
    await press('Enter')
    expect(face.find('form [role=alert]').text()).toContain(words)
  })

  it('shows how it reads an amount with a comma, and refuses an ambiguous one', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed('1000,5'))
    expect(face.find('form.ask').text()).toMatch(/GivenMOP 1,000\.50.*ChangeMOP 150\.50/)
    await press(...typed('05'), 'Enter')
    expect(face.find('form [role=alert]').text()).toContain('That is no amount')
    expect(asked.pay).toEqual([])
  })

  it('says that a proof is invalid before it asks, and keeps what was found', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter')
    for (const proof of ['00.2', '0 22', 'é022', '編號12']) {
      await press('F2', ...typed(`MT0002 ${proof}`), 'Enter')
      expect(face.find('form [role=alert]').text()).toContain('A proof is four letters or digits')
      await press(...typed(proof), 'Enter')
      expect(face.find('form [role=alert]').text()).toContain('A proof is four letters or digits')
      await press('Escape')
    }
    expect(asked.find).toHaveLength(1)
    expect(face.text()).toContain('MT-00-01')
    await press('F2', ...typed('MT0002'), 'Enter', ...typed('002２'), 'Enter')
    expect(asked.find.at(-1)).toEqual({ by: 'plate', plate: 'MT0002', proof: '0022' })
  })

  it('asks for confirmation of much change', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter')
    await press('4', ...typed('9900'), 'Enter')
    expect(asked.pay).toEqual([])
    expect(face.find('form [role=alert]').text()).toContain('Change of MOP 9,050.00: give that much back?')
    await press('0', 'Enter')
    expect(asked.pay).toEqual([])
    expect(face.find('form [role=alert]').text()).toContain('Change of MOP 98,150.00')
    // The repeats of a held key confirm nothing.
    expect(
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true }),
      ),
    ).toBe(false)
    await press('Enter')
    expect(asked.pay).toEqual([{ quote: 'q', tender: 'cash', givenAvos: 9_900_000 }])
  })

  it.each([
    ['100000', 'Change of MOP 99,150.00: give that much back?'],
    ['800', 'That is not enough'],
  ])("doesn't confirm by a second Enter before what the first one on '%s' says was drawn", async (amount, words) => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed(amount))
    await drawn()
    const at = performance.now()
    // Both keys come at once, as the keyboard scanner gives back two quick keys.
    for (const late of [0, 15])
      replay({ target: document.activeElement, event: { key: 'Enter' }, released: true, at: at + late }, () => {})
    await flushPromises()
    expect(asked.pay).toEqual([])
    expect(face.text()).toContain(words)
    expect(face.text()).toContain('Pressed too early')
  })

  it('takes no cash by an Enter before the reading of the amount was drawn', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed('100'))
    await drawn()
    for (const key of ['0', 'Enter'])
      replay({ target: document.activeElement, event: { key }, released: true, at: performance.now() }, () => {})
    await flushPromises()
    expect([asked.pay, face.get<HTMLInputElement>('form.ask input').element.value]).toEqual([[], '1000'])
    await press('Enter')
    expect(asked.pay).toEqual([{ quote: 'q', tender: 'cash', givenAvos: 100_000 }])
  })

  it('asks for confirmation of change over MOP 1,000.00 only', async () => {
    const { asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed('1850.01'), 'Enter')
    expect(asked.pay).toEqual([])
    await press('Escape')
    await press('4', ...typed('1850'), 'Enter')
    expect(asked.pay).toEqual([{ quote: 'q', tender: 'cash', givenAvos: 185_000 }])
  })

  it('charges a wallet only when its code was scanned after the total was on the screen', async () => {
    const { face, asked, press } = await open()
    const wallet = { bytes: new TextEncoder().encode('281012345678901234'), source: 'hid-keyboard' } as const
    await press('F2', ...typed('MT0001 0001'), 'Enter')
    useScan().hear(wallet, 'vehicle-tax')
    await press('Enter')
    expect(face.text()).toContain('How would the payer like to pay?')
    await vi.waitFor(() => expect(face.text()).toContain('Nothing was charged: it was read before the total'))
    expect(asked.pay).toEqual([])
    await vi.waitFor(() => expect(usePayment().quoteDrawnAt()).toBeLessThan(Number.POSITIVE_INFINITY))
    useScan().hear(wallet, 'vehicle-tax')
    await vi.waitFor(() => expect(asked.pay).toEqual([{ quote: 'q', tender: 'wallet-scan' }]))
  })

  it('says why a tender is unavailable, and its key does nothing', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter')
    expect(face.text()).toContain('The device does not answer')
    await press('3')
    expect(asked.pay).toEqual([])
  })

  it('goes on to another tender when that is clicked while cash is counted', async () => {
    const { face, asked, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4')
    await face
      .findAll('button')
      .find((button) => button.text().includes('Show a code to the wallet'))
      ?.trigger('click')
    await flushPromises()
    expect(asked.pay).toEqual([{ quote: 'q', tender: 'wallet-show' }])
  })

  it("says that a tax can't be paid yet before its season", async () => {
    const { face, press } = await open({
      find: () =>
        Promise.resolve({
          ok: true,
          found: {
            vehicles: [{ plate: 'MT-00-01', class: 'light', electric: false, tax: 'due', bills: [] }],
            bills: [],
            payments: [],
            season: { year: 2027, from: '2027-01-01', until: '2027-03-31' },
          },
        }),
    })
    await press('F2', ...typed('MT0001 0001'), 'Enter')
    expect(face.find('main').text()).toContain('Not payable yet')
    expect(face.find('main').text()).toMatch(/Payable from .+2027/)
    expect(face.find('main').text()).not.toMatch(/Nothing due|nothing to pay/)
  })

  it("says that refused cash is the supervisor's to give back, and other money is reversed by itself", async () => {
    const items = payment('committed').items.map((item) => ({ ...item, state: 'task' as const }))
    const { face, payment: paying } = await open({ current: payment('committed', { items }) })
    expect(face.find('main').text()).toContain('MOP 850.00 of the cash is the payer’s again. Ask your supervisor')
    paying.payment = payment('committed', {
      tender: 'card',
      items: items.map((item) => ({ ...item, state: 'reversing' })),
    })
    await nextTick()
    expect(face.find('main').text()).toContain('MOP 850.00 goes back by itself')
  })

  it('says that nothing goes back by itself when a supervisor has to help', async () => {
    const items = payment('committed').items.map((item) => ({ ...item, state: 'task' as const, needsStaff: true }))
    const {
      face,
      payment: paying,
      press,
    } = await open({ current: payment('committed', { tender: 'card', items, needsStaff: true, hasSlip: true }) })
    expect(face.find('main').text()).toContain('MOP 850.00 doesn’t go back by itself')
    expect(face.find('main').text()).not.toContain('MOP 850.00 goes back by itself')
    for (const state of ['reversing', 'unknown', 'intended'] as const) {
      paying.payment = payment(state, { tender: 'card', hasSlip: true, needsStaff: true })
      await nextTick()
      expect(face.find('main').text()).toContain('Nothing goes back by itself: for the supervisor')
      expect(face.find('main').text()).not.toMatch(/keeps asking|Waiting/)
      expect(face.find('aside ul.items').element.closest('aside')?.textContent).toContain('For the supervisor')
      expect(face.text()).not.toMatch(/on its way back/)
    }
    await press('p')
    expect(face.text()).toContain('Slip printed')
  })

  it('says that a receipt follows, and offers the slip until then', async () => {
    const {
      face,
      payment: paying,
      press,
    } = await open({
      current: payment('committed', { hasSlip: true, receipt: { number: 'B-1-7', printed: 0, follows: true } }),
    })
    expect(face.find('main').text()).toContain('Paid. The receipt follows')
    expect(face.find('main').text()).toContain('Print the slip')
    expect(face.find('main').text()).not.toContain('Message to a phone')
    await press('m', 'Enter')
    expect(face.text()).toContain('Slip printed')
    paying.payment = payment('committed', { receipt: { number: 'B-1-7', printed: 0 } })
    await nextTick()
    expect(face.find('main').text()).not.toContain('follows')
    expect(face.find('main').text()).toContain('Print the receipt')
  })

  it('looks nothing up for the next customer before the last visit has ended', async () => {
    let ended: (answer: unknown) => void = () => {}
    const { asked, press } = await open({
      end: () =>
        new Promise((resolve) => {
          ended = resolve
        }),
    })
    ended({ ok: true })
    await press('F2', ...typed('MT0001 0001'), 'Enter')
    const before = asked.find.length
    await press('Escape', 'F2', ...typed('MT0002 0002'), 'Enter')
    expect(asked.find).toHaveLength(before)
    ended({ ok: true })
    await flushPromises()
    expect(asked.find.at(-1)).toMatchObject({ plate: 'MT0002' })
  })

  it('keeps keys that are typed ahead until their screen is shown', async () => {
    let answer: (found: Outcome<{ found: Found }>) => void = () => {}
    const { face, asked, press } = await open({
      find: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    })
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '4', ...typed('900'), 'Enter')
    expect(asked.pay).toEqual([])
    answer({ ok: true, found })
    // A key that was pressed before the amount was drawn takes no cash, and the desk says so.
    await vi.waitFor(() => expect(face.text()).toContain('Pressed too early'))
    expect(face.get<HTMLInputElement>('form.ask input').element.value).toBe('900')
    expect(asked.pay).toEqual([])
    await press('Enter')
    await vi.waitFor(() => expect(asked.pay).toEqual([{ quote: 'q', tender: 'cash', givenAvos: 90_000 }]))
    await vi.waitFor(() => expect(face.find('section.paid').exists()).toBe(true))
  })

  it('asks for no money by a key that was typed ahead, and drops the keys after it', async () => {
    let answer: (found: Outcome<{ found: Found }>) => void = () => {}
    const { face, asked, press } = await open({
      find: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    })
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter', '2', '3')
    answer({ ok: true, found })
    await vi.waitFor(() => expect(face.text()).toContain('Pressed too early'))
    expect([asked.pay, face.text().includes('How would the payer like to pay?')]).toEqual([[], true])
    await press('2')
    await vi.waitFor(() => expect(asked.pay).toEqual([{ quote: 'q', tender: 'wallet-show' }]))
  })

  it('looks a number up as a notice, and then as a slip', async () => {
    const { asked, press } = await open({
      find: ({ by }) =>
        Promise.resolve(
          by === 'slip'
            ? { ok: true, found: { vehicles: [], bills: [{ ...tax, kind: 'slip' }], payments: [] } }
            : { ok: false, refusal: { code: 'bill-unknown' } },
        ),
    })
    await press('F2', ...typed('2026000201'), 'Enter')
    expect(asked.find.map(({ by }) => by)).toEqual(['notice', 'slip'])
  })

  it('asks which vehicle when a plate fits two', async () => {
    const { asked, press } = await open({
      find: (query) =>
        Promise.resolve({
          ok: true,
          found:
            'class' in query && query.class
              ? found
              : { vehicles: [], bills: [], payments: [], classes: ['motorcycle', 'light'] },
        }),
    })
    await press('F2', ...typed('MT0001 0001'), 'Enter', '2')
    await vi.waitFor(() =>
      expect(asked.find.at(-1)).toEqual({ by: 'plate', plate: 'MT0001', proof: '0001', class: 'light' }),
    )
  })

  it('asks for the proof again after a wrong one, but not after the last', async () => {
    let code: 'proof-wrong' | 'proof-locked' = 'proof-wrong'
    const { face, press } = await open({
      find: () => Promise.resolve({ ok: false, refusal: { code, params: { seconds: 2, left: 1 } } }),
    })
    await press('F2', ...typed('MT0001'), 'Enter', ...typed('9999'), 'Enter')
    expect(face.text()).toContain('Tries left: 1')
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Four characters as proof')
    code = 'proof-locked'
    await press(...typed('9998'), 'Enter')
    expect(face.find('form.ask').exists()).toBe(false)
    expect(face.find('[role=alert]').text()).toContain('DSAT')
  })

  it('asks before it cancels, and offers it only when it is possible', async () => {
    const {
      face,
      asked,
      press,
      payment: paying,
    } = await open({
      pay: () => ({
        ok: true,
        payment: payment('asked', { tender: 'wallet-show', canCancel: true, code: { text: 'x', expiresAt: soon } }),
      }),
    })
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter')
    await press('2')
    await vi.waitFor(() => expect(face.text()).toContain('Cancel the payment'))
    await press('Escape')
    expect(asked.cancel).toBe(0)
    await press('Escape', 'Escape')
    await press('Enter')
    expect(asked.cancel).toBe(1)
    expect(face.text()).toContain('The payment was cancelled')
    paying.payment = payment('asked', { tender: 'card', canCancel: false })
    await nextTick()
    expect(face.text()).not.toContain('Cancel the payment')
    await press('Escape', 'Enter')
    expect(asked.cancel).toBe(1)
  })

  it('asks what became of open cash first, and offers its receipt when it was taken', async () => {
    const { face, asked, press } = await open({
      reasons: ['cash-open'],
      openCash: [payment('asked', { askCash: true, givenAvos: 100_000 })],
    })
    expect(face.text()).toContain('Was this cash taken?')
    expect(face.find('footer').text()).toContain('Cash was open when the station stopped')
    await press('F2', ...typed('MT0001'), 'Enter')
    expect(asked.find).toEqual([])
    await press('1')
    await vi.waitFor(() =>
      expect(asked.answerCash).toEqual([{ transaction: payment('asked').transaction, taken: true }]),
    )
    await flushPromises()
    expect(face.find('section.paid').text()).toContain('B-1-7')
  })

  it('leaves the bills payable when open cash was not taken', async () => {
    const { face, asked, press } = await open({
      reasons: ['cash-open'],
      openCash: [payment('asked', { askCash: true })],
    })
    await press('2')
    await vi.waitFor(() => expect(asked.answerCash).toMatchObject([{ taken: false }]))
    await flushPromises()
    expect(face.text()).toContain('Noted: not taken')
  })

  it.each(['a second key', 'a double click'])(
    'answers for the next open cash by %s only once that is drawn',
    async (way) => {
      const other = { transaction: '01900000-0000-7000-8000-000000000002', totalAvos: 9_999_900 }
      const { face, asked, press } = await open({
        reasons: ['cash-open'],
        openCash: [payment('asked', { askCash: true }), payment('asked', { askCash: true, ...other })],
      })
      await drawn()
      const notTaken = () => face.findAll('main button.pick')[1]?.element
      if (way === 'a double click') {
        notTaken()?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
        await flushPromises()
        await drawn()
        notTaken()?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 2 }))
      } else
        for (const at of [performance.now(), performance.now()])
          replay({ target: document.body, event: { key: '2' }, released: true, at }, () => {})
      await vi.waitFor(() => expect(face.text()).toContain('Pressed too early'))
      await vi.waitFor(() => expect(asked.answerCash).toHaveLength(1))
      await flushPromises()
      expect([asked.answerCash, face.find('main').text().includes('99,999.00')]).toEqual([
        [{ transaction: payment('asked').transaction, taken: false }],
        true,
      ])
      await press('2')
      await vi.waitFor(() => expect(asked.answerCash.at(-1)).toEqual({ transaction: other.transaction, taken: false }))
    },
  )

  it.each([
    ['its digits', 'open-cash', '00020126'],
    ['its letters', 'open-cash', 'ME1:NC'],
    ['its digits', 'tender', '00020126'],
    ['its last digit alone', 'tender', 'EAN2'],
  ])("doesn't answer or ask for money by a slow scanner's first keys: %s, at %s", async (_, view, code) => {
    const { face, asked, press } = await open(
      view === 'tender' ? {} : { reasons: ['cash-open'], openCash: [payment('asked', { askCash: true })] },
    )
    if (view === 'tender') await press('F2', ...typed('MT0001 0001'), 'Enter', 'Enter')
    await drawn()
    const start = performance.now() + 1
    for (const [index, key] of typed(code).entries()) {
      if (/[A-Z:]/.test(key))
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true, cancelable: true }))
      replay({ target: document.body, event: { key }, released: true, at: start + 60 * index }, () => {})
      await flushPromises()
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 60 * code.length + 200)
    })
    expect([asked.answerCash, asked.pay]).toEqual([[], []])
    expect(face.text()).toContain('Pressed too early')
  })

  it("deselects no line by a slow scanner's first keys, and does by a pressed number", async () => {
    const { face, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter')
    await drawn()
    const total = () => face.text().includes('850.00')
    const isTaken = () => face.find('[data-row]').attributes('aria-checked')
    const [before, start] = [isTaken(), performance.now() + 1]
    for (const [index, key] of typed('ME1:').entries()) {
      if (key !== '1')
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true, cancelable: true }))
      replay({ target: document.body, event: { key }, released: true, at: start + 60 * index }, () => {})
      await flushPromises()
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 450)
    })
    expect([isTaken(), total()]).toEqual([before, true])
    await press('1')
    await vi.waitFor(() => expect(isTaken()).not.toBe(before))
    // Two keys of a quick person are two actions.
    for (const at of [performance.now(), performance.now() + 70]) {
      replay(
        { target: document.body, event: { key: at < performance.now() + 30 ? '2' : '1' }, released: true, at },
        () => {},
      )
    }
    await vi.waitFor(() => expect(isTaken()).toBe(before))
  })

  it.each(['Enter', ' '])("chooses neither code in view by a key '%s' before they were drawn", async (key) => {
    await open()
    const scan = useScan()
    await drawn()
    const slip = {
      kind: 'payment-slip',
      usable: true,
      code: { bytes: new TextEncoder().encode('slip'), source: 'camera' },
    } as const
    scan.choices = [slip, slip]
    const reaches = () =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    expect(reaches()).toBe(false)
    await drawn()
    expect(reaches()).toBe(true)
  })

  it('finds its payment again when the page is reloaded in the middle of it', async () => {
    const { face, asked } = await open({ current: payment('asked', { tender: 'card', canCancel: true }) })
    expect(face.text()).toContain('On the terminal')
    expect(asked.end).toBe(0)
  })

  it('shows an earlier payment of a bill, and prints its receipt', async () => {
    const { face, press } = await open({
      find: () =>
        Promise.resolve({
          ok: true,
          found: { vehicles: [], bills: [{ ...tax, bar: 'paid' }], payments: [payment('committed').transaction] },
        }),
    })
    await press('F2', ...typed('2026000001'), 'Enter')
    expect(face.text()).toContain('It is paid already.')
    expect(face.text()).not.toContain('Choose the way to pay')
    await press('r')
    expect(face.find('section.paid').text()).toContain('B-1-7')
    await press('Enter')
    expect(face.text()).toContain('Give the receipt to the payer.')
  })

  it('keeps its payment when a slip is scanned while the takings are shown', async () => {
    const {
      face,
      press,
      payment: paying,
    } = await open({ current: payment('asked', { tender: 'card', canCancel: true }), scanned: taxSlip })
    await press('F9')
    expect(face.find('table').exists()).toBe(true)
    await useScan().submit({ bytes: new Uint8Array([1]), source: 'hid-keyboard' })
    await flushPromises()
    expect(paying.payment?.state).toBe('asked')
    expect(face.text()).toContain('Please finish this first')
  })

  it("shows the day's takings over any desk view, and goes back to it", async () => {
    const { face, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'F9')
    expect(face.find('table').text()).toContain('1,700.00')
    await press('Escape')
    expect(face.find('[data-row]').exists()).toBe(true)
  })

  it('lists every device with its trouble, its last error and test, and what to do', async () => {
    const { face, press } = await open()
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'F10')
    const [card, printer, scanner, , wedge] = face.findAll('section.device').map((device) => device.text())
    expect(card).toContain('Card terminal ready')
    expect(card).not.toContain('Last trouble')
    expect(printer).toContain('Receipt printer failed')
    expect(printer).toContain('It has no paper')
    expect(printer).toContain('Put in a new roll.')
    expect(printer).toContain('Its cutter is stuck')
    expect(scanner).toContain('Last code read')
    expect(scanner).toContain('stalled-77')
    expect(scanner).toContain('Acme’s manual: “POS”, under “Interfaces”')
    expect(wedge).toContain('It is in keyboard mode')
    await press('Escape')
    expect(face.find('[data-row]').exists()).toBe(true)
  })

  it('says what to do after a test that failed, but not twice what its device says', async () => {
    const { face, press } = await open()
    await press('F10')
    const [, printer, , sensor, , keypad] = face.findAll('section.device').map((device) => device.text())
    expect(sensor).toContain('lay a dry finger flat on the glass')
    expect(keypad).toContain('press each key firmly')
    expect(printer?.split('Put in a new roll.')).toHaveLength(2)
  })

  it("doesn't show a list of devices that comes once the clerk went on", async () => {
    const listed = Promise.withResolvers<null>()
    const { face, press } = await open({ listed: listed.promise })
    await press('F10', 'F9')
    listed.resolve(null)
    await flushPromises()
    expect(face.find('section.device').exists()).toBe(false)
    expect(face.find('table').exists()).toBe(true)
  })

  it('tests a device by its key, and prints a test paper only when that was confirmed', async () => {
    const { asked, press } = await open()
    await press('F10', '1')
    await vi.waitFor(() => expect(asked.test).toEqual([{ id: 'card', test: 'status' }]))
    await press('p', 'Escape', '3')
    await drawn()
    expect(asked.test).toHaveLength(1)
    await press('p', 'Enter')
    expect(asked.test.at(-1)).toEqual({ id: 'printer', test: 'paper' })
  })

  it('asks for a finger while a fingerprint sensor is tested, and says what came of it', async () => {
    const tested = Promise.withResolvers<null>()
    const { face, asked, press } = await open({ tested: tested.promise })
    await press('F10', '4')
    await vi.waitFor(() => expect(asked.test).toEqual([{ id: 'sensor', test: 'finger' }]))
    expect(face.find('[role=alert]').text()).toContain('Lay a finger on the fingerprint sensor')
    expect(face.findAll('section.device')[3]?.text()).toContain('No finger was read')
    tested.resolve(null)
    await flushPromises()
    expect(face.find('[role=alert]').exists()).toBe(false)
  })

  it('asks for each key while a keypad is tested, and names those that were not heard', async () => {
    const tested = Promise.withResolvers<null>()
    const { face, asked, press } = await open({ tested: tested.promise })
    await press('F10', '6')
    await vi.waitFor(() => expect(asked.test).toEqual([{ id: 'with-keys', test: 'keys' }]))
    expect(face.find('[role=alert]').text()).toContain('Press each key of the kiosk’s keypad once')
    const told = face.findAll('section.device')[5]?.text()
    for (const words of ['Not every key was heard', 'Not heard: select · help']) expect(told).toContain(words)
    tested.resolve(null)
    await flushPromises()
    expect(face.find('[role=alert]').exists()).toBe(false)
  })

  it('says that no device is tested while somebody pays', async () => {
    const { face, asked, press } = await open({ refusesTests: true })
    await press('F10', '1')
    await vi.waitFor(() => expect(asked.test).toHaveLength(1))
    await flushPromises()
    expect(face.find('[role=alert]').text()).toContain('Nothing was tested')
  })

  it('keeps its payment when a slip is scanned while the devices are shown', async () => {
    const {
      face,
      press,
      payment: paying,
    } = await open({
      current: payment('asked', { tender: 'card', canCancel: true }),
      scanned: taxSlip,
    })
    await press('F10')
    await useScan().submit({ bytes: new Uint8Array([1]), source: 'hid-keyboard' })
    await flushPromises()
    expect(paying.payment?.state).toBe('asked')
    expect(face.text()).toContain('Please finish this first')
  })
})

/** Scans a code as the page's keyboard-mode scanner gives it to the desk. */
const scanned = async () => {
  useDesk().read({ bytes: new Uint8Array([1]), source: 'hid-keyboard' })
  await vi.waitFor(() => expect(useScan().busy).toBe(false))
  await flushPromises()
}

describe('the check of a scanner', () => {
  const CHECKED: ScanAnswer = { ok: true, kind: 'check-scan' }

  it('shows a code, says that its own scanner read it well, and gives the basket back as it was', async () => {
    let check = checkNow()
    const { face, asked, press } = await open({ check: () => check, scanned: CHECKED })
    await press('F2', ...typed('MT0001 0001'), 'Enter', 'F10', 'c')
    expect(face.find('svg[role=img]').attributes('aria-label')).toBe('Check code for a scanner')
    check = checkRead()
    await scanned()
    expect(face.find('[role=status]').text()).toContain('The code came whole')
    expect(face.text()).toContain('HID POS mode')
    expect(face.text()).toContain('There is nothing to do.')
    expect(asked.submitted).toEqual([undefined])
    await press('Escape')
    expect(face.find('section.device').exists()).toBe(true)
    await press('Escape')
    expect(face.find('[data-row]').exists()).toBe(true)
  })

  it('leaves an answer on the screen, and a payment under way, as they were', async () => {
    const answers = { check: checkRead, scanned: { ok: true, kind: 'receipt' } as ScanAnswer }
    const { face, press } = await open(answers)
    await scanned()
    expect(useScan().answer).toEqual(answers.scanned)
    answers.scanned = CHECKED
    await press('F10', 'c')
    await scanned()
    expect(face.text()).toContain('The code came whole')
    expect(useScan().answer).toMatchObject({ kind: 'receipt' })
    face.unmount()
    const paying = await open({
      current: payment('asked', { tender: 'card', canCancel: true }),
      check: checkRead,
      scanned: CHECKED,
    })
    await paying.press('F10', 'c')
    await scanned()
    expect(paying.face.text()).toContain('The code came whole')
    expect(paying.face.text()).not.toContain('Please finish this first')
    expect(paying.payment.payment?.state).toBe('asked')
  })

  it.each<[string, Partial<CheckRead>, string[]]>([
    ['keys in the page of a counter', { way: 'page-keyboard' }, ['keys that this page caught', 'nothing to do']],
    ['keys in the page of a kiosk', { way: 'page-keyboard', face: 'kiosk' }, ['at the kiosk', 'Tell a technician']],
    ['a keyboard-mode scanner of its own', { way: 'hid-keyboard' }, ['in keyboard mode', 'nothing to do']],
    ['a camera', { way: 'camera' }, ['Way: a camera', 'No scanner read it']],
    ['typing', { way: 'typed' }, ['Way: typed in', 'No scanner read it']],
    [
      'another layout',
      { way: 'page-keyboard', reading: 'translated', layouts: ['de', 'caps-lock', 'xx'] },
      ['was understood', 'Keyboard: German / Caps Lock is on / xx', 'It works. Ask a technician'],
    ],
    ['a layout that changes it', { reading: 'changed' }, ['was changed on its way', 'Codes can’t be read like this']],
  ])('says of a code that came by %s what to do', async (_, read, words) => {
    const { face, press } = await open({ check: () => checkRead(read), scanned: CHECKED })
    await press('F10', 'c')
    await scanned()
    for (const each of words) expect(face.text()).toContain(each)
  })

  it('sees a code that was read at another face, by asking', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { face, press } = await open({ check: () => checkRead({ face: 'kiosk' }) })
    await press('F10', 'c')
    expect(face.text()).toContain('Waiting for the scanner')
    await vi.advanceTimersByTimeAsync(1_000)
    await flushPromises()
    expect(face.text()).toContain('Read at the kiosk')
  })

  it('is over with its code, or when another check began, and offers a new one', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    let check = checkNow()
    const { face, asked, press } = await open({ check: () => check })
    for (const over of [checkNow({ state: 'expired' }), checkNow({ text: 'MEC1:another' })]) {
      check = checkNow()
      await press(...(asked.checks === 0 ? ['F10', 'c'] : ['Enter']))
      expect(face.text()).toContain('Waiting for the scanner')
      check = over
      await vi.advanceTimersByTimeAsync(1_000)
      await flushPromises()
      expect(face.text()).toContain('No scanner read the code')
    }
    expect(asked.checks).toBe(2)
  })

  it("does nothing with another code, not even with a resident's eID, and says so", async () => {
    const { face, asked, press } = await open({ scanned: taxSlip })
    await press('F2', ...typed('MT0001 0001'), 'Enter')
    const rows = face.findAll('[data-row]').length
    await press('F10', 'c')
    await scanned()
    expect(face.find('[role=alert]').text()).toContain('That was another code')
    expect(asked.submitted).toEqual([undefined])
    expect(face.text()).toContain('Waiting for the scanner')
    await press('Escape', 'Escape')
    expect(face.findAll('[data-row]')).toHaveLength(rows)
  })

  it("doesn't come back with an answer that comes once it was closed", async () => {
    const made = Promise.withResolvers<null>()
    const { face, asked, press } = await open({ made: made.promise })
    await press('F10', 'c', 'F10', 'F10')
    expect(asked.checks).toBe(1)
    made.resolve(null)
    await flushPromises()
    expect(face.find('section.device').exists()).toBe(true)
    expect(face.text()).not.toContain('Waiting for the scanner')
  })
})
