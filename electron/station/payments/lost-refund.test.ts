import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallFault } from '../../../build/twins/agencies.ts'
import { acceptLoss, putBack } from '../../../build/twins/loss.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { TASK_ENDINGS, type TaskEnding, type TenderKind } from '../../contract/index.ts'
import { createReceipts, verifyReceipt } from '../receipts/index.ts'
import { ledger } from './ledger.ts'

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
const by = (tender: TenderKind) => now().byTender.find((each) => each.tender === tender)?.totalAvos
const states = (transaction: string) => till.show(transaction).items.map(({ state }) => state)
const itemOf = (transaction: string, index = 1) => `${transaction}:${String(index)}`
const refund = (transaction: string, ...indexes: number[]) =>
  till.machine.refund({
    transaction,
    items: indexes.map((index) => itemOf(transaction, index)),
    reason: 'paid by mistake',
    actor: 'supervisor-1',
  })
const end = (transaction: string, how: TaskEnding, item?: string) =>
  till.machine.endTask({ transaction, item, how, reason: 'found the slip', actor: 'supervisor-1' })
const refused = (code: string) => ({ ok: false, refusal: { code } })
const always = (act: CallFault) => Array.from({ length: 10_000 }, () => act)

async function paid(tender: TenderKind, amounts: readonly number[] = [85_000]) {
  const transaction = await till.pay(
    till.order(
      amounts.map((amountAvos) => till.agencies.owe({ amountAvos }).ref),
      tender,
    ),
  )
  await till.pass()
  return transaction
}
/** A payment in cash that its agency refused afterwards. */
async function refusedCash() {
  const bill = till.agencies.owe({ amountAvos: 85_000 })
  till.agencies.refuseItem(bill.ref, 'bill-barred')
  const transaction = await till.pay(till.order([bill.ref], 'cash'))
  await till.pass()
  expect(states(transaction)).toEqual(['task'])
  return transaction
}
/** Loses the entries that `meanwhile` recorded, and accepts the loss. */
async function lose(meanwhile: () => Promise<unknown>) {
  await putBack(till, meanwhile)
  await acceptLoss(till)
  await till.pass()
}
const calls = () =>
  (['release', 'submitItem', 'reverseItem', 'reverseWallet'] as const).map((call) => till.agencies.arrivalsOf(call))
/** Expects that payments that a supervisor ended stay so, whatever comes later, also after a power cut. */
async function expectOver(...transactions: readonly string[]) {
  const look = () => [
    calls(),
    transactions.map((each) => till.kindsOf(each)),
    now(),
    till.card.books(),
    till.agencies.books(),
  ]
  expect(now()).toMatchObject({ open: [], tasks: [] })
  const before = look()
  till.agencies.setLine(true)
  till.card.answerAgain('reverse')
  for (let start = 0; start < 2; start++) {
    await till.pass(HOUR)
    await till.restart()
  }
  await till.pass(HOUR)
  expect(look()).toEqual(before)
  expect(till.machine.readiness()).toBe('ready')
}
function receiptOf(transaction: string) {
  const { signer } = till.journal
  const facts = till.machine.receiptFacts(transaction)
  const checked =
    facts &&
    verifyReceipt(createReceipts(signer).receipt({ ...facts, secondLanguage: 'pt', reprint: false }).code, [
      { kid: signer.kid(), publicKey: signer.publicKey() },
    ])
  if (!checked?.ok || checked.facts.kind !== 'receipt') throw new Error('no receipt')
  return checked.facts
}

