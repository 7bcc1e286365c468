import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Payment } from '../../electron/contract/index.ts'
import { openTraining, quoteAt, quoteIdAt, scan, type Training } from './training.ts'
import { accepted } from '../twins/accepted.ts'

let training: Training
beforeAll(async () => {
  training = await openTraining()
})
afterAll(() => training.close())

/** Pays a slip of this amount with a wallet's code, and answers the payment when it has ended. */
async function payBy(code: string, amountAvos = 12_300): Promise<Payment> {
  const { kiosk } = training
  const { number } = await training.mintBill(amountAvos)
  expect(await scan(kiosk, code)).toMatchObject({ ok: true, kind: 'wallet-payment' })
  const begun = accepted(
    await kiosk.client.payments.pay({ quote: await quoteIdAt(kiosk, [number]), tender: 'wallet-scan' }),
  )
  let last = begun.payment
  await expect
    .poll(
      async () => {
        const shown = await kiosk.client.payments.show({ transaction: begun.payment.transaction })
        if (shown.ok) last = shown.payment
        return last.state
      },
      { timeout: 120_000 },
    )
    .toMatch(/^(committed|declined|reversed)$/)
  await kiosk.client.person.end()
  return last
}

describe('a wallet at a kiosk', () => {
  it.each([
    ['govpay', 'GovPay (TRAINING)'],
    ['mpay', 'MPay (TRAINING)'],
  ] as const)('pays by the code and by the digits that it shows: %s', async (wallet, provider) => {
    expect(await payBy((await training.mintCode(wallet)).text)).toMatchObject({ state: 'committed', provider })
    expect(await payBy((await training.mintCode(wallet)).digits)).toMatchObject({ state: 'committed', provider })
  })

  it('is known by the table of prefixes alone', async () => {
    const { digits } = await training.mintCode()
    expect(await scan(training.kiosk, digits.replace(/^9900../, '123456'))).toMatchObject({
      ok: false,
      refusal: { code: 'unknown-code' },
    })
    const quote = await quoteIdAt(training.kiosk, [(await training.mintBill()).number])
    expect(await training.kiosk.client.payments.pay({ quote, tender: 'wallet-scan' })).toMatchObject({
      ok: false,
      refusal: { code: 'wallet-code-missing' },
    })
  })

  it('has a cap that is shown beforehand, and that is enforced', async () => {
    const quoted = await quoteAt(training.kiosk, [(await training.mintBill(2_000_001)).number])
    const offer = quoted.ok ? quoted.quote.tenders.find(({ tender }) => tender === 'wallet-scan') : undefined
    expect(offer).toMatchObject({
      available: true,
      wallets: [
        { id: 'govpay', available: true },
        { id: 'mpay', available: false, capAvos: 2_000_000 },
      ],
    })
    expect(await payBy((await training.mintCode('mpay')).text, 2_000_001)).toMatchObject({
      state: 'declined',
      refusal: { code: 'tender-limit' },
    })
    expect(await payBy((await training.mintCode('govpay')).text, 2_000_001)).toMatchObject({ state: 'committed' })
  })

  it('under maintenance says so, and another one pays', async () => {
    await training.control('/faults', { maintenance: [{ wallet: 'mpay', on: true }] })
    expect(await payBy((await training.mintCode('mpay')).text)).toMatchObject({
      state: 'declined',
      refusal: { code: 'wallet-maintenance' },
    })
    expect(await payBy((await training.mintCode('govpay')).text)).toMatchObject({ state: 'committed' })
    await training.control('/faults', { maintenance: [{ wallet: 'mpay', on: false }] })
  })

  it("scans the station's code while it is on the screen, which completes the payment", async () => {
    const { kiosk } = training
    await training.control('/auto', { walletShow: 'approve', afterMs: 400 })
    const quote = await quoteIdAt(kiosk, [(await training.mintBill()).number])
    const begun = await kiosk.client.payments.pay({ quote, tender: 'wallet-show' })
    const transaction = begun.ok ? begun.payment.transaction : ''
    const show = async () => {
      const shown = await kiosk.client.payments.show({ transaction })
      return shown.ok ? shown.payment : undefined
    }
    await expect
      .poll(show)
      .toMatchObject({ state: 'asked', canCancel: true, code: { text: expect.stringMatching(/^000201/) as string } })
    await expect.poll(show, { timeout: 120_000 }).toMatchObject({ state: 'committed' })
    expect((await show())?.code).toBeUndefined()
  })
})
