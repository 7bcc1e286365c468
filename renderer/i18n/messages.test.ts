import { afterEach, describe, expect, it } from 'vitest'
import { CODE_KINDS, HINTS, REASONS, REFUSAL_CODES, STEPS, TASK_REASONS } from '../../electron/contract/index.ts'
import { FIRST_LANGUAGE, i18n, LANGUAGES, pluralForm, t } from './index.ts'
import { messages } from './messages.ts'

/** A tree of messages as keys with dots. */
function textsOf(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, part]: [string, unknown]) =>
    typeof part === 'object' && part !== null
      ? textsOf(part, `${prefix}${name}.`)
      : [[`${prefix}${name}`, typeof part === 'string' ? part : '']],
  )
}
const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('the messages', () => {
  afterEach(() => void (i18n.global.locale.value = FIRST_LANGUAGE))

  it.each(LANGUAGES)('have the same places for values as in Chinese when the language is %s', (language) => {
    const texts = new Map(textsOf(messages[language]))
    for (const [key, chinese] of textsOf(messages['zh-Hant']))
      expect([key, placesIn(texts.get(key) ?? '')]).toEqual([key, placesIn(chinese)])
  })

  it.each(LANGUAGES)(
    'are not empty and hold no | or @, which the format reads, when the language is %s',
    (language) => {
      expect(textsOf(messages[language]).filter(([, text]) => text.trim() === '' || /[|@]/.test(text))).toEqual([])
    },
  )

  it('have a sentence for each code of a closed list and for no other', () => {
    for (const language of LANGUAGES) {
      const { refusals, steps, reasons, hints, kinds, counter } = messages[language]
      for (const [sentences, codes] of [
        [refusals, REFUSAL_CODES],
        [steps, STEPS],
        [reasons, REASONS],
        [hints, HINTS],
        [kinds, CODE_KINDS],
        [counter.till.takings.why, TASK_REASONS],
      ] as const)
        expect(Object.keys(sentences).sort()).toEqual([...codes].sort())
    }
  })

  it('are asked for by keys that exist, or it does not compile', () => {
    // @ts-expect-error: no message has this key.
    expect(t('training.shirt')).toBe('training.shirt')
    const code = 'no-such-code' as string
    // @ts-expect-error: nothing says that this refusal has sentences.
    expect(t(`refusals.${code}.clerk.title`)).toBe('refusals.no-such-code.clerk.title')
  })

  it.each([
    ['en', ['other', 'one', 'other']],
    ['pt', ['other', 'one', 'other']],
    ['zh-Hant', ['other', 'other', 'other']],
    ['zh-Hans', ['other', 'other', 'other']],
  ] as const)('take the plural forms of CLDR for 0, 1 and 2 when the language is %s', (language, forms) => {
    i18n.global.locale.value = language
    expect([0, 1, 2].map(pluralForm)).toEqual(forms)
  })
})
