import { ORPCError } from '@orpc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { refusal, type TenderKind } from '../../electron/contract/index.ts'
import { slipText } from '../../electron/station/codes/codes.fixture.ts'
import type { Line } from '../twins/lines.ts'
import { openTraining, quoteAt, quoteIdAt, scan, type Training } from './training.ts'

const MINUTE = 60_000

let training: Training
let kiosk: Line
let counter: Line

function useWindows(): void {
  ;({ kiosk, counter } = training)
}
beforeAll(async () => {
  training = await openTraining()
  useWindows()
})
afterAll(() => training.close())

/** Does `work` and checks that no money moved. Answers its answer and the entries that it left in the journal. */
async function withoutMoney<T>(
  work: () => Promise<T>,
): Promise<{ answer: T; left: { kind: string; facts: unknown }[] }> {
  const before = await training.booked()
  const entries = training.journal().length
  const answer = await work()
  expect(await training.booked()).toEqual(before)
  return { answer, left: training.journal().slice(entries) }
}

const codeOf = (outcome: { ok: true } | { ok: false; refusal: { code: string } }) =>
  outcome.ok ? 'ok' : outcome.refusal.code
const pay = ({ client }: Line, quote: string, tender: TenderKind, givenAvos?: number) =>
  client.payments.pay({ quote, tender, ...(givenAvos === undefined ? {} : { givenAvos }) })
const paid = async (line: Line, transaction: string) => {
  await expect
    .poll(
      async () => {
        const shown = await line.client.payments.show({ transaction })
        return (
          shown.ok &&
          shown.payment.state === 'committed' &&
          shown.payment.items.every(({ state }) => state === 'acknowledged')
        )
      },
      { timeout: 120_000 },
    )
    .toBe(true)
}

/** The code of the refusal with which a call was rejected. */
async function doorCode(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return error instanceof ORPCError ? z.object({ refusal }).safeParse(error.data).data?.refusal.code : 'no refusal'
  }
}

describe('a code', () => {
  it.each([
    ['wrong-crc', slipText().slice(0, -1) + (slipText().endsWith('0') ? '1' : '0')],
    ['wrong-currency', slipText({ currency: '344' })],
    ['wrong-country', slipText({ country: 'HK' })],
    ['unknown-agency', slipText({ agency: 'SSM' })],
    ['malformed', slipText({ amount: '-1.00' })],
    ['malformed', slipText({ amount: '0.00' })],
    ['malformed', slipText({ amount: '99999999999999.00' })],
    ['malformed', slipText({ bill: undefined })],
  ])('is refused with %s, and leaves nothing to be paid', async (code, text) => {
    const { answer, left } = await withoutMoney(() => scan(kiosk, text))
    expect(answer).toMatchObject({ ok: false, kind: 'payment-slip', refusal: { code } })
    expect(left).toEqual([])
  })

  it('of one agency is unknown to another', async () => {
    const bill = await training.mintBill()
    expect(codeOf(await kiosk.client.bills.find({ by: 'slip', agency: 'MP', number: bill.number }))).toBe('ok')
    const { answer } = await withoutMoney(() =>
      kiosk.client.bills.find({ by: 'slip', agency: 'TUI', number: bill.number }),
    )
    expect(codeOf(answer)).toBe('bill-unknown')
    expect(
      codeOf(await kiosk.client.bills.find({ by: 'code', agency: 'TUI', kind: 'slip', number: bill.number })),
    ).toBe('bill-unknown')
  })

  it('of a wallet is charged once, and refused after a restart too', async () => {
    const bills = [await training.mintBill(), await training.mintBill(), await training.mintBill()]
    const [first, second, third] = bills.map(({ number }) => number)
    const text = (await training.mintCode()).text
    await scan(kiosk, text)
    const begun = await pay(kiosk, await quoteIdAt(kiosk, [first ?? '']), 'wallet-scan')
    await paid(kiosk, begun.ok ? begun.payment.transaction : '')

    await scan(kiosk, text)
    const quote = await quoteIdAt(kiosk, [second ?? ''])
    const again = await withoutMoney(() => pay(kiosk, quote, 'wallet-scan'))
    expect(codeOf(again.answer)).toBe('wallet-code-used')
    expect(again.left).toMatchObject([
      { kind: 'order-refused', facts: { code: 'wallet-code-used', totalAvos: 12_300 } },
    ])

    await training.restart()
    useWindows()
    await scan(kiosk, text)
    const later = await quoteIdAt(kiosk, [third ?? ''])
    const replayed = await withoutMoney(async () => {
      const answer = await pay(kiosk, later, 'wallet-scan')
      const transaction = answer.ok ? answer.payment.transaction : ''
      await expect
        .poll(async () => {
          const shown = await kiosk.client.payments.show({ transaction })
          return shown.ok && shown.payment
        })
        .toMatchObject({ state: 'declined', refusal: { code: 'wallet-code-used' } })
    })
    expect(replayed.left.map(({ kind }) => kind).filter((kind) => kind !== 'attempt-undone')).toEqual([
      'payment-intended',
      'payment-reserved',
      'payment-asked',
      'payment-declined',
      'attempt-undo-due',
    ])
  })

  it('of a wallet is required, and not kept for the next person', async () => {
    const quote = await quoteIdAt(kiosk, [(await training.mintBill()).number])
    await scan(kiosk, (await training.mintCode()).text)
    await kiosk.client.person.end()
    const next = await quoteIdAt(kiosk, [(await training.mintBill()).number])
    const { answer, left } = await withoutMoney(() => pay(kiosk, next, 'wallet-scan'))
    expect(codeOf(answer)).toBe('wallet-code-missing')
    expect(left).toMatchObject([{ kind: 'order-refused', facts: { code: 'wallet-code-missing' } }])
    expect(codeOf(await pay(kiosk, quote, 'wallet-show'))).toBe('quote-expired')
  })
})

