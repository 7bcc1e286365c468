import { beforeEach, describe, expect, it } from 'vitest'
import { createTwinDesk, isSettled, type TwinDesk } from '../../../build/twins/desk.ts'
import { refuse } from '../../contract/index.ts'
import type { Customer } from './desk-memory.ts'

let twin: TwinDesk
beforeEach(() => {
  twin = createTwinDesk()
})

/** A customer whose payment is paid. */
async function paid(): Promise<{ customer: Customer; transaction: string; leave: () => void }> {
  const { customer, leave } = twin.newCustomer()
  await twin.desk.pay(customer, { quote: await twin.quoteFor(customer), tender: 'card' })
  const [transaction = ''] = twin.payments.keys()
  twin.setPaymentState(transaction, 'committed')
  return { customer, transaction, leave }
}

describe('a receipt on paper', () => {
  it('is printed once without REPRINT, and with it from the second time on', async () => {
    const { customer } = twin.newCustomer()
    await twin.desk.pay(customer, { quote: await twin.quoteFor(customer), tender: 'card' })
    const transaction = [...twin.payments.keys()][0] ?? ''
    expect(await twin.desk.print(customer, transaction, 'pt')).toMatchObject({
      ok: false,
      refusal: { code: 'not-paid' },
    })
    twin.setPaymentState(transaction, 'committed')
    await twin.desk.print(customer, transaction, 'pt')
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([transaction, `${transaction} REPRINT`])
  })

  it('is refused when the journal was changed, like the one on a screen and the message', async () => {
    const { customer, transaction } = await paid()
    twin.isJournalWhole = false
    expect(await twin.desk.print(customer, transaction, 'pt')).toEqual(refuse('data-damaged'))
    expect(await twin.desk.receipt(customer, transaction, 'pt')).toEqual(refuse('data-damaged'))
    expect(await twin.desk.message(customer, transaction, '62000001')).toEqual(refuse('data-damaged'))
    expect(twin.printed).toEqual([])
    expect(twin.messaged).toEqual([])
  })

  it('says REPRINT on all papers but the first when several people ask at once', async () => {
    const { customer, transaction } = await paid()
    const other = twin.newCustomer().customer
    twin.desk.recall(other, transaction)
    await Promise.all([
      twin.desk.print(customer, transaction, 'pt'),
      twin.desk.print(other, transaction, 'pt'),
      twin.desk.print(customer, transaction, 'en'),
    ])
    expect(twin.printed).toEqual([transaction, `${transaction} REPRINT`, `${transaction} REPRINT`])
  })

  it("isn't printed for somebody who left while another paper came out", async () => {
    const { customer, transaction, leave } = await paid()
    twin.trouble = () => {
      leave()
      return false
    }
    const [, second] = await Promise.all([
      twin.desk.print(customer, transaction, 'pt'),
      twin.desk.print(customer, transaction, 'pt'),
    ])
    expect(second).toEqual(refuse('payment-unknown'))
    expect(twin.printed).toEqual([transaction])
  })

  it("is answered for when the disk hangs, and isn't followed by another until the disk is back", async () => {
    const { customer, transaction } = await paid()
    const dead = Promise.withResolvers<undefined>()
    twin.disk = dead.promise.then(() => undefined)
    const first = twin.desk.print(customer, transaction, 'pt')
    expect(await isSettled(first)).toBe(false)
    await isSettled(first)
    expect(twin.printed).toEqual([transaction])
    const second = twin.desk.print(customer, transaction, 'pt')
    twin.pass(1_999)
    expect(await isSettled(first)).toBe(false)
    twin.pass(1)
    expect(await isSettled(first)).toBe(true)
    expect(await first).toMatchObject({ ok: true, payment: { transaction } })
    const shown = twin.desk.receipt(customer, transaction, 'pt')
    expect(await isSettled(shown)).toBe(false)
    twin.pass(2_000)
    expect(await shown).toMatchObject({ ok: true, receipt: { code: 'MER1:X' } })
    expect(await isSettled(second)).toBe(false)
    expect(twin.printed).toHaveLength(1)
    dead.resolve(undefined)
    expect(await second).toMatchObject({ ok: true })
    expect(twin.printed).toEqual([transaction, `${transaction} REPRINT`])
    expect(twin.waits.size).toBe(0)
  })

  it('says REPRINT when the paper ran out after the receipt, before its slip', async () => {
    const { customer, transaction } = await paid()
    const payment = twin.payments.get(transaction)
    if (payment) twin.payments.set(transaction, { ...payment, hasSlip: true })
    twin.hasSlips = true
    twin.trouble = (markup) => markup.endsWith('SLIP')
    expect(await twin.desk.print(customer, transaction, 'pt')).toMatchObject({
      ok: false,
      refusal: { code: 'printer-out' },
    })
    twin.trouble = () => false
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([transaction, `${transaction} REPRINT`, `${transaction} SLIP`])
  })

  it("doesn't say REPRINT after a printer that printed nothing", async () => {
    const { customer, transaction } = await paid()
    twin.isReady = false
    expect(await twin.desk.print(customer, transaction, 'pt')).toMatchObject({
      ok: false,
      refusal: { code: 'printer-out', params: { trouble: 'paper-out' } },
    })
    twin.isReady = true
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([transaction])
  })

  it('says REPRINT after a paper that broke off half-way', async () => {
    const { customer, transaction } = await paid()
    twin.trouble = () => true
    expect(await twin.desk.print(customer, transaction, 'pt')).toMatchObject({
      ok: false,
      refusal: { code: 'printer-out', params: { trouble: 'paper-out' } },
    })
    twin.trouble = () => false
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([`${transaction} REPRINT`])
  })

  it("says REPRINT after a paper about which the printer was silent, and doesn't say that it came", async () => {
    const { customer, transaction } = await paid()
    twin.isSilent = true
    expect(await twin.desk.print(customer, transaction, 'pt')).toEqual(refuse('printer-silent'))
    expect(await twin.desk.receipt(customer, transaction, 'pt')).toMatchObject({ ok: true })
    twin.isSilent = false
    expect(await twin.desk.print(customer, transaction, 'pt')).toMatchObject({ ok: true })
    expect(twin.printed).toEqual([transaction, `${transaction} REPRINT`])
  })

  it("isn't printed when the disk refuses the entry that comes before it", async () => {
    const { customer, transaction } = await paid()
    twin.printing = refuse('disk-full')
    expect(await twin.desk.print(customer, transaction, 'pt')).toEqual(refuse('disk-full'))
    expect(twin.printed).toEqual([])
  })

  it('is printed five times a minute at most, whoever asks', async () => {
    const { customer, transaction } = await paid()
    for (let count = 0; count < 5; count++)
      expect(await twin.desk.print(customer, transaction, 'pt')).toMatchObject({ ok: true })
    const other = twin.newCustomer().customer
    twin.desk.recall(other, transaction)
    expect(await twin.desk.print(other, transaction, 'pt')).toEqual(refuse('too-often'))
    expect(twin.printed).toHaveLength(5)
    twin.pass(60_000)
    expect(await twin.desk.print(other, transaction, 'pt')).toMatchObject({ ok: true })
  })

  it('is printed with a pending slip when a part is being given back', async () => {
    const { customer } = twin.newCustomer()
    await twin.desk.pay(customer, { quote: await twin.quoteFor(customer), tender: 'card' })
    const transaction = [...twin.payments.keys()][0] ?? ''
    twin.setPaymentState(transaction, 'committed')
    twin.hasSlips = true
    const payment = twin.payments.get(transaction)
    if (payment) twin.payments.set(transaction, { ...payment, hasSlip: true })
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([transaction, `${transaction} SLIP`])
  })
})

