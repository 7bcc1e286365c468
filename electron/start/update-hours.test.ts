import { describe, expect, it } from 'vitest'
import { isUpdateHour, updateHours } from './update-hours.ts'

const at = (macao: string) => Date.parse(`2026-03-24T${macao}+08:00`)

describe('the hours of updates', () => {
  it("are Macao's, from their first minute until before their last", () => {
    const hours = { from: '02:00', until: '05:00' }
    expect(['01:59:59', '02:00:00', '04:59:59', '05:00:00'].map((time) => isUpdateHour(at(time), hours))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('may go over midnight', () => {
    const hours = { from: '23:30', until: '04:00' }
    expect(
      ['23:29', '23:30', '00:00', '03:59', '04:00', '12:00'].map((time) => isUpdateHour(at(`${time}:00`), hours)),
    ).toEqual([false, true, true, true, false, false])
  })

  it('are early in the morning by default', () => {
    expect([isUpdateHour(at('03:00:00')), isUpdateHour(at('11:00:00'))]).toEqual([true, false])
  })

  it.each([
    { from: '2:00', until: '05:00' },
    { from: '24:00', until: '05:00' },
    { from: '02:00', until: '02:00' },
    { from: '02:00' },
    { from: '02:00', until: '05:00', on: 'Sunday' },
  ])('are refused as %o', (hours) => {
    expect(updateHours.safeParse(hours).success).toBe(false)
  })
})
