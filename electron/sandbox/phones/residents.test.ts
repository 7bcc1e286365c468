import { describe, expect, it } from 'vitest'
import { plateKey, OTHER_FINES, RESIDENT_SLIPS, VEHICLES } from '../agencies/register.ts'
import { phoneNumberOf, RESIDENTS } from './residents.ts'
import { taxOf } from '../agencies/tax-table.ts'

const of = (id: string) => VEHICLES.filter(({ owner }) => owner === id)

describe('the residents of the training', () => {
  it('have numbers, names, phones and plates that nobody has', () => {
    expect(new Set(RESIDENTS.map(({ idNumber }) => idNumber)).size).toBe(RESIDENTS.length)
    for (const resident of RESIDENTS) {
      expect(resident.idNumber).toMatch(/^9900\d{4}$/)
      expect(resident.nameForeign).toMatch(/^TESTE /)
      expect(phoneNumberOf(resident)).toMatch(/^6200\d{4}$/)
    }
    for (const { plate, owner } of VEHICLES) {
      expect(plate).toMatch(/^(MT-00-\d\d|CM-99\d{3})$/)
      expect(RESIDENTS.some(({ id }) => id === owner)).toBe(true)
    }
  })

  it('are everybody whom a trainee has to meet at the counter of money', () => {
    expect(of('two-cars').map(({ fines }) => fines.length)).toEqual([0, 1])
    expect(of('late-tax').map(({ daysLate }) => daysLate)).toEqual([20, 75])
    expect(of('four-cars').map(({ electric, status }) => (electric ? 'electric' : status))).toEqual([
      'electric',
      'newly-acquired',
      'inactive',
      'clamped',
    ])
    // Ten vehicles fit into one payment; the eleventh is one too many.
    expect(of('fleet')).toHaveLength(11)
    expect(of('elderly').map(taxOf)).toEqual([85_000])
    expect(
      RESIDENT_SLIPS.filter(({ owner, slipKind }) => owner === 'defendant' && slipKind === 'slip').map(
        ({ payInDays }) => payInDays,
      ),
    ).toEqual([0, -3])
    expect(new Set(VEHICLES.map((vehicle) => vehicle.class))).toEqual(
      new Set(['moped', 'motorcycle', 'light', 'heavy', 'industrial']),
    )
    expect(new Set(VEHICLES.map((vehicle) => vehicle.status))).toEqual(
      new Set(['ordinary', 'newly-acquired', 'inactive', 'clamped', 'offence-records', 'transfer-under-way']),
    )
  })

  it('have one plate that a car and a motorcycle share, and no other twice', () => {
    const twice = VEHICLES.filter(
      ({ plate }) => VEHICLES.filter((other) => plateKey(other.plate) === plateKey(plate)).length > 1,
    )
    expect(twice.map((vehicle) => [vehicle.plate, vehicle.class])).toEqual([
      ['MT-00-21', 'light'],
      ['MT-00-21', 'motorcycle'],
    ])
  })

  it('have each a finger of their own, and guardians who are grown up where they are minors', () => {
    expect(new Set(RESIDENTS.map(({ finger }) => finger)).size).toBe(RESIDENTS.length)
    for (const { birthDate, guardians, guardianBound } of RESIDENTS) {
      expect(guardians.length > 0).toBe(birthDate > '2009')
      expect(guardianBound && guardians.length === 0).toBe(false)
      for (const guardian of guardians) {
        const found = RESIDENTS.find(({ id }) => id === guardian)
        expect(found?.guardians).toEqual([])
      }
    }
  })

  it('hold notices and slips each under a number of its own', () => {
    const numbers = [
      ...VEHICLES.flatMap(({ notice, fines }) => [notice, ...fines.map(({ number }) => number)]),
      ...OTHER_FINES.map(({ number }) => number),
      ...RESIDENT_SLIPS.map(({ billNumber }) => billNumber),
    ]
    expect(new Set(numbers).size).toBe(numbers.length)
  })
})