describe('a quote', () => {
  it("is refused when its bill's amount changed, and good when it is asked for again", async () => {
    const { number } = await training.mintBill(40_000)
    const quote = await quoteIdAt(counter, [number])
    await training.control('/faults', { bills: [{ number, amountAvos: 45_000 }] })
    const { answer, left } = await withoutMoney(() => pay(counter, quote, 'cash', 100_000))
    expect(codeOf(answer)).toBe('amount-changed')
    expect(left).toMatchObject([
      { kind: 'payment-intended', facts: { totalAvos: 40_000 } },
      { kind: 'payment-refused', facts: { why: 'amount-changed' } },
    ])
    const begun = await pay(counter, await quoteIdAt(counter, [number]), 'cash', 100_000)
    expect(begun).toMatchObject({ ok: true, payment: { totalAvos: 45_000, givenAvos: 100_000 } })
    await paid(counter, begun.ok ? begun.payment.transaction : '')
  })

  it('is refused when its bill was paid elsewhere meanwhile', async () => {
    const { number } = await training.mintBill()
    const quote = await quoteIdAt(counter, [number])
    await training.control('/faults', { bills: [{ number, paidElsewhere: true }] })
    const { answer, left } = await withoutMoney(() => pay(counter, quote, 'cash', 100_000))
    expect(codeOf(answer)).toBe('bill-paid')
    expect(left.map(({ kind }) => kind)).toEqual(['payment-intended', 'payment-refused'])
  })

  it('is refused when it has expired', async () => {
    const quote = await quoteIdAt(counter, [(await training.mintBill()).number])
    training.setClock(5 * MINUTE)
    const { answer, left } = await withoutMoney(() => pay(counter, quote, 'cash', 100_000))
    training.setClock(0)
    expect(codeOf(answer)).toBe('quote-expired')
    expect(left).toMatchObject([
      { kind: 'order-refused', facts: { code: 'quote-expired', tender: 'cash', totalAvos: 12_300 } },
    ])
  })

  it("is refused when it is invented or another session's", async () => {
    const theirs = await quoteIdAt(counter, [(await training.mintBill()).number])
    for (const quote of ['', 'q', theirs]) {
      const { answer, left } = await withoutMoney(() => pay(kiosk, quote, 'card'))
      expect(codeOf(answer)).toBe('quote-expired')
      expect(left).toMatchObject([{ kind: 'order-refused' }])
    }
  })

  it('is paid once when several windows ask at the same time', async () => {
    const { number } = await training.mintBill()
    const other = await training.openCounter('c3')
    const [mine, theirs] = [await quoteIdAt(counter, [number]), await quoteIdAt(other, [number])]
    const [one, same, second] = await Promise.all([
      pay(counter, mine, 'cash', 20_000),
      pay(counter, mine, 'cash', 20_000),
      pay(other, theirs, 'cash', 20_000),
    ])
    const begun = [one, second].flatMap((outcome) => (outcome.ok ? [outcome.payment.transaction] : []))
    expect(begun).toHaveLength(1)
    expect(codeOf(same)).toBe(codeOf(one))
    expect([codeOf(one), codeOf(second)].filter((code) => code !== 'ok')).toEqual(['bill-pending'])
    await paid(one.ok ? counter : other, begun[0] ?? '')
    expect((await training.booked()).items.filter(({ transaction }) => transaction === begun[0])).toHaveLength(1)
  })
})