describe('a refund that was lost with the end of the journal', () => {
  it.each(
    (['card', 'wallet-scan', 'cash'] as const).flatMap((tender) => TASK_ENDINGS.map((how) => [tender, how] as const)),
  )('makes its item of a %s payment a task, which is ended as %s', async (tender, how) => {
    const transaction = await paid(tender)
    const receipt = receiptOf(transaction)
    await lose(async () => {
      await refund(transaction, 1)
      await till.pass()
    })
    const before = [calls(), till.card.books()]
    for (let times = 0; times < 2; times++) {
      expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
      expect(now()).toMatchObject({
        totalAvos: 85_000,
        open: [],
        tasks: [{ transaction, item: itemOf(transaction), amountAvos: 85_000, why: 'journal-went-back' }],
      })
      await till.restart()
    }
    expect(till.kindsOf(transaction).filter((kind) => kind === 'item-doubted')).toHaveLength(1)
    expect(till.journal.entriesOf(transaction).at(-1)).toMatchObject({
      kind: 'item-doubted',
      actor: 'supervisor-1',
      facts: { item: itemOf(transaction), avos: 85_000 },
    })
    expect(till.machine.receiptFacts(transaction)).toBeUndefined()
    expect(await till.machine.receiptStatusOf(receipt)).toMatchObject({
      ok: true,
      receipt: { isKnown: true, gone: [{ amountAvos: 85_000, state: 'task' }] },
    })

    expect(await end(transaction, 'paid', itemOf(transaction))).toMatchObject(refused('not-paid'))
    if (how === 'paid') return
    const [first, second] = await Promise.all([
      end(transaction, how, itemOf(transaction)),
      end(transaction, how, itemOf(transaction)),
    ])
    expect([first.ok, second.ok].sort()).toEqual([false, true])
    expect(states(transaction)).toEqual(['refunded'])
    expect(now().totalAvos).toBe(0)
    expect(by(tender)).toBe(how === 'cash' && tender !== 'cash' ? 85_000 : 0)
    expect(await refund(transaction, 1)).toMatchObject(refused('already-refunded'))
    expect([calls(), till.card.books()]).toEqual(before)
    await expectOver(transaction)
  })

  it('leaves the other items of its payment refundable', async () => {
    const transaction = await paid('card', [85_000, 30_000])
    await lose(async () => {
      await refund(transaction, 1)
      await till.pass()
    })
    expect(await refund(transaction, 1, 2)).toMatchObject(refused('payment-doubted'))
    expect(till.machine.receiptFacts(transaction)).toMatchObject({ totalAvos: 30_000 })
    expect(await refund(transaction, 2)).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(states(transaction)).toEqual(['task', 'refunded'])
    expect(now().tasks).toHaveLength(1)
    expect(till.card.books()).toMatchObject([{ takenAvos: 115_000, givenBackAvos: 115_000 }])
  })

  it('is asked for before anything is said about a receipt of its payment, and on each copy', async () => {
    const [refunded, kept, partly] = [await paid('card'), await paid('card'), await paid('cash', [85_000, 30_000])]
    const receipts = [refunded, kept, partly].map(receiptOf)
    const became = () =>
      Promise.all(
        receipts.map(async (receipt) => {
          const found = await till.machine.receiptStatusOf(receipt)
          return found.ok ? [found.receipt.lost, found.receipt.gone.length] : found.refusal.code
        }),
      )
    expect(till.machine.receiptFacts(refunded)).not.toHaveProperty('isBeforeLoss')
    await lose(async () => {
      await refund(refunded, 1)
      await refund(partly, 2)
      await till.pass()
    })
    expect(await became()).toEqual([
      ['taken-back', 0],
      [undefined, 0],
      ['taken-back', 0],
    ])
    till.agencies.planFaults('itemStates', ...always('drop'))
    expect(await became()).toEqual([
      ['unknown', 0],
      ['unknown', 0],
      ['unknown', 0],
    ])
    for (const transaction of [refunded, kept, partly]) {
      expect(await till.machine.checkReceipt(transaction)).toEqual({ ok: true })
      expect(till.machine.receiptFacts(transaction)).toHaveProperty('isBeforeLoss', true)
    }
    const later = await paid('card')
    expect(till.machine.receiptFacts(later)).not.toHaveProperty('isBeforeLoss')
    expect(await till.machine.receiptStatusOf(receiptOf(later))).toEqual({
      ok: true,
      receipt: { isKnown: true, gone: [] },
    })
  })

  it("leaves what became of a receipt unknown when the answer doesn't name each item once", async () => {
    const transaction = await paid('card', [85_000, 30_000])
    const receipt = receiptOf(transaction)
    await lose(() => till.pass(1_000))
    const { itemStates } = till.agencies.money
    let change = <Item>(items: Item[]): Item[] => items.slice(1)
    till.agencies.money.itemStates = async (question) => {
      const answered = await itemStates(question)
      return answered.ok ? { ok: true, answer: { items: change(answered.answer.items) } } : answered
    }
    await till.restart()
    expect(await till.machine.receiptStatusOf(receipt)).toEqual({
      ok: true,
      receipt: { isKnown: true, lost: 'unknown', gone: [] },
    })
    change = ([first, ...rest]) => (first ? [first, first, ...rest] : rest)
    expect(await till.machine.receiptStatusOf(receipt)).toEqual({
      ok: true,
      receipt: { isKnown: true, lost: 'unknown', gone: [] },
    })
  })

  it("isn't asked for when the payment was recorded after the loss", async () => {
    const old = await paid('card')
    await lose(() => till.pass(1_000))
    const transaction = await paid('card')
    expect(await refund(old, 1)).toMatchObject({ ok: true })
    const asked = till.agencies.arrivalsOf('itemStates')
    expect(await refund(transaction, 1)).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(await refund(transaction, 1)).toMatchObject(refused('already-refunded'))
    expect(till.agencies.arrivalsOf('itemStates')).toBe(asked)
  })

  it('becomes a task only when the disk takes the entry', async () => {
    const transaction = await paid('card')
    await lose(async () => {
      await refund(transaction, 1)
      await till.pass()
    })
    till.disk.fault = () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    }
    expect(await refund(transaction, 1)).toMatchObject(refused('disk-full'))
    expect(now().tasks).toEqual([])
    till.disk.fault = undefined
    expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
    expect(now().tasks).toHaveLength(1)
  })
})

