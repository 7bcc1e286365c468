import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { billQuery } from '../../contract/index.ts'
import { dataObject, slipText, withCrc } from './codes.fixture.ts'
import { carriesGovernmentIdentifier, readSlip } from './slip.ts'

const refusal = (code: string) => ({ ok: false, refusal: { code } })

describe('readSlip', () => {
  it('gives every fact of the slip when all are there', () => {
    expect(readSlip(slipText())).toEqual({
      ok: true,
      slip: {
        agency: 'DSAT',
        slipKind: 'tax',
        amountAvos: 125_050,
        billNumber: '990000017',
        reference: 'MT-00-01',
        purpose: '行車稅',
        payBy: '2026-03-31',
      },
    })
  })

  it('leaves out what may be missing when it is', () => {
    expect(readSlip(slipText({ reference: undefined, purpose: undefined, payBy: undefined }))).toEqual({
      ok: true,
      slip: { agency: 'DSAT', slipKind: 'tax', amountAvos: 125_050, billNumber: '990000017' },
    })
  })

  it.each(['MO.GOV.PAY', 'Mo.Gov.Pay'])('knows the identifier in any case: %s', (identifier) => {
    expect(readSlip(slipText({ identifier }))).toMatchObject({ ok: true, slip: { billNumber: '990000017' } })
  })

  it.each(['DSAT', 'PSP', 'MP', 'TUI', 'DSF', 'IAM'])('knows the agency when it is %s', (agency) => {
    expect(readSlip(slipText({ agency }))).toMatchObject({ ok: true, slip: { agency } })
  })

  it.each(['tax', 'fine', 'slip'])('knows the kind when it is %s', (kind) => {
    expect(readSlip(slipText({ kind }))).toMatchObject({ ok: true, slip: { slipKind: kind } })
  })

  it.each([
    ['0.01', 1],
    ['0.29', 29],
    ['1', 100],
    ['1.', 100],
    ['1.1', 110],
    ['007.50', 750],
    ['1.15', 115],
    ['9999999999.99', 999_999_999_999],
    ['9999999999999', 999_999_999_999_900],
  ])('counts avos without rounding when the amount is %s', (amount, amountAvos) => {
    expect(readSlip(slipText({ amount }))).toMatchObject({ ok: true, slip: { amountAvos } })
  })

  it.each(['0', '0.00', '1.234', '.5', '-1', '+1', '1,50', '1e3', ' 1', '1.2.3', '١', 'abc', '99999999999999'])(
    'refuses when the amount is %j',
    (amount) => {
      expect(readSlip(slipText({ amount }))).toEqual(refusal('malformed'))
    },
  )

  it.each([
    ['20280229', '2028-02-29'],
    ['20001231', '2000-12-31'],
  ])('takes the pay-by date when the calendar has %s', (payBy, day) => {
    expect(readSlip(slipText({ payBy }))).toMatchObject({ ok: true, slip: { payBy: day } })
  })

  it.each(['20260229', '21000229', '20261301', '20260001', '20260431', '20260100', '2026-1-1', '202601'])(
    'refuses when the pay-by date is %s',
    (payBy) => {
      expect(readSlip(slipText({ payBy }))).toEqual(refusal('malformed'))
    },
  )

  it.each([
    ['the currency is another', { currency: '344' }, 'wrong-currency'],
    ['the currency is in letters', { currency: 'MOP' }, 'wrong-currency'],
    ['the country is another', { country: 'HK' }, 'wrong-country'],
    ['the country is in lower case', { country: 'mo' }, 'wrong-country'],
    ['the agency is unknown', { agency: 'XXXX' }, 'unknown-agency'],
    ['the agency is in lower case', { agency: 'dsat' }, 'unknown-agency'],
    ['the currency is missing', { currency: undefined }, 'malformed'],
    ['the country is missing', { country: undefined }, 'malformed'],
    ['the agency is missing', { agency: undefined }, 'malformed'],
    ['the kind is missing', { kind: undefined }, 'malformed'],
    ['the kind is unknown', { kind: 'gift' }, 'malformed'],
    ['the amount is missing', { amount: undefined }, 'malformed'],
    ['the bill number is missing', { bill: undefined }, 'malformed'],
    ['the payer is to be asked for the bill number', { bill: '***' }, 'malformed'],
    ['a key press hides in the bill number', { bill: '99\u001b0000' }, 'malformed'],
    ['a line end hides in the purpose', { purpose: 'tax\r' }, 'malformed'],
    ['the purpose turns the writing around', { purpose: 'tax \u202e0.1 POM' }, 'malformed'],
    ['the identifier is another', { identifier: 'mo.gov.pay2' }, 'malformed'],
  ])('refuses when %s', (_why, change, code) => {
    expect(readSlip(slipText(change))).toEqual(refusal(code))
  })

  it.each(['A#1', '2026 000203', '編號12', ' 12', '１２', '9'.repeat(65)])(
    'refuses a number that no search takes when it is %j',
    (bill) => {
      expect(readSlip(slipText({ bill }))).toEqual(refusal('malformed'))
    },
  )

  it('accepts only bill numbers that can be looked up unchanged', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), fc.stringMatching(/^[\w./# -]{1,70}$/)),
        (bill) => {
          const read = readSlip(slipText({ bill }))
          if (!read.ok) return
          const { agency, slipKind: kind, billNumber: number } = read.slip
          expect(billQuery.parse({ by: 'code', agency, kind, number })).toMatchObject({ number: bill })
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('refuses with wrong-crc when a good slip was changed', () => {
    expect(readSlip(slipText().replace('1250.50', '1250.51'))).toEqual(refusal('wrong-crc'))
  })

  it("refuses when two templates carry the government's identifier", () => {
    const another = dataObject('27', '0010mo.gov.pay0103PSP0204fine')
    expect(readSlip(withCrc(slipText().replace('52049311', `${another}52049311`).slice(0, -8)))).toEqual(
      refusal('malformed'),
    )
  })
})

describe('carriesGovernmentIdentifier', () => {
  it.each([
    ['the slip is whole', slipText(), true],
    ['the slip is cut off after the identifier', slipText().slice(0, 40), true],
    [
      'the identifier is not the first in its template',
      withCrc(`000201${dataObject('51', '0104DSAT0010mo.gov.pay')}`),
      true,
    ],
    [
      "a shop's template is ahead of it",
      withCrc(`000201${dataObject('26', '0004shop')}${dataObject('30', '0010mo.gov.pay')}`),
      true,
    ],
    ['the identifier itself is cut off', slipText().slice(0, 28), false],
    ['the identifier stops short of its own length', withCrc(`000201${dataObject('26', '0012mo.gov.pay')}`), false],
    ['the identifier is outside the account templates', withCrc(`000201${dataObject('80', '0010mo.gov.pay')}`), false],
    ['the identifier is in a primitive account tag', withCrc(`000201${dataObject('25', '0010mo.gov.pay')}`), false],
    ['the identifier is in another sub-tag', withCrc(`000201${dataObject('26', '0110mo.gov.pay')}`), false],
    ['the identifier is longer', withCrc(`000201${dataObject('26', '0014mo.gov.pay.biz')}`), false],
    ['the identifier is in capitals', withCrc(`000201${dataObject('26', '0010MO.GOV.PAY')}`), true],
    ['nothing follows the start', '000201', false],
  ])('answers by the template alone when %s', (_what, text, expected) => {
    expect(carriesGovernmentIdentifier(text)).toBe(expected)
  })
})
