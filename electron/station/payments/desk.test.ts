import { beforeEach, describe, expect, it } from 'vitest'
import { createTwinDesk, twinBill, type TwinCustomer, type TwinDesk } from '../../../build/twins/desk.ts'
import { refuse } from '../../contract/index.ts'

const MINUTE = 60_000

let twin: TwinDesk
beforeEach(() => {
  twin = createTwinDesk()
})

describe('finding and paying', () => {
  it('quotes only what this person was shown', async () => {
    const { customer } = twin.newCustomer()
    expect(await twin.desk.quote(customer, ['tax'])).toMatchObject({ ok: false, refusal: { code: 'bill-unknown' } })
    await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    expect(await twin.desk.quote(customer, ['tax'])).toMatchObject({ ok: true, quote: { totalAvos: 85_000 } })
  })

  it('pays a quote once, however often it is asked', async () => {
    const { customer } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    const [one, other] = await Promise.all([
      twin.desk.pay(customer, { quote, tender: 'card' }),
      twin.desk.pay(customer, { quote, tender: 'card' }),
    ])
    expect(one).toEqual(other)
    expect(twin.orders).toHaveLength(1)
    twin.setPaymentState(twin.orders.length === 1 ? ([...twin.payments.keys()][0] ?? '') : '', 'committed')
    expect(await twin.desk.pay(customer, { quote, tender: 'wallet-show' })).toMatchObject({
      ok: true,
      payment: { state: 'committed' },
    })
    expect(twin.orders).toHaveLength(1)
  })

  it('takes another tender for the same quote after an attempt that came to nothing', async () => {
    const { customer } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    await twin.desk.pay(customer, { quote, tender: 'card' })
    twin.setPaymentState([...twin.payments.keys()][0] ?? '', 'declined')
    expect(await twin.desk.pay(customer, { quote, tender: 'wallet-show' })).toMatchObject({
      ok: true,
      payment: { tender: 'wallet-show' },
    })
    expect(twin.orders).toHaveLength(2)
  })

  it('refuses a second payment while one is under way', async () => {
    twin.owed = [twinBill('tax'), twinBill('other')]
    const { customer } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    await twin.desk.pay(customer, { quote, tender: 'card' })
    const second = await twin.desk.quote(customer, ['other'])
    expect(await twin.desk.pay(customer, { quote: second.ok ? second.quote.id : '', tender: 'card' })).toMatchObject({
      ok: false,
      refusal: { code: 'payment-under-way' },
    })
  })

  it('cancels a payment whose person left while it began', async () => {
    const { customer, leave } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    const paying = twin.desk.pay(customer, { quote, tender: 'card' })
    leave()
    await paying
    expect([...twin.payments.values()]).toMatchObject([{ state: 'cancelled' }])
  })

  it('uses the wallet code that this person scanned once, within two minutes, and shows it to no page', async () => {
    const { customer } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    expect(await twin.desk.pay(customer, { quote, tender: 'wallet-scan' })).toMatchObject({
      ok: false,
      refusal: { code: 'wallet-code-missing' },
    })
    twin.desk.noteWalletCode(customer, '990010123456789012')
    const paid = await twin.desk.pay(customer, { quote, tender: 'wallet-scan' })
    expect(paid.ok).toBe(true)
    expect(JSON.stringify(paid)).not.toContain('990010123456789012')
    expect(twin.orders[0]?.customerCode).toBe('990010123456789012')
    twin.setPaymentState([...twin.payments.keys()][0] ?? '', 'declined')
    expect(await twin.desk.pay(customer, { quote, tender: 'wallet-scan' })).toMatchObject({
      ok: false,
      refusal: { code: 'wallet-code-missing' },
    })
    twin.desk.noteWalletCode(customer, '990010123456789012')
    twin.now += 2 * MINUTE + 1
    expect(await twin.desk.pay(customer, { quote, tender: 'wallet-scan' })).toMatchObject({
      ok: false,
      refusal: { code: 'wallet-code-missing' },
    })
  })

  it('refuses a quote when it has expired, and records that', async () => {
    const { customer } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    twin.now += 5 * MINUTE
    expect(await twin.desk.pay(customer, { quote, tender: 'card' })).toMatchObject({
      ok: false,
      refusal: { code: 'quote-expired' },
    })
    expect(twin.refusedOrders).toEqual([{ code: 'quote-expired', tender: 'card', totalAvos: 85_000 }])
    expect(twin.orders).toHaveLength(0)
  })

  it('refuses a card payment when the terminal is lost', async () => {
    const { customer } = twin.newCustomer()
    const quote = await twin.quoteFor(customer)
    twin.terminal = 'lost'
    expect(await twin.desk.pay(customer, { quote, tender: 'card' })).toEqual(refuse('tender-unavailable'))
    expect([twin.orders, twin.refusedOrders]).toEqual([
      [],
      [{ code: 'tender-unavailable', tender: 'card', totalAvos: 85_000 }],
    ])
    twin.terminal = 'ready'
    expect(await twin.desk.pay(customer, { quote, tender: 'card' })).toMatchObject({ ok: true })
  })

  it('refuses a quote that has a bill twice, or another one than was asked for', async () => {
    twin.owed = [twinBill('tax'), twinBill('other')]
    const { customer } = twin.newCustomer()
    await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    for (const answered of [['tax', 'tax'], ['tax', 'strange'], ['tax'], ['tax', 'other', 'other']]) {
      twin.money.quote = () =>
        Promise.resolve({
          ok: true,
          answer: {
            ok: true,
            quote: 'q',
            expiresAt: twin.now + MINUTE,
            items: answered.map((ref) => ({ bill: twinBill(ref), amountAvos: 85_000 })),
          },
        })
      expect(await twin.desk.quote(customer, ['tax', 'other'])).toEqual(refuse('gateway-refused'))
    }
  })

  it('gives nobody the quote of somebody who left meanwhile', async () => {
    const { customer, leave } = twin.newCustomer()
    const { findBills } = twin.money
    twin.money.findBills = async (question) => {
      const found = await findBills(question)
      leave()
      return found
    }
    expect(await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })).toEqual(
      refuse('person-gone'),
    )
    expect(await twin.desk.quote(customer, ['tax'])).toEqual(refuse('bill-unknown'))
  })

  it('refuses cash at a kiosk', async () => {
    const { customer } = twin.newCustomer('kiosk')
    const quote = await twin.quoteFor(customer)
    expect(await twin.desk.pay(customer, { quote, tender: 'cash', givenAvos: 100_000 })).toMatchObject({
      ok: false,
      refusal: { code: 'tender-unavailable' },
    })
  })

  it.each([0, -1, 1_000_000_001])("refuses an amount of %i avos in the gateway's quote", async (amountAvos) => {
    const { customer } = twin.newCustomer()
    await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    const { quote } = twin.money
    twin.money.quote = ({ bills }) =>
      Promise.resolve({
        ok: true,
        answer: {
          ok: true,
          quote: 'q',
          expiresAt: twin.now + MINUTE,
          items: bills.map((ref) => ({ bill: twinBill(ref), amountAvos })),
        },
      })
    expect(await twin.desk.quote(customer, ['tax'])).toMatchObject({ ok: false, refusal: { code: 'amount-invalid' } })
    twin.money.quote = quote
  })

  it.each([
    [-10 * MINUTE, 'behind'],
    [10 * MINUTE, 'ahead of'],
  ])("keeps a quote as long as the gateway does when the gateway's clock is %i ms %s", async (gatewayAhead) => {
    twin.offset = gatewayAhead
    const { customer } = twin.newCustomer()
    const { quote } = twin.money
    twin.money.quote = ({ bills }) =>
      Promise.resolve({
        ok: true,
        answer: {
          ok: true,
          quote: 'q',
          expiresAt: twin.now + gatewayAhead + 5 * MINUTE,
          items: bills.map((ref) => ({ bill: twinBill(ref), amountAvos: 85_000 })),
        },
      })
    const id = await twin.quoteFor(customer)
    twin.money.quote = quote
    twin.now += 5 * MINUTE - 1
    expect(await twin.desk.pay(customer, { quote: id, tender: 'card' })).toMatchObject({ ok: true })
    const other = twin.newCustomer().customer
    twin.money.quote = ({ bills }) =>
      Promise.resolve({
        ok: true,
        answer: {
          ok: true,
          quote: 'r',
          expiresAt: twin.now + gatewayAhead + 5 * MINUTE,
          items: bills.map((ref) => ({ bill: twinBill(ref), amountAvos: 85_000 })),
        },
      })
    const again = await twin.quoteFor(other)
    twin.money.quote = quote
    twin.now += 5 * MINUTE
    expect(await twin.desk.pay(other, { quote: again, tender: 'card' })).toMatchObject({
      ok: false,
      refusal: { code: 'quote-expired' },
    })
  })
})

