// @vitest-environment happy-dom
import { getContractRouter, isContractProcedure } from '@orpc/contract'
import { ORPCError } from '@orpc/client'
import { flushPromises, mount } from '@vue/test-utils'
import fc from 'fast-check'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import {
  contract,
  type Found,
  type Payment,
  type Quote,
  type ScanAnswer,
  type Status,
} from '../../electron/contract/index.ts'
import { slipText } from '../../electron/station/codes/codes.fixture.ts'
import { readSlip } from '../../electron/station/codes/slip.ts'
import CounterFace from '../counter/CounterFace.vue'
import { useDesk } from '../counter/desk.ts'
import { useSearch } from '../counter/money/search.ts'
import { useTill } from '../counter/money/till.ts'
import { createCounterRouter } from '../counter/router.ts'
import { i18n } from '../i18n/index.ts'
import KioskFace from '../kiosk/KioskFace.vue'
import { createKioskRouter } from '../kiosk/router.ts'
import { incident, showFaults } from './fault.ts'
import type { StationClient, StationLink } from './link.ts'
import { usePayment } from './payment.ts'
import { useScan } from './scan.ts'
import { stationLink } from './station.ts'
import { useOwed } from './use-owed.ts'

vi.mock('../../hardware/scanner/camera/camera.ts', () => ({ startCamera: () => ({ stop: () => Promise.resolve() }) }))
vi.mock('./keyboard-scanner.ts', async (original) => ({
  ...(await original<object>()),
  startKeyboardScanner: () => () => {},
}))

const RUNS = 40
const now = new Date().toISOString()
const soon = new Date(Date.now() + 300_000).toISOString()
const vehicle = { plate: 'MT-00-01', class: 'light' } as const
const tax = { id: 'tax', agency: 'DSAT', kind: 'tax', amountAvos: 85_000, season: 2026, vehicle, requires: [] } as const
const found: Found = {
  vehicles: [{ ...vehicle, electric: false, tax: 'due', bills: [{ ...tax, requires: [] }] }],
  bills: [],
  payments: [],
}
const quote: Quote = {
  id: 'q',
  items: [{ bill: 'tax', agency: 'DSAT', kind: 'tax', amountAvos: 85_000 }],
  totalAvos: 85_000,
  expiresAt: soon,
  tenders: [{ tender: 'cash', available: true }],
}
const paid: Payment = {
  transaction: '01900000-0000-7000-8000-000000000001',
  state: 'committed',
  tender: 'cash',
  totalAvos: 85_000,
  items: [],
  startedAt: now,
  canCancel: false,
  hasSlip: false,
  askCash: false,
  receipt: { number: 'B-1-7', printed: 0 },
}
const status = (face: 'kiosk' | 'counter'): Status => ({
  mode: 'training',
  station: { id: 'B-1', site: 'x' },
  now,
  line: { state: 'up', since: now },
  trust: { state: 'current' },
  devices: [],
  readiness: { state: 'ready', reasons: [], unavailable: [] },
  keyProtection: 'file',
  operator: face === 'counter' ? { id: 'c', name: 'C', role: 'clerk' } : null,
  phone: null,
})

function answerScan(data: string): ScanAnswer {
  const text = Buffer.from(data, 'base64').toString()
  if (!text.startsWith('000201')) return { ok: false, kind: 'unknown', refusal: { code: 'unknown-code' } }
  const read = readSlip(text)
  return read.ok
    ? { ok: true, kind: 'payment-slip', slip: read.slip }
    : { ok: false, kind: 'payment-slip', refusal: read.refusal }
}

/** A station that refuses every input that the contract doesn't allow, and finds the same vehicle for every search. */
function strictStation(face: 'kiosk' | 'counter') {
  const refused: string[] = []
  const answers: Record<string, (input: never) => unknown> = {
    'station.status': () => status(face),
    'station.events': () => new Promise(() => {}),
    'services.list': () => [],
    'person.end': () => ({ ok: true }),
    'scan.look': ({ codes }: { codes: { data: string }[] }) => ({
      codes: codes.map(({ data }) => ({ kind: 'unknown', usable: answerScan(data).ok })),
    }),
    'scan.submit': ({ data }: { data: string }) => answerScan(data),
    'bills.find': () => ({ ok: true, found }),
    'payments.current': () => ({ payment: null }),
    'payments.quote': () => ({ ok: true, quote }),
    'payments.message': () => ({ ok: false, refusal: { code: 'phone-invalid' } }),
    'payments.pay': () => ({ ok: false, refusal: { code: 'cash-short' } }),
    'station.reportIncident': () => ({ ok: true }),
  }
  const call = (path: readonly string[], input: unknown): Promise<unknown> => {
    const procedure = getContractRouter(contract, path)
    const schema: unknown = isContractProcedure(procedure) ? procedure['~orpc'].inputSchema : undefined
    if (schema instanceof z.ZodType && !schema.safeParse(input).success) {
      refused.push(path.join('.'))
      return Promise.reject(new ORPCError('BAD_REQUEST', { data: { refusal: { code: 'invalid-input' } } }))
    }
    return Promise.resolve(answers[path.join('.')]?.(input as never))
  }
  const client = new Proxy(
    {},
    {
      get: (_, room: string) =>
        new Proxy({}, { get: (__, name: string) => (input: unknown) => call([room, name], input) }),
    },
  ) as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  return { link, refused }
}

