import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallFault } from '../../../build/twins/agencies.ts'
import { acceptLoss, putBack } from '../../../build/twins/loss.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { TenderKind } from '../../contract/index.ts'
import { isForward, type ItemMove, type Move } from './states.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const TENDERS: readonly TenderKind[] = ['card', 'wallet-scan', 'wallet-show', 'cash']
const UNDOING = ['release', 'reverseItem', 'reverseWallet'] as const

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const itemStates = (transaction: string) => till.show(transaction).items.map(({ state }) => state)
const tasks = () => till.machine.takings(undefined).tasks
const always = (act: CallFault) => Array.from({ length: 10_000 }, () => act)
const undoings = () => UNDOING.map((call) => till.agencies.arrivalsOf(call))
/** A customer who is still deciding, with any tender. */
const waitForCustomer = () => {
  till.card.behave({ do: 'wait' })
  till.agencies.answerWallets('wait')
  till.tenders.set('cash', { ...till.card, ask: () => new Promise(() => undefined) })
}

describe('an older folder that was put back', () => {
  it('reverses no card payment that was acknowledged meanwhile, and settles it later', async () => {
    waitForCustomer()
    const { ref, amountAvos } = till.agencies.owe()
    const transaction = await till.pay(till.order([ref], 'card'))
    await putBack(till, async () => {
      till.card.decide(`${transaction}/1`, 'approve')
      await till.pass(5 * MINUTE)
      expect(itemStates(transaction)).toEqual(['acknowledged'])
      till.card.dropAnswers('status', false)
    })
    await till.pass(HOUR)
    expect(till.show(transaction)).toMatchObject({ state: 'unknown', canCancel: false })
    expect(await till.machine.cancel(transaction)).toMatchObject({ ok: false, refusal: { code: 'cannot-cancel' } })
    expect(tasks()).toMatchObject([{ transaction, amountAvos, why: 'journal-went-back' }])
    till.card.answerAgain('status')
    await till.pass(MINUTE)
    expect(till.show(transaction)).toMatchObject({ state: 'committed', items: [{ state: 'acknowledged' }] })
    expect(till.card.books()).toMatchObject([{ state: 'approved', parts: {} }])
    expect([undoings(), tasks()]).toEqual([[0, 0, 0], []])
  })

  it("doesn't ask a clerk again about cash, and accepts no answer", async () => {
    waitForCustomer()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
    await putBack(till, async () => {
      expect(till.machine.openCash()).toHaveLength(1)
      expect(await till.machine.answerCash(transaction, true)).toEqual({ ok: true })
      await till.pass(5 * MINUTE)
      expect(itemStates(transaction)).toEqual(['acknowledged'])
    })
    expect([till.machine.openCash(), till.show(transaction).askCash, till.machine.readiness()]).toEqual([
      [],
      false,
      'settling',
    ])
    for (const taken of [true, false])
      expect(await till.machine.answerCash(transaction, taken)).toMatchObject({
        ok: false,
        refusal: { code: 'journal-went-back' },
      })
    await till.pass(HOUR)
    expect(tasks()).toMatchObject([{ transaction, why: 'journal-went-back' }])
    expect(till.agencies.books().agencies).toMatchObject([{ acknowledged: 1, reversed: false }])
    expect(undoings()).toEqual([0, 0, 0])
  })

  it("doesn't submit an item that was refunded meanwhile, and refunds nothing of it", async () => {
    till.agencies.planFaults('submitItem', ...always('drop'))
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    await putBack(till, async () => {
      till.agencies.setLine(true)
      await till.pass(MINUTE)
      await till.machine.refund({ transaction, items: [`${transaction}:1`], reason: 'r', actor: 's' })
      await till.pass(MINUTE)
      expect(itemStates(transaction)).toEqual(['refunded'])
    })
    const before = [till.agencies.arrivalsOf('submitItem'), till.agencies.books(), till.card.books()]
    await till.pass(HOUR)
    expect(itemStates(transaction)).toEqual(['submitted'])
    expect(tasks()).toMatchObject([{ transaction, item: `${transaction}:1`, why: 'journal-went-back' }])
    expect([till.agencies.arrivalsOf('submitItem'), till.agencies.books(), till.card.books()]).toEqual(before)
    expect(
      await till.machine.refund({ transaction, items: [`${transaction}:1`], reason: 'r', actor: 's' }),
    ).toMatchObject({ ok: false, refusal: { code: 'journal-went-back' } })
  })

  it.each(TENDERS.flatMap((tender) => [1, 2, 3, 4, 5].map((commit) => [tender, commit] as const)))(
    'undoes no %s payment (entry group %i), and settles it once the journal is found whole',
    async (tender, commit) => {
      till.agencies.refuseItem('bill-2', 'bill-barred')
      till.cutPowerAt(commit, 'after')
      void till.machine.begin(till.order([till.agencies.owe().ref, till.agencies.owe().ref], tender))
      await till.pass(3_000)
      till.disk.isOlder = true
      await till.restart()
      const { seq } = till.journal.head()
      const before = undoings()
      await till.pass(HOUR)
      const kinds = till.journal.rebuild<{ kinds: string[] }>({
        name: 'kinds',
        version: 1,
        empty: () => ({ kinds: [] }),
        fold: (state, entry) => {
          if (entry.seq > seq && entry.transaction !== null) state.kinds.push(entry.kind)
        },
        write: () => null,
        read: () => ({ kinds: [] }),
      }).kinds
      expect(kinds.filter((kind) => !isForward(kind as Move | ItemMove))).toEqual([])
      expect(undoings()).toEqual(before)
      expect(
        till.card.books().filter(({ state, parts }) => state === 'reversed' || Object.keys(parts).length > 0),
      ).toEqual([])
      till.disk.isOlder = false
      await till.pass(10 * MINUTE)
      for (const { transaction } of till.machine.openCash()) await till.machine.answerCash(transaction, false)
      await till.pass(10 * MINUTE)
      expect(till.machine.takings(undefined).open).toEqual([])
      expect(till.machine.readiness()).toBe('ready')
    },
  )
})

