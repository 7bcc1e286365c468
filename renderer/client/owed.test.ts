import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_VEHICLES, type Bar, type Bill, type Found, type Vehicle } from '../../electron/contract/index.ts'
import { withRequired } from '../../electron/station/payments/bills.ts'
import {
  billsOf,
  deselect,
  deselectGroup,
  finesFirst,
  groupsOf,
  isPayable,
  linesOf,
  merged,
  preselected,
  select,
  selectEach,
  selectGroup,
  selectedOf,
  stateOf,
  stillSelected,
  taxedVehiclesIn,
  totalOf,
  vehiclesIn,
  type OwedLine,
  type Selection,
} from './owed.ts'

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
const rowsOf = (answer: Found, category: 'tax' | 'slip') => groupsOf(linesOf(answer), category)
/** Makes a vehicle whose bills name it. */
const vehicle = (plate: string, bills: Bill[], tax: Vehicle['tax'] = 'due'): Vehicle =>
  car(
    plate,
    bills.map((one) => ({ ...one, vehicle: { plate, class: 'light' } })),
    tax,
  )
const fined = vehicle('MT-00-02', [
  bill('tax', 'tax', { requires: ['fine'], amountAvos: 85_000 }),
  bill('fine', 'fine', { amountAvos: 30_000 }),
])
const none: Selection = new Set()

