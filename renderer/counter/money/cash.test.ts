import { describe, expect, it } from 'vitest'
import { MAX_AVOS } from '../../../electron/contract/index.ts'
import { compareCash } from './cash.ts'

describe('the cash that a clerk types', () => {
  it('is enough from the total on, with the exact change', () => {
    expect(compareCash('850', 85_000)).toEqual({ is: 'enough', givenAvos: 85_000, changeAvos: 0, isMuch: false })
    expect(compareCash('1,000.5', 85_000)).toEqual({
      is: 'enough',
      givenAvos: 100_050,
      changeAvos: 15_050,
      isMuch: false,
    })
    expect(compareCash('849.99', 85_000)).toEqual({ is: 'short', givenAvos: 84_999, missingAvos: 1 })
  })

  it('needs confirmation when the change is over MOP 1,000.00 or ten times the total', () => {
    const isMuch = (typed: string, totalAvos: number) => {
      const cash = compareCash(typed, totalAvos)
      return cash.is === 'enough' && cash.isMuch
    }
    expect(compareCash('5,50', 500)).toEqual({ is: 'enough', givenAvos: 550, changeAvos: 50, isMuch: false })
    expect([
      isMuch('55', 500),
      isMuch('54.99', 500),
      isMuch('550', 500),
      isMuch('5', 500),
      isMuch('1850', 85_000),
      isMuch('1850.01', 85_000),
    ]).toEqual([true, false, true, false, false, true])
    expect(compareCash('5,', 500)).toEqual({ is: 'begun' })
  })

  it('is at most what can be booked', () => {
    expect(compareCash('10,000,000.00', 85_000)).toEqual({
      is: 'enough',
      givenAvos: MAX_AVOS,
      changeAvos: MAX_AVOS - 85_000,
      isMuch: true,
    })
    expect(['10000000.01', '99999999', '9999999999999'].map((typed) => compareCash(typed, 85_000).is)).toEqual([
      'too-much',
      'too-much',
      'too-much',
    ])
  })

  it('is no amount when it is something else, and nothing when it is empty', () => {
    expect(['-5', '1e3', '12.345', 'abc', '1.5.0', '١٢'].map((typed) => compareCash(typed, 0).is)).toEqual(
      Array(6).fill('no-amount'),
    )
    expect(['', '  '].map((typed) => compareCash(typed, 0).is)).toEqual(['nothing', 'nothing'])
  })
})
