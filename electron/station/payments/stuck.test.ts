import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { WAITS } from '../../contract/index.ts'
import { LATE_MS } from './limits.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const open = () => till.machine.takings(undefined).open
const begin = (tender: 'card' | 'wallet-scan' = 'card') => till.pay(till.order([till.agencies.owe().ref], tender))
/** A payment that is paid. */
async function paid() {
  const transaction = await begin()
  await till.pass()
  return transaction
}

/** Makes each kind of wait last for ever; answers the transaction that waits. */
const STUCK: Readonly<Record<(typeof WAITS)[number], () => Promise<string>>> = {
  async outcome() {
    till.tenders.set('card', {
      ...till.card,
      ask: () => new Promise(() => undefined),
      status: () => new Promise(() => undefined),
      reverse: () => new Promise(() => undefined),
    })
    till.disk.fault = undefined
    const transaction = await begin()
    // The disk takes no more entries, so the outcome is never known.
    till.disk.fault = () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    }
    return transaction
  },
  async reversal() {
    till.card.behave({ do: 'wait' })
    till.card.dropAnswers('reverse', false)
    const transaction = await begin()
    void till.machine.cancel(transaction)
    await till.pass()
    return transaction
  },
  async acknowledgement() {
    till.agencies.planFaults('submitItem', ...Array.from({ length: 2_000 }, () => 'drop' as const))
    return paid()
  },
  async 'item-reversal'() {
    till.card.dropAnswers('reverse', false)
    const bill = till.agencies.owe()
    till.agencies.refuseItem(bill.ref, 'bill-barred')
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    return transaction
  },
  async refund() {
    const transaction = await paid()
    till.card.dropAnswers('reverse', false)
    const refund = await till.machine.refund({
      transaction,
      items: [`${transaction}:1`],
      reason: 'paid twice',
      actor: 'supervisor',
    })
    await till.pass()
    return refund.ok ? refund.transaction : ''
  },
  async undo() {
    till.card.behave({ do: 'decline', reason: 'limit' })
    till.card.dropAnswers('reverse', false)
    return paid()
  },
}

describe('money that waits for longer than its limit', () => {
  it.each(Object.keys(STUCK) as (keyof typeof STUCK)[])(
    'is marked late in the takings, and new money is still taken: %s',
    async (what) => {
      const transaction = await STUCK[what]()
      const since = till.manual.clock.now()
      expect(till.machine.isStuck()).toBe(false)
      await till.pass(LATE_MS[what] - 1)
      expect(open().some(({ isLate }) => isLate)).toBe(false)
      await till.pass(MINUTE)
      expect(open()).toMatchObject([{ transaction, what, isLate: true }])
      expect(Math.abs(Date.parse(open()[0]?.since ?? '') - since)).toBeLessThanOrEqual(MINUTE)
      expect(till.machine.isStuck()).toBe(true)
      till.disk.fault = undefined
      till.agencies.planFaults('submitItem')
      expect(till.machine.readiness()).toBe('ready')
      expect((await till.machine.begin(till.order([till.agencies.owe().ref], 'wallet-scan'))).ok).toBe(true)
    },
  )

  it.each(Object.keys(STUCK) as (keyof typeof STUCK)[])(
    "is open money, which delays an update, except for an agency's acknowledgement: %s",
    async (what) => {
      expect(till.machine.isMoneyOpen()).toBe(false)
      await STUCK[what]()
      expect(till.machine.isMoneyOpen()).toBe(what !== 'acknowledgement')
    },
  )

  it('is open money from its beginning until it is paid', async () => {
    till.card.behave({ do: 'wait' })
    await till.pay(till.order([till.agencies.owe().ref], 'card'))
    expect(till.machine.isMoneyOpen()).toBe(true)
  })

  it('is still late after a restart, since the same time', async () => {
    await STUCK['item-reversal']()
    await till.pass(LATE_MS['item-reversal'])
    const before = open()
    expect(before).toMatchObject([{ isLate: true }])
    await till.restart()
    expect(open()).toEqual(before)
    till.card.answerAgain('reverse')
    await till.pass(MINUTE)
    expect(till.machine.isStuck()).toBe(false)
  })
})