describe('cash that an agency refused before the loss', () => {
  it("isn't handed back a second time when that was lost with the end of the journal", async () => {
    const transaction = await refusedCash()
    await lose(async () => {
      await refund(transaction, 1)
      await till.pass()
      expect(now().totalAvos).toBe(0)
    })
    expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
    expect(now()).toMatchObject({
      totalAvos: 85_000,
      tasks: [{ item: itemOf(transaction), amountAvos: 85_000, why: 'journal-went-back' }],
    })
    expect(await end(transaction, 'paid', itemOf(transaction))).toMatchObject(refused('not-paid'))
    expect(await end(transaction, 'settled', itemOf(transaction))).toEqual({ ok: true })
    expect(now().totalAvos).toBe(0)
    await expectOver(transaction)
  })

  it.each(['cash', 'settled'] as const)('becomes a task that only a supervisor ends as %s', async (how) => {
    const transaction = await refusedCash()
    await lose(() => till.pass(1_000))
    expect(now().tasks).toMatchObject([{ transaction, item: itemOf(transaction), why: 'journal-went-back' }])
    expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
    expect(await end(transaction, 'paid', itemOf(transaction))).toMatchObject(refused('not-paid'))
    expect(await end(transaction, how, itemOf(transaction))).toEqual({ ok: true })
    expect(states(transaction)).toEqual(['refunded'])
    expect([now().totalAvos, by('cash')]).toEqual([0, 0])
    await expectOver(transaction)
  })

  it('is ended by its refund alone when no loss was accepted since', async () => {
    const before = await refusedCash()
    expect(await end(before, 'cash', itemOf(before))).toMatchObject(refused('payment-unknown'))
    await lose(() => till.pass(1_000))
    const after = await refusedCash()
    expect(await end(after, 'cash', itemOf(after))).toMatchObject(refused('payment-unknown'))
  })
})

describe('a gateway whose answer names other items than asked', () => {
  it.each<[string, (item: string) => object[]]>([
    ['nothing', () => []],
    ['another item', (item) => [{ item: `${item}9`, state: 'reversed' }]],
    ['one of two', (item) => [{ item, state: 'none' }]],
  ])('(%s) leads to no second refund', async (_, named) => {
    const transaction = await paid('card', [85_000, 30_000, 10_000])
    await lose(async () => {
      expect(await refund(transaction, 2)).toMatchObject({ ok: true })
      await till.pass(MINUTE)
    })
    const before = [till.card.books(), till.kindsOf(transaction)]
    till.agencies.planFaults('itemStates', { answer: { items: named(itemOf(transaction)) } })
    expect(await refund(transaction, 1, 2)).toMatchObject(refused('gateway-refused'))
    await till.pass(MINUTE)
    expect([till.card.books(), till.kindsOf(transaction)]).toEqual(before)
    expect(await refund(transaction, 2)).toMatchObject(refused('payment-doubted'))
  })
})

