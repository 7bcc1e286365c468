import { describe, expect, it } from 'vitest'
import type { Bill, Found, Vehicle } from '../../../electron/contract/index.ts'
import { isPayable, deselect, linesOf, merged, select, vehiclesAmong } from './lines.ts'

const bill = (id: string, rest: Partial<Bill> = {}): Bill => ({
  id,
  agency: 'DSAT',
  kind: 'tax',
  amountAvos: 85_000,
  requires: [],
  ...rest,
})
const vehicle = (plate: string, bills: Bill[], rest: Partial<Vehicle> = {}): Vehicle => ({
  plate,
  class: 'light',
  electric: false,
  tax: 'due',
  bills: bills.map((one) => ({ ...one, vehicle: { plate, class: 'light' } })),
  ...rest,
})
const found = (vehicles: Vehicle[], bills: Bill[] = []): Found => ({ vehicles, bills, payments: [] })
const fined = vehicle('MT-00-02', [
  bill('tax', { requires: ['fine'] }),
  bill('fine', { kind: 'fine', agency: 'PSP', amountAvos: 30_000 }),
])
const none: ReadonlySet<string> = new Set()

describe('the lines of what was found', () => {
  it("put a vehicle's fines before its tax, and slips last", () => {
    expect(linesOf(found([fined], [bill('slip', { kind: 'slip' })])).map(({ key }) => key)).toEqual([
      'fine',
      'tax',
      'slip',
    ])
  })

  it("show a vehicle that owes nothing or has paid, and can't be selected then", () => {
    const lines = linesOf(
      found([
        vehicle('MT-00-05', [], { electric: true, tax: 'nothing-due' }),
        vehicle('MT-00-09', [], { tax: 'paid' }),
      ]),
    )
    expect(lines.map(({ bar }) => bar)).toEqual([undefined, 'paid'])
    expect(lines.some(isPayable)).toBe(false)
  })

  it('select the fine with the tax, and deselect the tax with the fine', () => {
    const lines = linesOf(found([fined]))
    const both = select(lines, none, 'tax')
    expect([...(both ?? [])]).toEqual(['fine', 'tax'])
    expect([...deselect(lines, both ?? none, 'fine')]).toEqual([])
    expect([...deselect(lines, both ?? none, 'tax')]).toEqual(['fine'])
  })

  it('bar a tax whose fine is barred, but not one whose fine is paid', () => {
    const clamped = vehicle('MT-00-08', [bill('t', { requires: ['f'] }), bill('f', { kind: 'fine', bar: 'clamped' })])
    const paid = vehicle('MT-00-09', [bill('u', { requires: ['g'] }), bill('g', { kind: 'fine', bar: 'paid' })])
    expect(linesOf(found([clamped, paid])).map(({ key, bar }) => [key, bar])).toEqual([
      ['f', 'clamped'],
      ['t', 'clamped'],
      ['g', 'paid'],
      ['u', undefined],
    ])
    expect(select(linesOf(found([clamped])), none, 't')).toBeNull()
  })

  it('take ten vehicles at most, and other fines and slips beside them', () => {
    const fleet = linesOf(
      found(
        Array.from({ length: 11 }, (_, index) => vehicle(`MT-00-${String(10 + index)}`, [bill(`tax${String(index)}`)])),
        [bill('slip', { kind: 'slip' })],
      ),
    )
    const ten = fleet.slice(0, 10).reduce((taken, { key }) => select(fleet, taken, key) ?? taken, none)
    expect(vehiclesAmong(fleet, ten)).toBe(10)
    expect(select(fleet, ten, 'tax10')).toBeNull()
    expect(select(fleet, ten, 'slip')?.size).toBe(11)
  })

  it('keep their place and change their state when they are found again', () => {
    const first = linesOf(found([fined], [bill('slip', { kind: 'slip' })]))
    const again = merged(
      first,
      linesOf(found([], [bill('slip', { kind: 'slip', bar: 'paid' }), bill('other', { kind: 'slip' })])),
    )
    expect(again.map(({ key, bar }) => [key, bar])).toEqual([
      ['fine', undefined],
      ['tax', undefined],
      ['slip', 'paid'],
      ['other', undefined],
    ])
  })
})
