import { describe, expect, it } from 'vitest'
import { ITEM_STATES, PAYMENT_STATES, type ItemState, type Payment } from '../../electron/contract/index.ts'
import { effectOfLeaving, amountsNotAccepted, plainEndOf } from './payment-view.ts'

const item = (state: ItemState, amountAvos: number, needsStaff = false): Payment['items'][number] => ({
  bill: state,
  agency: 'DSAT',
  kind: 'tax',
  amountAvos,
  item: state,
  state,
  ...(needsStaff ? { needsStaff } : {}),
})
const payment = (state: Payment['state'], rest: Partial<Payment> = {}): Payment => ({
  transaction: '01900000-0000-7000-8000-000000000001',
  state,
  tender: 'card',
  totalAvos: 85_000,
  items: [],
  startedAt: '2026-03-24T06:36:00.000Z',
  canCancel: false,
  hasSlip: false,
  askCash: false,
  ...rest,
})

describe('a payment as a screen shows it', () => {
  it('ends plainly where its state says all, and with its refusal where there is one', () => {
    const plain = PAYMENT_STATES.filter((state) => plainEndOf(payment(state)) === state)
    expect(plain).toEqual(['unknown', 'cancelled', 'reversing', 'reversed'])
    const refusal = { code: 'tender-timeout' } as const
    expect(plain.map((state) => plainEndOf(payment(state, { refusal })))).toEqual([
      'unknown',
      undefined,
      'reversing',
      undefined,
    ])
  })

  it("is the staff's whatever its state, where a member of staff sees to it", () => {
    for (const state of PAYMENT_STATES) {
      expect(plainEndOf(payment(state, { needsStaff: true })), state).toBe('staff')
      expect(effectOfLeaving(payment(state, { needsStaff: true, canCancel: true })), state).toBe('staff')
    }
  })

  it('is cancelled when its person leaves while it can be, and else left to the station', () => {
    const by = (canCancel: boolean) =>
      Object.fromEntries(
        PAYMENT_STATES.flatMap((state) => {
          const what = effectOfLeaving(payment(state, { canCancel }))
          return what === undefined ? [] : [[state, what]]
        }),
      )
    expect(by(true)).toEqual({
      intended: 'cancelled',
      reserved: 'cancelled',
      asked: 'cancelled',
      unknown: 'open',
      reversing: 'open',
    })
    expect(by(false)).toEqual({ intended: 'open', reserved: 'open', asked: 'open', unknown: 'open', reversing: 'open' })
  })

  it('parts what was refused into what goes back, what staff see to, and kept cash', () => {
    const items = ITEM_STATES.map((state, index) => item(state, 2 ** index, state === 'task' || state === 'refused'))
    const amountOf = (...states: ItemState[]) => states.reduce((sum, state) => sum + 2 ** ITEM_STATES.indexOf(state), 0)
    expect(amountsNotAccepted(payment('committed', { items }))).toEqual({
      returnedAvos: amountOf('reversing', 'reversed'),
      staffAvos: amountOf('task', 'refused'),
      keptAvos: 0,
    })
    expect(amountsNotAccepted(payment('committed', { items, tender: 'cash' }))).toEqual({
      returnedAvos: 0,
      staffAvos: 0,
      keptAvos: amountOf('refused', 'reversing', 'reversed', 'task'),
    })
  })
})
