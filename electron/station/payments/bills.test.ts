import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_VEHICLES } from '../../contract/index.ts'
import type { GatewayBill } from '../../gateway/money-contract.ts'
import { describeBill, searchOf, withRequired } from './bills.ts'

function bill(ref: string, changes: Partial<GatewayBill> = {}): GatewayBill {
  return {
    ref,
    agency: 'DSAT',
    kind: 'tax',
    amountAvos: 85_000,
    requires: [],
    vehicle: { plate: ref, class: 'light' },
    ...changes,
  }
}
const found = (...bills: GatewayBill[]) => new Map(bills.map((each) => [each.ref, each]))
const refs = (outcome: ReturnType<typeof withRequired>) =>
  outcome.ok ? outcome.bills.map(({ ref }) => ref) : outcome.refusal.code

describe('the bills chosen for a payment', () => {
  const fine = bill('fine', { agency: 'PSP', kind: 'fine', amountAvos: 30_000 })
  const tax = bill('tax', { requires: ['fine'] })

  it('get an unpaid fine added before the tax of its vehicle', () => {
    expect(refs(withRequired(['tax'], found(tax, fine)))).toEqual(['fine', 'tax'])
    expect(refs(withRequired(['tax', 'fine'], found(tax, fine)))).toEqual(['fine', 'tax'])
  })

  it('are each taken once when they are named more than once', () => {
    expect(refs(withRequired(['fine', 'tax', 'fine', 'tax'], found(tax, fine)))).toEqual(['fine', 'tax'])
  })

  it("are refused when this session hasn't found one or what it requires", () => {
    expect(refs(withRequired(['elsewhere'], found(tax, fine)))).toBe('bill-unknown')
    expect(refs(withRequired(['tax'], found(tax)))).toBe('bill-unknown')
  })

  it('are refused when they require each other', () => {
    expect(refs(withRequired(['a'], found(bill('a', { requires: ['b'] }), bill('b', { requires: ['a'] }))))).toBe(
      'bill-unknown',
    )
  })

  it.each([
    ['paid', 'bill-paid'],
    ['payment-pending', 'bill-pending'],
    ['overdue', 'bill-overdue'],
    ['clamped', 'bill-barred'],
    ['late', 'bill-barred'],
  ] as const)('are refused when one is barred as %s', (bar, code) => {
    expect(withRequired(['tax'], found(bill('tax', { bar })))).toMatchObject({
      ok: false,
      refusal: { code, params: { bar } },
    })
  })

  it('are refused at an eleventh vehicle, and taken for ten with all their fines', () => {
    const taxes = Array.from({ length: 11 }, (_, index) =>
      bill(`MT-00-${String(index + 10)}`, { requires: [`fine ${String(index)}`] }),
    )
    const fines = taxes.map((_, index) => bill(`fine ${String(index)}`, { kind: 'fine' }))
    const all = found(...taxes, ...fines)
    expect(
      refs(
        withRequired(
          taxes.map(({ ref }) => ref),
          all,
        ),
      ),
    ).toBe('too-many-vehicles')
    expect(
      refs(
        withRequired(
          taxes.slice(0, MOST_VEHICLES).map(({ ref }) => ref),
          all,
        ),
      ),
    ).toHaveLength(20)
  })

  it('are refused when nothing is due', () => {
    expect(refs(withRequired(['tax'], found(bill('tax', { amountAvos: 0 }))))).toBe('nothing-to-pay')
  })

  it('come after every bill that they require', () => {
    const graph = fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 20 }).map((edges) =>
      found(
        ...Array.from({ length: 12 }, (_, index) =>
          bill(String(index), {
            kind: 'fine',
            requires: [
              ...new Set(edges.filter(([from, to]) => from === index && to < from).map(([, to]) => String(to))),
            ],
          }),
        ),
      ),
    )
    fc.assert(
      fc.property(graph, fc.array(fc.nat(11), { minLength: 1 }), (bills, ids) => {
        const outcome = withRequired(ids.map(String), bills)
        if (!outcome.ok) throw new Error(outcome.refusal.code)
        const order = outcome.bills.map(({ ref }) => ref)
        expect(new Set(order).size).toBe(order.length)
        for (const { ref, requires } of outcome.bills)
          for (const required of requires) expect(order.indexOf(required)).toBeLessThan(order.indexOf(ref))
      }),
    )
  })
})

describe('a bill as pages see it', () => {
  it("doesn't name the transaction that holds or paid it", () => {
    const transaction = '01999999-0000-7000-8000-000000000001'
    const shown = JSON.stringify(describeBill(bill('tax', { bar: 'paid', paidBy: transaction, heldBy: transaction })))
    expect(shown).not.toContain(transaction)
  })
})

describe('a question for the gateway', () => {
  it("is refused for a resident's own vehicles when nobody was verified", () => {
    expect(searchOf({ by: 'eid' }, undefined)).toBeUndefined()
    expect(searchOf({ by: 'eid' }, { bindingId: new Uint8Array(16), cti: new Uint8Array(16) })).toMatchObject({
      kind: 'eid',
    })
  })

  it('looks up a scanned slip by its number alone', () => {
    expect(searchOf({ by: 'code', agency: 'MP', kind: 'slip', number: '2026000201' }, undefined)).toEqual({
      kind: 'slip',
      agency: 'MP',
      number: '2026000201',
    })
    expect(searchOf({ by: 'code', agency: 'DSAT', kind: 'tax', number: '2026000001' }, undefined)).toEqual({
      kind: 'notice',
      number: '2026000001',
    })
  })

  it('writes plates and proofs in capitals', () => {
    expect(searchOf({ by: 'plate', plate: 'mt0001', proof: 'a001' }, undefined)).toEqual({
      kind: 'plate',
      plate: 'MT0001',
      proof: 'A001',
    })
  })
})
