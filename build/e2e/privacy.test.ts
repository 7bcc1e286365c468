import { expect, it } from 'vitest'
import { RESIDENTS } from '../../electron/sandbox/residents.ts'
import { personalDataIn } from './privacy.ts'

const idNumber = RESIDENTS.map((resident) => resident.idNumber).find((each) => /^\d{8}$/.test(each)) ?? ''

it.each([`{"id":"${idNumber}"}`, `of ${idNumber}.`, `[${idNumber},1]`, `a=${idNumber}&b`])('finds a person\'s number in a log: %s', (text) => {
  expect(personalDataIn(text)).toEqual([idNumber])
})

it.each([`{"ms":23.1${idNumber}}`, `{"time":1795${idNumber}1}`, `{"kid":"a${idNumber}c3d"}`])('takes no digits for it that come by chance in a time or in a key\'s id: %s', (text) => {
  expect(personalDataIn(text)).toEqual([])
})