describe('a refund that was open when the loss was accepted', () => {
  /**
   * Opens a refund that a power cut interrupts: with its intent recorded alone, or after its agency was asked
   * (`before`).
   */
  async function openRefund(transaction: string, before: 'intended' | 'reversing', ...indexes: number[]) {
    for (const call of ['reverseItem', 'itemStates'] as const) till.agencies.planFaults(call, ...always('drop'))
    if (before === 'intended') till.cutPowerAt(2, 'before')
    const begun = await refund(transaction, ...indexes)
    await till.pass(MINUTE)
    const other = begun.ok ? begun.transaction : ''
    till.disk.isEndConfirmed = false
    await till.restart()
    expect(till.show(other).state).toBe(before)
    await acceptLoss(till)
    till.disk.isEndConfirmed = true
    till.agencies.setLine(true)
    till.agencies.planFaults('itemStates', ...always('drop'))
    await till.pass(HOUR)
    return other
  }

  it.each(
    (['intended', 'reversing'] as const).flatMap((before) =>
      (['card', 'cash'] as const).flatMap((tender) => TASK_ENDINGS.map((how) => [before, tender, how] as const)),
    ),
  )('(%s, of a %s payment) is one task of its payment, which is ended as %s', async (before, tender, how) => {
    const transaction = await paid(tender)
    const other = await openRefund(transaction, before, 1)
    expect(calls()[2]).toBe(0)
    expect(now()).toMatchObject({
      totalAvos: 85_000,
      open: [],
      tasks: [{ transaction, item: itemOf(transaction), amountAvos: 85_000, why: 'journal-went-back' }],
    })
    expect(now().tasks).toHaveLength(1)
    expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
    for (const each of TASK_ENDINGS) expect(await end(other, each)).toMatchObject(refused('payment-unknown'))
    expect(await end(transaction, how, itemOf(transaction))).toEqual({ ok: true })
    expect([till.show(other).state, states(transaction)]).toEqual([
      'reversed',
      [how === 'paid' ? 'acknowledged' : 'refunded'],
    ])
    expect(now().totalAvos).toBe(how === 'paid' ? 85_000 : 0)
    expect(by(tender)).toBe(how === 'settled' || (how === 'cash' && tender === 'cash') ? 0 : 85_000)
    expect(till.machine.receiptFacts(transaction) !== undefined).toBe(how === 'paid')
    await expectOver(transaction, other)
  })

  it('of two items ends with the last of them, even when more of the payment was open', async () => {
    till.agencies.planFaults('submitItem', undefined, undefined, ...always('drop'))
    const transaction = await paid('card', [85_000, 30_000, 10_000])
    const other = await openRefund(transaction, 'reversing', 1, 2)
    expect(now().tasks.map(({ item }) => item)).toEqual([1, 2, 3].map((index) => itemOf(transaction, index)))
    expect(await end(transaction, 'cash', itemOf(transaction))).toEqual({ ok: true })
    expect([till.show(other).state, now().tasks.length]).toEqual(['reversing', 2])
    expect(await end(transaction, 'paid', itemOf(transaction, 2))).toEqual({ ok: true })
    expect([till.show(other).state, states(transaction)]).toEqual([
      'reversed',
      ['refunded', 'acknowledged', 'submitted'],
    ])
    expect(await end(transaction, 'settled', itemOf(transaction, 3))).toEqual({ ok: true })
    expect([now().totalAvos, by('cash'), by('card')]).toEqual([30_000, -85_000, 115_000])
    await expectOver(transaction, other)
  })

  it('ends by itself when it has nothing left to give back', async () => {
    const transaction = await paid('card')
    till.cutPowerAt(4, 'before')
    void refund(transaction, 1)
    await till.pass(MINUTE)
    till.disk.isEndConfirmed = false
    await till.restart()
    await acceptLoss(till)
    till.disk.isEndConfirmed = true
    const [other = ''] = [...till.journal.rebuild(ledger).open.keys()]
    expect(till.kindsOf(other)).toEqual(['payment-intended', 'payment-reversing'])
    await till.pass(HOUR)
    expect(till.show(other).state).toBe('reversed')
    expect([states(transaction), now()]).toMatchObject([['refunded'], { totalAvos: 0, open: [], tasks: [] }])
  })

  it("is a task even when the payment's entries can't be read", async () => {
    const transaction = await paid('card')
    await openRefund(transaction, 'reversing', 1)
    const { seq } = till.journal.entriesOf(transaction)[0] ?? { seq: 0 }
    await till.restart(() => till.tamper(`UPDATE entries SET facts = x'a0' WHERE seq = ${String(seq)}`))
    expect(() => till.journal.entriesOf(transaction)).toThrow()
    expect(till.machine.isStuck()).toBe(false)
    expect(now()).toMatchObject({
      open: [],
      tasks: [{ transaction, item: itemOf(transaction), amountAvos: 85_000, why: 'journal-went-back' }],
    })
  })

  it("of cash that its agency refused can't be ended as paid", async () => {
    const transaction = await refusedCash()
    const other = await openRefund(transaction, 'reversing', 1)
    expect(now().tasks).toMatchObject([{ transaction, item: itemOf(transaction), why: 'journal-went-back' }])
    expect(await end(transaction, 'paid', itemOf(transaction))).toMatchObject(refused('not-paid'))
    expect(await end(transaction, 'cash', itemOf(transaction))).toEqual({ ok: true })
    expect(now().totalAvos).toBe(0)
    await expectOver(transaction, other)
  })
})

