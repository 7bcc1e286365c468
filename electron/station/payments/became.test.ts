import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import { createReceipts, verifyReceipt, type SignedReceipt } from '../receipts/index.ts'

const MINUTE = 60_000

let till: TwinTill
beforeEach(async () => { till = await createTwinTill() })
afterEach(() => { till.close() })

async function paid(tender: 'card' | 'cash', amounts: readonly number[]) {
  const transaction = await till.pay(till.order(amounts.map((amountAvos) => till.agencies.owe({ amountAvos }).ref), tender))
  await till.pass()
  return transaction
}
async function refund(transaction: string, index: number): Promise<string> {
  await till.machine.refund({ transaction, items: [`${transaction}:${String(index)}`], reason: 'paid by mistake', actor: 'supervisor-1' })
  await till.pass(MINUTE)
  return till.show(transaction).items[index - 1]?.state ?? ''
}

/** The receipt of a payment as its paper states it now. */
function receiptOf(transaction: string): SignedReceipt {
  const facts = till.machine.receiptFacts(transaction)
  if (!facts) throw new Error('nothing stands')
  const { signer } = till.journal
  const checked = verifyReceipt(createReceipts(signer).receipt({ ...facts, beside: 'pt', reprint: false }).code, [{ kid: signer.kid(), publicKey: signer.publicKey() }])
  if (!checked.ok || checked.facts.kind !== 'receipt') throw new Error('no receipt')
  return checked.facts
}
const gone = (receipt: SignedReceipt) => till.machine.becameOf(receipt).gone.map(({ amountAvos, state }) => [amountAvos, state])

describe('what became of a receipt', () => {
  it('is nothing while all of its items stand', async () => {
    expect(till.machine.becameOf(receiptOf(await paid('card', [85_000, 30_000])))).toEqual({ isKnown: true, gone: [] })
  })

  it('is the item that was refunded, since when it was', async () => {
    const transaction = await paid('card', [85_000, 30_000])
    const receipt = receiptOf(transaction)
    await till.pass(MINUTE)
    expect(await refund(transaction, 2)).toBe('refunded')
    const at = till.journal.entriesOf(transaction).find(({ kind }) => kind === 'item-refunded')?.at ?? 0
    expect(till.machine.becameOf(receipt)).toEqual({
      isKnown: true, gone: [{ agency: 'DSAT', kind: 'tax', amountAvos: 30_000, state: 'refunded', since: new Date(at).toISOString() }]
    })
  })

  it('is said of the items that it states alone, where several say the same too', async () => {
    const transaction = await paid('card', [85_000, 85_000, 85_000])
    const first = receiptOf(transaction)
    await refund(transaction, 2)
    const second = receiptOf(transaction)
    expect([gone(first), gone(second)]).toEqual([[[85_000, 'refunded']], []])
    till.card.lose('reverse', false)
    await refund(transaction, 3)
    expect([gone(first), gone(second)]).toEqual([[[85_000, 'reversing'], [85_000, 'refunded']], [[85_000, 'reversing']]])
  })

  it('is what its agency refused, given back by itself or waiting for a supervisor', async () => {
    for (const [tender, state] of [['card', 'reversed'], ['cash', 'task']] as const) {
      till.agencies.next('submitItem', 'drop', 'drop')
      const transaction = await paid(tender, [85_000, 30_000])
      await till.pass(25)
      const receipt = receiptOf(transaction)
      till.agencies.refuseItem(till.show(transaction).items[1]?.bill ?? '', 'bill-barred')
      await till.pass(MINUTE)
      expect(gone(receipt)).toEqual([[30_000, state]])
    }
  })

  it('is counted where a receipt states no items but their number', async () => {
    const transaction = await paid('card', [85_000, 30_000])
    const receipt = { ...receiptOf(transaction), items: { count: 2, sha256: '00' } }
    await refund(transaction, 1)
    expect(gone(receipt)).toEqual([[85_000, 'refunded']])
  })

  it('isn\'t known of a payment that the journal doesn\'t hold, or holds another of', async () => {
    const receipt = receiptOf(await paid('card', [85_000]))
    for (const other of [{ ...receipt, transaction: '019c9999-0000-7000-8000-000000000001' }, { ...receipt, position: { ...receipt.position, hash: '00'.repeat(32) } }]) {
      expect(till.machine.becameOf(other)).toEqual({ isKnown: false, gone: [] })
    }
  })
})
