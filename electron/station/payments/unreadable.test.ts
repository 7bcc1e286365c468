import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallFault } from '../../../build/twins/agencies.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { TenderKind } from '../../contract/index.ts'
import { BODY_KEYS_FILE } from '../journal/open.ts'

const MINUTE = 60_000
const FOR_EVER = 10_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

const itemStates = (transaction: string) => till.show(transaction).items.map(({ state }) => state)
const tasks = () => till.machine.takings(undefined).tasks
const always = (act: CallFault) => Array.from({ length: FOR_EVER }, () => act)

/** Deletes the body keys, as after a restore or when a file is lost. */
function loseBodyKeys(folder: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, BODY_KEYS_FILE + suffix), { force: true })
}

/** A committed payment of these bills of which no agency hears. */
async function paidUnheard(refs: readonly string[], tender: TenderKind = 'card'): Promise<string> {
  till.agencies.planFaults('submitItem', ...always('drop'))
  const transaction = await till.pay(till.order(refs, tender))
  await till.pass()
  return transaction
}

describe("an item whose body can't be read", () => {
  it.each<TenderKind>(['card', 'wallet-scan', 'wallet-show', 'cash'])(
    'is acknowledged when its agency has it as paid (%s)',
    async (tender) => {
      till.agencies.planFaults('submitItem', 'lose', ...always('drop'))
      const { ref, amountAvos } = till.agencies.owe()
      const transaction = await till.pay(till.order([ref], tender))
      await till.pass(2_000)
      await till.restart(loseBodyKeys)
      await till.pass(MINUTE)
      expect(itemStates(transaction)).toEqual(['acknowledged'])
      expect(till.journal.entriesOf(transaction).at(-1)).toMatchObject({
        kind: 'item-acknowledged',
        facts: { acknowledgement: `A-${transaction}:1` },
      })
      expect(till.agencies.books().agencies).toEqual([
        { item: `${transaction}:1`, bill: ref, amountAvos, acknowledged: 1, reversed: false },
      ])
      expect(till.agencies.books().charges.every(({ givenBackAvos }) => givenBackAvos === 0)).toBe(true)
      expect(tasks()).toEqual([])
    },
  )

  it('stays paid when a copy of the folder from before is put back without its keys', async () => {
    const { ref } = till.agencies.owe()
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([ref], 'card'))
    let copy = ''
    await till.restart((folder) => {
      copy = `${folder}-copy`
      cpSync(folder, copy, { recursive: true })
    })
    till.card.decide(`${transaction}/1`, 'approve')
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    await till.restart((folder) => {
      rmSync(folder, { recursive: true })
      cpSync(copy, folder, { recursive: true })
      rmSync(copy, { recursive: true })
      loseBodyKeys(folder)
    })
    await till.pass(30 * MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    expect(till.agencies.books().agencies).toMatchObject([{ acknowledged: 1, reversed: false }])
    expect(till.card.books()).toMatchObject([{ state: 'approved', parts: {} }])
  })

  it("is submitted with the bill that the gateway names, which can't be paid again meanwhile", async () => {
    const { ref, amountAvos } = till.agencies.owe()
    const transaction = await paidUnheard([ref])
    await till.restart(loseBodyKeys)
    await till.pass(10 * MINUTE)
    expect(itemStates(transaction)).toEqual(['submitted'])
    expect(await till.machine.begin(till.order([ref], 'card'))).toMatchObject({
      ok: false,
      refusal: { code: 'bill-pending' },
    })
    till.agencies.setLine(true)
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    expect(till.agencies.books().agencies).toMatchObject([{ bill: ref, amountAvos, acknowledged: 1 }])
  })

  it.each<[TenderKind, string]>([
    ['card', 'reversed'],
    ['cash', 'task'],
  ])('is refused when its agency has refused it (%s)', async (tender, state) => {
    const { ref, amountAvos } = till.agencies.owe()
    till.agencies.refuseItem(ref, 'bill-barred')
    till.agencies.planFaults('submitItem', 'lose', ...always('drop'))
    const transaction = await till.pay(till.order([ref], tender))
    await till.pass()
    await till.restart(loseBodyKeys)
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual([state])
    expect(till.journal.entriesOf(transaction).find(({ kind }) => kind === 'item-refused')?.facts).toMatchObject({
      code: 'bill-barred',
    })
    if (tender === 'card') expect(till.card.books()).toMatchObject([{ parts: { [`${transaction}:1`]: amountAvos } }])
  })

  it('is reversed when its agency has taken it back', async () => {
    const transaction = await paidUnheard([till.agencies.owe().ref])
    await till.agencies.money.reverseItem({ item: `${transaction}:1`, reason: 'fine-refused' })
    await till.restart(loseBodyKeys)
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['reversed'])
  })

  it.each<[string, (transaction: string) => void]>([
    ['nobody answers', () => till.agencies.planFaults('itemStates', ...always('drop'))],
    [
      'the gateway is older and has no such question',
      () => till.agencies.planFaults('itemStates', ...always('unknown')),
    ],
    ["the answer can't be read", () => till.agencies.planFaults('itemStates', ...always('nonsense'))],
    [
      'the agency knows nothing of it',
      (transaction) =>
        till.agencies.planFaults(
          'itemStates',
          ...always({ answer: { items: [{ item: `${transaction}:1`, state: 'none' }] } }),
        ),
    ],
    [
      'the agency knows another amount',
      (transaction) =>
        till.agencies.planFaults(
          'itemStates',
          ...always({
            answer: {
              items: [
                { item: `${transaction}:1`, state: 'acknowledged', ref: 'bill-1', amountAvos: 1, acknowledgement: 'A' },
              ],
            },
          }),
        ),
    ],
    [
      'the answer is about another item',
      (transaction) =>
        till.agencies.planFaults(
          'itemStates',
          ...always({ answer: { items: [{ item: `${transaction}:2`, state: 'reversed' }] } }),
        ),
    ],
  ])("is a supervisor's task when %s, and goes on once the answer comes", async (_, goWrong) => {
    const { ref, amountAvos } = till.agencies.owe()
    const transaction = await paidUnheard([ref])
    await till.restart((folder) => {
      loseBodyKeys(folder)
      goWrong(transaction)
    })
    await till.pass(24 * 60 * MINUTE)
    expect(itemStates(transaction)).toEqual(['submitted'])
    expect(tasks()).toMatchObject([{ transaction, item: `${transaction}:1`, amountAvos, why: 'unreadable' }])
    expect(till.agencies.arrivalsOf('reverseItem')).toBe(0)
    expect(till.card.books()).toMatchObject([{ state: 'approved', parts: {} }])
    till.agencies.setLine(true)
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    expect(tasks()).toEqual([])
  })

  it('keeps the tax of its vehicle waiting, and not refused', async () => {
    const fine = till.agencies.owe({ agency: 'PSP', kind: 'fine', amountAvos: 30_000 })
    const tax = till.agencies.owe({ requires: [fine.ref] })
    const transaction = await paidUnheard([fine.ref, tax.ref])
    till.agencies.planFaults('itemStates', ...always('unknown'))
    await till.restart(loseBodyKeys)
    await till.pass(60 * MINUTE)
    expect(itemStates(transaction)).toEqual(['submitted', 'waiting'])
    till.agencies.setLine(true)
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged', 'acknowledged'])
  })

  it('is asked about when its body key was destroyed too', async () => {
    till.agencies.planFaults('submitItem', 'lose', ...always('drop'))
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.pass()
    await till.journal.erase(transaction)
    await till.restart()
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['acknowledged'])
    expect(till.agencies.arrivalsOf('reverseItem')).toBe(0)
  })

  it("is named on paper by its payment's number, and can be refunded", async () => {
    const transaction = await till.pay(
      till.order([till.agencies.owe({ vehicle: { plate: 'MT-00-01', class: 'light' } }).ref], 'card'),
    )
    await till.pass()
    expect(till.machine.receiptFacts(transaction)?.items).toMatchObject([{ subject: 'MT-00-01' }])
    await till.restart(loseBodyKeys)
    expect(till.machine.receiptFacts(transaction)?.items).toMatchObject([
      { subject: `#${transaction.slice(-4).toUpperCase()}:1` },
    ])
    expect(
      await till.machine.refund({ transaction, items: [`${transaction}:1`], reason: 'r', actor: 's' }),
    ).toMatchObject({ ok: true })
    await till.pass(MINUTE)
    expect(itemStates(transaction)).toEqual(['refunded'])
  })
})
