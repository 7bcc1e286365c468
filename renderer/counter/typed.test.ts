import { describe, expect, it } from 'vitest'
import { readPatacas, readTyped } from './typed.ts'

describe('what a clerk types', () => {
  it('is a plate whether or not dashes and capitals are typed, with the proof behind it where it is known', () => {
    expect(readTyped(' mt0001 ')).toEqual({ is: 'plate', plate: 'MT0001' })
    expect(readTyped('MT-00-01')).toEqual({ is: 'plate', plate: 'MT-00-01' })
    expect(readTyped('CM-99001')).toEqual({ is: 'plate', plate: 'CM-99001' })
    expect(readTyped('M-12-34 0001')).toEqual({ is: 'plate', plate: 'M-12-34', proof: '0001' })
  })

  it('is the number of a notice or slip when digits come first, and a code when it is neither', () => {
    expect(readTyped('2026000002')).toEqual({ is: 'number', number: '2026000002' })
    expect(readTyped('2026-T-001834')).toEqual({ is: 'number', number: '2026-T-001834' })
    expect(readTyped('990010000000000001')).toEqual({ is: 'text', text: '990010000000000001' })
    expect(readTyped('hQVDUFYwMWE=')).toEqual({ is: 'text', text: 'hQVDUFYwMWE=' })
  })

  it('is an amount in avos, never through a float', () => {
    expect(['1600', '1600.', '1,600.5', '850.10', '0.29', '99999999'].map(readPatacas)).toEqual([160_000, 160_000, 160_050, 85_010, 29, 9_999_999_900])
    expect(['', '-5', '1e3', '12.345', 'abc'].map(readPatacas)).toEqual([undefined, undefined, undefined, undefined, undefined])
  })
})
