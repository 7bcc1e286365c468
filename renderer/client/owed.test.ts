import { describe, expect, it } from 'vitest'
import type { Bar, Bill, Found, Vehicle } from '../../electron/contract/index.ts'
import { isPayable, MOST_VEHICLES, preselected, rowsOf, vehiclesIn } from './owed.ts'

const bill = (id: string, kind: Bill['kind'], rest: Partial<Bill> = {}): Bill => ({
  id,
  agency: kind === 'fine' ? 'PSP' : 'DSAT',
  kind,
  amountAvos: 10_000,
  requires: [],
  ...rest,
})
const car = (plate: string, bills: Bill[], tax: Vehicle['tax'] = 'due'): Vehicle => ({
  plate,
  class: 'light',
  electric: false,
  tax,
  bills,
})
const found = (vehicles: Vehicle[], bills: Bill[] = []): Found => ({ vehicles, bills, payments: [] })

describe('what is owed, line by line', () => {
  it('puts a fine that blocks a tax into the line of that tax, before it', () => {
    const rows = rowsOf(
      found([
        car('MT-00-02', [
          bill('fine', 'fine', { amountAvos: 30_000 }),
          bill('tax', 'tax', { requires: ['fine'], amountAvos: 85_000 }),
        ]),
      ]),
      'tax',
    )
    expect(rows.map(({ key, bills, amountAvos }) => ({ key, bills, amountAvos }))).toEqual([
      { key: 'tax', bills: ['fine', 'tax'], amountAvos: 115_000 },
    ])
  })

  it.each<Bar>(['clamped', 'late', 'inactive', 'payment-pending'])('bars a tax whose fine is barred as %s', (bar) => {
    const [row] = rowsOf(
      found([car('MT-00-02', [bill('fine', 'fine', { bar }), bill('tax', 'tax', { requires: ['fine'] })])]),
      'tax',
    )
    expect(row && [row.bar, isPayable(row)]).toEqual([bar, false])
  })

  it("shows a vehicle that owes nothing, is paid, or whose season hasn't come", () => {
    const rows = rowsOf(
      found([
        car('MT-00-05', [], 'nothing-due'),
        car('MT-00-01', [bill('old', 'fine', { bar: 'paid' })], 'paid'),
        car('MT-00-09', []),
      ]),
      'tax',
    )
    expect(rows.map((row) => [row.vehicle?.plate, row.bar, isPayable(row)])).toEqual([
      ['MT-00-05', undefined, false],
      ['MT-00-01', 'paid', false],
      ['MT-00-09', undefined, false],
    ])
  })

  it('leaves taxes out for whoever pays fines and slips, but keeps a slip of another tax', () => {
    const rows = rowsOf(
      found(
        [car('MT-00-02', [bill('fine', 'fine'), bill('tax', 'tax')])],
        [bill('property', 'tax', { agency: 'DSF' })],
      ),
      'slip',
    )
    expect(rows.map(({ key }) => key)).toEqual(['fine', 'property'])
  })

  it('preselects ten vehicles at most', () => {
    const fleet = Array.from({ length: 11 }, (_, index) =>
      car(`MT-00-${String(index + 10)}`, [bill(`tax-${String(index)}`, 'tax')]),
    )
    const rows = rowsOf(found(fleet), 'tax')
    const chosen = preselected(rows, 'tax')
    expect(vehiclesIn(rows.filter(({ key }) => chosen.includes(key)))).toBe(MOST_VEHICLES)
  })
})
