import { StatementSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { createReceipts, verifyReceipt, type SignedReceipt } from '../receipts/index.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => {
  till = await createTwinTill()
})
afterEach(() => {
  till.close()
})

async function paid(tender: 'card' | 'cash', amounts: readonly number[]) {
  const transaction = await till.pay(
    till.order(
      amounts.map((amountAvos) => till.agencies.owe({ amountAvos }).ref),
      tender,
    ),
  )
  await till.pass()
  return transaction
}
async function refund(transaction: string, index: number): Promise<string> {
  await till.machine.refund({
    transaction,
    items: [`${transaction}:${String(index)}`],
    reason: 'paid by mistake',
    actor: 'supervisor-1',
  })
  await till.pass(MINUTE)
  return till.show(transaction).items[index - 1]?.state ?? ''
}

/** The receipt of a payment as its paper states it now. */
function receiptOf(transaction: string): SignedReceipt {
  const facts = till.machine.receiptFacts(transaction)
  if (!facts) throw new Error('nothing stands')
  const { signer } = till.journal
  const checked = verifyReceipt(
    createReceipts(signer).receipt({ ...facts, secondLanguage: 'pt', reprint: false }).code,
    [{ kid: signer.kid(), publicKey: signer.publicKey() }],
  )
  if (!checked.ok || checked.facts.kind !== 'receipt') throw new Error('no receipt')
  return checked.facts
}
const became = (receipt: SignedReceipt) => till.machine.receiptStatusOf(receipt)
async function gone(receipt: SignedReceipt) {
  const found = await became(receipt)
  return found.ok ? found.receipt.gone.map(({ amountAvos, state }) => [amountAvos, state]) : found.refusal.code
}
const damaged = { ok: false, refusal: { code: 'data-damaged' } }