describe('what is owed, group by group', () => {
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

  it("doesn't let a bill of 0 avos be selected, since the station would refuse it as nothing to pay", () => {
    for (const category of ['tax', 'slip'] as const) {
      const answer = found(
        [car('MT-00-05', category === 'tax' ? [bill('zero', 'tax', { amountAvos: 0 })] : [])],
        category === 'slip' ? [bill('zero', 'slip', { amountAvos: 0 })] : [],
      )
      const lines = linesOf(answer)
      const row = rowsOf(answer, category).find(({ key }) => key === 'zero')
      expect(row && [isPayable(row), stateOf(row, none)]).toEqual([false, 'free'])
      expect([select(lines, none, 'zero'), selectGroup(lines, none, 'zero')]).toEqual([null, null])
      expect(preselected(lines, category).size).toBe(0)
    }
  })

  it("leaves a paid fine out of its tax's line and sum, and lets the tax be paid", () => {
    const answer = found([
      vehicle('MT-00-02', [
        bill('paid', 'fine', { amountAvos: 30_000, bar: 'paid' }),
        bill('tax', 'tax', { requires: ['paid'], amountAvos: 85_000 }),
      ]),
    ])
    const [row] = rowsOf(answer, 'tax')
    expect(row && [row.bills, row.fines, row.amountAvos, isPayable(row)]).toEqual([['tax'], [], 85_000, true])
    const chosen = selectGroup(linesOf(answer), none, 'tax') ?? none
    expect([[...chosen], billsOf(selectedOf(linesOf(answer), chosen))]).toEqual([['tax'], ['tax']])
  })

  it("shows a vehicle's fines before its tax, in whatever order they were found", () => {
    const [tax, fine] = fined.bills
    const keysOf = (bills: Bill[]) => linesOf(found([vehicle('MT-00-02', bills)])).map(({ key }) => key)
    expect(tax && fine && [keysOf([tax, fine]), keysOf([fine, tax])]).toEqual([
      ['fine', 'tax'],
      ['fine', 'tax'],
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
    const chosen = preselected(linesOf(found(fleet)), 'tax')
    expect(vehiclesIn(rows.filter(({ key }) => chosen.has(key)))).toBe(MOST_VEHICLES)
  })

  it('shows a vehicle without tax before its fines, and paid fines only to who pays fines', () => {
    const answer = found([
      car('MT-00-05', [bill('open', 'fine'), bill('done', 'fine', { bar: 'paid' })], 'nothing-due'),
    ])
    expect(rowsOf(answer, 'tax').map(({ key }) => key)).toEqual(['MT-00-05 light', 'open'])
    expect(rowsOf(answer, 'slip').map(({ key }) => key)).toEqual(['open', 'done'])
  })

  it('deselects the fine with its tax, unless another tax needs it', () => {
    const lines = linesOf(found([fined], [bill('other', 'tax', { requires: ['fine'] })]))
    const both = select(lines, none, 'tax') ?? none
    expect([...deselectGroup(lines, both, 'tax')]).toEqual([])
    expect([...deselectGroup(lines, selectEach(lines, both, ['other']), 'tax')].toSorted()).toEqual(['fine', 'other'])
  })
})

describe('the lines of what was found', () => {
  it("put a vehicle's fines before its tax, and slips last", () => {
    expect(linesOf(found([fined], [bill('slip', 'slip')])).map(({ key }) => key)).toEqual(['fine', 'tax', 'slip'])
  })

  it("show a vehicle that owes nothing or has paid, and can't be selected then", () => {
    const lines = linesOf(
      found([{ ...vehicle('MT-00-05', [], 'nothing-due'), electric: true }, vehicle('MT-00-09', [], 'paid')]),
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
    const clamped = vehicle('MT-00-08', [bill('t', 'tax', { requires: ['f'] }), bill('f', 'fine', { bar: 'clamped' })])
    const paid = vehicle('MT-00-09', [bill('u', 'tax', { requires: ['g'] }), bill('g', 'fine', { bar: 'paid' })])
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
        Array.from({ length: 11 }, (_, index) =>
          vehicle(`MT-00-${String(10 + index)}`, [bill(`tax${String(index)}`, 'tax')]),
        ),
        [bill('slip', 'slip')],
      ),
    )
    const ten = fleet.slice(0, 10).reduce((taken, { key }) => select(fleet, taken, key) ?? taken, none)
    expect(taxedVehiclesIn(selectedOf(fleet, ten))).toBe(10)
    expect(select(fleet, ten, 'tax10')).toBeNull()
    expect(select(fleet, ten, 'slip')?.size).toBe(11)
  })

  it("take an eleventh vehicle's fine beside ten taxes at a counter, and not at a kiosk", () => {
    const taxed = Array.from({ length: 10 }, (_, index) =>
      vehicle(`MT-00-${String(10 + index)}`, [bill(`tax${String(index)}`, 'tax')]),
    )
    const all = linesOf(found([...taxed, vehicle('MT-00-99', [bill('fine', 'fine')])], [bill('slip', 'slip')]))
    const ten = preselected(all, 'tax')
    expect(ten.size).toBe(10)
    expect(select(all, ten, 'fine')?.size).toBe(11)
    expect(selectGroup(all, ten, 'fine')).toBeNull()
    expect(selectGroup(all, ten, 'slip')?.size).toBe(11)
    expect(selectGroup(all, deselectGroup(all, ten, 'tax0'), 'fine')?.size).toBe(10)
  })

  it('keep their place and change their state when they are found again', () => {
    const first = linesOf(found([fined], [bill('slip', 'slip')]))
    const again = merged(first, linesOf(found([], [bill('slip', 'slip', { bar: 'paid' }), bill('other', 'slip')])))
    expect(again.map(({ key, bar }) => [key, bar])).toEqual([
      ['fine', undefined],
      ['tax', undefined],
      ['slip', 'paid'],
      ['other', undefined],
    ])
    expect([...stillSelected(again, new Set(['tax', 'slip']))]).toEqual(['tax'])
  })

  it('say how they stand, and what the fines before a tax come to', () => {
    const lines = linesOf(
      found(
        [fined, car('MT-00-05', [], 'nothing-due'), car('MT-00-06', [])],
        [
          bill('paid', 'slip', { bar: 'paid' }),
          bill('pending', 'slip', { bar: 'payment-pending' }),
          bill('late', 'slip', { bar: 'late' }),
          bill('out', 'slip'),
        ],
      ),
    )
    const both = select(lines, none, 'tax') ?? none
    expect(lines.map((line) => stateOf(line, both))).toEqual([
      'in',
      'in',
      'free',
      'later',
      'paid',
      'pending',
      'barred',
      'out',
    ])
    expect(finesFirst(selectedOf(lines, both))).toEqual({ fineAvos: 30_000, taxAvos: 85_000 })
    expect(finesFirst(selectedOf(lines, new Set(['fine'])))).toBeNull()
  })
})

/** Generates vehicles with fines and perhaps a tax that they block, and slips without a vehicle; some are barred. */
const anyBar = fc.option(fc.constantFrom<Bar>('paid', 'clamped', 'late', 'payment-pending'), {
  nil: undefined,
  freq: 4,
})
const amount = fc.integer({ min: 0, max: 200_000 })
const barred = (bar: Bar | undefined): Partial<Bill> => (bar === undefined ? {} : { bar })
const anyVehicle = (plate: string) =>
  fc
    .record({
      fines: fc.array(fc.tuple(amount, anyBar), { maxLength: 3 }),
      tax: fc.option(fc.tuple(amount, anyBar), { nil: undefined, freq: 4 }),
    })
    .map(({ fines, tax }) => {
      const bills = fines.map(([amountAvos, bar], index) =>
        bill(`${plate} fine ${String(index)}`, 'fine', { amountAvos, ...barred(bar) }),
      )
      const requires = bills.map(({ id }) => id)
      return vehicle(
        plate,
        tax ? [...bills, bill(`${plate} tax`, 'tax', { amountAvos: tax[0], requires, ...barred(tax[1]) })] : bills,
      )
    })
const anyFound = (most: number): fc.Arbitrary<Found> =>
  fc
    .record({
      vehicles: fc
        .nat(most)
        .chain((count) =>
          fc.tuple(...Array.from({ length: count }, (_, index) => anyVehicle(`MT-00-${String(10 + index)}`))),
        ),
      slips: fc.array(fc.tuple(amount, anyBar), { maxLength: 4 }),
    })
    .map(({ vehicles, slips }) =>
      found(
        vehicles,
        slips.map(([amountAvos, bar], index) => bill(`slip ${String(index)}`, 'slip', { amountAvos, ...barred(bar) })),
      ),
    )
/** Generates the same lines in two orders, and some keys in any order. */
const anyLines = (most: number) =>
  anyFound(most)
    .map(linesOf)
    .chain((lines) =>
      fc.record({
        lines: fc.constant(lines),
        shuffled: fc.shuffledSubarray(lines, { minLength: lines.length }),
        keys: fc.shuffledSubarray(
          lines.map(({ key }) => key),
          { minLength: 0 },
        ),
      }),
    )
const sorted = (keys: Iterable<string>): string[] => [...keys].toSorted()
const billById = (lines: readonly OwedLine[], id: string) => lines.find(({ key }) => key === id)?.bill

describe('whatever is found and selected', () => {
  it('has the same sum in whatever order lines stand and are selected', () => {
    fc.assert(
      fc.property(anyLines(10), ({ lines, shuffled, keys }) => {
        const one = selectEach(lines, none, keys)
        const other = selectEach(shuffled, none, keys.toReversed())
        expect(sorted(other)).toEqual(sorted(one))
        expect(totalOf(selectedOf(shuffled, other))).toBe(totalOf(selectedOf(lines, one)))
        expect(sorted(billsOf(selectedOf(shuffled, other)))).toEqual(sorted(billsOf(selectedOf(lines, one))))
        expect(finesFirst(selectedOf(shuffled, other))).toEqual(finesFirst(selectedOf(lines, one)))
      }),
    )
  })

  it('quotes no bill twice, required ones first, and sums exactly those', () => {
    fc.assert(
      fc.property(anyFound(14), anyFound(14), fc.infiniteStream(fc.nat(60)), (first, second, touches) => {
        const lines = merged(merged(linesOf(first), linesOf(second)), linesOf(first))
        expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length)
        let selection = none
        for (const index of touches.take(30)) {
          const key = lines[index % Math.max(1, lines.length)]?.key ?? ''
          selection = selection.has(key)
            ? deselect(lines, selection, key)
            : (select(lines, selection, key) ?? selection)
          const selected = selectedOf(lines, selection)
          const bills = billsOf(selected)
          expect(new Set(bills).size).toBe(bills.length)
          expect(totalOf(selected)).toBe(bills.reduce((sum, id) => sum + (billById(lines, id)?.amountAvos ?? 0), 0))
          for (const { key: id, requires } of selected)
            for (const required of requires.filter((one) => selection.has(one)))
              expect(bills.indexOf(required)).toBeLessThan(bills.indexOf(id))
        }
      }),
    )
  })

  it('selects no eleventh vehicle, no barred line, and none without what it requires', () => {
    fc.assert(
      fc.property(anyLines(14), fc.infiniteStream(fc.nat(60)), ({ lines }, touches) => {
        const payable = new Set(lines.filter(isPayable).map(({ key }) => key))
        let selection: Selection = none
        for (const index of touches.take(40)) {
          const key = lines[index % Math.max(1, lines.length)]?.key ?? ''
          selection = selection.has(key)
            ? (index % 2 === 0 ? deselect : deselectGroup)(lines, selection, key)
            : (select(lines, selection, key) ?? selection)
          const selected = selectedOf(lines, selection)
          expect(taxedVehiclesIn(selected)).toBeLessThanOrEqual(MOST_VEHICLES)
          expect([...selection].every((one) => payable.has(one))).toBe(true)
          for (const { requires } of selected)
            expect(requires.every((one) => selection.has(one) || !payable.has(one))).toBe(true)
        }
      }),
    )
  })

  it('selects as many vehicles as the limit allows, in whatever order', () => {
    fc.assert(
      fc.property(anyLines(14), ({ lines, shuffled }) => {
        const able = taxedVehiclesIn(lines.filter(isPayable))
        for (const order of [lines, shuffled]) {
          const all = selectEach(
            lines,
            none,
            order.map(({ key }) => key),
          )
          expect(taxedVehiclesIn(selectedOf(lines, all))).toBe(Math.min(able, MOST_VEHICLES))
        }
      }),
    )
  })

  it('selects and deselects a group as its lines', () => {
    fc.assert(
      fc.property(anyFound(10), (answer) => {
        const lines = linesOf(answer)
        const groups = groupsOf(lines, 'tax').filter(isPayable)
        const all = selectEach(
          lines,
          none,
          groups.map(({ key }) => key),
        )
        expect(sorted(all)).toEqual(sorted(new Set(groups.flatMap(({ bills }) => bills.filter((id) => all.has(id))))))
        for (const { key } of groups)
          expect(sorted(deselectGroup(lines, select(lines, none, key) ?? none, key))).toEqual([])
      }),
    )
  })

  it('selects exactly what the station quotes', () => {
    fc.assert(
      fc.property(anyLines(14), ({ lines, keys }) => {
        const selected = selectedOf(lines, selectEach(lines, none, keys))
        // A gateway requires no bill that is already paid or costs nothing.
        const payable = new Set(lines.filter(isPayable).map(({ key }) => key))
        const found = new Map(
          lines.flatMap(({ key, bill: one }) =>
            one ? [[key, { ...one, at: 0, ref: key, requires: one.requires.filter((id) => payable.has(id)) }]] : [],
          ),
        )
        const quoted = withRequired(billsOf(selected), found)
        if (selected.length === 0) expect(quoted).toMatchObject({ ok: false, refusal: { code: 'nothing-to-pay' } })
        else expect(quoted.ok && quoted.bills.map(({ ref }) => ref)).toEqual(billsOf(selected))
      }),
    )
  })
})
