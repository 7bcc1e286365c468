import { afterEach, describe, expect, it } from 'vitest'
import * as contract from '../../contract/index.ts'
import type { Place } from '../../gateway/money-contract.ts'
import { MOST_VEHICLES } from './cashier.ts'
import {
  STATION_A,
  STATION_B,
  itemsOf,
  MINUTE,
  endSampleMoney,
  openSampleMoney as open,
  transactionId,
} from './money.fixture.ts'

/** It is 08:00 in Macao; the day ends sixteen hours later. */
const DAY_ENDS = 16 * 60 * MINUTE

afterEach(endSampleMoney)

describe('a reservation', () => {
  it('is for one transaction alone: the second station is refused and sees the first', () => {
    const { slip, hold, money } = open()
    const { ref } = slip('2026000201')
    const quote = money.quote(STATION_B, 'kiosk', [ref])
    expect(hold(1, [ref])).toMatchObject({ ok: true })
    expect(slip('2026000201')).toMatchObject({ bar: 'payment-pending', heldBy: transactionId(1) })
    if (!quote.ok) throw new Error('no quote')
    const asked = {
      transaction: transactionId(2),
      place: 'kiosk' as const,
      quote: quote.quote,
      forMs: MINUTE,
      items: [{ item: `${transactionId(2)}:1`, ref, amountAvos: 120_000 }],
    }
    expect(money.reserve(STATION_B, asked)).toEqual({ ok: false, code: 'bill-pending', ref, bar: 'payment-pending' })
    money.release(STATION_A, transactionId(1))
    // This transaction's first answer is repeated, while another transaction gets the bill.
    expect(money.reserve(STATION_B, asked)).toMatchObject({ ok: false, code: 'bill-pending' })
    expect(hold(3, [ref], { station: STATION_B })).toMatchObject({ ok: true })
  })

  it('expires, and then the first to submit is paid', async () => {
    const { slip, hold, submit, time } = open()
    const { ref } = slip('2026000201')
    const first = hold(1, [ref], { forMs: MINUTE })
    await time.pass(MINUTE)
    const second = hold(2, [ref], { station: STATION_B, forMs: MINUTE })
    expect(second).toMatchObject({ ok: true })
    expect(submit(1, itemsOf(first)[0]!)).toEqual({ ok: false, code: 'bill-paid' })
    expect(submit(2, itemsOf(second)[0]!, STATION_B)).toMatchObject({ ok: true })
  })

  it('is acknowledged after it has expired when nobody else paid', async () => {
    const { slip, hold, submit, time, money } = open()
    const held = hold(1, [slip('2026000201').ref], { forMs: MINUTE })
    await time.pass(10 * MINUTE)
    money.release(STATION_A, transactionId(1))
    expect(submit(1, itemsOf(held)[0]!)).toMatchObject({
      ok: true,
      acknowledgement: expect.stringMatching(/^T/) as string,
    })
    expect(slip('2026000201')).toMatchObject({ bar: 'paid', paidBy: transactionId(1) })
  })

  it('holds a slip until the last millisecond of its day', async () => {
    const { slip, money, time } = open()
    const { ref } = slip('2026000201')
    await time.pass(DAY_ENDS - MINUTE)
    const quotes = [money.quote(STATION_A, 'kiosk', [ref]), money.quote(STATION_A, 'kiosk', [ref])]
    await time.pass(MINUTE - 1)
    const reserve = (number: number, quote: ReturnType<typeof money.quote> | undefined) =>
      money.reserve(STATION_A, {
        transaction: transactionId(number),
        place: 'kiosk',
        quote: quote?.ok ? quote.quote : '',
        forMs: MINUTE,
        items: [{ item: `${transactionId(number)}:1`, ref, amountAvos: 120_000 }],
      })
    expect(reserve(1, quotes[0])).toMatchObject({ ok: true })
    money.release(STATION_A, transactionId(1))
    await time.pass(1)
    expect(reserve(2, quotes[1])).toMatchObject({ ok: false, code: 'bill-overdue' })
  })

  it("isn't changed by a payment elsewhere or another amount", () => {
    const { slip, hold, submit, money } = open()
    const fresh = money.bills.mint('held', 'slip', 5_000)
    const [one, two] = itemsOf(hold(1, [slip('2026000201').ref, fresh.ref]))
    money.bills.mark('2026000201', { paidElsewhere: true })
    money.bills.mark('held', { amountAvos: 6_000 })
    expect(submit(1, one!)).toMatchObject({ ok: true })
    expect(submit(1, two!)).toMatchObject({ ok: true })
  })

  it('that has expired is refused when its bill was paid elsewhere or changed since', async () => {
    const { slip, hold, submit, money, time } = open()
    const fresh = money.bills.mint('held', 'slip', 5_000)
    const [one, two] = itemsOf(hold(1, [slip('2026000201').ref, fresh.ref], { forMs: MINUTE }))
    money.bills.mark('2026000201', { paidElsewhere: true })
    money.bills.mark('held', { amountAvos: 6_000 })
    await time.pass(MINUTE)
    expect(submit(1, one!)).toEqual({ ok: false, code: 'bill-paid' })
    expect(submit(1, two!)).toEqual({ ok: false, code: 'amount-changed' })
  })

  it("that was in time is acknowledged after the slip's last day", async () => {
    const { slip, hold, submit, time } = open()
    await time.pass(DAY_ENDS - 1)
    const [item] = itemsOf(hold(1, [slip('2026000201').ref]))
    await time.pass(2 * MINUTE)
    expect(submit(1, item!)).toMatchObject({ ok: true })
  })

  it.each<[string, string, Place]>([
    ['MT-00-03', '0002', 'kiosk'],
    ['MT-00-04', '0002', 'counter'],
    ['MT-00-06', '0003', 'counter'],
    ['MT-00-07', '0003', 'kiosk'],
  ])("isn't made for the barred tax of %s", (plate, proof, place) => {
    const { vehicle, hold } = open()
    const { bills } = vehicle(plate, proof, place)
    expect(
      hold(
        1,
        bills.map(({ ref }) => ref),
        { place },
      ),
    ).toMatchObject({ ok: false, code: 'bill-barred', bar: bills[0]?.bar })
  })

  it('holds a late tax at a counter with all its parts', () => {
    const { vehicle, hold, submit } = open()
    const { bills } = vehicle('MT-00-03', '0002', 'counter')
    const [item] = itemsOf(
      hold(
        1,
        bills.map(({ ref }) => ref),
        { place: 'counter' },
      ),
    )
    expect(item?.amountAvos).toBe(257_720)
    expect(submit(1, item!)).toMatchObject({ ok: true })
    expect(vehicle('MT-00-03', '0002')).toMatchObject({ tax: 'paid' })
  })

  it('holds each of its bills or none', () => {
    const { slip, hold, vehicle } = open()
    const tax = vehicle('MT-00-01', '0001').bills[0]!
    const { ref } = slip('2026000201')
    hold(1, [ref])
    expect(hold(2, [tax.ref, ref])).toMatchObject({ ok: false, code: 'bill-pending' })
    expect(vehicle('MT-00-01', '0001').bills[0]?.bar).toBeUndefined()
  })

  it.each<[string, (items: { item: string; ref: string; amountAvos: number }[]) => object[], string]>([
    ['nothing', (held) => held.map((each) => ({ ...each, amountAvos: 0 })), 'amount-invalid'],
    ['less than nothing', (held) => held.map((each) => ({ ...each, amountAvos: -1 })), 'amount-invalid'],
    ['more than any bill', (held) => held.map((each) => ({ ...each, amountAvos: 1_000_000_001 })), 'amount-invalid'],
    ['another amount', (held) => held.map((each) => ({ ...each, amountAvos: each.amountAvos + 1 })), 'amount-changed'],
    ['the same bill twice', (held) => [...held, { ...held[0], item: `${transactionId(9)}:7` }], 'amount-invalid'],
    ["a bill that wasn't quoted", (held) => held.map((each) => ({ ...each, ref: 'another' })), 'bill-unknown'],
  ])('is refused for %s', (_, change, code) => {
    const { slip, money } = open()
    const quote = money.quote(STATION_A, 'kiosk', [slip('2026000201').ref])
    if (!quote.ok) throw new Error('no quote')
    const asked = change(
      quote.items.map(({ bill, amountAvos }, index) => ({
        item: `${transactionId(9)}:${String(index + 1)}`,
        ref: bill.ref,
        amountAvos,
      })),
    )
    expect(
      money.reserve(STATION_A, {
        transaction: transactionId(9),
        place: 'kiosk',
        quote: quote.quote,
        forMs: MINUTE,
        items: asked as never,
      }),
    ).toMatchObject({ ok: false, code })
    expect(money.keeping.all().reservations).toEqual([expect.objectContaining({ refs: [], active: false })])
  })

  it("is refused with another station's, another place's or an old quote, or another amount", async () => {
    const { slip, money, time } = open()
    const { ref } = slip('2026000201')
    const fresh = () => money.quote(STATION_A, 'kiosk', [ref])
    const reserve = (number: number, quote: ReturnType<typeof fresh>, station = STATION_A, place: Place = 'kiosk') =>
      money.reserve(station, {
        transaction: transactionId(number),
        place,
        quote: quote.ok ? quote.quote : '',
        forMs: MINUTE,
        items: [{ item: `${transactionId(number)}:1`, ref, amountAvos: 120_000 }],
      })
    const quote = fresh()
    expect(reserve(1, quote, STATION_B)).toMatchObject({ code: 'quote-expired' })
    expect(reserve(2, quote, STATION_A, 'counter')).toMatchObject({ code: 'quote-expired' })
    money.bills.mark('2026000201', { amountAvos: 130_000 })
    expect(reserve(3, quote)).toMatchObject({ code: 'amount-changed', ref })
    money.bills.mark('2026000201', { paidElsewhere: true })
    expect(reserve(4, quote)).toMatchObject({ code: 'bill-paid', ref })
    await time.pass(5 * MINUTE)
    expect(reserve(5, quote)).toMatchObject({ code: 'quote-expired' })
  })

  it('holds as many vehicles as a station lets a payment have, and refuses one more', () => {
    expect(MOST_VEHICLES).toBe(contract.MOST_VEHICLES)
    const { vehicle, hold } = open()
    const fleet = Array.from({ length: 11 }, (_, index) => vehicle(`MT-00-${String(index + 10)}`, '0004').bills[0]!.ref)
    expect(hold(1, fleet)).toMatchObject({ ok: false, code: 'too-many-vehicles' })
    expect(hold(2, fleet.slice(0, 10))).toMatchObject({ ok: true })
  })

  it("holds a tax only together with its vehicle's fines", () => {
    const { vehicle, hold } = open()
    const [fine, tax] = vehicle('MT-00-02', '0001').bills
    expect(hold(1, [tax!.ref])).toMatchObject({ ok: false, code: 'bill-barred', ref: fine!.ref })
    expect(hold(2, [tax!.ref, fine!.ref])).toMatchObject({ ok: true })
  })
})