describe("a journal that hasn't been judged yet", () => {
  it('undoes nothing, and settles by itself once it is judged', async () => {
    waitForCustomer()
    const bills = [till.agencies.owe().ref, till.agencies.owe().ref]
    const card = await till.pay(till.order([bills[0] ?? ''], 'card'))
    const cash = await till.pay(till.order([bills[1] ?? ''], 'cash'))
    till.disk.isEndConfirmed = false
    await till.restart()
    await till.pass(HOUR)
    expect(till.show(card).state).toBe('unknown')
    expect(await till.machine.answerCash(cash, false)).toMatchObject({ ok: false, refusal: { code: 'settling' } })
    expect([undoings(), tasks(), till.machine.readiness()]).toEqual([[0, 0, 0], [], 'settling'])
    till.disk.isEndConfirmed = true
    await till.pass(MINUTE)
    expect(till.show(card).state).toBe('cancelled')
    expect(till.machine.readiness()).toBe('cash-open')
    expect(await till.machine.answerCash(cash, false)).toEqual({ ok: true })
  })

  it("doesn't delay what undoes nothing", async () => {
    till.agencies.planFaults('submitItem', 'lose', ...always('drop'))
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.disk.isEndConfirmed = false
    await till.restart()
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
  })
})

describe('when the journal turns out to have gone back', () => {
  it('a reversal and a refund under way stop, and go on once it is found whole', async () => {
    const paid = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    till.agencies.planFaults('reverseItem', ...always('drop'))
    await till.machine.refund({ transaction: paid, items: [`${paid}:1`], reason: 'r', actor: 's' })
    till.card.behave({ do: 'lose', take: true })
    till.card.dropAnswers('reverse', false)
    till.card.dropAnswers('status', false)
    const lost = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass(5 * MINUTE)
    expect(till.show(lost).state).toBe('reversing')
    till.disk.isOlder = true
    till.agencies.setLine(true)
    till.card.answerAgain('reverse')
    await till.pass(HOUR)
    expect([till.show(lost).state, itemStates(paid)]).toEqual(['reversing', ['reversing']])
    expect(till.card.books().map(({ state, parts }) => [state, parts])).toEqual([
      ['approved', {}],
      ['approved', {}],
    ])
    expect(tasks().map(({ transaction, item, why }) => [transaction, item, why])).toEqual([
      [paid, `${paid}:1`, 'journal-went-back'],
      [lost, undefined, 'journal-went-back'],
    ])
    expect([till.machine.takings(undefined).open, till.machine.isStuck()]).toEqual([[], false])
    till.disk.isOlder = false
    await till.pass(MINUTE)
    expect([till.show(lost).state, itemStates(paid)]).toEqual(['reversed', ['refunded']])
  })

  it("a refund or task's end that was asked for before isn't made", async () => {
    waitForCustomer()
    const open = await till.pay(till.order([till.agencies.owe().ref], 'wallet-scan'))
    till.card.behave({ do: 'approve' })
    const paid = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    await putBack(till, () => till.pass(1_000))
    await acceptLoss(till)
    await till.pass()
    const before = [paid, open].map((each) => till.kindsOf(each))
    const { totalAvos } = till.machine.takings(undefined)
    for (const [change, code] of [
      [
        () => {
          till.disk.isOlder = true
        },
        'journal-went-back',
      ],
      [
        () => {
          till.time.offset = undefined
        },
        'clock-unsure',
      ],
    ] as const) {
      const refund = till.machine.refund({
        transaction: paid,
        items: [`${paid}:1`],
        reason: 'paid by mistake',
        actor: 'supervisor-1',
      })
      const ended = till.machine.endTask({
        transaction: open,
        how: 'cash',
        reason: 'talked to the bank',
        actor: 'supervisor-1',
      })
      change()
      const refused = { ok: false, refusal: { code } }
      expect([await refund, await ended]).toMatchObject([refused, refused])
      till.disk.isOlder = false
      till.time.offset = 0
      await till.pass(MINUTE)
      expect([paid, open].map((each) => till.kindsOf(each))).toEqual(before)
      expect(till.machine.takings(undefined)).toMatchObject({ totalAvos, tasks: [{ transaction: open }] })
    }
    expect(undoings()).toEqual([0, 0, 0])
  })
})

