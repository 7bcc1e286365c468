import { afterEach, describe, expect, it } from 'vitest'
import { STATION_B, MINUTE, endSampleMoney, openSampleMoney as open } from './money.fixture.ts'

afterEach(endSampleMoney)

describe('a wrong proof', () => {
  it('is slowed down, then locks the plate at that station for a quarter of an hour', async () => {
    const { find, time } = open()
    expect(find('MT-00-01', '9999')).toEqual({ ok: false, code: 'proof-wrong', waitMs: 2_000, left: 2 })
    expect(find('mt0001', '0001')).toEqual({ ok: false, code: 'too-soon', waitMs: 2_000 })
    await time.pass(2_000)
    expect(find('MT-00-01', '9999')).toEqual({ ok: false, code: 'proof-wrong', waitMs: 8_000, left: 1 })
    await time.pass(8_000)
    expect(find('MT-00-01', '9999')).toEqual({ ok: false, code: 'proof-locked' })
    expect(find('MT-00-01', '0001')).toEqual({ ok: false, code: 'proof-locked' })
    expect(find('MT-00-01', '0001', { station: STATION_B }).ok).toBe(true)
    expect(find('MT-00-02', '0001').ok).toBe(true)
    await time.pass(15 * MINUTE)
    expect(find('MT-00-01', '0001').ok).toBe(true)
    expect(find('MT-00-01', '9999')).toMatchObject({ left: 2 })
  })
})