describe('what became of a receipt', () => {
  it('lists nothing while each of its items is paid', async () => {
    expect(await became(receiptOf(await paid('card', [85_000, 30_000])))).toEqual({
      ok: true,
      receipt: { isKnown: true, gone: [] },
    })
  })

  it('lists the item that was refunded, and since when', async () => {
    const transaction = await paid('card', [85_000, 30_000])
    const receipt = receiptOf(transaction)
    await till.pass(MINUTE)
    expect(await refund(transaction, 2)).toBe('refunded')
    const at = till.journal.entriesOf(transaction).find(({ kind }) => kind === 'item-refunded')?.at ?? 0
    expect(await became(receipt)).toEqual({
      ok: true,
      receipt: {
        isKnown: true,
        gone: [
          { agency: 'DSAT', kind: 'tax', amountAvos: 30_000, state: 'refunded', since: new Date(at).toISOString() },
        ],
      },
    })
  })

  it('lists only the items that this receipt states, even if others have the same amount', async () => {
    const transaction = await paid('card', [85_000, 85_000, 85_000])
    const first = receiptOf(transaction)
    await refund(transaction, 2)
    const second = receiptOf(transaction)
    expect([await gone(first), await gone(second)]).toEqual([[[85_000, 'refunded']], []])
    till.card.dropAnswers('reverse', false)
    await refund(transaction, 3)
    expect([await gone(first), await gone(second)]).toEqual([
      [
        [85_000, 'reversing'],
        [85_000, 'refunded'],
      ],
      [[85_000, 'reversing']],
    ])
  })

  it("lists what its agency refused, whether reversed or a supervisor's task", async () => {
    for (const [tender, state] of [
      ['card', 'reversed'],
      ['cash', 'task'],
    ] as const) {
      till.agencies.planFaults('submitItem', 'drop', 'drop')
      const transaction = await paid(tender, [85_000, 30_000])
      await till.pass(25)
      const receipt = receiptOf(transaction)
      till.agencies.refuseItem(till.show(transaction).items[1]?.bill ?? '', 'bill-barred')
      await till.pass(MINUTE)
      expect(await gone(receipt)).toEqual([[30_000, state]])
    }
  })

  it('lists what is gone when the receipt states only the number of its items', async () => {
    const transaction = await paid('card', [85_000, 30_000])
    const receipt = { ...receiptOf(transaction), items: { count: 2, sha256: '00' } }
    await refund(transaction, 1)
    expect(await gone(receipt)).toEqual([[85_000, 'refunded']])
  })

  it("is unknown for a payment that isn't in the journal or has another position there", async () => {
    const receipt = receiptOf(await paid('card', [85_000]))
    for (const other of [
      { ...receipt, transaction: '019c9999-0000-7000-8000-000000000001' },
      { ...receipt, position: { ...receipt.position, hash: '00'.repeat(32) } },
    ]) {
      expect(await became(other)).toEqual({ ok: true, receipt: { isKnown: false, gone: [] } })
    }
  })

  it.each<[string, (kind: (name: string) => number, transaction: string) => string]>([
    [
      "what says that it is given back is another's",
      (kind) =>
        `UPDATE entries SET txn = NULL WHERE seq IN (${String(kind('item-refunding'))}, ${String(kind('item-refunded'))})`,
    ],
    ['what says so is missing', (kind) => `DELETE FROM entries WHERE seq = ${String(kind('item-refunded'))}`],
    [
      "its beginning is another's",
      (kind) => `UPDATE entries SET txn = NULL WHERE seq = ${String(kind('payment-intended'))}`,
    ],
    ["all of it is another's", (_, transaction) => `UPDATE entries SET txn = NULL WHERE txn = '${transaction}'`],
    [
      'what states the sum was changed',
      (kind) => `UPDATE entries SET facts = x'a0' WHERE seq = ${String(kind('payment-committed'))}`,
    ],
    [
      "the end can't be read",
      (kind) => `UPDATE entries SET facts = x'ff' WHERE seq = ${String(kind('item-refunded'))}`,
    ],
  ])('is refused as damaged data when %s, while the station runs and after a start', async (_what, sql) => {
    for (const isRunning of [true, false]) {
      till.close()
      till = await createTwinTill()
      const transaction = await paid('card', [85_000, 30_000])
      const receipt = receiptOf(transaction)
      expect(await refund(transaction, 2)).toBe('refunded')
      await paid('card', [10_000])
      const change = sql(
        (name) => till.journal.entriesOf(transaction).find(({ kind }) => kind === name)?.seq ?? 0,
        transaction,
      )
      if (isRunning) till.tamper(change)
      else await till.restart(() => till.tamper(change))
      expect(await became(receipt), isRunning ? 'while it runs' : 'after a start').toEqual(damaged)
    }
  })

  it('is refused as damaged data when a later commit has a forged signature', async () => {
    const receipt = receiptOf(await paid('card', [85_000]))
    const other = await paid('card', [10_000])
    const seq = till.journal.entriesOf(other).find(({ kind }) => kind === 'payment-committed')?.seq ?? 0
    await till.restart(() =>
      till.tamper(`UPDATE entries SET signature = zeroblob(64) WHERE seq = ${String(seq)}; DELETE FROM views`),
    )
    expect(till.journal.fault()).toEqual({ seq, why: 'signature' })
    expect(await became(receipt)).toEqual(damaged)
  })

  it.each([
    ['a busy database', 5],
    ["a disk that can't be read", 10],
  ])("isn't taken for damage with %s, and can be asked for again", async (_what, errcode) => {
    const receipt = receiptOf(await paid('card', [85_000]))
    const statements = vi.spyOn(StatementSync.prototype, 'all').mockImplementation(() => {
      throw Object.assign(new Error('sqlite'), { code: 'ERR_SQLITE_ERROR', errcode })
    })
    try {
      await expect(became(receipt)).rejects.toMatchObject({ errcode })
    } finally {
      statements.mockRestore()
    }
    expect(till.journal.fault()).toBeUndefined()
    expect(await became(receipt)).toMatchObject({ ok: true })
  })

  it('is refused while entries are known to be lost', async () => {
    const receipt = receiptOf(await paid('card', [85_000]))
    till.disk.isOlder = true
    expect(await became(receipt)).toEqual({ ok: false, refusal: { code: 'journal-went-back' } })
  })

  it('of long ago is looked up step by step, one receipt after another', async () => {
    const [first, second] = [receiptOf(await paid('card', [85_000])), receiptOf(await paid('card', [30_000]))]
    await till.journal.append(
      Array.from({ length: 2_700 }, () => ({ kind: 'note', actor: 'system', transaction: null, facts: {} })),
    )
    const found: string[] = []
    const both = Promise.all(
      [first, second].map(async (receipt, index) => {
        await became(receipt)
        found.push(String(index))
      }),
    )
    await till.pass()
    expect(found).toEqual([])
    for (let times = 0; times < 3; times++) await till.pass(1)
    expect(found).toEqual(['0'])
    for (let times = 0; times < 5; times++) await till.pass(1)
    await both
    expect(found).toEqual(['0', '1'])
  })
})
