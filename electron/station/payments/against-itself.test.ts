import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { refuse } from '../../contract/index.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => till.close())

/** All entries of these kinds, each with its facts. */
function written(...kinds: string[]): { kind: string; facts: unknown }[] {
  const found: { kind: string; facts: unknown }[] = []
  till.journal.rebuild({
    name: 'found',
    version: 1,
    empty: () => null,
    fold: (_, { kind, facts }) => {
      if (kinds.includes(kind)) found.push({ kind, facts })
    },
    write: () => null,
    read: () => null,
  })
  return found
}

async function paid(): Promise<string> {
  const transaction = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
  await till.pass()
  return transaction
}

describe('refused orders', () => {
  const refused = { tender: 'card' as const, actor: 'resident', totalAvos: 100 }

  it('are recorded one by one up to ten a minute, and the rest in one entry', async () => {
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) =>
        till.machine.refuseOrder(refused, index % 4 === 3 ? 'cash-short' : 'quote-expired'),
      ),
    )
    expect(written('order-refused', 'orders-refused')).toHaveLength(10)
    await till.pass(MINUTE)
    expect(written('order-refused')).toHaveLength(10)
    expect(written('orders-refused')).toEqual([
      { kind: 'orders-refused', facts: { codes: { 'quote-expired': 742, 'cash-short': 248 } } },
    ])
    await till.machine.refuseOrder(refused, 'quote-expired')
    expect(written('order-refused')).toHaveLength(11)
  })

  it('that are still counted are recorded when the station stops', async () => {
    for (let count = 0; count < 12; count++) await till.machine.refuseOrder(refused, 'cash-short')
    await till.machine.close()
    expect(written('orders-refused')).toEqual([{ kind: 'orders-refused', facts: { codes: { 'cash-short': 2 } } }])
  })

  it('stay counted when the disk refuses their entry', async () => {
    for (let count = 0; count < 12; count++) await till.machine.refuseOrder(refused, 'cash-short')
    till.disk.fault = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    await till.pass(MINUTE)
    till.disk.fault = undefined
    await till.machine.close()
    expect(written('orders-refused')).toEqual([{ kind: 'orders-refused', facts: { codes: { 'cash-short': 2 } } }])
  })
})

describe('payments that come to nothing', () => {
  it("can't be begun more than 120 times a minute by all pages together", async () => {
    const began = till.manual.clock.monotonic()
    for (let count = 0; count < 5; count++) await paid()
    const { ref } = till.agencies.owe()
    till.card.behave({ do: 'wait' })
    for (let count = 0; count < 120; count++) {
      const transaction = await till.pay(till.order([ref], 'card'))
      await till.machine.cancel(transaction)
      await till.pass()
    }
    expect(await till.machine.begin(till.order([ref], 'card'))).toEqual(refuse('too-often'))
    await till.pass(MINUTE - (till.manual.clock.monotonic() - began))
    await till.pay(till.order([ref], 'card'))
  }, 20_000)
})

describe('the slip of a payment', () => {
  it('records one entry for all looks at the screen and one for each paper', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    const slip = till.machine.pendingFacts(transaction)
    expect(slip).toBeDefined()
    for (let count = 0; count < 20; count++) await till.machine.receiptGiven(transaction, 'screen')
    await till.machine.receiptGiven(transaction, 'paper')
    await till.machine.receiptGiven(transaction, 'paper')
    expect(written('slip-given').map(({ facts }) => facts)).toEqual(
      ['screen', 'paper', 'paper'].map((how) => ({ how, outcome: slip?.outcome })),
    )
  })
})

describe("the phone numbers for a payment's confirmation", () => {
  it("are three at most, across restarts too, and aren't readable in the journal", async () => {
    const transaction = await paid()
    const numbers = ['62000001', '62000002', '62000003']
    for (const number of [...numbers, '62000001'])
      expect(await till.machine.noteMessage(transaction, number)).toMatchObject({ ok: true })
    await till.restart()
    for (const number of numbers)
      expect(await till.machine.noteMessage(transaction, number)).toMatchObject({ ok: true })
    expect(await till.machine.noteMessage(transaction, '62000004')).toEqual(refuse('too-many-numbers', { most: 3 }))
    expect(written('message-asked')).toEqual(numbers.map(() => ({ kind: 'message-asked', facts: {} })))
  })

  it('are three at most when eight are asked for at once', async () => {
    const transaction = await paid()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => till.machine.noteMessage(transaction, `6200000${String(index)}`)),
    )
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3)
  })

  it('stay three at most when their body key was destroyed', async () => {
    const transaction = await paid()
    for (const number of ['62000001', '62000002', '62000003']) await till.machine.noteMessage(transaction, number)
    await till.journal.erase(transaction)
    expect(await till.machine.noteMessage(transaction, '62000001')).toEqual(refuse('too-many-numbers', { most: 3 }))
  })

  it('get no message while the disk takes no entry', async () => {
    const transaction = await paid()
    till.disk.fault = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    }
    expect(await till.machine.noteMessage(transaction, '62000001')).toEqual(refuse('disk-full'))
  })
})