describe('a payment that is found again', () => {
  it('is shown to whoever holds its slip, and to nobody else', async () => {
    const [payer, later, other] = [twin.newCustomer(), twin.newCustomer(), twin.newCustomer()]
    await twin.desk.pay(payer.customer, { quote: await twin.quoteFor(payer.customer), tender: 'card' })
    const [transaction = ''] = twin.payments.keys()
    twin.setPaymentState(transaction, 'unknown')
    expect(twin.desk.recall(later.customer, transaction)).toEqual({ ok: true })
    expect(twin.desk.current(later.customer)).toMatchObject({ payment: { transaction, state: 'unknown' } })
    expect(twin.desk.show(later.customer, transaction)).toMatchObject({ ok: true })
    twin.setPaymentState(transaction, 'committed')
    expect(later.heard).toMatchObject([{ type: 'payment-changed', payment: { state: 'committed' } }])
    expect(twin.desk.show(other.customer, transaction)).toEqual(refuse('payment-unknown'))
    expect(twin.desk.recall(other.customer, '01999999-0000-7000-8000-999999999999')).toEqual(refuse('payment-unknown'))
  })

  it("from a slip doesn't replace the one that is under way", async () => {
    const [payer, { customer }] = [twin.newCustomer(), twin.newCustomer()]
    await twin.desk.pay(payer.customer, { quote: await twin.quoteFor(payer.customer), tender: 'card' })
    const [first = ''] = twin.payments.keys()
    twin.setPaymentState(first, 'unknown')
    await twin.desk.pay(customer, { quote: await twin.quoteFor(customer), tender: 'card' })
    const [, second = ''] = twin.payments.keys()
    twin.desk.recall(customer, first)
    expect(twin.desk.current(customer)).toMatchObject({ payment: { transaction: second } })
    expect(twin.desk.show(customer, first)).toMatchObject({ ok: true })
  })

  it('tells its progress to the person in front, and to nobody after them', async () => {
    const { customer, heard, leave } = twin.newCustomer()
    await twin.desk.pay(customer, { quote: await twin.quoteFor(customer), tender: 'card' })
    const transaction = [...twin.payments.keys()][0] ?? ''
    twin.setPaymentState(transaction, 'unknown')
    expect(heard).toMatchObject([{ type: 'payment-changed', payment: { state: 'unknown' } }])
    leave()
    twin.setPaymentState(transaction, 'committed')
    expect(heard).toHaveLength(1)
    expect(twin.desk.current(customer)).toEqual({ payment: null })
    expect(twin.desk.show(customer, transaction)).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
  })

  it('is shown to whoever finds its bill, and to nobody else', async () => {
    const first = twin.newCustomer()
    await twin.desk.pay(first.customer, { quote: await twin.quoteFor(first.customer), tender: 'card' })
    const transaction = [...twin.payments.keys()][0] ?? ''
    const second = twin.newCustomer()
    expect(twin.desk.show(second.customer, transaction).ok).toBe(false)
    twin.owed = [twinBill('tax', { bar: 'payment-pending', heldBy: transaction })]
    expect(await twin.desk.find(second.customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })).toMatchObject({
      ok: true,
      found: { payments: [transaction] },
    })
    expect(twin.desk.show(second.customer, transaction)).toMatchObject({ ok: true, payment: { transaction } })
  })

  /** A customer pays two people's slips in one payment; the bills name it from then on. */
  async function basket(): Promise<{ payer: TwinCustomer; transaction: string }> {
    twin.owed = [twinBill('one'), twinBill('other')]
    const payer = twin.newCustomer()
    await twin.desk.find(payer.customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    const quote = await twin.desk.quote(payer.customer, ['one', 'other'])
    await twin.desk.pay(payer.customer, { quote: quote.ok ? quote.quote.id : '', tender: 'card' })
    const [transaction = ''] = twin.payments.keys()
    twin.owed = [
      twinBill('one', { bar: 'payment-pending', heldBy: transaction }),
      twinBill('other', { bar: 'payment-pending', heldBy: transaction }),
    ]
    return { payer, transaction }
  }

  it('at a kiosk is shown only to whoever found each of its bills', async () => {
    const { transaction } = await basket()
    const { customer, heard } = twin.newCustomer('kiosk')
    expect(await twin.desk.find(customer, { by: 'slip', number: 'one' })).toMatchObject({
      ok: true,
      found: { bills: [{ id: 'one' }], payments: [] },
    })
    twin.setPaymentState(transaction, 'committed')
    expect(heard).toEqual([])
    expect(twin.desk.show(customer, transaction)).toEqual(refuse('payment-unknown'))
    expect(await twin.desk.receipt(customer, transaction, 'pt')).toEqual(refuse('payment-unknown'))
    expect(await twin.desk.print(customer, transaction, 'pt')).toEqual(refuse('payment-unknown'))
    expect(await twin.desk.message(customer, transaction, '62000001')).toEqual(refuse('payment-unknown'))
    expect(await twin.desk.cancel(customer, transaction)).toEqual(refuse('payment-unknown'))
    expect([twin.printed, twin.messaged]).toEqual([[], []])
    expect(await twin.desk.find(customer, { by: 'slip', number: 'other' })).toMatchObject({
      ok: true,
      found: { payments: [transaction] },
    })
    expect(twin.desk.show(customer, transaction)).toMatchObject({ ok: true, payment: { transaction } })
  })

  it('is among the newest twenty when a fleet paid each vehicle by itself', async () => {
    const { customer } = twin.newCustomer()
    const bills = Array.from({ length: 21 }, (_, index) => twinBill(`v${String(index)}`))
    twin.owed = bills
    await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    for (const { ref } of bills) {
      const quote = await twin.desk.quote(customer, [ref])
      await twin.desk.pay(customer, { quote: quote.ok ? quote.quote.id : '', tender: 'card' })
      twin.setPaymentState([...twin.payments.keys()].at(-1) ?? '', 'committed')
    }
    const transactions = [...twin.payments.keys()]
    twin.owed = bills.map((bill, index) => ({ ...bill, bar: 'paid', paidBy: transactions[20 - index] }))
    const found = await twin.desk.find(customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
    expect(found.ok && found.found.payments).toEqual(transactions.slice(1))
  })

  it("isn't shown to the next person, who found only another of its bills", async () => {
    const { transaction } = await basket()
    const { customer, leave } = twin.newCustomer('kiosk')
    await twin.desk.find(customer, { by: 'slip', number: 'one' })
    leave()
    expect(await twin.desk.find(customer, { by: 'slip', number: 'other' })).toMatchObject({
      ok: true,
      found: { payments: [] },
    })
    expect(twin.desk.show(customer, transaction)).toEqual(refuse('payment-unknown'))
  })

  it('at a counter is shown to a clerk who finds one of its bills', async () => {
    const { transaction } = await basket()
    const { customer } = twin.newCustomer('counter')
    expect(await twin.desk.find(customer, { by: 'slip', number: 'one' })).toMatchObject({
      ok: true,
      found: { payments: [transaction] },
    })
    expect(twin.desk.show(customer, transaction)).toMatchObject({ ok: true, payment: { transaction } })
  })

  it.each(['kiosk', 'counter'] as const)(
    "can't be cancelled by somebody at a %s who only found its bill",
    async (place) => {
      const { payer, transaction } = await basket()
      const finder = twin.newCustomer(place)
      await twin.desk.find(finder.customer, { by: 'plate', plate: 'MT-00-01', proof: '0001' })
      expect(twin.desk.show(finder.customer, transaction)).toMatchObject({
        ok: true,
        payment: { state: 'asked', canCancel: false },
      })
      expect(await twin.desk.cancel(finder.customer, transaction)).toEqual(refuse('cannot-cancel'))
      twin.tellChange(transaction)
      expect(finder.heard).toMatchObject([{ type: 'payment-changed', payment: { canCancel: false } }])
      expect(payer.heard).toMatchObject([{ type: 'payment-changed', payment: { canCancel: true } }])
      expect(await twin.desk.cancel(payer.customer, transaction)).toMatchObject({
        ok: true,
        payment: { state: 'cancelled' },
      })
    },
  )

  it('can be cancelled by whoever holds its pending slip', async () => {
    const { transaction } = await basket()
    const { customer } = twin.newCustomer()
    twin.desk.recall(customer, transaction)
    expect(await twin.desk.cancel(customer, transaction)).toMatchObject({ ok: true, payment: { state: 'cancelled' } })
  })
})