describe('a receipt that follows', () => {
  it('is a pending slip on paper and on the screen, and is sent by no message', async () => {
    const { customer, transaction } = await paid()
    const payment = twin.payments.get(transaction)
    twin.hasReceipts = false
    twin.hasSlips = true
    if (payment)
      twin.payments.set(transaction, {
        ...payment,
        hasSlip: true,
        receipt: { number: 'T-1-7', printed: 0, follows: true },
      })
    expect(await twin.desk.receipt(customer, transaction, 'pt')).toMatchObject({
      ok: true,
      receipt: { code: 'MEP1:X' },
    })
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([`${transaction} SLIP`])
    expect(await twin.desk.message(customer, transaction, '62000001')).toEqual(refuse('head-unwitnessed'))
    twin.hasReceipts = true
    if (payment) twin.payments.set(transaction, payment)
    expect(await twin.desk.receipt(customer, transaction, 'pt')).toMatchObject({
      ok: true,
      receipt: { code: 'MER1:X' },
    })
    await twin.desk.print(customer, transaction, 'pt')
    expect(twin.printed).toEqual([`${transaction} SLIP`, transaction])
  })
})

describe("a payment's confirmation by message", () => {
  it('goes to no fourth number after somebody else came either', async () => {
    const { customer, transaction, leave } = await paid()
    for (const phone of ['62000001', '62000002', '62000003']) await twin.desk.message(customer, transaction, phone)
    leave()
    twin.desk.recall(customer, transaction)
    expect(await twin.desk.message(customer, transaction, '62000004')).toEqual(refuse('too-many-numbers', { most: 3 }))
    expect(await twin.desk.message(customer, transaction, '62000001')).toEqual({ ok: true, sent: true })
  })

  it('goes to three numbers at most, and to each as often as asked', async () => {
    const { customer, transaction } = await paid()
    for (const phone of ['62000001', '62000002', '62000003', '62000001'])
      expect(await twin.desk.message(customer, transaction, phone)).toEqual({ ok: true, sent: true })
    expect(await twin.desk.message(customer, transaction, '62000004')).toEqual(refuse('too-many-numbers', { most: 3 }))
    expect(await twin.desk.message(customer, transaction, '62000003')).toEqual({ ok: true, sent: true })
    expect(twin.messaged.map(({ phone }) => phone)).not.toContain('62000004')
  })

  it("has the receipt's number, its paid items and its date", async () => {
    const { customer, transaction } = await paid()
    await twin.desk.message(customer, transaction, '62000001')
    expect(twin.messaged).toMatchObject([
      { text: expect.stringMatching(/MOP 850\.00, T-1-7, 2026-03-24 14:37:00$/) as string },
    ])
  })

  it('is refused for a payment of which no item is paid any more', async () => {
    const { customer, transaction } = await paid()
    twin.hasReceipts = false
    expect(await twin.desk.message(customer, transaction, '62000001')).toEqual(refuse('not-paid'))
    expect(twin.messaged).toEqual([])
  })

  it('goes to a local number only, in whichever form it is written', async () => {
    const { customer } = twin.newCustomer()
    await twin.desk.pay(customer, { quote: await twin.quoteFor(customer), tender: 'card' })
    const transaction = [...twin.payments.keys()][0] ?? ''
    expect(await twin.desk.message(customer, transaction, '62000001')).toMatchObject({
      ok: false,
      refusal: { code: 'not-paid' },
    })
    twin.setPaymentState(transaction, 'committed')
    for (const phone of ['62000001', '+853 6200 0001', '6200-0001'])
      expect(await twin.desk.message(customer, transaction, phone)).toEqual({ ok: true, sent: true })
    for (const phone of ['28370777', '620000', '+86 13800000000', ''])
      expect(await twin.desk.message(customer, transaction, phone)).toMatchObject({
        ok: false,
        refusal: { code: 'phone-invalid' },
      })
  })
})