let close = (): void => undefined
afterEach(() => {
  close()
  incident.value = null
  document.body.innerHTML = ''
})

async function show(face: 'kiosk' | 'counter') {
  const { link, refused } = strictStation(face)
  const router = face === 'kiosk' ? createKioskRouter() : createCounterRouter()
  const page = mount(face === 'kiosk' ? KioskFace : CounterFace, {
    attachTo: document.body,
    global: {
      plugins: [createPinia(), i18n, router, { install: (app) => showFaults(app, link) }],
      provide: { [stationLink as symbol]: link },
    },
  })
  close = () => page.unmount()
  await router.push('/')
  await flushPromises()
  return { page, router, refused }
}

/** Types into a field and presses Enter there. */
async function enter(field: HTMLInputElement | HTMLTextAreaElement, text: string): Promise<void> {
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await flushPromises()
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  field.form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
  await flushPromises()
}

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...Array.from('AMTaé0123２Ｔ-–.,()# \u3000\u200b編號/]\u0000')), maxLength: 18 }),
  fc
    .tuple(
      fc.constantFrom('MT0001', 'MT-00-02', 'AAA-1-2-3-4-5-6'),
      fc.constantFrom(' ', '\u3000'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('00.2', '0 22', 'é022', '002２', 'A#1', '2026 000203', '編號12', '\ud800'),
)
/** Generates codes: any text, and slips with a correct CRC and any number. */
const anyCode = fc.oneof(
  anything,
  anything.map((bill) => slipText({ bill: bill.slice(0, 60) || '1' })),
)

describe('whatever a person types or scans', () => {
  it('causes no incident at the counter, and keeps what was found', async () => {
    const { page, refused } = await show('counter')
    const [desk, owed, search, till] = [useDesk(), useOwed(), useSearch(), useTill()]
    const [payment, scan] = [usePayment(), useScan()]
    search.askProof('MT0001')
    await search.prove('0001')
    const fieldOf = (where: string) => page.find<HTMLInputElement>(`${where} input`).element
    await fc.assert(
      fc.asyncProperty(
        anything,
        anyCode,
        fc.constantFrom('omnibox', 'proof', 'cash', 'message', 'scan'),
        async (text, code, where) => {
          if (where === 'proof') search.askProof('MT0001')
          if (where === 'cash') [payment.quote, till.stage] = [quote, 'cash']
          if (where === 'message') [payment.payment, till.paidView] = [paid, 'message']
          await flushPromises()
          if (where === 'scan')
            await scan.submit(
              { bytes: new TextEncoder().encode(code), source: 'hid-keyboard' },
              desk.paying ? 'vehicle-tax' : undefined,
            )
          else await enter(fieldOf(where === 'omnibox' ? 'form[role=search]' : 'form.ask'), text)
          await flushPromises()
          expect([where, incident.value, refused, owed.lines.map(({ key }) => key)]).toEqual([where, null, [], ['tax']])
          till.toBasket()
          till.toMain()
          search.dismiss()
          scan.clear()
          await flushPromises()
        },
      ),
      { numRuns: RUNS * 5 },
    )
  })

  it.each(['counter', 'kiosk'] as const)(
    'causes no incident at the %s however many codes come together',
    async (face) => {
      const { refused } = await show(face)
      const scan = useScan()
      vi.useFakeTimers()
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyCode, { minLength: 1, maxLength: 20, size: 'max' }),
          fc.constantFrom('camera', 'hid-keyboard'),
          async (codes, source) => {
            for (const code of codes) scan.hear({ bytes: new TextEncoder().encode(code), source })
            await vi.advanceTimersByTimeAsync(1000)
            expect([incident.value, refused, scan.busy]).toEqual([null, [], false])
            scan.clear()
            // Codes beside a usable one are ignored for two seconds.
            await vi.advanceTimersByTimeAsync(2000)
          },
        ),
        { numRuns: RUNS },
      )
      vi.useRealTimers()
    },
  )

  it('causes no incident at the kiosk', async () => {
    const { page, router, refused } = await show('kiosk')
    const scan = useScan()
    await fc.assert(
      fc.asyncProperty(
        anything,
        anyCode,
        fc.constantFrom('home', 'type', 'scan'),
        fc.array(fc.nat(40), { maxLength: 30 }),
        async (text, code, where, keys) => {
          await router.replace('/')
          await flushPromises()
          if (where === 'home') {
            await page
              .findAll('button')
              .find((button) => button.text().includes(i18n.global.t('training.type')))
              ?.trigger('click')
            await enter(page.get<HTMLTextAreaElement>('textarea').element, text)
          } else if (where === 'type') {
            await router.replace(`/type/slip/${['plate', 'notice', 'slip'][keys.length % 3] ?? ''}`)
            await flushPromises()
            for (const key of keys) {
              const pad = page.findAll('.keys button')
              await pad.at(key % Math.max(pad.length, 1))?.trigger('click')
            }
            await page.find('button.primary').trigger('click')
          } else await scan.submit({ bytes: new TextEncoder().encode(code), source: 'camera' })
          await flushPromises()
          expect([where, incident.value, refused]).toEqual([where, null, []])
          scan.clear()
        },
      ),
      { numRuns: RUNS * 3 },
    )
  })
})
