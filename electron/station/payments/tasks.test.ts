import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { acceptLoss as takeNote } from '../../../build/twins/loss.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { TASK_ENDINGS, TENDERS, type TaskEnding, type TenderKind } from '../../contract/index.ts'
import { BODY_KEYS_FILE } from '../journal/open.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const now = () => till.machine.takings(undefined)
const end = (transaction: string, how: TaskEnding, item?: string) =>
  till.machine.endTask({ transaction, item, how, reason: 'talked to the bank', actor: 'supervisor-1' })
/** Counts the calls to the card terminal. */
function counted() {
  let asked = 0
  till.tenders.set('card', { ...till.card, reverse: (request) => ((asked += 1), till.card.reverse(request)) })
  return () => asked
}
/** Expects that nobody asks again, however much time passes, also after a power cut. */
async function expectNoMore(asked: () => number) {
  const before = asked()
  await till.pass(HOUR)
  await till.restart()
  await till.pass(HOUR)
  expect(asked()).toBe(before)
  expect(till.machine.readiness()).toBe('ready')
}

const by = (tender: TenderKind) => now().byTender.find((each) => each.tender === tender)
const FOR_EVER = Array.from({ length: 10_000 }, () => 'drop' as const)
/** Accepts a loss of entries while the station is stopped. */
async function acceptLoss() {
  await takeNote(till)
  // The customer at the terminal or wallet has gone.
  await till.pass(10 * MINUTE)
}
/** A customer who is still deciding, with any tender, and whose answer is lost. */
function waitForCustomer() {
  till.card.behave({ do: 'wait' })
  till.agencies.answerWallets('wait')
  till.tenders.set('cash', { ...till.card, ask: () => new Promise(() => undefined) })
}
/** The calls to others that move money. */
const asked = () =>
  (['release', 'submitItem', 'reverseItem', 'reverseWallet'] as const).map((call) => till.agencies.arrivalsOf(call))
/** Expects that a payment that a supervisor ended stays so, whatever comes later, also after a power cut. */
async function expectOver(transaction: string) {
  const [before, kinds, takings, card] = [asked(), till.kindsOf(transaction), now(), till.card.books()]
  expect(takings).toMatchObject({ open: [], tasks: [] })
  expect(till.machine.isStuck()).toBe(false)
  till.agencies.setLine(true)
  for (let start = 0; start < 2; start++) {
    await till.pass(HOUR)
    await till.restart()
  }
  await till.pass(HOUR)
  expect([asked(), till.kindsOf(transaction), now(), till.card.books()]).toEqual([before, kinds, takings, card])
  expect(till.machine.readiness()).toBe('ready')
}

