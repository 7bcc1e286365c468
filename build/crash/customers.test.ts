import { describe, expect, it } from 'vitest'
import type { Payment } from '../../electron/contract/index.ts'
import { createMemory, notePayment, noteTask } from './customers.ts'

const TRANSACTION = '019c9999-0000-7000-8000-000000000001'
const NUMBER = 'T1'

/** A payment of one slip, as a station tells a page. */
function said(changes: Partial<Payment>): Payment {
  const bill = {
    bill: 'b',
    agency: 'MP' as const,
    kind: 'slip' as const,
    number: NUMBER,
    amountAvos: 85_000,
    payBy: '2026-12-31',
    requires: [],
  }
  return {
    transaction: TRANSACTION,
    state: 'committed',
    tender: 'cash',
    totalAvos: 85_000,
    items: [{ ...bill, item: `${TRANSACTION}:1`, state: 'waiting' }],
    startedAt: '2026-11-25T00:00:00Z',
    canCancel: false,
    hasSlip: false,
    askCash: false,
    ...changes,
  }
}

function withCash(handedAvos: number) {
  const memory = createMemory()
  memory.inHand.set(NUMBER, handedAvos)
  return memory
}

describe("the payer's cash", () => {
  it('goes into the drawer once a page says that it is paid, with the amount handed over', () => {
    const memory = withCash(85_000)
    notePayment(memory, said({ totalAvos: 80_000 }))
    notePayment(memory, said({ state: 'receipted', totalAvos: 70_000 }))
    expect([...memory.drawer]).toEqual([[TRANSACTION, 85_000]])
    expect(memory.inHand.size).toBe(0)
  })

  it.each(['intended', 'reserved', 'asked'] as const)('stays with the payer while the payment is only %s', (state) => {
    const memory = withCash(85_000)
    notePayment(memory, said({ state }))
    expect(memory.drawer.size).toBe(0)
    expect(memory.inHand.size).toBe(1)
  })

  it.each(['refused', 'cancelled', 'declined'] as const)('goes back to the payer when the payment is %s', (state) => {
    const memory = withCash(85_000)
    notePayment(memory, said({ state }))
    noteTask(memory, { transaction: TRANSACTION, amountAvos: 85_000 })
    expect(memory.drawer.size).toBe(0)
    expect(memory.inHand.size).toBe(0)
  })

  it('stays in the drawer for a supervisor only when it was handed over', () => {
    const memory = withCash(85_000)
    noteTask(memory, { transaction: 'other', amountAvos: 90_000 })
    noteTask(memory, { transaction: TRANSACTION, amountAvos: 85_000 })
    expect([...memory.drawer]).toEqual([[TRANSACTION, 85_000]])
  })
})
