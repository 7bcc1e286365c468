import { afterEach, describe, expect, it } from 'vitest'
import { STATION_A, MINUTE, endSampleMoney, openSampleMoney as open, transactionId } from '../agencies/money.fixture.ts'
import { ENDLESS_HOLDER } from './wallets.ts'

afterEach(endSampleMoney)

describe('the wallets', () => {
  const attempt = (number: number, n = 1) => `${transactionId(number)}/${String(n)}`
  const order = (number: number, code: string, amountAvos = 100) => ({
    attempt: attempt(number),
    code,
    amountAvos,
    deadlineMs: 3 * MINUTE,
  })

  it('charge a code once, in either of its forms', () => {
    const { mint, money } = open()
    const { text, digits } = mint()
    const approved = money.wallets.charge(STATION_A, order(1, text))
    expect(approved).toMatchObject({ state: 'approved', approvedAvos: 100, wallet: 'GovPay (TRAINING)' })
    expect(money.wallets.charge(STATION_A, order(1, text))).toEqual(approved)
    expect(money.wallets.charge(STATION_A, order(2, digits))).toEqual({ state: 'declined', reason: 'code-used' })
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual(approved)
    expect(money.wallets.status(STATION_A, attempt(3))).toEqual({ state: 'none' })
  })

  it('decline an unknown or expired code, too high an amount, and during maintenance', async () => {
    const { mint, money, time } = open()
    const charge = (number: number, code: string, amountAvos?: number) =>
      money.wallets.charge(STATION_A, order(number, code, amountAvos))
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

  it('reverse in parts, each once, and never more than was taken', () => {
    const { mint, money } = open()
    money.wallets.charge(STATION_A, order(1, mint().text))
    const part = (key: string, amountAvos: number) =>
      money.wallets.reverse(STATION_A, { attempt: attempt(1), part: { key, amountAvos } })
    part('one', 40)
    part('one', 40)
    expect(money.keeping.all().wallets).toMatchObject([{ state: 'approved', reversedAvos: 40 }])
    expect(() => part('two', 61)).toThrow()
    expect(() => part('one', 41)).toThrow()
    part('two', 60)
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual({ state: 'reversed' })
    money.wallets.reverse(STATION_A, { attempt: attempt(1) })
    expect(money.keeping.all().wallets).toMatchObject([{ state: 'reversed', reversedAvos: 100 }])
  })

  it.each([
    ['take-and-decline', { state: 'declined', reason: 'declined' }],
    ['take-and-cancel', { state: 'cancelled' }],
  ] as const)('can take money and answer otherwise, until it is reversed: %s', (act, said) => {
    const { mint, money } = open()
    money.faults.add({ call: 'chargeWallet', act })
    expect(money.wallets.charge(STATION_A, order(1, mint().text))).toEqual(said)
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual(said)
    expect(money.keeping.all().wallets).toMatchObject([{ state: 'approved', reversedAvos: 0 }])
    money.wallets.reverse(STATION_A, { attempt: attempt(1) })
    expect(money.keeping.all().wallets).toMatchObject([{ state: 'reversed', reversedAvos: 100 }])
    expect(money.wallets.charge(STATION_A, order(2, mint().text))).toMatchObject({ state: 'approved' })
    money.faults.add({ call: 'showWallet', act })
    money.wallets.show(STATION_A, { attempt: attempt(3), amountAvos: 100, deadlineMs: MINUTE })
    money.wallets.decide({ attempt: attempt(3) }, ENDLESS_HOLDER, 'govpay', true)
    expect(money.wallets.status(STATION_A, attempt(3))).toEqual(said)
  })

  it('refuse an attempt whose reversal came first', () => {
    const { mint, money } = open()
    money.wallets.reverse(STATION_A, { attempt: attempt(1) })
    expect(money.wallets.charge(STATION_A, order(1, mint().text))).toEqual({
      state: 'declined',
      reason: 'reversed-before',
    })
    money.wallets.reverse(STATION_A, { attempt: attempt(2) })
    expect(money.wallets.show(STATION_A, { attempt: attempt(2), amountAvos: 5, deadlineMs: MINUTE })).toEqual({
      ok: false,
      reason: 'reversed-before',
    })
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual({ state: 'reversed' })
  })

  it('show a code that its holder approves or declines once', () => {
    const { money } = open()
    const show = (number: number) =>
      money.wallets.show(STATION_A, { attempt: attempt(number), amountAvos: 5_000, deadlineMs: 3 * MINUTE })
    const shown = show(1)
    expect(shown).toMatchObject({ ok: true, text: expect.stringMatching(/^000201/) as string })
    expect(show(1)).toEqual(shown)
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual({ state: 'pending' })
    const request = { attempt: attempt(1), how: 'shown', amountAvos: 5_000, state: 'pending' }
    expect(money.wallets.waitingFor('two-cars')).toMatchObject([request])
    const code = shown.ok ? shown.text : ''
    expect(money.wallets.request({ code }, 'mother')).toMatchObject(request)
    expect(money.wallets.request({ code: `${code}0` }, 'mother')).toBeUndefined()
    const decided = money.wallets.decide({ code }, 'two-cars', 'mpay', true)
    expect(decided).toMatchObject({ ...request, state: 'approved' })
    expect(money.wallets.decide({ attempt: attempt(1) }, 'two-cars', 'mpay', false)).toEqual(decided)
    expect(money.wallets.status(STATION_A, attempt(1))).toMatchObject({ state: 'approved', wallet: 'MPay (TRAINING)' })
    expect(money.wallets.waitingFor('two-cars')).toEqual([])
    show(2)
    money.wallets.decide({ attempt: attempt(2) }, 'two-cars', 'mpay', false)
    expect(money.wallets.status(STATION_A, attempt(2))).toEqual({ state: 'cancelled' })
  })

  it('ask the holder of a scanned code when set to, and nobody else may answer', async () => {
    const { money, time } = open()
    const scan = (number: number, deadlineMs = MINUTE) => {
      money.faults.add({ call: 'chargeWallet', act: 'ask-holder' })
      return money.wallets.charge(STATION_A, {
        attempt: attempt(number),
        code: money.wallets.mint('two-cars', 'mpay', MINUTE).text,
        amountAvos: 5_000,
        deadlineMs,
      })
    }
    expect(scan(1)).toEqual({ state: 'pending' })
    expect(money.wallets.waitingFor('mother')).toEqual([])
    expect(money.wallets.decide({ attempt: attempt(1) }, 'mother', 'govpay', true)).toBeUndefined()
    expect(money.wallets.decide({ attempt: attempt(1) }, 'two-cars', 'mpay', true)).toMatchObject({
      how: 'scanned',
      state: 'approved',
    })
    expect(money.wallets.purseOf('two-cars')).toEqual({ balanceAvos: 4_995_000, limitAvos: 1_000_000 })
    scan(2)
    await time.pass(MINUTE + 1)
    expect(money.wallets.decide({ attempt: attempt(2) }, 'two-cars', 'mpay', true)).toMatchObject({
      state: 'declined',
      reason: 'code-expired',
    })
    expect(money.wallets.status(STATION_A, attempt(2))).toEqual({ state: 'declined', reason: 'code-expired' })
  })

  it('no longer ask for an attempt that was reversed', () => {
    const { money } = open()
    money.wallets.show(STATION_A, { attempt: attempt(1), amountAvos: 5_000, deadlineMs: MINUTE })
    money.wallets.reverse(STATION_A, { attempt: attempt(1) })
    expect(money.wallets.waitingFor('two-cars')).toEqual([])
    expect(money.wallets.decide({ attempt: attempt(1) }, 'two-cars', 'mpay', true)).toMatchObject({ state: 'reversed' })
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual({ state: 'reversed' })
    expect(money.wallets.purseOf('two-cars').balanceAvos).toBe(5_000_000)
  })

  it('refuse an attempt that comes again with another amount or code', () => {
    const { mint, money } = open()
    const { text } = mint()
    money.wallets.charge(STATION_A, order(1, text))
    expect(() => money.wallets.charge(STATION_A, order(1, text, 101))).toThrow('Conflict')
    expect(() => money.wallets.charge(STATION_A, order(1, mint().text))).toThrow('Conflict')
    expect(() => money.wallets.show(STATION_A, { attempt: attempt(1), amountAvos: 100, deadlineMs: MINUTE })).toThrow(
      'Conflict',
    )
  })

  it("keep to their caps and their holders' limits when a shown code is approved", () => {
    const { money } = open()
    const show = (number: number, amountAvos: number) =>
      money.wallets.show(STATION_A, { attempt: attempt(number), amountAvos, deadlineMs: MINUTE })
    show(1, 2_000_001)
    expect(money.wallets.decide({ attempt: attempt(1) }, 'fleet', 'mpay', true)).toMatchObject({
      state: 'declined',
      reason: 'limit',
    })
    show(2, 5_000_000)
    expect(money.wallets.decide({ attempt: attempt(2) }, 'fleet', 'govpay', true)).toMatchObject({ state: 'approved' })
    show(3, 100_001)
    expect(money.wallets.decide({ attempt: attempt(3) }, 'elderly', 'govpay', true)).toMatchObject({
      state: 'declined',
      reason: 'limit',
    })
  })

  it('are under maintenance in the announced window, past midnight too', async () => {
    const { money, mint, time } = open()
    money.wallets.sleep('govpay', true, { from: '23:30', until: '08:05' })
    const charge = (number: number) => money.wallets.charge(STATION_A, order(number, mint().text)).state
    expect(charge(1)).toBe('declined')
    await time.pass(5 * MINUTE)
    expect(charge(2)).toBe('approved')
    await time.pass(15 * 60 * MINUTE + 24 * MINUTE)
    expect(charge(3)).toBe('approved')
    await time.pass(MINUTE)
    expect(charge(4)).toBe('declined')
    expect(money.wallets.maintenanceOf('govpay')).toEqual([{ from: '23:30', until: '08:05' }])
    money.wallets.sleep('govpay', false)
    expect(charge(5)).toBe('approved')
  })

  it('approve a shown code by themselves when set to, but not after its deadline', async () => {
    const { money, time } = open()
    money.wallets.keepAuto({ walletShow: 'approve', afterMs: 2_000 })
    const show = (number: number, deadlineMs: number) =>
      money.wallets.show(STATION_A, { attempt: attempt(number), amountAvos: 5_000, deadlineMs })
    show(1, MINUTE)
    show(2, 1_000)
    await time.pass(1_999)
    expect(money.wallets.status(STATION_A, attempt(1))).toEqual({ state: 'pending' })
    await time.pass(1)
    expect(money.wallets.status(STATION_A, attempt(1))).toMatchObject({ state: 'approved' })
    expect(money.wallets.status(STATION_A, attempt(2))).toEqual({ state: 'declined', reason: 'code-expired' })
  })
})
