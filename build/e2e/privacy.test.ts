import { expect, it } from 'vitest'
import { RESIDENTS } from '../../electron/sandbox/phones/residents.ts'
import { personalDataIn } from './privacy.ts'

const idNumber = RESIDENTS.map((resident) => resident.idNumber).find((each) => /^\d{8}$/.test(each)) ?? ''

it.each([
  `{"id":"${idNumber}"}`,
  `of ${idNumber}.`,
  `[${idNumber},1]`,
  `name${idNumber}abc`,
  `{"number":1795${idNumber}1}`,
])("finds a person's number in a log: %s", (text) => {
  expect(personalDataIn(text)).toEqual([idNumber])
})

it.each([
  `{"ms":23${idNumber},"code":"x"}`,
  `{"time":1795${idNumber}1,"pid":7}`,
  `{"pid":${idNumber}}`,
  `{"incident":"${idNumber}"}`,
])("takes digits of a log line itself for no person's number: %s", (text) => {
  expect(personalDataIn(text)).toEqual([])
})
