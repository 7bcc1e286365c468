import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { Place } from './bill-desk.ts'
import { openBooks } from './books.ts'
import { sandboxRandom } from './clock.ts'
import { openMoney } from './money-api.ts'
import { createManualClock } from './sample-trust.ts'
import { ENDLESS_HOLDER } from './wallets.ts'

const A = 'T-a'
const B = 'T-b'
const MINUTE = 60_000
/** 2026-03-01 08:00 in Macao; the day ends sixteen hours later. */
const DAY_ENDS = 16 * 60 * MINUTE
const txn = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`

const closing: (() => void)[] = []
afterEach(() => { for (const close of closing.splice(0)) close() })

/** The money side of a sandbox with books of its own, at a clock that stands. */
function open(folder = mkdtempSync(join(tmpdir(), 'balcao-books-'))) {
  const time = createManualClock()
  const books = openBooks(folder)
  const bindings = { bindingById: () => undefined }
  const money = openMoney({ books, store: bindings, clock: time.clock, random: sandboxRandom })
  closing.push(() => {
    books.close()
    rmSync(folder, { recursive: true, force: true })
  })

  function find(plate: string, proof: string, more: { place?: Place, station?: string, class?: 'light' | 'motorcycle' } = {}) {
    const { place = 'kiosk', station = A, ...rest } = more
    return money.findBills(station, { place, by: { kind: 'plate', plate, proof, ...rest } })
  }
  function vehicle(plate: string, proof: string, place: Place = 'kiosk') {
    const answer = find(plate, proof, { place })
    if (!answer.ok || !answer.vehicles[0]) throw new Error(JSON.stringify(answer))
    return answer.vehicles[0]
  }
  /** Quotes these bills and holds them. */
  function hold(number: number, refs: readonly string[], { station = A, place = 'kiosk', forMs = 5 * MINUTE }: { station?: string, place?: Place, forMs?: number } = {}) {
    const quote = money.quote(station, place, refs)
    if (!quote.ok) return quote
    const items = quote.items.map(({ bill, amountAvos }, index) => ({ item: `${txn(number)}:${String(index + 1)}`, ref: bill.ref, amountAvos }))
    return { ...money.reserve(station, { transaction: txn(number), place, quote: quote.quote, forMs, items }), quote: quote.quote, items }
  }
  function submit(number: number, item: { item: string, ref: string, amountAvos: number }, station = A) {
    return money.submit(station, { transaction: txn(number), ...item })
  }
  const slip = (number: string) => {
    const answer = money.findBills(A, { place: 'kiosk', by: { kind: 'slip', number } })
    if (!answer.ok || !answer.bills[0]) throw new Error(JSON.stringify(answer))
    return answer.bills[0]
  }
  return { time, books, money, find, vehicle, hold, submit, slip, mint: (forMs = MINUTE) => money.wallets.mint(ENDLESS_HOLDER, 'govpay', forMs) }
}

const items = (held: object) => (held as { items: { item: string, ref: string, amountAvos: number }[] }).items

describe('what is owed', () => {
  it.each(['MT-00-01', 'mt0001', 'Mt 00 01', 'MT00-01'])('is found when the plate is typed as %s', plate => {
    const { vehicle } = open()
    expect(vehicle(plate, '0001')).toMatchObject({ plate: 'MT-00-01', class: 'light', description: '1,498 cc', tax: 'due', bills: [{ kind: 'tax', amountAvos: 85_000, requires: [] }] })
  })

  it('is found by the owner\'s number and by the chassis, in either case', () => {
    const { find } = open()
    for (const proof of ['0001', 'K001', 'k001']) expect(find('MT-00-01', proof).ok).toBe(true)
  })

  it('holds the tax back behind the vehicle\'s unpaid fine', () => {
    const [fine, tax] = open().vehicle('MT-00-02', '0001').bills
    expect(fine).toMatchObject({ kind: 'fine', agency: 'PSP', amountAvos: 30_000, offence: 'infraction', number: '2026000002' })
    expect(tax).toMatchObject({ kind: 'tax', requires: [fine?.ref] })
  })

  it('bars a late tax at a kiosk and lists what it is made of at a counter', () => {
    const { vehicle } = open()
    expect(vehicle('MT-00-03', '0002').bills[0]?.bar).toBe('late')
    const late = vehicle('MT-00-03', '0002', 'counter').bills[0]
    expect(late?.bar).toBeUndefined()
    expect(late?.composition).toEqual([
      { part: 'tax', amountAvos: 85_000 }, { part: 'default-interest', amountAvos: 170 }, { part: 'surcharge', amountAvos: 2_550 }, { part: 'fine', amountAvos: 170_000 }
    ])
    expect(late?.amountAvos).toBe(257_720)
    expect(vehicle('MT-00-04', '0002', 'counter').bills[0]?.bar).toBe('coercive-collection')
  })

  it.each<[string, string, string | undefined]>([
    ['MT-00-05', '0003', undefined], ['MT-00-06', '0003', 'newly-acquired'], ['MT-00-07', '0003', 'inactive'], ['MT-00-08', '0003', 'clamped'],
    ['MT-00-22', '0010', 'offence-records'], ['MT-00-23', '0010', 'transfer-under-way']
  ])('says for %s why it is sent to the department', (plate, proof, bar) => {
    const found = open().vehicle(plate, proof, 'counter')
    expect(found.bills.find(({ kind }) => kind === 'tax')?.bar).toBe(bar)
    if (bar === undefined) expect(found).toMatchObject({ electric: true, tax: 'nothing-due', bills: [] })
  })

  it('lets a heavy electric vehicle pay by weight', () => {
    expect(open().vehicle('MT-00-24', '0018')).toMatchObject({ class: 'heavy', electric: true, tax: 'due', bills: [{ kind: 'tax', amountAvos: 260_000 }] })
  })

  it('asks the class when a plate fits two, and takes it', () => {
    const { find } = open()
    expect(find('MT-00-21', '0007')).toMatchObject({ ok: true, classes: ['light', 'motorcycle'], vehicles: [] })
    expect(find('MT-00-21', '0007', { class: 'motorcycle' })).toMatchObject({ vehicles: [{ class: 'motorcycle', bills: [{ amountAvos: 20_000 }] }] })
  })

  it('is told by notice and by slip, each by its own', () => {
    const { money } = open()
    const by = (kind: 'notice' | 'slip', number: string) => money.findBills(A, { place: 'kiosk', by: { kind, number } })
    expect(by('notice', '2026000001')).toMatchObject({ vehicles: [{ plate: 'MT-00-01' }] })
    expect(by('notice', '2026000002')).toMatchObject({ vehicles: [], bills: [{ kind: 'fine', vehicle: { plate: 'MT-00-02' } }] })
    expect(by('notice', '2026000321')).toMatchObject({ bills: [{ kind: 'fine', purpose: 'PEDESTRIAN' }] })
    expect(by('notice', '2026000203')).toMatchObject({ bills: [{ agency: 'IAM' }] })
    expect(by('slip', '2026000201')).toMatchObject({ bills: [{ agency: 'MP', amountAvos: 120_000, payBy: '2026-03-01' }] })
    expect(by('slip', '2026000202')).toMatchObject({ bills: [{ agency: 'TUI', bar: 'overdue' }] })
    expect(by('slip', '2026000001')).toEqual({ ok: false, code: 'bill-unknown' })
    expect(money.findBills(A, { place: 'kiosk', by: { kind: 'slip', agency: 'TUI', number: '2026000201' } })).toEqual({ ok: false, code: 'bill-unknown' })
  })

  it('gives the season as data that moves with today', () => {
    expect(open().find('MT-00-01', '0001')).toMatchObject({ season: { year: 2026, from: '2025-12-31', until: '2026-03-31' } })
  })
})

describe('a wrong proof', () => {
  it('slows down, then closes the plate at that station alone for a quarter of an hour', async () => {
    const { find, time } = open()
    expect(find('MT-00-01', '9999')).toEqual({ ok: false, code: 'proof-wrong', waitMs: 2_000, left: 2 })
    expect(find('mt0001', '0001')).toEqual({ ok: false, code: 'too-soon', waitMs: 2_000 })
    await time.pass(2_000)
    expect(find('MT-00-01', '9999')).toEqual({ ok: false, code: 'proof-wrong', waitMs: 8_000, left: 1 })
    await time.pass(8_000)
    expect(find('MT-00-01', '9999')).toEqual({ ok: false, code: 'proof-locked' })
    expect(find('MT-00-01', '0001')).toEqual({ ok: false, code: 'proof-locked' })
    expect(find('MT-00-01', '0001', { station: B }).ok).toBe(true)
    expect(find('MT-00-02', '0001').ok).toBe(true)
    await time.pass(15 * MINUTE)
    expect(find('MT-00-01', '0001').ok).toBe(true)
    expect(find('MT-00-01', '9999')).toMatchObject({ left: 2 })
  })
})

describe('a reservation', () => {
  it('is for one transaction alone: the second station is refused, and sees why', () => {
    const { slip, hold, money } = open()
    const { ref } = slip('2026000201')
    const quote = money.quote(B, 'kiosk', [ref])
    expect(hold(1, [ref])).toMatchObject({ ok: true })
    expect(slip('2026000201')).toMatchObject({ bar: 'payment-pending', heldBy: txn(1) })
    if (!quote.ok) throw new Error('no quote')
    const asked = { transaction: txn(2), place: 'kiosk' as const, quote: quote.quote, forMs: MINUTE, items: [{ item: `${txn(2)}:1`, ref, amountAvos: 120_000 }] }
    expect(money.reserve(B, asked)).toEqual({ ok: false, code: 'bill-pending', ref, bar: 'payment-pending' })
    money.release(A, txn(1))
    // The answer to this transaction stays what it was; another one gets the bill.
    expect(money.reserve(B, asked)).toMatchObject({ ok: false, code: 'bill-pending' })
    expect(hold(3, [ref], { station: B })).toMatchObject({ ok: true })
  })

  it('runs out, and then the first who submits is paid', async () => {
    const { slip, hold, submit, time } = open()
    const { ref } = slip('2026000201')
    const first = hold(1, [ref], { forMs: MINUTE })
    await time.pass(MINUTE)
    const second = hold(2, [ref], { station: B, forMs: MINUTE })
    expect(second).toMatchObject({ ok: true })
    expect(submit(1, items(first)[0]!)).toEqual({ ok: false, code: 'bill-paid' })
    expect(submit(2, items(second)[0]!, B)).toMatchObject({ ok: true })
  })

  it('is acknowledged after it has run out when nobody paid meanwhile', async () => {
    const { slip, hold, submit, time, money } = open()
    const held = hold(1, [slip('2026000201').ref], { forMs: MINUTE })
    await time.pass(10 * MINUTE)
    money.release(A, txn(1))
    expect(submit(1, items(held)[0]!)).toMatchObject({ ok: true, acknowledgement: expect.stringMatching(/^T/) as string })
    expect(slip('2026000201')).toMatchObject({ bar: 'paid', paidBy: txn(1) })
  })

  it('holds a slip to the last millisecond of its day, and not one longer', async () => {
    const { slip, money, time } = open()
    const { ref } = slip('2026000201')
    await time.pass(DAY_ENDS - MINUTE)
    const quotes = [money.quote(A, 'kiosk', [ref]), money.quote(A, 'kiosk', [ref])]
    await time.pass(MINUTE - 1)
    const reserve = (number: number, quote: ReturnType<typeof money.quote> | undefined) => money.reserve(A, {
      transaction: txn(number), place: 'kiosk', quote: quote?.ok ? quote.quote : '', forMs: MINUTE, items: [{ item: `${txn(number)}:1`, ref, amountAvos: 120_000 }]
    })
    expect(reserve(1, quotes[0])).toMatchObject({ ok: true })
    money.release(A, txn(1))
    await time.pass(1)
    expect(reserve(2, quotes[1])).toMatchObject({ ok: false, code: 'bill-overdue' })
  })

  it('is all or nothing', () => {
    const { slip, hold, vehicle } = open()
    const tax = vehicle('MT-00-01', '0001').bills[0]!
    const { ref } = slip('2026000201')
    hold(1, [ref])
    expect(hold(2, [tax.ref, ref])).toMatchObject({ ok: false, code: 'bill-pending' })
    expect(vehicle('MT-00-01', '0001').bills[0]?.bar).toBeUndefined()
  })

  it.each<[string, (items: { item: string, ref: string, amountAvos: number }[]) => object[], string]>([
    ['nothing', held => held.map(each => ({ ...each, amountAvos: 0 })), 'amount-invalid'],
    ['less than nothing', held => held.map(each => ({ ...each, amountAvos: -1 })), 'amount-invalid'],
    ['more than any bill', held => held.map(each => ({ ...each, amountAvos: 1_000_000_001 })), 'amount-invalid'],
    ['another amount', held => held.map(each => ({ ...each, amountAvos: each.amountAvos + 1 })), 'amount-changed'],
    ['the same bill twice', held => [...held, { ...held[0], item: `${txn(9)}:7` }], 'amount-invalid'],
    ['a bill that wasn\'t quoted', held => held.map(each => ({ ...each, ref: 'another' })), 'bill-unknown']
  ])('is refused for %s', (_, change, code) => {
    const { slip, money } = open()
    const quote = money.quote(A, 'kiosk', [slip('2026000201').ref])
    if (!quote.ok) throw new Error('no quote')
    const asked = change(quote.items.map(({ bill, amountAvos }, index) => ({ item: `${txn(9)}:${String(index + 1)}`, ref: bill.ref, amountAvos })))
    expect(money.reserve(A, { transaction: txn(9), place: 'kiosk', quote: quote.quote, forMs: MINUTE, items: asked as never })).toMatchObject({ ok: false, code })
    expect(money.keeping.all().reservations).toEqual([expect.objectContaining({ refs: [], active: false })])
  })

  it('is refused when the quote is another station\'s, another place\'s or five minutes old, and when the amount changed since', async () => {
    const { slip, money, time } = open()
    const { ref } = slip('2026000201')
    const fresh = () => money.quote(A, 'kiosk', [ref])
    const reserve = (number: number, quote: ReturnType<typeof fresh>, station = A, place: Place = 'kiosk') => money.reserve(station, {
      transaction: txn(number), place, quote: quote.ok ? quote.quote : '', forMs: MINUTE, items: [{ item: `${txn(number)}:1`, ref, amountAvos: 120_000 }]
    })
    const quote = fresh()
    expect(reserve(1, quote, B)).toMatchObject({ code: 'quote-expired' })
    expect(reserve(2, quote, A, 'counter')).toMatchObject({ code: 'quote-expired' })
    money.bills.mark('2026000201', { amountAvos: 130_000 })
    expect(reserve(3, quote)).toMatchObject({ code: 'amount-changed', ref })
    money.bills.mark('2026000201', { paidElsewhere: true })
    expect(reserve(4, quote)).toMatchObject({ code: 'bill-paid', ref })
    await time.pass(5 * MINUTE)
    expect(reserve(5, quote)).toMatchObject({ code: 'quote-expired' })
  })

  it('takes ten vehicles and no eleventh', () => {
    const { vehicle, hold } = open()
    const fleet = Array.from({ length: 11 }, (_, index) => vehicle(`MT-00-${String(index + 10)}`, '0004').bills[0]!.ref)
    expect(hold(1, fleet)).toMatchObject({ ok: false, code: 'too-many-vehicles' })
    expect(hold(2, fleet.slice(0, 10))).toMatchObject({ ok: true })
  })

  it('takes a tax only with its vehicle\'s fines', () => {
    const { vehicle, hold } = open()
    const [fine, tax] = vehicle('MT-00-02', '0001').bills
    expect(hold(1, [tax!.ref])).toMatchObject({ ok: false, code: 'bill-barred', ref: fine!.ref })
    expect(hold(2, [tax!.ref, fine!.ref])).toMatchObject({ ok: true })
  })
})

describe('an item', () => {
  it('is acknowledged once, fine before tax, and the register says paid', () => {
    const { vehicle, hold, submit } = open()
    const held = hold(1, vehicle('MT-00-02', '0001').bills.map(({ ref }) => ref))
    const [fine, tax] = items(held)
    const acknowledged = submit(1, fine!)
    expect(acknowledged).toMatchObject({ ok: true })
    expect(submit(1, tax!)).toMatchObject({ ok: true, inspectionBy: '2026-04-15' })
    expect(submit(1, fine!)).toEqual(acknowledged)
    expect(vehicle('MT-00-02', '0001')).toMatchObject({ tax: 'paid', bills: [{ bar: 'paid', paidBy: txn(1) }, { bar: 'paid', requires: [] }] })
  })

  it('of a tax is refused for good when its fine isn\'t paid', () => {
    const { vehicle, hold, submit } = open()
    const [fine, tax] = items(hold(1, vehicle('MT-00-02', '0001').bills.map(({ ref }) => ref)))
    expect(submit(1, tax!)).toEqual({ ok: false, code: 'fine-first' })
    submit(1, fine!)
    expect(submit(1, tax!)).toEqual({ ok: false, code: 'fine-first' })
  })

  it('that nobody reserved is refused', () => {
    const { slip, submit } = open()
    expect(submit(1, { item: `${txn(1)}:1`, ref: slip('2026000201').ref, amountAvos: 120_000 })).toEqual({ ok: false, code: 'not-reserved' })
  })

  it('is taken back, and one that was taken back before it came is refused when it comes', () => {
    const { slip, hold, submit, money } = open()
    const [item] = items(hold(1, [slip('2026000201').ref]))
    submit(1, item!)
    money.reverse(A, item!.item)
    expect(slip('2026000201').bar).toBeUndefined()
    const [late] = items(hold(2, [slip('2026000201').ref]))
    money.reverse(A, late!.item)
    expect(submit(2, late!)).toEqual({ ok: false, code: 'not-reserved' })
    expect(money.keeping.all().items.map(({ state }) => state)).toEqual(['reversed', 'reversed'])
  })

  it('can be refused after all, when the training is told so', () => {
    const { slip, hold, submit, money } = open()
    money.faults.add({ call: 'submitItem', act: 'refuse', reason: 'bill-barred' })
    const [item] = items(hold(1, [slip('2026000201').ref]))
    expect(submit(1, item!)).toEqual({ ok: false, code: 'bill-barred' })
    expect(submit(1, item!)).toEqual({ ok: false, code: 'bill-barred' })
  })
})

describe('a reset', () => {
  it('opens the bills again under new handles and keeps the books', () => {
    const { slip, hold, submit, money } = open()
    const before = slip('2026000201')
    const [item] = items(hold(1, [before.ref]))
    submit(1, item!)
    money.reset()
    const after = slip('2026000201')
    expect(after.bar).toBeUndefined()
    expect(after.ref).not.toBe(before.ref)
    expect(money.keeping.all().items).toHaveLength(1)
    expect(money.quote(A, 'kiosk', [before.ref])).toMatchObject({ code: 'bill-unknown' })
  })

  it('still takes an item that was reserved before it', () => {
    const { slip, hold, submit, money } = open()
    const [item] = items(hold(1, [slip('2026000201').ref]))
    money.reset()
    expect(submit(1, item!)).toMatchObject({ ok: true })
  })
})

describe('the wallets', () => {
  const attempt = (number: number, n = 1) => `${txn(number)}/${String(n)}`
  const order = (number: number, code: string, amountAvos = 100) => ({ attempt: attempt(number), code, amountAvos, deadlineMs: 3 * MINUTE })

  it('charge a code once, by either of its forms', () => {
    const { mint, money } = open()
    const { text, digits } = mint()
    const approved = money.wallets.charge(A, order(1, text))
    expect(approved).toMatchObject({ state: 'approved', approvedAvos: 100, wallet: 'GovPay (TRAINING)' })
    expect(money.wallets.charge(A, order(1, text))).toEqual(approved)
    expect(money.wallets.charge(A, order(2, digits))).toEqual({ state: 'declined', reason: 'code-used' })
    expect(money.wallets.status(attempt(1))).toEqual(approved)
    expect(money.wallets.status(attempt(3))).toEqual({ state: 'none' })
  })

  it('decline what they don\'t know, what ran out, what is too much and what sleeps', async () => {
    const { mint, money, time } = open()
    const charge = (number: number, code: string, amountAvos?: number) => money.wallets.charge(A, order(number, code, amountAvos))
    const old = mint(MINUTE).text
    await time.pass(MINUTE + 1)
    expect(charge(1, old)).toMatchObject({ reason: 'code-expired' })
    expect(charge(2, '990010999999999999')).toMatchObject({ reason: 'code-unknown' })
    const of = (holder: string, wallet: string) => money.wallets.mint(holder, wallet, MINUTE).digits
    expect(charge(3, of(ENDLESS_HOLDER, 'mpay'), 2_000_001)).toMatchObject({ reason: 'limit' })
    expect(charge(4, of(ENDLESS_HOLDER, 'mpay'), 2_000_000)).toMatchObject({ state: 'approved' })
    expect(charge(5, of('elderly', 'govpay'), 100_001)).toMatchObject({ reason: 'limit' })
    expect(charge(6, of('rare-name', 'mpay'), 30_000)).toMatchObject({ state: 'approved' })
    expect(charge(7, of('rare-name', 'mpay'), 30_000)).toMatchObject({ reason: 'insufficient-funds' })
    money.wallets.sleep('mpay', true)
    expect(charge(8, of(ENDLESS_HOLDER, 'mpay'))).toMatchObject({ reason: 'maintenance' })
    expect(charge(9, of(ENDLESS_HOLDER, 'govpay'))).toMatchObject({ state: 'approved' })
    money.wallets.sleep('mpay', false)
    money.reset()
    expect(charge(10, of('rare-name', 'mpay'), 30_000)).toMatchObject({ state: 'approved' })
  })

  it('give back in parts, each once, and no more than was taken', () => {
    const { mint, money } = open()
    money.wallets.charge(A, order(1, mint().text))
    const part = (key: string, amountAvos: number) => money.wallets.reverse(A, { attempt: attempt(1), part: { key, amountAvos } })
    part('one', 40)
    part('one', 40)
    expect(money.keeping.all().wallets).toMatchObject([{ state: 'approved', reversedAvos: 40 }])
    expect(() => part('two', 61)).toThrow()
    expect(() => part('one', 41)).toThrow()
    part('two', 60)
    expect(money.wallets.status(attempt(1))).toEqual({ state: 'reversed' })
    money.wallets.reverse(A, { attempt: attempt(1) })
    expect(money.keeping.all().wallets).toMatchObject([{ state: 'reversed', reversedAvos: 100 }])
  })

  it('remember a reversal that came before its attempt', () => {
    const { mint, money } = open()
    money.wallets.reverse(A, { attempt: attempt(1) })
    expect(money.wallets.charge(A, order(1, mint().text))).toEqual({ state: 'declined', reason: 'reversed-before' })
    money.wallets.reverse(A, { attempt: attempt(2) })
    expect(money.wallets.show(A, { attempt: attempt(2), amountAvos: 5, deadlineMs: MINUTE })).toEqual({ ok: false, reason: 'reversed-before' })
    expect(money.wallets.status(attempt(1))).toEqual({ state: 'reversed' })
  })

  it('show a code that waits for its holder, who decides once', () => {
    const { money } = open()
    const show = (number: number) => money.wallets.show(A, { attempt: attempt(number), amountAvos: 5_000, deadlineMs: 3 * MINUTE })
    const shown = show(1)
    expect(shown).toMatchObject({ ok: true, text: expect.stringMatching(/^000201/) as string })
    expect(show(1)).toEqual(shown)
    expect(money.wallets.status(attempt(1))).toEqual({ state: 'pending' })
    expect(money.wallets.waiting()).toMatchObject([{ attempt: attempt(1), amountAvos: 5_000 }])
    expect(money.wallets.decide(attempt(1), 'two-cars', 'mpay', true)).toBe(true)
    expect(money.wallets.decide(attempt(1), 'two-cars', 'mpay', false)).toBe(false)
    expect(money.wallets.status(attempt(1))).toMatchObject({ state: 'approved', wallet: 'MPay (TRAINING)' })
    show(2)
    money.wallets.decide(attempt(2), 'two-cars', 'mpay', false)
    expect(money.wallets.status(attempt(2))).toEqual({ state: 'cancelled' })
  })

  it('approve a shown code by themselves when they are told to, but not after its deadline', async () => {
    const { money, time } = open()
    money.wallets.keepAuto({ walletShow: 'approve', afterMs: 2_000 })
    const show = (number: number, deadlineMs: number) => money.wallets.show(A, { attempt: attempt(number), amountAvos: 5_000, deadlineMs })
    show(1, MINUTE)
    show(2, 1_000)
    await time.pass(1_999)
    expect(money.wallets.status(attempt(1))).toEqual({ state: 'pending' })
    await time.pass(1)
    expect(money.wallets.status(attempt(1))).toMatchObject({ state: 'approved' })
    expect(money.wallets.status(attempt(2))).toEqual({ state: 'declined', reason: 'code-expired' })
  })
})

describe('the books', () => {
  it('are the same after they were closed and opened again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'balcao-books-'))
    const first = open(folder)
    const [item] = items(first.hold(1, [first.slip('2026000201').ref]))
    const acknowledged = first.submit(1, item!)
    first.money.wallets.charge(A, { attempt: `${txn(1)}/1`, code: first.mint().text, amountAvos: 7, deadlineMs: MINUTE })
    const before = first.money.keeping.all()
    first.books.close()
    closing.pop()
    const again = open(folder)
    expect(again.money.keeping.all()).toEqual(before)
    expect(again.submit(1, item!)).toEqual(acknowledged)
  })

  /** Every call of three transactions over two bills: repeated, reordered and mixed at will. */
  it('answer the same call the same way for ever, and never take a bill or an attempt twice', async () => {
    const call = fc.record({ what: fc.constantFrom('reserve', 'submit', 'release', 'reverse', 'charge', 'giveBack', 'part'), number: fc.integer({ min: 1, max: 3 }), index: fc.constantFrom(0, 1) })
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof({ weight: 6, arbitrary: call }, fc.constant('pass' as const)), { maxLength: 40 }), async calls => {
      const { money, slip, mint, time } = open()
      const refs = [slip('2026000201').ref, money.bills.mint('fresh', 'slip', 5_000).ref]
      const quotes = [1, 2, 3].map(() => money.quote(A, 'kiosk', refs))
      const codes = [mint(), mint(), mint()]
      const asked = (number: number) => refs.map((ref, index) => ({ item: `${txn(number)}:${String(index + 1)}`, ref, amountAvos: index === 0 ? 120_000 : 5_000 }))
      const answers = new Map<string, unknown>()
      const once = (key: string, answer: unknown) => {
        if (answers.has(key)) expect([key, answer]).toEqual([key, answers.get(key)])
        answers.set(key, answer)
      }
      const approved = new Set<string>()
      for (const each of calls) {
        if (each === 'pass') {
          await time.pass(20_000)
          continue
        }
        const { what, number, index } = each
        const attempt = `${txn(number)}/1`
        const quote = quotes[number - 1]
        switch (what) {
          case 'reserve': once(`reserve ${String(number)}`, money.reserve(A, { transaction: txn(number), place: 'kiosk', quote: quote?.ok ? quote.quote : '', forMs: MINUTE, items: asked(number) })); break
          case 'submit': once(`submit ${String(number)} ${String(index)}`, money.submit(A, { transaction: txn(number), ...asked(number)[index]! })); break
          case 'release': money.release(A, txn(number)); break
          case 'reverse': money.reverse(A, asked(number)[index]!.item); break
          case 'charge': {
            const answer = money.wallets.charge(A, { attempt, code: codes[number - 1]!.text, amountAvos: 100, deadlineMs: MINUTE })
            if (answer.state === 'approved') approved.add(attempt)
            break
          }
          case 'giveBack': money.wallets.reverse(A, { attempt }); break
          case 'part': if (approved.has(attempt)) money.wallets.reverse(A, { attempt, part: { key: String(index), amountAvos: 50 } }); break
        }
        const all = money.keeping.all()
        for (const ref of refs) expect(all.items.filter(item => item.ref === ref && item.state === 'acknowledged').length).toBeLessThanOrEqual(1)
        for (const charge of all.wallets) expect(charge.reversedAvos).toBeLessThanOrEqual(charge.amountAvos)
      }
      closing.pop()?.()
    }), { numRuns: 60 })
  })
})
