import { expect, it } from 'vitest'
import type { Check, DoctorReport } from '../contract/index.ts'
import { isGood } from './doctor.ts'

it.each<[DoctorReport['state'], Check['state'], boolean]>([
  ['ready', 'ok', true],
  ['ready', 'warning', true],
  // It runs with the settings of its start, and wouldn't start again with those that it has now.
  ['ready', 'failed', false],
  ['limited', 'ok', false],
])('a report of a station that is %s with a check that is %s is good: %s', (state, checked, expected) => {
  const checks: Check[] = [
    { name: 'disk', state: 'ok', detail: '' },
    { name: 'settings', state: checked, detail: '' },
  ]
  expect(isGood({ state, devices: [], checks })).toBe(expected)
})
