import { describe, expect, it } from 'vitest'
import {
  ago,
  amount,
  calendarDate,
  clockTime,
  dayAndTime,
  exactTime,
  idNumber,
  isoDay,
  minutesBetween,
  money,
  today,
} from './format.ts'

const at = Date.UTC(2026, 2, 24, 16, 5, 9)

describe('format', () => {
  it('writes avos as patacas when given an amount', () => {
    expect(money(85_000)).toBe('MOP 850.00')
    expect(amount(155_000)).toBe('1,550.00')
    expect(amount(5)).toBe('0.05')
  })

  it("gives Macao's time and day when the machine is elsewhere", () => {
    expect(clockTime(at)).toBe('00:05')
    expect(exactTime(at)).toBe('00:05:09')
    expect(isoDay(at)).toBe('2026-03-25')
    expect(today(at, 'en')).toContain('25 March')
    expect(today(at, 'zh-Hant')).toContain('3月25日')
    expect(dayAndTime(at, 'pt')).toBe('25 de Março 00:05')
  })

  it('writes a calendar date as each language does', () => {
    expect(calendarDate('2032-06-30', 'en')).toBe('30 June 2032')
    expect(calendarDate('2032-06-30', 'pt')).toBe('30 de Junho de 2032')
    expect(calendarDate('2032-06-30', 'zh-Hant')).toBe('2032年6月30日')
  })

  it('leaves a masked value unchanged', () => {
    expect(calendarDate('••••-••-••', 'en')).toBe('••••-••-••')
    expect(idNumber('9••••••(•)')).toBe('9••••••(•)')
  })

  it('puts the last digit of a whole ID number in brackets', () => {
    expect(idNumber('99000001')).toBe('9900000(1)')
  })

  it('counts no minutes when the clock went back', () => {
    expect(minutesBetween(100_000, 0)).toBe(0)
    expect(minutesBetween(0, 359_999)).toBe(5)
  })

  it('say how long ago something was, in minutes and then in hours', () => {
    const MINUTE = 60_000
    expect([0, 59, 60, 179].map((minutes) => ago(0, minutes * MINUTE, 'en'))).toEqual([
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      '2 hours ago',
    ])
    expect(ago(0, 300 * MINUTE, 'pt')).toBe('há 5 horas')
    expect(ago(0, 300 * MINUTE, 'zh-Hant')).toBe('5 小時前')
    expect(ago(0, 300 * MINUTE, 'zh-Hans')).toBe('5小时前')
  })
})
