import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf, PAPER_COLUMNS, renderSvg } from '../../../hardware/printer/port.ts'
import { wordsOn } from '../../../hardware/printer/paper.fixture.ts'
import { line, row, wrap } from './lines.ts'

const printed = (lines: readonly string[]) => renderSvg(lines.join('\n'))
/** Texts with the characters that receiptline interprets. */
const hostile = fc.string({
  unit: fc.constantFrom(
    '\\',
    '|',
    '{',
    '}',
    '~',
    '_',
    '"',
    '`',
    '^',
    '-',
    '=',
    ':',
    ';',
    ' ',
    '\t',
    '\n',
    '\r',
    'x',
    'n',
    '0',
    '7',
    'c',
    'code',
    'option',
    '據',
    'ã',
    '<',
    '&',
    '\u0007',
    '\u202e',
    '\u200b',
  ),
})
const inOneLine = (text: string) => text.replaceAll(/[\s\u0007\u202e\u200b]+/gu, ' ').trim()

describe('a text on paper', () => {
  it('is printed letter by letter and draws nothing else, whatever it holds', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom('left', 'center', 'right'),
        fc.constantFrom('plain', 'bold', 'large'),
        (text, align, weight) => {
          const svg = printed(line(text, align, weight))
          expect(wordsOn(svg).join('')).toBe(
            wrap(text, weight === 'large' ? PAPER_COLUMNS / 2 : PAPER_COLUMNS).join(''),
          )
          expect(wordsOn(svg).join('').replaceAll(' ', '')).toBe(inOneLine(text).replaceAll(' ', ''))
          expect(svg).not.toMatch(/<path|<image/)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('is printed whole beside its name or below it', () => {
    fc.assert(
      fc.property(hostile, hostile, (name, value) => {
        const svg = printed(row(name, value))
        expect(wordsOn(svg).join('').replaceAll(' ', '')).toBe(inOneLine(`${name} ${value}`).replaceAll(' ', ''))
        expect(svg).not.toMatch(/<path|<image/)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is on one line with its name when both fit', () => {
    expect(wordsOn(printed(row('總額 TOTAL', 'MOP 850.00')))).toEqual(['總額 TOTAL MOP 850.00'])
    expect(wordsOn(printed(row('n'.repeat(30), 'v'.repeat(30))))).toEqual(['n'.repeat(30), 'v'.repeat(30)])
  })

  it('breaks between words and between Chinese characters, and only where it has to', () => {
    expect(wrap('The station keeps asking', 12)).toEqual(['The station', 'keeps asking'])
    expect(wrap('付款即告完成，可再取收據。', 12)).toEqual(['付款即告完', '成，可再取收', '據。'])
    expect(wrap('ABCDEFGHIJ', 4)).toEqual(['ABCD', 'EFGH', 'IJ'])
    expect(wrap('', 4)).toEqual([])
  })

  it('is never wider than the paper', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 2, max: PAPER_COLUMNS }), (text, columns) => {
        for (const each of wrap(text, columns)) expect(columnsOf(each)).toBeLessThanOrEqual(columns)
      }),
    )
  })
})