describe('a loss that was accepted', () => {
  it('leaves what was open to a supervisor, and new money is taken again', async () => {
    waitForCustomer()
    const { ref, amountAvos } = till.agencies.owe()
    const transaction = await till.pay(till.order([ref], 'card'))
    const cash = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
    await putBack(till, () => till.pass(1_000))
    await acceptLoss(till)
    for (let start = 0; start < 2; start++) {
      await till.pass(HOUR)
      expect(tasks()).toMatchObject([
        { transaction, amountAvos, why: 'journal-went-back' },
        { transaction: cash, amountAvos: 85_001, why: 'journal-went-back' },
      ])
      expect([till.show(transaction).state, till.machine.readiness(), till.machine.openCash()]).toEqual([
        'unknown',
        'ready',
        [],
      ])
      expect(
        await till.machine.refund({ transaction, items: [`${transaction}:1`], reason: 'r', actor: 's' }),
      ).toMatchObject({ ok: false, refusal: { code: 'payment-doubted' } })
      expect(till.card.books()).toMatchObject([{ parts: {} }])
      expect([till.machine.takings(undefined).open, till.machine.isStuck()]).toEqual([[], false])
      await till.restart()
    }
    till.card.behave({ do: 'approve' })
    const again = await till.pay(till.order([ref], 'card'))
    await till.pass()
    expect(itemStates(again)).toEqual(['acknowledged'])
  })

  it("doesn't lead to a second refund of what was refunded in the lost part", async () => {
    const transaction = await till.pay(
      till.order(
        [till.agencies.owe({ amountAvos: 85_000 }).ref, till.agencies.owe({ amountAvos: 30_000 }).ref],
        'card',
      ),
    )
    await till.pass()
    const refund = (index: number) =>
      till.machine.refund({
        transaction,
        items: [`${transaction}:${String(index)}`],
        reason: 'paid by mistake',
        actor: 'supervisor-1',
      })
    await putBack(till, async () => {
      await refund(1)
      await till.pass()
    })
    await acceptLoss(till)
    await till.pass()
    till.agencies.setLine(false)
    expect(await refund(1)).toMatchObject({ ok: false, refusal: { code: 'gateway-unreachable' } })
    till.agencies.setLine(true)
    expect(await refund(1)).toMatchObject({ ok: false, refusal: { code: 'payment-doubted' } })
    expect(await refund(2)).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(till.card.books()).toMatchObject([{ takenAvos: 115_000, givenBackAvos: 115_000 }])
  })

  it('lets an item go forward that its agency still holds', async () => {
    till.agencies.planFaults('submitItem', ...always('drop'))
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    await putBack(till, () => till.pass(1_000))
    till.agencies.setLine(true)
    await acceptLoss(till)
    await till.pass(HOUR)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    expect(tasks()).toEqual([])
  })

  it('leaves what was open to a supervisor after a restore without a head anchor too', async () => {
    waitForCustomer()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'cash'))
    await till.journal.append([
      { kind: 'journal-restored', actor: 'technician', transaction: null, facts: { isUnwitnessed: true, lost: [] } },
    ])
    await till.restart()
    await till.pass(HOUR)
    expect([till.machine.openCash(), till.machine.readiness()]).toEqual([[], 'ready'])
    expect(tasks()).toMatchObject([{ transaction, why: 'journal-went-back' }])
  })

  it('leaves everything as it was when no entry was lost', async () => {
    waitForCustomer()
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.restart()
    await till.journal.append([{ kind: 'journal-restored', actor: 'system', transaction: null, facts: { lost: [] } }])
    await till.restart()
    await till.pass(HOUR)
    expect(till.show(transaction).state).toBe('cancelled')
  })
})
