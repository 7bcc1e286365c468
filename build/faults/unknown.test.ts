import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Payment, PaymentState } from '../../electron/contract/index.ts'
import type { Line } from '../twins/lines.ts'
import { openTraining, quoteAt, quoteIdAt, scan, type Training } from './training.ts'
import { accepted } from '../twins/accepted.ts'

let training: Training
beforeAll(async () => {
  training = await openTraining()
})
afterAll(() => training.close())

async function shown({ client }: Line, transaction: string): Promise<Payment> {
  const outcome = accepted(await client.payments.show({ transaction }))
  return outcome.payment
}
const becomes = (line: Line, transaction: string, state: PaymentState) =>
  expect.poll(async () => (await shown(line, transaction)).state, { timeout: 120_000 }).toBe(state)

/** Pays by a wallet that never answers, neither the charge nor the questions about its outcome. */
async function payWithoutAnswer(number: string): Promise<string> {
  await training.control('/faults', {
    clear: true,
    faults: [
      { call: 'chargeWallet', act: 'lose' },
      { call: 'walletStatus', act: 'drop', times: 1_000 },
    ],
  })
  const { kiosk } = training
  await scan(kiosk, (await training.mintCode()).text)
  const begun = accepted(
    await kiosk.client.payments.pay({ quote: await quoteIdAt(kiosk, [number]), tender: 'wallet-scan' }),
  )
  await becomes(kiosk, begun.payment.transaction, 'unknown')
  return begun.payment.transaction
}

describe('a payment whose outcome is unknown', () => {
  it('has a signed slip, keeps its bill from being paid again, and is paid once it is known', async () => {
    const { number } = await training.mintBill()
    const transaction = await payWithoutAnswer(number)
    const { kiosk, counter } = training
    expect(await shown(kiosk, transaction)).toMatchObject({ hasSlip: true, canCancel: true })
    expect(await kiosk.client.payments.receipt({ transaction })).toMatchObject({
      ok: true,
      receipt: { code: expect.stringMatching(/^MEP1:/) as string },
    })
    await kiosk.client.person.end()

    const found = await counter.client.bills.find({ by: 'slip', number })
    expect(found).toMatchObject({ ok: true, found: { bills: [{ bar: 'payment-pending' }], payments: [transaction] } })
    expect(await quoteAt(counter, [number])).toMatchObject({ ok: false, refusal: { code: 'bill-pending' } })
    expect(await counter.client.payments.takings({})).toMatchObject({
      open: [{ transaction, what: 'outcome', isLate: false }],
    })

    await training.control('/faults', { clear: true })
    await becomes(counter, transaction, 'committed')
    expect(await counter.client.payments.receipt({ transaction })).toMatchObject({
      ok: true,
      receipt: { code: expect.stringMatching(/^MER1:/) as string },
    })
    expect((await training.booked()).wallets.filter(({ attempt }) => attempt.startsWith(transaction))).toHaveLength(1)
  })

  it('is reversed when it is cancelled, and its bill can be paid with another tender', async () => {
    const { number } = await training.mintBill()
    const transaction = await payWithoutAnswer(number)
    expect((await training.booked()).wallets.filter(({ attempt }) => attempt.startsWith(transaction))).toHaveLength(1)
    const { kiosk, counter } = training
    await kiosk.client.payments.cancel({ transaction })
    await becomes(kiosk, transaction, 'cancelled')
    expect((await training.booked()).wallets.filter(({ attempt }) => attempt.startsWith(transaction))).toEqual([])
    await expect.poll(async () => (await quoteAt(counter, [number])).ok).toBe(true)
    const begun = await counter.client.payments.pay({
      quote: await quoteIdAt(counter, [number]),
      tender: 'cash',
      givenAvos: 20_000,
    })
    await becomes(counter, begun.ok ? begun.payment.transaction : '', 'committed')
    await training.control('/faults', { clear: true })
  })

  it('is settled after a restart before new money is taken', async () => {
    const { number } = await training.mintBill()
    const transaction = await payWithoutAnswer(number)
    await training.control('/faults', { clear: true })
    await training.restart()
    const { counter } = training
    expect(await counter.client.bills.find({ by: 'slip', number })).toMatchObject({
      ok: true,
      found: { payments: [transaction] },
    })
    await becomes(counter, transaction, 'committed')
    expect((await training.booked()).items.filter((item) => item.transaction === transaction)).toHaveLength(1)
  })
})

describe('an item that an agency refuses after the money was taken', () => {
  it('is reversed by itself, and the receipt says so', async () => {
    const [good, bad] = [await training.mintBill(10_000), await training.mintBill(20_000)]
    await training.control('/faults', { faults: [{ call: 'submitItem', act: 'refuse', reason: 'bill-barred' }] })
    const { kiosk } = training
    await scan(kiosk, (await training.mintCode()).text)
    const begun = await kiosk.client.payments.pay({
      quote: await quoteIdAt(kiosk, [good.number, bad.number]),
      tender: 'wallet-scan',
    })
    const transaction = begun.ok ? begun.payment.transaction : ''
    await expect
      .poll(async () => (await shown(kiosk, transaction)).items.map(({ state }) => state).toSorted(), {
        timeout: 120_000,
      })
      .toEqual(['acknowledged', 'reversed'])
    const payment = await shown(kiosk, transaction)
    const back = payment.items.find(({ state }) => state === 'reversed')?.amountAvos
    expect(payment).toMatchObject({ state: 'committed', hasSlip: true })
    expect((await training.booked()).wallets.filter(({ attempt }) => attempt.startsWith(transaction))).toMatchObject([
      { amountAvos: 30_000, reversedAvos: back },
    ])
  })
})
