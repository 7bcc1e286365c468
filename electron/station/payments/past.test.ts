import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { plantKey, plantPayment } from '../../../build/twins/planted.ts'
import { JOURNAL_FILE } from '../journal/index.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

/** A payment of two items by card, whose first receipt was printed. */
async function paid(): Promise<string> {
  const transaction = await till.pay(
    till.order(
      [85_000, 30_000].map((amountAvos) => till.agencies.owe({ amountAvos }).ref),
      'card',
    ),
  )
  await till.pass()
  await till.machine.receiptPrinting(transaction)
  await till.machine.receiptGiven(transaction, 'paper')
  return transaction
}

const refund = (transaction: string, item: number) =>
  till.machine.refund({
    transaction,
    items: [`${transaction}:${String(item)}`],
    reason: 'paid by mistake',
    actor: 'supervisor-1',
  })

/** Starts the station again, after which settled payments are in the database alone. */
async function startAgain(tampering: () => void): Promise<void> {
  till.crash()
  tampering()
  await till.restart()
}

const seqOf = (transaction: string, kind: string) =>
  till.journal.entriesOf(transaction).find((entry) => entry.kind === kind)?.seq ?? 0
const damaged = { ok: false, refusal: { code: 'data-damaged' } }

/** Changes to a payment's past, each with the entry that it changes. */
const CHANGES: readonly (readonly [string, string, (seq: number) => string])[] = [
  [
    'an amount is a hundred times as much',
    'payment-intended',
    (seq) =>
      `UPDATE entries SET facts = unhex(replace(hex(facts), '1A00014C08', '1A0081B320')) WHERE seq = ${String(seq)}`,
  ],
  ['an entry is missing', 'item-acknowledged', (seq) => `DELETE FROM entries WHERE seq = ${String(seq)}`],
  [
    "an entry says that it is another payment's",
    'item-refunding',
    (seq) => `UPDATE entries SET txn = '019c9999-0000-7000-8000-000000000009' WHERE seq = ${String(seq)}`,
  ],
  [
    'an entry is of another kind',
    'item-refunding',
    (seq) => `UPDATE entries SET kind = 'note' WHERE seq = ${String(seq)}`,
  ],
  [
    'that it is given back is missing',
    'item-refunding',
    (seq) => `DELETE FROM entries WHERE seq >= ${String(seq - 1)} AND seq <= ${String(seq)}`,
  ],
  [
    "a commit isn't signed",
    'payment-committed',
    (seq) => `UPDATE entries SET signature = zeroblob(64) WHERE seq = ${String(seq)}`,
  ],
  [
    "an entry can't be read",
    'payment-committed',
    (seq) => `UPDATE entries SET facts = x'ff' WHERE seq = ${String(seq)}`,
  ],
]

describe('a payment in whose past', () => {
  it.each(CHANGES)(
    '%s is neither refunded nor receipted again, and no new money is taken',
    async (_what, kind, sql) => {
      for (const isRunning of [true, false]) {
        till.close()
        till = await createTwinTill()
        const transaction = await paid()
        expect(await till.machine.checkReceipt(transaction)).toEqual({ ok: true })
        expect(await refund(transaction, 1)).toMatchObject({ ok: true })
        await till.pass()
        await paid()
        const seq = seqOf(transaction, kind)
        expect(seq).toBeGreaterThan(0)
        const entries = till.journal.head().seq
        if (isRunning) till.tamper(sql(seq))
        else await startAgain(() => till.tamper(sql(seq)))
        for (const ask of [
          () => refund(transaction, 1),
          () => refund(transaction, 2),
          () => till.machine.checkReceipt(transaction),
        ]) {
          expect(await ask(), isRunning ? 'while it runs' : 'at a start').toEqual(damaged)
        }
        expect(till.journal.fault()?.seq).toBeLessThanOrEqual(seq)
        expect(till.journal.fault()?.seq).toBeGreaterThanOrEqual(seq - 1)
        expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toEqual(damaged)
        expect(till.card.books().filter(({ parts }) => Object.keys(parts).length > 0)).toHaveLength(1)
        expect(till.journal.head().seq).toBeLessThanOrEqual(entries + 1)
      }
    },
  )

  it('nothing was changed is refunded and receipted again, after a restart too', async () => {
    const transaction = await paid()
    await startAgain(() => undefined)
    expect(await till.machine.checkReceipt(transaction)).toEqual({ ok: true })
    expect(await refund(transaction, 2)).toMatchObject({ ok: true })
    await till.pass()
    expect(await refund(transaction, 2)).toEqual({ ok: false, refusal: { code: 'already-refunded' } })
    expect(till.journal.fault()).toBeUndefined()
  })

  it('somebody forged entries, with a key that they introduced, is refused as damaged', async () => {
    const transaction = await paid()
    const forged = '019c9999-0000-7000-8000-000000000009'
    await till.restart((folder) => {
      const file = join(folder, JOURNAL_FILE)
      plantPayment(file, plantKey(file), transaction, forged)
    })
    for (const ask of [() => refund(forged, 1), () => till.machine.checkReceipt(forged)])
      expect(await ask()).toEqual(damaged)
    expect(till.card.books().filter(({ parts }) => Object.keys(parts).length > 0)).toHaveLength(0)
  })

  it('somebody forged entries is refused as damaged, even when the station lost its own key since', async () => {
    const transaction = await paid()
    till.journal.confirmKeys([till.journal.signer.publicKey()])
    const forged = '019c9999-0000-7000-8000-000000000009'
    await till.restart((folder) => {
      const file = join(folder, JOURNAL_FILE)
      plantPayment(file, plantKey(file), transaction, forged)
      rmSync(join(folder, 'keys', 'signing.sealed'))
    })
    till.journal.confirmKeys([till.journal.signer.publicKey()])
    expect(till.journal.fault()).toBeUndefined()
    for (const ask of [() => refund(forged, 1), () => till.machine.checkReceipt(forged)])
      expect(await ask()).toEqual(damaged)
    expect(till.card.books().filter(({ parts }) => Object.keys(parts).length > 0)).toHaveLength(0)
    // The gateway had confirmed the lost key, so what it signed still counts.
    expect(await refund(transaction, 2)).toMatchObject({ ok: true })
  })

  it("an entry is missing is found step by step, as far as the journal's head", async () => {
    const transaction = await paid()
    for (let times = 0; times < 3; times++) {
      await till.journal.append(
        Array.from({ length: 900 }, () => ({ kind: 'note', actor: 'system', transaction: null, facts: {} })),
      )
    }
    const asked = till.machine.checkReceipt(transaction)
    for (let times = 0; times < 5; times++) await till.pass(1)
    expect(await asked).toEqual({ ok: true })
    till.tamper(`DELETE FROM entries WHERE seq = ${String(till.journal.head().seq - 500)}`)
    const again = till.machine.checkReceipt(transaction)
    for (let times = 0; times < 5; times++) await till.pass(1)
    expect(await again).toEqual(damaged)
  })
})