describe('an amount', () => {
  // A fresh station: after ten refused orders a minute the journal has no entry for each of them.
  beforeAll(async () => {
    await training.restart()
    useWindows()
  })

  it.each([0, 1, 12_299])('of cash that is too little (%i avos) is refused', async (givenAvos) => {
    const quote = await quoteIdAt(counter, [(await training.mintBill()).number])
    const { answer, left } = await withoutMoney(() => pay(counter, quote, 'cash', givenAvos))
    expect(codeOf(answer)).toBe('cash-short')
    expect(left).toMatchObject([{ kind: 'order-refused', facts: { code: 'cash-short' } }])
  })

  it.each([-1, 0.5, 1_000_000_001, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE])(
    'of cash that is invalid (%d) is refused',
    async (givenAvos) => {
      const quote = await quoteIdAt(counter, [(await training.mintBill()).number])
      const { answer, left } = await withoutMoney(() => pay(counter, quote, 'cash', givenAvos))
      expect(codeOf(answer)).toBe('amount-invalid')
      expect(left).toMatchObject([
        { kind: 'order-refused', facts: { code: 'amount-invalid', tender: 'cash', totalAvos: 12_300 } },
      ])
    },
  )

  it('of cash that is no number is refused as input', async () => {
    const quote = await quoteIdAt(counter, [(await training.mintBill()).number])
    const { answer } = await withoutMoney(() => doorCode(pay(counter, quote, 'cash', Number.NaN)))
    expect(answer).toBe('invalid-input')
  })

  it('of cash is refused at a kiosk', async () => {
    const quote = await quoteIdAt(kiosk, [(await training.mintBill()).number])
    const { answer, left } = await withoutMoney(() => pay(kiosk, quote, 'cash', 100_000))
    expect(codeOf(answer)).toBe('tender-unavailable')
    expect(left).toMatchObject([{ kind: 'order-refused' }])
  })

  it('of nothing, or of more than may be paid, is not quoted', async () => {
    const nothing = await training.mintBill()
    await training.control('/faults', { bills: [{ number: nothing.number, amountAvos: 0 }] })
    expect(codeOf(await quoteAt(kiosk, [nothing.number]))).toMatch(/nothing-to-pay|amount-invalid/)
    const huge = [await training.mintBill(999_999_999), await training.mintBill(999_999_999)].map(
      ({ number }) => number,
    )
    const { answer } = await withoutMoney(() => quoteAt(kiosk, huge))
    expect(codeOf(answer)).toBe('amount-invalid')
  })
})

