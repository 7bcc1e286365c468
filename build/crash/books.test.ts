import { describe, expect, it } from 'vitest'
import type { ItemState } from '../../electron/contract/index.ts'
import { compareBooks, type AgencyItem, type Books, type Charge, type JournalPayment } from './books.ts'

const payment = (transaction: string, changes: Partial<JournalPayment> = {}): JournalPayment => ({
  transaction,
  tender: 'card',
  totalAvos: 85_000,
  committed: true,
  receipt: `R-${transaction}`,
  items: [{ item: `${transaction}:1`, bill: `bill-${transaction}`, amountAvos: 85_000, state: 'acknowledged' }],
  ...changes,
})
const charge = (transaction: string, changes: Partial<Charge> = {}): Charge => ({
  attempt: `${transaction}/1`,
  transaction,
  takenAvos: 85_000,
  givenBackAvos: 0,
  ...changes,
})
const entry = (transaction: string, changes: Partial<AgencyItem> = {}): AgencyItem => ({
  item: `${transaction}:1`,
  bill: `bill-${transaction}`,
  amountAvos: 85_000,
  acknowledged: 1,
  reversed: false,
  ...changes,
})
const inState = (transaction: string, state: ItemState, changes: Partial<JournalPayment['items'][number]> = {}) =>
  payment(transaction, {
    items: [{ item: `${transaction}:1`, bill: `bill-${transaction}`, amountAvos: 85_000, state, ...changes }],
  })

/** The books of one payment that agree, with a test's changes. */
const books = (changes: Partial<Books> = {}): Books => ({
  journal: [payment('a')],
  charges: [charge('a')],
  agencies: [entry('a')],
  told: [{ transaction: 'a', totalAvos: 85_000, receipt: 'R-a' }],
  ...changes,
})
const reasons = (changes: Partial<Books>) =>
  compareBooks(books(changes)).findings.map(({ what, why }) => `${what} ${why}`)

describe('books that agree', () => {
  it('have no findings', () => {
    expect(compareBooks(books())).toEqual({ payments: 1, pending: 0, findings: [] })
  })

  it('may have declined or reversed tenders without a payment', () => {
    const journal = [
      payment('a'),
      payment('b', { committed: false, receipt: undefined }),
      payment('c', { committed: false, receipt: undefined }),
    ]
    expect(
      reasons({
        journal,
        charges: [charge('a'), charge('b', { takenAvos: 0 }), charge('c', { givenBackAvos: 85_000 })],
      }),
    ).toEqual([])
  })

  it('may have a second attempt after a first that was reversed', () => {
    expect(reasons({ charges: [charge('a', { givenBackAvos: 85_000 }), charge('a', { attempt: 'a/2' })] })).toEqual([])
  })

  it.each(['waiting', 'submitted'] as const)('may have an item that is still %s, which counts as pending', (state) => {
    expect(compareBooks(books({ journal: [inState('a', state)], agencies: [] }))).toEqual({
      payments: 1,
      pending: 1,
      findings: [],
    })
  })

  it('may have cash that waits for a supervisor, which counts as pending', () => {
    expect(compareBooks(books({ journal: [{ ...inState('a', 'task'), tender: 'cash' }], agencies: [] }))).toEqual({
      payments: 1,
      pending: 1,
      findings: [],
    })
  })

  it('may have a reversed item whose bill was paid again', () => {
    expect(
      reasons({
        journal: [
          inState('a', 'reversed'),
          payment('b', { items: [{ item: 'b:1', bill: 'bill-a', amountAvos: 85_000, state: 'acknowledged' }] }),
        ],
        charges: [charge('a', { givenBackAvos: 85_000 }), charge('b')],
        agencies: [entry('b', { bill: 'bill-a' })],
      }),
    ).toEqual([])
  })

  it.each([0, 85_000])('may have money that is being reversed, of which %i avos have arrived', (givenBackAvos) => {
    expect(
      compareBooks(
        books({ journal: [inState('a', 'reversing')], charges: [charge('a', { givenBackAvos })], agencies: [] }),
      ),
    ).toEqual({ payments: 1, pending: 1, findings: [] })
  })
})

