import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { MOST_AVOS } from '../../../hardware/payment-terminal/port.ts'
import { MAX_AVOS } from '../../contract/index.ts'
import { moneyContract } from '../../gateway/money-contract.ts'

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

describe('before money is asked for', () => {
  const refusedBy = async (order: Parameters<TwinTill['machine']['begin']>[0]) => {
    const outcome = await till.machine.begin(order)
    return outcome.ok ? 'begun' : outcome.refusal.code
  }
  const nothingHappened = () => {
    expect(till.card.books()).toEqual([])
    expect(till.agencies.books()).toEqual({ charges: [], agencies: [] })
  }

  it.each<[string, { expiresAt?: number; amounts?: readonly number[] }]>([
    ['quote-expired', { expiresAt: 0 }],
    ['amount-invalid', { amounts: [0] }],
    ['amount-invalid', { amounts: [-1] }],
    ['amount-invalid', { amounts: [1.5] }],
    ['amount-invalid', { amounts: [Number.NaN] }],
    ['amount-invalid', { amounts: [1_000_000_001] }],
    ['amount-invalid', { amounts: [600_000_000, 600_000_000] }],
    ['amount-invalid', { amounts: [] }],
  ])('an order is refused with %s when its quote is impossible: %j', async (code, { expiresAt, amounts }) => {
    const order = till.order([till.agencies.owe().ref], 'card')
    const items =
      amounts?.map((amountAvos, index) => ({ bill: till.agencies.owe({ ref: `x${String(index)}` }), amountAvos })) ??
      order.quote.items
    expect(
      await refusedBy({ ...order, quote: { ...order.quote, expiresAt: expiresAt ?? order.quote.expiresAt, items } }),
    ).toBe(code)
    nothingHappened()
    expect(refusals()).toEqual([code])
  })

  it('cash that is too little is refused', async () => {
    const bill = till.agencies.owe({ amountAvos: 85_000 })
    expect(await refusedBy(till.order([bill.ref], 'cash', { givenAvos: 84_999 }))).toBe('cash-short')
    expect(refusals()).toEqual(['cash-short'])
  })

  it.each([-1, 0.5, MAX_AVOS + 1, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY])(
    '%d avos of cash are refused as no amount',
    async (givenAvos) => {
      expect(await refusedBy(till.order([till.agencies.owe().ref], 'cash', { givenAvos }))).toBe('amount-invalid')
      nothingHappened()
      expect(refusals()).toEqual(['amount-invalid'])
    },
  )

  it('the most that may be paid is the same for pages, tenders and agencies', async () => {
    const wallet = moneyContract.chargeWallet['~orpc'].inputSchema
    const asks = (amountAvos: number) =>
      wallet?.safeParse({ attempt: '01999999-0000-7000-8000-000000000001/1', code: 'c', amountAvos, deadlineMs: 1_000 })
        .success
    expect([MOST_AVOS, asks(MAX_AVOS), asks(MAX_AVOS + 1)]).toEqual([MAX_AVOS, true, false])
    const transaction = await till.pay(till.order([till.agencies.owe({ amountAvos: MAX_AVOS }).ref], 'card'))
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', totalAvos: MAX_AVOS })
  })

  it('new money is refused on a nearly full disk, while what was begun is recorded', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    till.disk.freeBytes = 200 * 1024 * 1024 - 1
    expect(await refusedBy(till.order([till.agencies.owe().ref], 'cash'))).toBe('disk-full')
    expect(refusals()).toEqual(['disk-full'])
    till.card.decide(`${transaction}/1`, 'approve')
    await till.pass()
    expect(till.show(transaction).state).toBe('committed')
  })

  it('a bill is paid once when two ask at the same time', async () => {
    till.card.behave({ do: 'wait' })
    const bill = till.agencies.owe()
    const outcomes = await Promise.all([1, 2, 3].map(() => refusedBy(till.order([bill.ref], 'card'))))
    expect(outcomes.toSorted()).toEqual(['begun', 'bill-pending', 'bill-pending'])
    expect(till.card.books()).toHaveLength(1)
    expect(await refusedBy(till.order([bill.ref], 'wallet-show'))).toBe('bill-pending')
  })

  it('a wallet payment code is refused the second time, even when its payment came to nothing', async () => {
    till.agencies.answerWallets('insufficient-funds')
    await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan', { customerCode: 'C1' }))
    await till.pass()
    expect(await refusedBy(till.order([till.agencies.owe().ref], 'wallet-scan', { customerCode: 'C1' }))).toBe(
      'wallet-code-used',
    )
    expect(refusals()).toEqual(['wallet-code-used'])
    expect(till.agencies.arrivalsOf('chargeWallet')).toBe(1)
  })

  it('a code that was used before a restart is refused by the provider', async () => {
    await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan', { customerCode: 'C1' }))
    await till.pass()
    await till.restart()
    const again = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan', { customerCode: 'C1' }))
    await till.pass()
    expect(till.show(again)).toMatchObject({ state: 'declined', refusal: { code: 'wallet-code-used' } })
    expect(till.agencies.books().charges.filter(({ takenAvos }) => takenAvos > 0)).toHaveLength(1)
  })

  it("a tender that isn't attached is refused", async () => {
    till.tenders.set('card', undefined)
    expect(await refusedBy(till.order([till.agencies.owe().ref], 'card'))).toBe('tender-unavailable')
    nothingHappened()
    expect(refusals()).toEqual(['tender-unavailable'])
  })
})

/** The codes of orders that were refused while money was near. */
function refusals(): unknown[] {
  const codes: unknown[] = []
  till.journal.rebuild({
    name: 'refusals',
    version: 1,
    empty: () => null,
    fold: (_, { kind, facts }) => {
      if (kind === 'order-refused') codes.push(facts['code'])
    },
    write: () => null,
    read: () => null,
  })
  return codes
}
