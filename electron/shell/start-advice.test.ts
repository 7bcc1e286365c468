import { expect, it } from 'vitest'
import { startAdvice } from './start-advice.ts'

it('names line, field and what is allowed where settings.json has a mistake', () => {
  const params = { file: 'settings.json', field: 'devices.keypad.vendor', line: 7, allowed: 'four digits' }
  expect(startAdvice({ code: 'invalid-input', params })).toMatch(/line 7, 'devices\.keypad\.vendor' \(four digits\)/)
})

it('says what is said on the page where there is no line to name', () => {
  expect(startAdvice({ code: 'invalid-input', params: { file: 'settings.json', field: '' } })).toMatch(
    /^settings\.json/,
  )
})
