import { describe, expect, it } from 'vitest'
import { renderEscPos } from '../../../hardware/printer/paper.ts'
import { ACT_WORDS } from './act-words.ts'
import { AGENCY_NAMES, RECEIPT_LANGUAGES, WORDS, type LocalizedText } from './words.ts'

const { heads, labels, notes, codes } = ACT_WORDS
const groups: Readonly<Record<string, Readonly<Record<string, LocalizedText>>>>[] = [
  WORDS,
  { 'act heads': heads, 'act labels': labels, 'act notes': notes, 'act codes': codes },
]
const all = groups
  .flatMap((each) => Object.entries(each))
  .flatMap(([group, words]) =>
    Object.entries(words).map(([name, word]): [string, LocalizedText] => [`${group}.${name}`, word]),
  )
/** Marks whose Chinese line already has the English word. */
const IN_CHINESE_LINE = ['marks.training', 'marks.reprint']

describe('the words of receipts', () => {
  it.each(all)('are there in every language: %s', (name, words) => {
    for (const language of RECEIPT_LANGUAGES) {
      if (language === 'en' && IN_CHINESE_LINE.includes(name)) expect(words.zh).toMatch(/[A-Z]{7}/)
      else expect(words[language].trim()).not.toBe('')
    }
    expect(words.zh).toMatch(/\p{Script=Han}/u)
  })

  it.each([
    ...all.map(([name, words]): [string, string] => [name, Object.values(words).join('')]),
    ...Object.entries(AGENCY_NAMES),
  ])("are all in a printer's code pages: %s", (_, text) => {
    const escaped = text.replaceAll(/[^\p{L}\p{N} ]/gu, (character) => (character < '\u0080' ? '' : character))
    expect(Buffer.from(renderEscPos(escaped)).toString('latin1')).not.toContain('?')
  })
})
