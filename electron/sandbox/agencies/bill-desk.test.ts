import { afterEach, describe, expect, it } from 'vitest'
import { STATION_A, endSampleMoney, openSampleMoney as open } from './money.fixture.ts'

afterEach(endSampleMoney)

describe('what is owed for a vehicle', () => {
  it.each(['MT-00-01', 'mt0001', 'Mt 00 01', 'MT00-01'])('is found when the plate is typed as %s', (plate) => {
    const { vehicle } = open()
    expect(vehicle(plate, '0001')).toMatchObject({
      plate: 'MT-00-01',
      class: 'light',
      description: '1,498 cc',
      tax: 'due',
      bills: [{ kind: 'tax', amountAvos: 85_000, requires: [] }],
    })
  })

  it("is found by the owner's number and by the chassis, in either case", () => {
    const { find } = open()
    for (const proof of ['0001', 'K001', 'k001']) expect(find('MT-00-01', proof).ok).toBe(true)
  })

  it("requires the vehicle's unpaid fine before its tax", () => {
    const [fine, tax] = open().vehicle('MT-00-02', '0001').bills
    expect(fine).toMatchObject({
      kind: 'fine',
      agency: 'PSP',
      amountAvos: 30_000,
      offence: 'infraction',
      number: '2026000002',
    })
    expect(tax).toMatchObject({ kind: 'tax', requires: [fine?.ref] })
  })

  it('bars a late tax at a kiosk and lists what it is made of at a counter', () => {
    const { vehicle } = open()
    expect(vehicle('MT-00-03', '0002').bills[0]?.bar).toBe('late')
    const late = vehicle('MT-00-03', '0002', 'counter').bills[0]
    expect(late?.bar).toBeUndefined()
    expect(late?.composition).toEqual([
      { part: 'tax', amountAvos: 85_000 },
      { part: 'default-interest', amountAvos: 170 },
      { part: 'surcharge', amountAvos: 2_550 },
      { part: 'fine', amountAvos: 170_000 },
    ])
    expect(late?.amountAvos).toBe(257_720)
    expect(late).toMatchObject({ season: 2025, payBy: '2026-02-09' })
    const collected = vehicle('MT-00-04', '0002', 'counter').bills[0]
    expect(collected).toMatchObject({ bar: 'coercive-collection', amountAvos: 85_000 })
    expect(collected?.composition).toBeUndefined()
    const used = vehicle('MT-00-28', '0019', 'counter').bills[0]
    expect(used?.composition?.at(-1)).toEqual({ part: 'fine', amountAvos: 255_000 })
    expect(used?.amountAvos).toBe(used?.composition?.reduce((sum, line) => sum + line.amountAvos, 0))
  })

  it.each<[string, string, string | undefined]>([
    ['MT-00-05', '0003', undefined],
    ['MT-00-06', '0003', 'newly-acquired'],
    ['MT-00-07', '0003', 'inactive'],
    ['MT-00-08', '0003', 'clamped'],
    ['MT-00-22', '0010', 'offence-records'],
    ['MT-00-23', '0010', 'transfer-under-way'],
  ])('is barred for %s with its reason', (plate, proof, bar) => {
    const found = open().vehicle(plate, proof, 'counter')
    expect(found.bills.find(({ kind }) => kind === 'tax')?.bar).toBe(bar)
    if (bar === undefined) expect(found).toMatchObject({ electric: true, tax: 'nothing-due', bills: [] })
  })

  it('lets a heavy electric vehicle pay by weight', () => {
    expect(open().vehicle('MT-00-24', '0018')).toMatchObject({
      class: 'heavy',
      electric: true,
      tax: 'due',
      bills: [{ kind: 'tax', amountAvos: 260_000 }],
    })
  })

  it('is told after the class was asked for when two vehicles have the plate', () => {
    const { find } = open()
    expect(find('MT-00-21', '0007')).toMatchObject({ ok: true, classes: ['light', 'motorcycle'], vehicles: [] })
    expect(find('MT-00-21', '0007', { class: 'motorcycle' })).toMatchObject({
      vehicles: [{ class: 'motorcycle', bills: [{ amountAvos: 20_000 }] }],
    })
  })

  it("is found by a notice's number or a slip's, each as what it is", () => {
    const { money } = open()
    const by = (kind: 'notice' | 'slip', number: string) =>
      money.findBills(STATION_A, { place: 'kiosk', by: { kind, number } })
    expect(by('notice', '2026000001')).toMatchObject({ vehicles: [{ plate: 'MT-00-01' }] })
    expect(by('notice', '2026000002')).toMatchObject({
      vehicles: [],
      bills: [{ kind: 'fine', vehicle: { plate: 'MT-00-02' } }],
    })
    expect(by('notice', '2026000321')).toMatchObject({ bills: [{ kind: 'fine', purpose: 'PEDESTRIAN' }] })
    expect(by('notice', '2026000203')).toMatchObject({ bills: [{ agency: 'IAM' }] })
    expect(by('slip', '2026000201')).toMatchObject({
      bills: [{ agency: 'MP', amountAvos: 120_000, payBy: '2026-03-01' }],
    })
    expect(by('slip', '2026000202')).toMatchObject({ bills: [{ agency: 'TUI', bar: 'overdue' }] })
    expect(by('slip', '2026000001')).toEqual({ ok: false, code: 'bill-unknown' })
    expect(
      money.findBills(STATION_A, { place: 'kiosk', by: { kind: 'slip', agency: 'TUI', number: '2026000201' } }),
    ).toEqual({
      ok: false,
      code: 'bill-unknown',
    })
  })

  it('has a season and a last day that move with today', () => {
    expect(open().find('MT-00-01', '0001')).toMatchObject({
      season: { year: 2026, from: '2025-12-31', until: '2026-03-31' },
      vehicles: [{ bills: [{ season: 2026, payBy: '2026-03-31' }] }],
    })
    // In thirty days it is Sunday, 2026-12-13, so that the Monday after is the last day.
    expect(open({ now: Date.UTC(2026, 10, 13) }).find('MT-00-01', '0001')).toMatchObject({
      season: { year: 2026, from: '2026-09-14', until: '2026-12-14' },
      vehicles: [{ tax: 'due', bills: [{ payBy: '2026-12-14' }] }],
    })
  })

  it('is no tax before the season and a late tax after it, until the training is reset', () => {
    const { vehicle, money, find } = open()
    const before = vehicle('MT-00-02', '0001')
    money.bills.moveSeason({ fromInDays: 9, untilInDays: 99 })
    expect(find('MT-00-02', '0001')).toMatchObject({
      season: { from: '2026-03-10' },
      vehicles: [{ tax: 'due', bills: [{ kind: 'fine' }] }],
    })
    expect(vehicle('MT-00-05', '0003')).toMatchObject({ tax: 'nothing-due', bills: [] })
    expect(vehicle('MT-00-03', '0002').bills).toMatchObject([{ season: 2025, bar: 'late' }])
    expect(money.findBills(STATION_A, { place: 'kiosk', by: { kind: 'notice', number: '2026000001' } })).toMatchObject({
      vehicles: [{ bills: [] }],
    })
    expect(
      money.quote(
        STATION_A,
        'kiosk',
        before.bills.map(({ ref }) => ref),
      ),
    ).toMatchObject({ ok: false, code: 'bill-unknown' })
    // Friday, 2026-02-20.
    money.bills.moveSeason({ fromInDays: -69, untilInDays: -9 })
    expect(vehicle('MT-00-01', '0001').bills).toMatchObject([
      { season: 2026, payBy: '2026-02-20', amountAvos: 85_000, bar: 'late' },
    ])
    expect(vehicle('MT-00-01', '0001', 'counter').bills[0]).toMatchObject({
      amountAvos: 85_000 + 77 + 2_550 + 170_000,
      composition: expect.any(Array) as object,
    })
    expect(vehicle('MT-00-06', '0003').bills).toMatchObject([{ bar: 'newly-acquired' }])
    money.reset()
    expect(vehicle('MT-00-01', '0001').bills).toMatchObject([{ payBy: '2026-03-31' }])
  })

  it('can be paid on any day of the year when nothing bars it', () => {
    for (let month = 0; month < 12; month++) {
      const { vehicle, hold } = open({ now: Date.UTC(2026, month, 28, 20) })
      const { bills } = vehicle('MT-00-01', '0001')
      expect([
        month,
        hold(
          1,
          bills.map(({ ref }) => ref),
        ).ok,
      ]).toEqual([month, true])
    }
  })

  it('is barred as clamped with its fine when the vehicle is clamped', () => {
    const { vehicle, money, hold } = open()
    const { bills } = vehicle('MT-00-08', '0003', 'counter')
    expect(bills.map(({ kind, bar }) => [kind, bar])).toEqual([
      ['fine', 'clamped'],
      ['tax', 'clamped'],
    ])
    expect(money.findBills(STATION_A, { place: 'kiosk', by: { kind: 'notice', number: '2026000311' } })).toMatchObject({
      bills: [{ bar: 'clamped' }],
    })
    expect(hold(1, [bills[0]!.ref])).toMatchObject({ ok: false, code: 'bill-barred', bar: 'clamped' })
  })

  it("describes a fine's place, time and kind, with its photograph if there is one", () => {
    const { money, vehicle } = open()
    const [parking, speeding] = vehicle('MT-00-27', '0015').bills
    expect(parking).toMatchObject({
      offence: 'infraction',
      place: 'PRAÇA DE TREINO',
      at: Date.UTC(2026, 1, 17, 1, 30),
      payBy: '2026-03-16',
    })
    expect(parking?.photograph).toBeUndefined()
    expect(speeding).toMatchObject({ offence: 'contravention', photograph: expect.stringMatching(/^\/9j\//) as string })
    expect(money.findBills(STATION_A, { place: 'kiosk', by: { kind: 'notice', number: '2026000322' } })).toMatchObject({
      bills: [{ purpose: 'FOREIGN PLATE' }],
    })
  })

  it("is found by a resident's eID, but not by a revoked or unknown binding", () => {
    const bindings = new Map([
      [1, { resident: 'fleet', state: 'live' as const }],
      [2, { resident: 'two-cars', state: 'ended' as const }],
      [3, { resident: 'twin-one', state: 'live' as const }],
    ])
    const { money } = open({ bindings })
    const by = (id: number) =>
      money.findBills(STATION_A, {
        place: 'kiosk',
        by: {
          kind: 'eid',
          bindingId: Buffer.alloc(16, id).toString('base64'),
          cti: Buffer.alloc(16).toString('base64'),
        },
      })
    const fleet = by(1)
    expect(fleet.ok && fleet.vehicles.map(({ plate }) => plate)).toEqual(
      Array.from({ length: 11 }, (_, index) => `MT-00-${String(index + 10)}`),
    )
    expect(by(2)).toEqual({ ok: false, code: 'vehicle-unknown' })
    expect(by(3)).toMatchObject({ ok: true, vehicles: [] })
    expect(by(4)).toEqual({ ok: false, code: 'vehicle-unknown' })
  })

  it("is refused for a plate that doesn't exist or is of another class", () => {
    const { find } = open()
    expect(find('MT-99-99', '0001')).toEqual({ ok: false, code: 'vehicle-unknown' })
    expect(find('MT-00-01', '0001', { class: 'motorcycle' })).toEqual({ ok: false, code: 'vehicle-unknown' })
    expect(find('cm99001', '0023')).toMatchObject({ vehicles: [{ class: 'moped', tax: 'due' }] })
    expect(find('MT-00-29', '0020')).toMatchObject({
      vehicles: [{ class: 'motorcycle', electric: true, tax: 'nothing-due', bills: [] }],
    })
    expect(find('MT-00-25', '0018')).toMatchObject({
      vehicles: [{ class: 'industrial', description: '9,000 kg', tax: 'due' }],
    })
  })
})
