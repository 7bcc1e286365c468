import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => till.close())

const MINUTE = 60_000
const begin = () => till.pay(till.order([till.agencies.owe().ref], 'card'))

describe('a payment during which the card terminal goes and comes back', () => {
  it('is paid once when the customer approved while the terminal was away', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await begin()
    await till.pass(5_000)
    till.card.unplug()
    await till.pass(10_000)
    till.card.decide(`${transaction}/1`, 'approve')
    await till.pass(10_000)
    expect(till.show(transaction).state).not.toBe('declined')
    till.card.replug()
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('committed')
    expect(till.card.books()).toMatchObject([{ takenAvos: 85_000, givenBackAvos: 0 }])
  })

  it('takes nothing when the customer declined meanwhile, and the bill can be paid again', async () => {
    till.card.behave({ do: 'wait' })
    const bill = till.agencies.owe().ref
    const first = await till.pay(till.order([bill], 'card'))
    await till.pass(5_000)
    till.card.unplug()
    await till.pass(10_000)
    till.card.decide(`${first}/1`, 'decline')
    till.card.replug()
    await till.pass(MINUTE)
    expect(till.show(first).state).toBe('declined')
    till.card.behave({ do: 'approve' })
    const second = await till.pay(till.order([bill], 'card'))
    await till.pass(MINUTE)
    expect(till.show(second).state).toBe('committed')
    expect(till.card.books().map(({ takenAvos }) => takenAvos)).toEqual([0, 85_000])
  })
})