describe('a payment that was open when a loss was accepted', () => {
  it.each(TENDERS.flatMap((tender) => TASK_ENDINGS.map((how) => [tender, how] as const)))(
    'by %s is ended as %s once, and the takings say so',
    async (tender, how) => {
      waitForCustomer()
      const { ref, amountAvos } = till.agencies.owe()
      const transaction = await till.pay(till.order([ref], tender))
      await acceptLoss()
      expect(now()).toMatchObject({ totalAvos: 0, tasks: [{ transaction, amountAvos, why: 'journal-went-back' }] })
      const [first, second] = await Promise.all([end(transaction, how), end(transaction, how)])
      expect([first.ok, second.ok].sort()).toEqual([false, true])
      expect(till.show(transaction)).toMatchObject(
        how === 'paid' ? { state: 'committed', items: [{ state: 'acknowledged' }] } : { state: 'reversed' },
      )
      expect(by(tender)).toMatchObject(how === 'paid' ? { payments: 1, totalAvos: amountAvos } : { payments: 0 })
      expect(now()).toMatchObject({
        totalAvos: how === 'paid' ? amountAvos : how === 'cash' && tender !== 'cash' ? -amountAvos : 0,
      })
      expect(till.journal.entriesOf(transaction).at(-1)).toMatchObject({
        kind: 'task-ended',
        actor: 'supervisor-1',
        facts: { how },
      })
      expect(JSON.stringify(till.journal.entriesOf(transaction).at(-1)?.facts)).not.toContain('bank')
      await expectOver(transaction)
      expect(till.machine.receiptFacts(transaction) !== undefined).toBe(how === 'paid')
    },
  )

  it('can be refunded once a supervisor ended it as paid, even when no money was asked for', async () => {
    till.cutPowerAt(2, 'before')
    void till.machine.begin(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    const [transaction = ''] = till.agencies.keys('reserve')
    await acceptLoss()
    expect(till.kindsOf(transaction)).toEqual(['payment-intended'])
    expect(await end(transaction, 'paid')).toEqual({ ok: true })
    expect(
      await till.machine.refund({
        transaction,
        items: [`${transaction}:1`],
        reason: 'paid twice',
        actor: 'supervisor-1',
      }),
    ).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(till.show(transaction).items).toMatchObject([{ state: 'refunded' }])
    expect(now()).toMatchObject({ totalAvos: 0, open: [], tasks: [] })
  })

  it("can't be ended before the loss is accepted", async () => {
    waitForCustomer()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    till.disk.isOlder = true
    await till.restart()
    expect(now().tasks).toMatchObject([{ transaction, why: 'journal-went-back' }])
    expect(await end(transaction, 'settled')).toMatchObject({ ok: false, refusal: { code: 'journal-went-back' } })
  })

  it("can't be ended as paid when its money was being reversed", async () => {
    till.card.behave({ do: 'wait' })
    till.card.dropAnswers('reverse', false)
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    void till.machine.cancel(transaction)
    await till.pass(MINUTE)
    await acceptLoss()
    expect(await end(transaction, 'paid')).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
    till.card.answerAgain('reverse')
    await expectOver(transaction)
  })
})

describe('an item of whose agency no answer comes', () => {
  const loseBodyKeys = (folder: string) => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, BODY_KEYS_FILE + suffix), { force: true })
  }

  it.each(
    (['unreadable', 'journal-went-back'] as const).flatMap((why) =>
      TENDERS.flatMap((tender) => TASK_ENDINGS.map((how) => [why, tender, how] as const)),
    ),
  )('and that is %s, paid by %s, is ended as %s', async (why, tender, how) => {
    for (const call of ['submitItem', 'itemStates'] as const) till.agencies.planFaults(call, ...FOR_EVER)
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], tender))
    await till.pass()
    const item = `${transaction}:1`
    if (why === 'unreadable') await till.restart(loseBodyKeys)
    else await acceptLoss()
    await till.pass(2 * HOUR)
    // A supervisor's task isn't listed as waiting; an unreadable item is, since the gateway may still answer.
    expect([till.machine.isStuck(), now().open.length]).toEqual(why === 'unreadable' ? [true, 1] : [false, 0])
    expect(now()).toMatchObject({
      totalAvos: bill.amountAvos,
      tasks: [{ transaction, item, amountAvos: bill.amountAvos, why }],
    })
    expect(await end(transaction, how)).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
    expect(await end(transaction, how, item)).toEqual({ ok: true })
    expect(till.show(transaction).items).toMatchObject([{ state: how === 'paid' ? 'acknowledged' : 'refunded' }])
    expect(now()).toMatchObject({ totalAvos: how === 'paid' ? bill.amountAvos : 0, tasks: [] })
    expect(by(tender)?.totalAvos).toBe(how === 'paid' || (how === 'cash' && tender !== 'cash') ? bill.amountAvos : 0)
    expect(await end(transaction, how, item)).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
    await expectOver(transaction)
    expect(till.machine.receiptFacts(transaction) !== undefined).toBe(how === 'paid')
  })

  it.each(
    (['unreadable', 'journal-went-back'] as const).flatMap((why) =>
      (['cash', 'settled'] as const).flatMap((how) =>
        ([{ late: 30_000 }, 'lose', 'drop'] as const).map((act) => [why, how, act] as const),
      ),
    ),
  )("and that is %s, ended as %s, stays a task when its agency's answer is lost (%o)", async (why, how, act) => {
    for (const call of ['submitItem', 'itemStates'] as const)
      till.agencies.planFaults(call, ...Array.from({ length: 12 }, () => 'drop' as const))
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    const item = `${transaction}:1`
    if (why === 'unreadable') await till.restart(loseBodyKeys)
    else await takeNote(till)
    await till.pass(1_000)
    till.agencies.planFaults('reverseItem', act)
    expect(await end(transaction, how, item)).toMatchObject({ ok: false, refusal: { code: 'gateway-unreachable' } })
    // The agency can be reached again, and the station goes on with everything else.
    await till.pass(HOUR)
    await till.restart()
    await till.pass(HOUR)
    expect(now()).toMatchObject({
      open: [],
      totalAvos: bill.amountAvos,
      tasks: [{ transaction, item, amountAvos: bill.amountAvos, why }],
    })
    expect(till.show(transaction)).toMatchObject({
      needsStaff: true,
      items: [{ state: 'submitted', needsStaff: true }],
    })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(till.agencies.books().agencies.filter(({ acknowledged }) => acknowledged > 0)).toEqual([])
    expect(till.card.books()).toMatchObject([{ givenBackAvos: 0 }])
    expect(await end(transaction, 'paid', item)).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
    expect(await end(transaction, how, item)).toEqual({ ok: true })
    await expectOver(transaction)
  })

  it('is acknowledged when its agency keeps it', async () => {
    for (const call of ['submitItem', 'itemStates'] as const)
      till.agencies.planFaults(call, ...Array.from({ length: 12 }, () => 'drop' as const))
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    const item = `${transaction}:1`
    await till.restart(loseBodyKeys)
    await till.pass(1_000)
    till.agencies.planFaults('reverseItem', 'drop', { answer: { ok: false, code: 'not-reversible' } })
    expect(await end(transaction, 'cash', item)).toMatchObject({ ok: false, refusal: { code: 'gateway-unreachable' } })
    await till.pass(MINUTE)
    expect(await end(transaction, 'cash', item)).toMatchObject({ ok: false, refusal: { code: 'tender-unavailable' } })
    await till.pass(HOUR)
    expect(till.show(transaction).items).toMatchObject([{ state: 'acknowledged' }])
    expect(now().tasks).toEqual([])
  })

  it.each(['cash', 'settled'] as const)(
    "and that is ended as %s isn't paid by a submission that arrives later",
    async (how) => {
      till.agencies.planFaults('submitItem', ...Array.from({ length: 1_000 }, () => ({ late: 20 * MINUTE })))
      for (const call of ['itemStates', 'reverseItem'] as const)
        till.agencies.planFaults(call, ...FOR_EVER.slice(0, call === 'itemStates' ? undefined : 1))
      const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
      await till.pass()
      await acceptLoss()
      expect(till.agencies.books().agencies).toEqual([])
      // Nothing is recorded before the agency has answered.
      expect(await end(transaction, how, `${transaction}:1`)).toMatchObject({
        ok: false,
        refusal: { code: 'gateway-unreachable' },
      })
      expect(await end(transaction, how, `${transaction}:1`)).toEqual({ ok: true })
      await till.pass(HOUR)
      expect(till.agencies.books().agencies).toMatchObject([{ acknowledged: 0 }])
    },
  )

  it.each([
    ['cash', false],
    ['settled', true],
    ['paid', true],
  ] as const)("and that its agency won't give back: whether %s ends it is %s", async (how, ends) => {
    for (const call of ['submitItem', 'itemStates'] as const) till.agencies.planFaults(call, ...FOR_EVER)
    till.agencies.planFaults('reverseItem', { answer: { ok: false, code: 'not-reversible' } })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    await acceptLoss()
    expect(await end(transaction, how, `${transaction}:1`)).toMatchObject(
      ends ? { ok: true } : { ok: false, refusal: { code: 'tender-unavailable' } },
    )
    expect(now().tasks.length).toBe(ends ? 0 : 1)
  })
})

