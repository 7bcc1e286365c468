import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { SAMPLE_NOW } from '../../sandbox/trust/trust.fixture.ts'
import { createReceipts } from '../receipts/index.ts'
import { ledger } from './ledger.ts'

const DAY = 86_400_000
/** 2026-03-01 in Macao. */
const TODAY = '2026-03-01'
const OLD = Date.parse('2006-03-01T00:00:00Z')

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

/** A payment by card, through to its acknowledgement. */
async function paid(): Promise<string> {
  const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
  await till.pass()
  return transaction
}
const note = () => till.journal.append([{ kind: 'order-refused', actor: 'resident', transaction: null, facts: {} }])
/** The receipt with its signed code. */
const printed = (transaction: string) => {
  const facts = till.machine.receiptFacts(transaction)
  return facts && createReceipts(till.journal.signer).receipt({ ...facts, secondLanguage: 'pt', reprint: true })
}
const dateOf = (transaction: string) => till.machine.receiptFacts(transaction)?.at

describe('the dates of payments', () => {
  it('are right after the clock once ran ahead, although the order times of entries are late', async () => {
    till.manual.setWall(SAMPLE_NOW + 21 * DAY)
    await note()
    till.manual.setWall(SAMPLE_NOW)
    const transaction = await paid()
    expect(dateOf(transaction)).toBe(SAMPLE_NOW)
    expect(till.machine.takings(undefined)).toMatchObject({ day: TODAY, payments: 1 })
    expect(till.machine.takings('2026-03-22')).toMatchObject({ payments: 0 })
    expect(till.journal.entriesOf(transaction).every(({ at }) => at === SAMPLE_NOW + 21 * DAY)).toBe(true)
    expect(till.journal.follow(ledger)).toEqual(till.journal.rebuild(ledger))
  })

  it("follow the gateway's time when the machine's clock goes back decades during a payment", async () => {
    till.agencies.answerWallets('wait')
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan'))
    till.manual.setWall(OLD)
    till.time.offset = SAMPLE_NOW - OLD
    await till.pass(60_000)
    till.agencies.decide(`${transaction}/1`, 'approve')
    await till.pass(2_000)
    expect(till.show(transaction).state).toBe('committed')
    // A page shows when it was paid, as the receipt does, not when it was begun.
    expect(Date.parse(till.show(transaction).paidAt ?? '')).toBe(dateOf(transaction))
    expect(dateOf(transaction)).toBeGreaterThanOrEqual(SAMPLE_NOW + 60_000)
    expect(dateOf(transaction)).toBeLessThanOrEqual(SAMPLE_NOW + 62_000)
    expect(till.machine.takings(undefined)).toMatchObject({ day: TODAY, payments: 1 })
    expect(till.machine.takings('2006-03-01')).toMatchObject({ payments: 0 })
  })

  it('change at midnight in Macao', async () => {
    // 23:59:59.999 in Macao.
    till.manual.setWall(Date.parse('2026-03-01T15:59:59.999Z') - 90_000)
    till.time.offset = 90_000
    await paid()
    await till.pass(1)
    await paid()
    expect([till.machine.takings(TODAY).payments, till.machine.takings('2026-03-02').payments]).toEqual([1, 1])
    expect(till.machine.takings(undefined).day).toBe('2026-03-02')
  })

  it('stay the same on a reprint and in a submission that is repeated to the agency', async () => {
    const heard = vi.spyOn(till.agencies.money, 'submitItem')
    till.time.offset = 60_000
    till.agencies.planFaults('submitItem', 'lose')
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass(25)
    const before = printed(transaction)
    till.manual.setWall(SAMPLE_NOW + 3 * DAY)
    till.time.offset = -5_000
    await till.restart()
    await till.pass(60_000)
    expect(dateOf(transaction)).toBe(SAMPLE_NOW + 60_000)
    expect(printed(transaction)).toEqual(before)
    expect(heard.mock.calls.map(([{ paidAt }]) => paidAt)).toEqual([SAMPLE_NOW + 60_000, SAMPLE_NOW + 60_000])
    expect(till.show(transaction).items).toMatchObject([{ state: 'acknowledged' }])
  })
})

describe('new money', () => {
  const unsure = { ok: false, refusal: { code: 'clock-unsure' } }
  const order = () => till.order([till.agencies.owe().ref], 'card')

  it("is refused after a start until the gateway's time is known, and is dated right then", async () => {
    const before = await paid()
    till.manual.setWall(SAMPLE_NOW + 21 * DAY)
    await note()
    till.manual.setWall(SAMPLE_NOW)
    till.time.offset = undefined
    await till.restart()
    expect(await till.machine.begin(order())).toEqual(unsure)
    expect(
      await till.machine.refund({
        transaction: before,
        items: [`${before}:1`],
        reason: 'paid twice',
        actor: 'supervisor',
      }),
    ).toEqual(unsure)
    expect(till.card.books()).toHaveLength(1)
    till.time.offset = 0
    const after = await paid()
    expect(dateOf(after)).toBe(SAMPLE_NOW)
    expect(till.machine.takings(TODAY)).toMatchObject({ payments: 2 })
  })

  it.each([-1, 1])(
    'is taken with a clock that is two minutes off, and refused when it is further off (%i)',
    async (sign) => {
      till.time.offset = sign * 120_000
      const transaction = await paid()
      expect(dateOf(transaction)).toBe(SAMPLE_NOW + sign * 120_000)
      till.time.offset = sign * 120_001
      expect(await till.machine.begin(order())).toEqual(unsure)
      till.time.offset = 0
      expect(await till.machine.begin(order())).toMatchObject({ ok: true })
    },
  )
})