describe('an item', () => {
  it('is acknowledged once, fine before tax, and its bill is paid', () => {
    const { vehicle, hold, submit } = open()
    const held = hold(
      1,
      vehicle('MT-00-02', '0001').bills.map(({ ref }) => ref),
    )
    const [fine, tax] = itemsOf(held)
    const acknowledged = submit(1, fine!)
    expect(acknowledged).toMatchObject({ ok: true })
    expect(submit(1, tax!)).toMatchObject({ ok: true, inspectionBy: '2026-04-15' })
    expect(submit(1, fine!)).toEqual(acknowledged)
    expect(vehicle('MT-00-02', '0001')).toMatchObject({
      tax: 'paid',
      bills: [
        { bar: 'paid', paidBy: transactionId(1) },
        { bar: 'paid', requires: [] },
      ],
    })
  })

  it("of a tax is refused for good when its fine isn't paid", () => {
    const { vehicle, hold, submit } = open()
    const [fine, tax] = itemsOf(
      hold(
        1,
        vehicle('MT-00-02', '0001').bills.map(({ ref }) => ref),
      ),
    )
    expect(submit(1, tax!)).toEqual({ ok: false, code: 'fine-first' })
    submit(1, fine!)
    expect(submit(1, tax!)).toEqual({ ok: false, code: 'fine-first' })
  })

  it('of a refused fine refuses its tax too, and both can be paid again', () => {
    const { vehicle, hold, submit, money } = open()
    const refs = vehicle('MT-00-02', '0001').bills.map(({ ref }) => ref)
    const [fine, tax] = itemsOf(hold(1, refs))
    money.faults.add({ call: 'submitItem', act: 'refuse', reason: 'bill-barred' })
    expect(submit(1, fine!)).toEqual({ ok: false, code: 'bill-barred' })
    expect(submit(1, tax!)).toEqual({ ok: false, code: 'fine-first' })
    const [again, last] = itemsOf(hold(2, refs, { station: STATION_B }))
    expect(submit(2, again!, STATION_B)).toMatchObject({ ok: true })
    expect(submit(2, last!, STATION_B)).toMatchObject({ ok: true })
  })

  it('is a conflict when its key comes again with another question', () => {
    const { slip, hold, submit, money } = open()
    const [item] = itemsOf(hold(1, [slip('2026000201').ref]))
    submit(1, item!)
    const before = money.keeping.all()
    expect(() => submit(1, { ...item!, amountAvos: 1 })).toThrow('Conflict')
    expect(() => money.submit(STATION_A, { ...item!, transaction: transactionId(2) })).toThrow('Conflict')
    expect(money.keeping.all()).toEqual(before)
  })

  it('is refused when nobody reserved it', () => {
    const { slip, submit } = open()
    expect(submit(1, { item: `${transactionId(1)}:1`, ref: slip('2026000201').ref, amountAvos: 120_000 })).toEqual({
      ok: false,
      code: 'not-reserved',
    })
  })

  it('is reversed, and refused when it was reversed before it came', () => {
    const { slip, hold, submit, money } = open()
    const [item] = itemsOf(hold(1, [slip('2026000201').ref]))
    submit(1, item!)
    money.reverse(STATION_A, item!.item)
    expect(slip('2026000201').bar).toBeUndefined()
    const [late] = itemsOf(hold(2, [slip('2026000201').ref]))
    money.reverse(STATION_A, late!.item)
    expect(submit(2, late!)).toEqual({ ok: false, code: 'not-reserved' })
    expect(money.keeping.all().items.map(({ state }) => state)).toEqual(['reversed', 'reversed'])
  })

  it('is described with its state, bill and amount to its station', () => {
    const { slip, hold, submit, money } = open()
    const { ref } = slip('2026000201')
    const reservation = { ref, amountAvos: 120_000 }
    const of = (number: number, ...items: string[]) =>
      money.itemStates(STATION_A, { transaction: transactionId(number), items })
    const [taken] = [`${transactionId(1)}:1`]
    expect(of(1, taken)).toEqual([{ item: taken, state: 'none' }])
    const [item] = itemsOf(hold(1, [ref]))
    expect(of(1, taken, `${transactionId(1)}:2`)).toEqual([
      { item: taken, state: 'reserved', ...reservation },
      { item: `${transactionId(1)}:2`, state: 'none' },
    ])
    money.release(STATION_A, transactionId(1))
    expect(of(1, taken)).toMatchObject([{ state: 'reserved' }])
    const acknowledged = submit(1, item!)
    expect(of(1, taken)).toEqual([
      {
        item: taken,
        state: 'acknowledged',
        ...reservation,
        acknowledgement: acknowledged.ok && acknowledged.acknowledgement,
      },
    ])
    money.reverse(STATION_A, taken)
    expect(of(1, taken)).toEqual([{ item: taken, state: 'reversed', ...reservation }])
    money.faults.add({ call: 'submitItem', act: 'refuse', reason: 'bill-barred' })
    submit(2, itemsOf(hold(2, [ref]))[0]!)
    expect(of(2, `${transactionId(2)}:1`)).toEqual([
      { item: `${transactionId(2)}:1`, state: 'refused', ...reservation, code: 'bill-barred' },
    ])
    money.reverse(STATION_A, `${transactionId(2)}:1`)
    expect(of(2, `${transactionId(2)}:1`)).toEqual([
      { item: `${transactionId(2)}:1`, state: 'reversed', ...reservation },
    ])
    money.reverse(STATION_A, `${transactionId(3)}:1`)
    expect(of(3, `${transactionId(3)}:1`)).toEqual([{ item: `${transactionId(3)}:1`, state: 'reversed' }])
    expect(() => of(1, `${transactionId(2)}:1`)).toThrow('Conflict')
  })

  it('can be refused afterwards, when the training is set to', () => {
    const { slip, hold, submit, money } = open()
    money.faults.add({ call: 'submitItem', act: 'refuse', reason: 'bill-barred' })
    const [item] = itemsOf(hold(1, [slip('2026000201').ref]))
    expect(submit(1, item!)).toEqual({ ok: false, code: 'bill-barred' })
    expect(submit(1, item!)).toEqual({ ok: false, code: 'bill-barred' })
  })
})

describe('a reset', () => {
  it('opens the bills again under new references and keeps the books', () => {
    const { slip, hold, submit, money } = open()
    const before = slip('2026000201')
    const [item] = itemsOf(hold(1, [before.ref]))
    submit(1, item!)
    money.reset()
    const after = slip('2026000201')
    expect(after.bar).toBeUndefined()
    expect(after.ref).not.toBe(before.ref)
    expect(money.keeping.all().items).toHaveLength(1)
    expect(money.quote(STATION_A, 'kiosk', [before.ref])).toMatchObject({ code: 'bill-unknown' })
  })

  it('leaves an item payable that was reserved before it', () => {
    const { slip, hold, submit, money } = open()
    const [item] = itemsOf(hold(1, [slip('2026000201').ref]))
    money.reset()
    expect(submit(1, item!)).toMatchObject({ ok: true })
  })
})