describe('a vehicle', () => {
  it('that does not exist is unknown', async () => {
    const { answer } = await withoutMoney(() =>
      kiosk.client.bills.find({ by: 'plate', plate: 'MT-99-99', proof: '0001' }),
    )
    expect(codeOf(answer)).toBe('vehicle-unknown')
  })

  it.each(['', 'M', 'M'.repeat(13), 'MT 00 01', 'MT-00-01; DROP'])(
    'with an invalid plate (%j) is refused as input',
    async (plate) => {
      expect(await doorCode(kiosk.client.bills.find({ by: 'plate', plate, proof: '0001' }))).toBe('invalid-input')
    },
  )

  it('is locked after wrong proofs', async () => {
    const ask = () => kiosk.client.bills.find({ by: 'plate', plate: 'MT-00-26', proof: '9999' })
    const { answer } = await withoutMoney(ask)
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'proof-wrong', params: { left: 2 } } })
    expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'too-soon' } })
    const next = () => expect.poll(async () => codeOf(await ask()), { timeout: 120_000, interval: 250 })
    await next().toBe('proof-wrong')
    await next().toBe('proof-locked')
    expect(codeOf(await kiosk.client.bills.find({ by: 'plate', plate: 'MT-00-26', proof: 'K026' }))).toBe(
      'proof-locked',
    )
  })

  it('is refused as the eleventh in one payment', async () => {
    await kiosk.client.person.end()
    const taxes: string[] = []
    for (let number = 10; number <= 20; number++) {
      const found = await kiosk.client.bills.find({
        by: 'plate',
        plate: `MT-00-${String(number)}`,
        proof: `K0${String(number)}`,
      })
      if (found.ok)
        taxes.push(
          ...found.found.vehicles.flatMap(({ bills }) =>
            bills.filter(({ kind }) => kind === 'tax').map(({ id }) => id),
          ),
        )
    }
    expect(taxes).toHaveLength(11)
    const { answer } = await withoutMoney(() => kiosk.client.payments.quote({ bills: taxes }))
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'too-many-vehicles', params: { most: 10 } } })
    expect(codeOf(await kiosk.client.payments.quote({ bills: taxes.slice(0, 10) }))).toBe('ok')
    expect(
      await doorCode(
        kiosk.client.payments.quote({ bills: Array.from({ length: 61 }, (_, index) => `x${String(index)}`) }),
      ),
    ).toBe('invalid-input')
    expect(codeOf(await kiosk.client.payments.quote({ bills: ['never-found'] }))).toBe('bill-unknown')
  })
})

describe('a refund', () => {
  it('is refused to anyone but a supervisor, without a reason, and a second time', async () => {
    const begun = await pay(counter, await quoteIdAt(counter, [(await training.mintBill()).number]), 'cash', 20_000)
    const transaction = begun.ok ? begun.payment.transaction : ''
    await paid(counter, transaction)
    const order = { transaction, items: [`${transaction}:1`], reason: 'paid by mistake' }
    const { left } = await withoutMoney(async () => {
      expect(await doorCode(kiosk.client.payments.refund(order))).toBe('not-allowed')
      expect(await doorCode(counter.client.payments.refund(order))).toBe('not-allowed')
      expect(await doorCode(training.supervisor.client.payments.refund({ ...order, reason: '  ' }))).toBe(
        'invalid-input',
      )
      expect(await doorCode(training.supervisor.client.payments.refund({ ...order, items: [] }))).toBe('invalid-input')
      expect(codeOf(await training.supervisor.client.payments.refund({ ...order, items: ['x'] }))).toBe(
        'payment-unknown',
      )
    })
    expect(left).toEqual([])
    const refunded = await training.supervisor.client.payments.refund(order)
    expect(refunded).toMatchObject({ ok: true, payment: { totalAvos: 12_300 } })
    await expect
      .poll(async () => {
        const shown = await counter.client.payments.show({ transaction })
        return shown.ok && shown.payment.items.map(({ state }) => state)
      })
      .toEqual(['refunded'])
    expect((await training.booked()).items.some((item) => item.transaction === transaction)).toBe(false)
    expect(codeOf(await training.supervisor.client.payments.refund(order))).toBe('already-refunded')
  })
})