describe('a database that dropped entries', () => {
  const swallow = 'CREATE TRIGGER swallow BEFORE INSERT ON entries BEGIN SELECT RAISE(IGNORE); END'

  it('takes no money, even once it keeps entries again, until a restart verified it', async () => {
    const transaction = await paid()
    till.tamper(swallow)
    const asks = [
      () => till.machine.begin(till.order([till.agencies.owe().ref], 'card')),
      () => refund(transaction, 1),
      () => till.machine.receiptPrinting(transaction),
      () => till.machine.noteMessage(transaction, '62000001'),
      () => till.machine.endTask({ transaction, how: 'settled', reason: 'settled with them', actor: 'supervisor-1' }),
    ]
    for (const ask of asks.slice(0, 4)) expect(await ask()).toEqual(damaged)
    till.tamper('DROP TRIGGER swallow')
    for (const ask of [...asks.slice(0, 2), ...asks.slice(4)]) expect(await ask()).toEqual(damaged)
    expect(till.journal.fault()?.why).toBe('not-kept')
    expect(till.card.books()).toHaveLength(1)
    await till.restart()
    expect(till.journal.fault()).toBeUndefined()
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toMatchObject({ ok: true })
  })
})

describe('at a start, a journal', () => {
  it('that was changed keeps open payments from being settled and new money from being taken', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    const asked = seqOf(transaction, 'payment-asked')
    const entries = till.journal.head().seq
    await startAgain(() => {
      till.tamper(`DELETE FROM views; UPDATE entries SET actor = 'nobody' WHERE seq = ${String(asked - 1)}`)
    })
    await till.pass(600_000)
    expect(till.journal.fault()).toEqual({ seq: asked - 1, why: 'hash' })
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toEqual(damaged)
    expect(till.machine.readiness()).toBe('settling')
    expect(till.card.books()).toMatchObject([{ attempt: `${transaction}/1` }])
    expect(till.journal.head().seq).toBeLessThanOrEqual(entries + 1)
  })

  it('that is long is verified before anything is settled and money taken', async () => {
    till.card.behave({ do: 'wait' })
    const transaction = await till.pay(till.order([till.agencies.owe().ref], 'card'))
    await till.journal.append(
      Array.from({ length: 2_500 }, () => ({ kind: 'note', actor: 'system', transaction: null, facts: {} })),
    )
    await startAgain(() => {
      till.tamper('DELETE FROM views')
    })
    expect(till.machine.readiness()).toBe('checking')
    expect(await till.machine.begin(till.order([till.agencies.owe().ref], 'card'))).toEqual({
      ok: false,
      refusal: { code: 'settling' },
    })
    expect(await refund(transaction, 1)).toEqual({ ok: false, refusal: { code: 'settling' } })
    till.card.decide(`${transaction}/1`, 'approve')
    await vi.waitUntil(async () => {
      await till.pass(1_000)
      return till.machine.readiness() === 'ready'
    })
    await till.pass(60_000)
    expect(till.show(transaction)).toMatchObject({ state: 'committed' })
  })
})
