// @vitest-environment happy-dom
import { createPinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import { createApp, nextTick, watch } from 'vue'
import type { Payment, Quote, Refusal } from '../../electron/contract/index.ts'
import type { StationClient, StationLink } from './link.ts'
import { usePayment } from './payment.ts'
import { usePerson } from './person.ts'
import { useScan } from './scan.ts'
import { useSession } from './session.ts'
import { stationLink } from './station.ts'
import { useOwed } from './use-owed.ts'

const transaction = '01a20f6b-78aa-7db3-8b44-ffb059cf8765'
const quoteOf = (id: string, totalAvos = 85_000): Quote => ({
  id,
  totalAvos,
  expiresAt: new Date(Date.now() + 300_000).toISOString(),
  tenders: [],
  items: [{ bill: 'b', agency: 'DSAT', kind: 'tax', amountAvos: totalAvos }],
})
const paymentIn = (state: Payment['state'], canCancel = false): Payment => ({
  transaction,
  state,
  tender: 'wallet-show',
  totalAvos: 85_000,
  items: [{ bill: 'of-it', agency: 'DSAT', kind: 'tax', amountAvos: 85_000, item: 'i', state: 'waiting' }],
  startedAt: new Date().toISOString(),
  canCancel,
  hasSlip: false,
  askCash: false,
})
const refused = (code: Refusal['code']) => Promise.resolve({ ok: false as const, refusal: { code } })

function setUp(
  answers: Partial<Record<'quote' | 'pay' | 'show' | 'cancel' | 'current' | 'end', () => Promise<unknown>>> = {},
) {
  const asked: string[] = []
  const quoted: unknown[] = []
  const heard = (name: string, answer: () => Promise<unknown>) => (order: unknown) => {
    asked.push(name)
    if (name === 'quote') quoted.push(order)
    return answer()
  }
  const client = {
    payments: {
      quote: heard('quote', answers.quote ?? (() => Promise.resolve({ ok: true, quote: quoteOf('q') }))),
      pay: heard('pay', answers.pay ?? (() => Promise.resolve({ ok: true, payment: paymentIn('asked', true) }))),
      show: heard('show', answers.show ?? (() => refused('payment-unknown'))),
      cancel: heard('cancel', answers.cancel ?? (() => Promise.resolve({ ok: true, payment: paymentIn('cancelled') }))),
      current: heard('current', answers.current ?? (() => Promise.resolve({ payment: null }))),
    },
    bills: {
      find: heard('find', () => Promise.resolve({ ok: true, found: { vehicles: [], bills: [], payments: [] } })),
    },
    scan: { submit: heard('scan', () => Promise.resolve({ ok: true, kind: 'receipt' })) },
    person: { end: heard('end', answers.end ?? (() => Promise.resolve({ ok: true }))) },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  const app = createApp({ render: () => null })
  app.provide(stationLink, link).use(createPinia())
  return app.runWithContext(() => ({
    owed: useOwed(),
    scan: useScan(),
    payment: usePayment(),
    person: usePerson(),
    session: useSession(),
    asked,
    quoted,
  }))
}

describe('a payment on the page', () => {
  it('is shown from its beginning without a gap', async () => {
    const { payment } = setUp()
    await payment.quoteFor(['b'])
    const gaps: boolean[] = []
    watch(
      () => payment.payment !== null || payment.beginning,
      (some) => gaps.push(some),
      { flush: 'sync' },
    )
    await payment.pay('wallet-show')
    await nextTick()
    expect(gaps).toEqual([true])
    expect(payment.payment?.state).toBe('asked')
  })

  it('begins once when it is touched twice', async () => {
    const { payment, asked } = setUp()
    await payment.quoteFor(['b'])
    await Promise.all([payment.pay('card'), payment.pay('card')])
    expect(asked.filter((name) => name === 'pay')).toHaveLength(1)
  })

  it("doesn't begin when the amount has changed, until the person acknowledges the new amount", async () => {
    const quotes = [quoteOf('first'), quoteOf('second', 90_000)]
    const pays: (() => Promise<unknown>)[] = [() => refused('amount-changed')]
    const { payment, asked } = setUp({
      quote: () => Promise.resolve({ ok: true, quote: quotes.shift() ?? quoteOf('third', 90_000) }),
      pay: () => pays.shift()?.() ?? Promise.resolve({ ok: true, payment: paymentIn('asked') }),
    })
    await payment.quoteFor(['b'])
    expect(await payment.pay('card')).toBe(false)
    expect([payment.before, payment.quote?.totalAvos, payment.refusal]).toEqual([85_000, 90_000, null])
    expect(await payment.pay('card')).toBe(false)
    expect(asked.filter((name) => name === 'pay')).toHaveLength(1)
    payment.acknowledgeNewAmount()
    expect(await payment.pay('card')).toBe(true)
  })

  it("can't be shown when the station was restarted and knows nobody", async () => {
    const { payment } = setUp({ current: () => Promise.resolve({ payment: paymentIn('asked') }) })
    expect(await payment.resume()).toBe(true)
    expect(await payment.show(transaction)).toBe(false)
    expect(payment.refusal?.code).toBe('payment-unknown')
  })

  it("is cancelled before the person's visit ends when they leave while it waits", async () => {
    let release: (answer: unknown) => void = () => {}
    const { payment, person, session, asked } = setUp({
      cancel: () =>
        new Promise((resolve) => {
          release = resolve
        }),
    })
    await payment.quoteFor(['b'])
    await payment.pay('wallet-show')
    expect(payment.leaves).toBe('cancelled')
    // Silence is looked at again while the first goodbye is still under way.
    const wiped = Promise.all([session.wipe(), session.wipe()])
    await vi.waitFor(() => expect(asked).toContain('cancel'))
    expect([payment.payment, asked.includes('end'), person.ended() !== undefined]).toEqual([null, false, true])
    release({ ok: true, payment: paymentIn('cancelled') })
    await wiped
    expect([asked.at(-1), person.ended()]).toEqual(['end', undefined])
  })

  it('can be retried with another tender when it was begun elsewhere and came to nothing', async () => {
    const { payment, quoted } = setUp({ show: () => Promise.resolve({ ok: true, payment: paymentIn('reversed') }) })
    await payment.show(transaction)
    expect(await payment.retry()).toBe(true)
    expect(quoted).toEqual([{ bills: ['of-it'] }])
  })

  it('is left to the station when its outcome is unknown', async () => {
    const { payment, session, asked } = setUp({
      current: () => Promise.resolve({ payment: paymentIn('unknown', true) }),
    })
    await payment.resume()
    expect(payment.leaves).toBe('open')
    await session.wipe()
    expect(asked).not.toContain('cancel')
    expect(asked).toContain('end')
  })
})

describe('a question to the station', () => {
  it("isn't asked when its person left before the last visit had ended", async () => {
    let ended: (answer: unknown) => void = () => {}
    const { owed, scan, person, asked } = setUp({
      end: () =>
        new Promise((resolve) => {
          ended = resolve
        }),
    })
    const ending = person.end()
    const questions = Promise.all([
      owed.find({ by: 'notice', number: '2026000201' }, 'slip'),
      scan.submit({ bytes: new Uint8Array([1]), source: 'typed' }),
    ])
    owed.clear()
    scan.clear()
    ended({ ok: true })
    await Promise.all([ending, questions])
    expect(asked).toEqual(['end'])
  })
})
