import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

describe('what a page is told of a payment', () => {
  it('has its bill with plate and number, its deadline and no receipt while its tender is asked', async () => {
    till.card.behave({ do: 'wait' })
    const bill = till.agencies.owe({ number: 'N-4711', vehicle: { plate: 'MT-00-77', class: 'light' } })
    const shown = till.show(await till.pay(till.order([bill.ref], 'card')))
    expect(shown).toMatchObject({
      state: 'asked',
      canCancel: true,
      askCash: false,
      hasSlip: false,
      items: [{ bill: bill.ref, number: 'N-4711', vehicle: { plate: 'MT-00-77', class: 'light' }, state: 'waiting' }],
    })
    expect(Date.parse(shown.deadline ?? '')).toBeGreaterThan(till.manual.clock.now())
    for (const name of ['receipt', 'paidAt', 'provider', 'refusal', 'needsStaff'])
      expect(shown).not.toHaveProperty(name)
  })

  it('has the number of its receipt and when it was paid, and no deadline, once it is paid', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    const shown = till.show(transaction)
    expect(shown.receipt).toEqual({
      number: expect.stringMatching(new RegExp(`-${transaction.slice(-4).toUpperCase()}$`)) as string,
      printed: 0,
    })
    expect(shown.paidAt).toBeDefined()
    expect(shown).not.toHaveProperty('deadline')
  })

  it('has the code that a wallet has to scan while it is waited for, and none afterwards', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'wallet-show'))
    await till.pass()
    const { code } = till.show(transaction)
    expect(code?.text).not.toBe('')
    expect(Date.parse(code?.expiresAt ?? '')).toBeGreaterThan(till.manual.clock.now())
    expect(await till.machine.cancel(transaction)).toEqual({ ok: true })
    await till.pass()
    expect(till.show(transaction)).not.toHaveProperty('code')
  })

  it('has the reason and no deadline when it was declined', async () => {
    till.card.behave({ do: 'decline', reason: 'insufficient-funds' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    const shown = till.show(transaction)
    expect(shown).toMatchObject({ state: 'declined', canCancel: false, refusal: { code: 'insufficient-funds' } })
    expect(shown).not.toHaveProperty('deadline')
  })

  it('is nothing when the journal has no such payment', () => {
    expect(till.machine.show('01999999-0000-7000-8000-000000000001')).toBeUndefined()
  })
})
