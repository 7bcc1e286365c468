import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { billQuery } from '../../electron/contract/index.ts'
import { isAmountBegun, readPatacas, readTyped } from './typed.ts'

describe('what a clerk types', () => {
  it('is a plate with or without dashes and capitals, and with the proof after it', () => {
    expect(readTyped(' mt0001 ')).toEqual({ is: 'plate', plate: 'MT0001' })
    expect(readTyped('MT-00-01')).toEqual({ is: 'plate', plate: 'MT-00-01' })
    expect(readTyped('CM-99001')).toEqual({ is: 'plate', plate: 'CM-99001' })
    expect(readTyped('M-12-34 0001')).toEqual({ is: 'plate', plate: 'M-12-34', proof: '0001' })
  })

  it('is a number when it begins with digits, and otherwise a code', () => {
    expect(readTyped('2026000002')).toEqual({ is: 'number', number: '2026000002' })
    expect(readTyped('2026-T-001834')).toEqual({ is: 'number', number: '2026-T-001834' })
    expect(readTyped('990010000000000001')).toEqual({ is: 'text', text: '990010000000000001' })
    expect(readTyped('hQVDUFYwMWE=')).toEqual({ is: 'text', text: 'hQVDUFYwMWE=' })
  })

  it('is read the same from each keyboard, and never as another plate or number', () => {
    expect(
      ['ＭＴ－００－０１', 'mt–00–01', 'MT 00 01', 'M\u200bT00\u00a001']
        .map(readTyped)
        .map((typed) => 'plate' in typed && typed.plate.replaceAll('-', '')),
    ).toEqual(Array(4).fill('MT0001'))
    expect(readTyped('2026 000203')).toEqual({ is: 'number', number: '2026000203' })
    expect(readTyped('２０２６－Ｔ－001834')).toEqual({ is: 'number', number: '2026-T-001834' })
    expect(readTyped('AAA-1-2-3-4-5-6')).toEqual({ is: 'plate', plate: 'AAA123456' })
  })

  it('is a plate with an invalid proof when anything else follows', () => {
    for (const behind of ['00.2', '0 22', 'é022', '編號12'])
      expect(readTyped(`MT0001 ${behind}`)).toEqual({ is: 'plate', plate: 'MT0001', proof: behind })
    expect(readTyped('編號12')).toEqual({ is: 'text', text: '編號12' })
  })

  it('is never anything that the station would refuse as input', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 30 }),
          fc.string({ unit: fc.constantFrom(...Array.from('AMTé019２Ｔ-–.()# \u3000編/')), maxLength: 20 }),
        ),
        (text) => {
          const typed = readTyped(text)
          if (typed.is === 'plate')
            expect(billQuery.safeParse({ by: 'plate', plate: typed.plate, proof: '0001' }).success).toBe(true)
          if (typed.is === 'number')
            for (const by of ['notice', 'slip'] as const)
              expect(billQuery.safeParse({ by, number: typed.number }).success).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is an amount in avos, never through a float', () => {
    expect(['1600', '1600.', '1,600.5', '850.10', '0.29', '99999999'].map(readPatacas)).toEqual([
      160_000, 160_000, 160_050, 85_010, 29, 9_999_999_900,
    ])
    expect(['', '-5', '1e3', '12.345', 'abc'].map(readPatacas)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('has avos after a comma with one or two digits, and thousands with three', () => {
    expect(['5,50', '5,5', '0,29', '1600,50', '1.600,50', '1 600,5', '５，５０'].map(readPatacas)).toEqual([
      550, 550, 29, 160_050, 160_050, 160_050, 550,
    ])
    expect(['1,600', '1,600.50', '12,345,678', '1 600', '1\u00a0600.5'].map(readPatacas)).toEqual([
      160_000, 160_050, 1_234_567_800, 160_000, 160_050,
    ])
  })

  it('is no amount when it is ambiguous', () => {
    for (const typed of [
      '5,5050',
      '1234,567',
      '0,500',
      '00,500',
      '5,',
      ',50',
      '1,60,0',
      '1,600,50',
      '1,6.50',
      '16 00',
      '5 50',
      '1.600',
      '1,2 345',
      '5\u200b50',
      '5\u202e05',
      '5²',
      '１٢',
      '5,50,',
      '1, 600',
    ]) {
      expect([typed, readPatacas(typed)]).toEqual([typed, undefined])
    }
  })

  it('is read as the same amount in each way of writing', () => {
    fc.assert(
      fc.property(
        fc.nat(999_999_999),
        fc.constantFrom(',', '.', ' ', ''),
        fc.constantFrom(',', '.'),
        (avos, group, point) => {
          fc.pre(group !== point)
          const whole = String(Math.floor(avos / 100)).replaceAll(/\B(?=(?:\d{3})+$)/g, group)
          expect(readPatacas(`${whole}${point}${String(avos % 100).padStart(2, '0')}`)).toBe(avos)
        },
      ),
    )
  })

  it("isn't called invalid while an amount is being typed", () => {
    for (const typed of ['1,600,500', '1 600', '5,50', '1,600.50'])
      for (let end = 1; end < typed.length; end++) {
        const sofar = typed.slice(0, end)
        expect([sofar, readPatacas(sofar) !== undefined || isAmountBegun(sofar)]).toEqual([sofar, true])
      }
    expect(['12.345', 'abc', '', ',', '-'].map(isAmountBegun)).toEqual(Array(5).fill(false))
  })
})
