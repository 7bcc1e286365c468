import { expect, it } from 'vitest'
import { createManualClock } from '../sandbox/trust/trust.fixture.ts'
import { createSetClock } from './set-clock.ts'

it('a clock of training is set ahead and behind, while time passes as ever', async () => {
  const { clock, pass } = createManualClock()
  const set = createSetClock(clock)
  const before = set.now()
  let rang = false
  set.after(1_000, () => void (rang = true))
  set.setOffset(-3_600_000)
  expect(set.now()).toBe(before - 3_600_000)
  await pass(1_000)
  expect([rang, set.now()]).toEqual([true, before - 3_599_000])
  set.setOffset(0)
  expect(set.now()).toBe(before + 1_000)
})