describe('a loss', () => {
  it('is money without a payment, even when the journal has it open', () => {
    expect(reasons({ charges: [charge('a'), charge('b')] })).toEqual(['lost money-without-payment'])
    expect(
      reasons({ journal: [payment('a'), payment('b', { committed: false })], charges: [charge('a'), charge('b')] }),
    ).toEqual(['lost money-without-payment'])
  })

  it('is a payment without money, even when that was reversed', () => {
    expect(reasons({ charges: [] })).toEqual(['lost payment-without-money'])
    expect(reasons({ charges: [charge('a', { givenBackAvos: 85_000 })] })).toEqual(['lost payment-without-money'])
  })

  it('is an item whose money was not reversed although the journal says so', () => {
    expect(reasons({ journal: [inState('a', 'reversed')], agencies: [] })).toEqual(['lost amounts-differ'])
  })

  it('is money of a wallet or card that is left to a supervisor', () => {
    expect(reasons({ journal: [inState('a', 'task')], agencies: [] })).toEqual(['lost left-to-a-person'])
  })

  it('is found at a difference of one avo', () => {
    expect(reasons({ charges: [charge('a', { takenAvos: 85_001 })] })).toEqual(['lost amounts-differ'])
    expect(reasons({ charges: [charge('a', { takenAvos: 84_999 })] })).toEqual(['lost amounts-differ'])
    expect(reasons({ agencies: [entry('a', { amountAvos: 84_999 })] })).toEqual(['lost amounts-differ'])
    expect(reasons({ journal: [inState('a', 'acknowledged', { amountAvos: 84_999 })] })).toContain(
      'lost amounts-differ',
    )
  })

  it("is a paid state that a page heard and the journal doesn't have, or another receipt number", () => {
    const told = books().told
    expect(reasons({ journal: [], charges: [], agencies: [], told })).toEqual(['lost told-and-not-recorded'])
    expect(reasons({ journal: [payment('a', { receipt: 'R-b' })] })).toEqual(['lost told-and-not-recorded'])
    expect(
      reasons({
        journal: [payment('a', { committed: false })],
        charges: [charge('a', { takenAvos: 0 })],
        agencies: [],
      }),
    ).toEqual(['lost told-and-not-recorded'])
  })

  it('is an acknowledgement that only the journal knows', () => {
    expect(reasons({ agencies: [] })).toEqual(['lost item-without-acknowledgement'])
    expect(reasons({ agencies: [entry('a', { reversed: true })] })).toEqual(['lost item-without-acknowledgement'])
  })

  it('is an acknowledgement that only the agency knows', () => {
    expect(reasons({ agencies: [entry('a'), entry('b')] })).toEqual(['lost acknowledgement-without-payment'])
    expect(reasons({ journal: [inState('a', 'reversed')], charges: [charge('a', { givenBackAvos: 85_000 })] })).toEqual(
      ['lost acknowledgement-without-payment'],
    )
  })
})

describe('a doubling', () => {
  it('is two charges for one payment', () => {
    expect(reasons({ charges: [charge('a'), charge('a', { attempt: 'a/2' })] })).toContain('doubled two-charges')
    expect(
      reasons({
        journal: [payment('a', { committed: false })],
        charges: [charge('a'), charge('a', { attempt: 'a/2' })],
        agencies: [],
        told: [],
      }),
    ).toEqual(['lost money-without-payment', 'lost money-without-payment', 'doubled two-charges'])
  })

  it('is money that was given back twice', () => {
    expect(
      reasons({
        journal: [inState('a', 'reversed')],
        charges: [charge('a', { givenBackAvos: 170_000 })],
        agencies: [],
      }),
    ).toContain('doubled given-back-twice')
  })

  it('is a bill that two payments paid, or two items at its agency', () => {
    const second = payment('b', { items: [{ item: 'b:1', bill: 'bill-a', amountAvos: 85_000, state: 'waiting' }] })
    expect(reasons({ journal: [payment('a'), second], charges: [charge('a'), charge('b')] })).toEqual([
      'doubled bill-paid-twice',
    ])
    expect(
      reasons({
        journal: [payment('a'), second],
        charges: [charge('a'), charge('b')],
        agencies: [entry('a'), entry('b', { bill: 'bill-a' })],
      }),
    ).toEqual(['doubled bill-paid-twice', 'doubled two-acknowledgements'])
  })

  it('is an item that was entered twice', () => {
    expect(reasons({ agencies: [entry('a', { acknowledged: 2 })] })).toEqual(['doubled two-acknowledgements'])
  })

  it("is a receipt's number that two payments have", () => {
    expect(
      reasons({
        journal: [payment('a'), payment('b', { receipt: 'R-a' })],
        charges: [charge('a'), charge('b')],
        agencies: [entry('a'), entry('b')],
      }),
    ).toEqual(['doubled receipt-number-twice'])
  })
})