describe('a gateway whose answer contradicts the journal', () => {
  const acknowledged = (item: string, amountAvos = 85_000) => ({
    item,
    state: 'acknowledged',
    ref: 'bill-1',
    amountAvos,
    acknowledgement: 'A',
  })

  it.each<[string, (item: string) => object[]]>([
    ['that it knows nothing of an item', (item) => [{ item, state: 'none' }]],
    ['that it is reserved', (item) => [{ item, state: 'reserved', ref: 'bill-1', amountAvos: 85_000 }]],
    ['that it was refused', (item) => [{ item, state: 'refused', code: 'bill-barred' }]],
    ['another amount', (item) => [acknowledged(item, 1)]],
    ['two things of one item', (item) => [{ item, state: 'reversed' }, acknowledged(item)]],
    ['the same twice', (item) => [acknowledged(item), acknowledged(item)]],
  ])('(%s) leads to no second refund', async (_, said) => {
    for (const tender of ['card', 'wallet-scan', 'cash'] as const) {
      const transaction = await paid(tender, [85_000, 30_000])
      await lose(async () => {
        await refund(transaction, 1)
        await till.pass()
      })
      const before = [till.card.books(), till.agencies.books()]
      till.agencies.planFaults('itemStates', { answer: { items: said(itemOf(transaction)) } })
      expect(await refund(transaction, 1)).toMatchObject(refused('gateway-refused'))
      await till.pass(MINUTE)
      expect([till.card.books(), till.agencies.books(), states(transaction)]).toEqual([
        ...before,
        ['acknowledged', 'acknowledged'],
      ])
    }
  })
})

describe('a task that was ended, where its end was lost with the end of the journal', () => {
  /** Ends the task, loses the entries of that and accepts the loss. */
  const loseEnding = (transaction: string, item?: string) =>
    lose(async () => {
      expect(await end(transaction, 'cash', item)).toEqual({ ok: true })
      await till.pass(MINUTE)
    })
  const expectDoubted = (transaction: string) =>
    expect(now().tasks).toMatchObject([{ transaction, amountAvos: 85_000, why: 'journal-went-back' }])

  it('of a whole payment is there again and says that it is in doubt', async () => {
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('status')
    till.card.refuseReversals()
    const transaction = await till.pay(till.order([till.agencies.owe({ amountAvos: 85_000 }).ref], 'card'))
    await till.pass(5 * MINUTE)
    await loseEnding(transaction)
    expectDoubted(transaction)
    expect(await end(transaction, 'paid')).toMatchObject(refused('not-paid'))
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
    await expectOver(transaction)
  })

  it('of a declined payment is there again and says that it is in doubt', async () => {
    till.card.behave({ do: 'decline', reason: 'declined' })
    till.card.refuseReversals()
    const transaction = await till.pay(till.order([till.agencies.owe({ amountAvos: 85_000 }).ref], 'card'))
    await till.pass()
    await loseEnding(transaction)
    expectDoubted(transaction)
    expect(await end(transaction, 'paid')).toMatchObject(refused('not-paid'))
    expect(await end(transaction, 'settled')).toEqual({ ok: true })
    await expectOver(transaction)
  })

  it('of one item is there again in doubt, and no refund gives its money back a second time', async () => {
    const bill = till.agencies.owe({ amountAvos: 85_000 })
    till.agencies.refuseItem(bill.ref, 'bill-barred')
    let isKept = true
    till.tenders.set('card', {
      ...till.card,
      reverse: (request) => (isKept ? Promise.resolve({ state: 'refused' }) : till.card.reverse(request)),
    })
    const transaction = await till.pay(till.order([bill.ref], 'card'))
    await till.pass()
    await loseEnding(transaction, itemOf(transaction))
    expectDoubted(transaction)
    isKept = false
    expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
    await till.pass(MINUTE)
    expect(till.card.books()).toMatchObject([{ takenAvos: 85_000, givenBackAvos: 0 }])
    expect(await end(transaction, 'settled', itemOf(transaction))).toEqual({ ok: true })
  })

  it('of refused cash is in doubt again after the second loss', async () => {
    const transaction = await refusedCash()
    await lose(() => till.pass(1_000))
    await loseEnding(transaction, itemOf(transaction))
    expectDoubted(transaction)
    expect(await refund(transaction, 1)).toMatchObject(refused('payment-doubted'))
  })
})