describe('a reversal that is refused for good', () => {
  it("of a whole payment isn't repeated, frees its bill, and is a task until a supervisor has ended it", async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    till.card.refuseReversals()
    const asked = counted()
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass(5 * MINUTE)
    expect(till.kindsOf(transaction).at(-1)).toBe('payment-reversal-refused')
    expect(now()).toMatchObject({
      open: [],
      tasks: [{ transaction, amountAvos: bill.amountAvos, why: 'reversal-refused' }],
    })
    expect(till.agencies.isHeld(bill.ref)).toBe(false)
    await expectNoMore(asked)
    const second = await till.pay(till.order([bill.ref], 'wallet-scan'))
    await till.pass()
    expect(till.show(second).state).toBe('committed')

    expect(await end(transaction, 'cash', `${transaction}:1`)).toMatchObject({
      ok: false,
      refusal: { code: 'payment-unknown' },
    })
    expect(await end(transaction, 'paid')).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
    expect(await end(transaction, 'cash')).toEqual({ ok: true })
    expect(till.show(transaction).state).toBe('reversed')
    expect(now().tasks).toEqual([])
    expect(now().byTender.find(({ tender }) => tender === 'cash')).toMatchObject({
      payments: 0,
      totalAvos: -bill.amountAvos,
    })
    expect(await end(transaction, 'cash')).toMatchObject({ ok: false, refusal: { code: 'payment-unknown' } })
    expect(till.journal.entriesOf(transaction).at(-1)).toMatchObject({
      kind: 'task-ended',
      actor: 'supervisor-1',
      facts: { how: 'cash' },
    })
  })

  it('of a whole payment is one task when a loss is accepted meanwhile', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    till.card.refuseReversals()
    const { ref, amountAvos } = till.agencies.owe()
    const transaction = await till.pay(till.order([ref], 'card'))
    await till.pass(5 * MINUTE)
    await acceptLoss()
    // The lost entries may say that it was ended.
    expect(now()).toMatchObject({ open: [], tasks: [{ transaction, amountAvos, why: 'journal-went-back' }] })
    expect(now().tasks).toHaveLength(1)
    expect(await end(transaction, 'paid')).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
    expect(await end(transaction, 'cash')).toEqual({ ok: true })
    expect(by('cash')?.totalAvos).toBe(-amountAvos)
    await expectOver(transaction)
  })

  it('stays ended when an earlier program ended it', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    till.card.refuseReversals()
    const bill = till.agencies.owe()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass(5 * MINUTE)
    expect(now().tasks).toMatchObject([{ transaction, why: 'reversal-refused' }])
    await till.journal.append([
      {
        kind: 'reversal-decided',
        actor: 'supervisor-1',
        transaction,
        facts: { how: 'cash', avos: bill.amountAvos, tender: 'cash' },
      },
    ])
    await till.restart()
    expect(now()).toMatchObject({ tasks: [], totalAvos: -bill.amountAvos })
    expect(till.show(transaction).state).toBe('reversed')
  })

  it.each([
    ['cash', 'cash'],
    ['settled', 'card'],
  ] as const)('of an item that its agency refused: ended as %s it leaves the takings of %s', async (how, tender) => {
    const bill = till.agencies.owe()
    till.agencies.refuseItem(bill.ref, 'bill-barred')
    till.card.refuseReversals()
    const asked = counted()
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    const item = `${transaction}:1`
    await till.pass()
    expect(till.show(transaction)).toMatchObject({ state: 'committed', items: [{ state: 'task' }] })
    expect(now()).toMatchObject({
      totalAvos: bill.amountAvos,
      open: [],
      tasks: [{ transaction, item, why: 'reversal-refused' }],
    })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    await expectNoMore(asked)
    const [first, second] = await Promise.all([end(transaction, how, item), end(transaction, how, item)])
    expect([first.ok, second.ok].sort()).toEqual([false, true])
    expect(till.show(transaction).items).toMatchObject([{ state: 'refunded' }])
    expect(now()).toMatchObject({ totalAvos: 0, tasks: [] })
    expect(now().byTender.find((each) => each.tender === tender)?.totalAvos).toBe(how === 'cash' ? -bill.amountAvos : 0)
  })

  it('by the agency leaves the item paid and nothing owed', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan'))
    const item = `${transaction}:1`
    await till.pass()
    till.agencies.refuseReversals()
    const refund = await till.machine.refund({
      transaction,
      items: [item],
      reason: 'paid twice',
      actor: 'supervisor-1',
    })
    await till.pass(MINUTE)
    expect(till.show(refund.ok ? refund.transaction : '').state).toBe('reversed')
    expect(till.show(transaction).items).toMatchObject([{ state: 'acknowledged' }])
    expect(till.machine.receiptFacts(transaction)).toBeDefined()
    expect(now()).toMatchObject({
      totalAvos: 85_000,
      open: [],
      tasks: [{ transaction, item, why: 'reversal-refused' }],
    })
    expect(await end(transaction, 'cash', item)).toMatchObject({ ok: false, refusal: { code: 'tender-unavailable' } })
    expect(await end(transaction, 'settled', item)).toEqual({ ok: true })
    expect(now()).toMatchObject({ totalAvos: 85_000, tasks: [] })
    expect(till.show(transaction).items).toMatchObject([{ state: 'acknowledged' }])
  })

  it.each(['cash', 'settled'] as const)(
    'by the agency that had refused the item leaves it unpaid, and %s takes it from the cash',
    async (how) => {
      const bill = till.agencies.owe()
      till.agencies.refuseItem(bill.ref, 'bill-barred')
      const transaction = await till.pay(till.order([bill.ref], 'cash'))
      const item = `${transaction}:1`
      await till.pass()
      till.agencies.refuseReversals()
      await till.machine.refund({ transaction, items: [item], reason: 'refused', actor: 'supervisor-1' })
      await till.pass(MINUTE)
      expect(till.show(transaction).items).toMatchObject([{ state: 'task' }])
      expect(till.machine.receiptFacts(transaction)).toBeUndefined()
      expect(now()).toMatchObject({
        totalAvos: bill.amountAvos,
        open: [],
        tasks: [{ transaction, item, why: 'reversal-refused' }],
      })
      expect(await end(transaction, 'paid', item)).toMatchObject({ ok: false, refusal: { code: 'not-paid' } })
      expect(await end(transaction, how, item)).toEqual({ ok: true })
      expect(by('cash')).toMatchObject({ totalAvos: 0 })
      await expectOver(transaction)
    },
  )

  it('of a refund is a task, and another refund may ask again', async () => {
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    const item = `${transaction}:1`
    await till.pass()
    let refuses = true
    till.tenders.set('card', {
      ...till.card,
      reverse: (request) => (refuses ? Promise.resolve({ state: 'refused' }) : till.card.reverse(request)),
    })
    const order = { transaction, items: [item], reason: 'paid twice', actor: 'supervisor-1' }
    await till.machine.refund(order)
    await till.pass(MINUTE)
    expect(till.show(transaction).items).toMatchObject([{ state: 'task' }])
    expect(now()).toMatchObject({ open: [], tasks: [{ item, why: 'reversal-refused' }] })
    refuses = false
    expect(await till.machine.refund(order)).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(till.show(transaction).items).toMatchObject([{ state: 'refunded' }])
    expect(now()).toMatchObject({ totalAvos: 0, tasks: [] })
  })

  it("of an attempt that came to nothing isn't repeated either", async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.refuseReversals()
    const asked = counted()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    expect(till.show(transaction).state).toBe('declined')
    expect(now()).toMatchObject({ open: [], tasks: [{ transaction, amountAvos: 85_000, why: 'reversal-refused' }] })
    await expectNoMore(asked)
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
    expect(now()).toMatchObject({ totalAvos: 0, tasks: [] })
    expect(till.show(transaction).state).toBe('declined')
  })

  it("isn't concluded from a line that fails or an unreadable answer", async () => {
    till.agencies.answerWallets('wait')
    till.agencies.planFaults('reverseWallet', 'drop', 'lose', 'nonsense', 'drop')
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan'))
    await till.pass()
    void till.machine.cancel(transaction)
    await till.pass(MINUTE)
    expect(till.show(transaction).state).toBe('cancelled')
    expect(till.kindsOf(transaction)).not.toContain('payment-reversal-refused')
  })

  it('is ended only while the date is known, since takings go by it', async () => {
    waitForCustomer()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await acceptLoss()
    for (const offset of [undefined, 365 * 24 * HOUR]) {
      till.time.offset = offset
      const { length } = till.kindsOf(transaction)
      expect(await end(transaction, 'cash')).toMatchObject({ ok: false, refusal: { code: 'clock-unsure' } })
      expect(till.kindsOf(transaction)).toHaveLength(length)
    }
    till.time.offset = 0
    expect(await end(transaction, 'cash')).toEqual({ ok: true })
  })

  it("can't be ended while the journal has gone back or the disk is full", async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.refuseReversals()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.disk.isOlder = true
    expect(await end(transaction, 'settled')).toMatchObject({ ok: false, refusal: { code: 'journal-went-back' } })
    till.disk.isOlder = false
    till.disk.fault = () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    }
    expect(await end(transaction, 'settled')).toMatchObject({ ok: false, refusal: { code: 'disk-full' } })
    till.disk.fault = undefined
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
  })
})
