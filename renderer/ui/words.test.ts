// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { REFUSAL_CODES, type Person } from '../../electron/contract/index.ts'
import { i18n, LANGUAGES, setLanguage } from '../i18n/index.ts'
import KindPlate from './KindPlate.vue'
import PersonCard from './PersonCard.vue'
import { factsOf, headingOf } from './person-facts.ts'
import RefusalWords from './RefusalWords.vue'

const now = '2026-03-24T06:36:00.000Z'
const person: Person = {
  service: 'identity-check',
  purpose: 'confirm-identity',
  readAt: now,
  card: 'expired',
  assurance: { level: 'bundle', at: now, bundleIssuedAt: '2026-03-24T06:30:00.000Z' },
  fields: [
    { name: 'idNumber', value: '9••••••(•)', masked: true },
    { name: 'nameChinese', value: '測試一', masked: false },
    { name: 'nameForeign', value: 'TESTE UM', masked: false },
    { name: 'kind', value: 'N', masked: false },
    { name: 'guardianBound', value: 'true', masked: false },
  ],
}
const show = (component: Parameters<typeof mount>[0], props: Record<string, unknown>) =>
  mount(component, { props, global: { plugins: [i18n] } })

describe('words', () => {
  it.each(LANGUAGES)('explain each refusal with a next step when the language is %s', (language) => {
    setLanguage(language)
    for (const code of REFUSAL_CODES) {
      for (const who of ['resident', 'clerk']) {
        const card = show(RefusalWords, { refusal: { code }, who, hint: 'url' })
        expect(card.text()).not.toMatch(/refusals\.|steps\.|hints\./)
        expect(card.findAll('li').length).toBeGreaterThan(0)
      }
    }
  })

  it('count down a wait without being read aloud each second', () => {
    setLanguage('en')
    const hintOf = (params?: Record<string, number>) =>
      show(RefusalWords, { refusal: { code: 'too-soon', params: params ?? {} }, who: 'resident', hint: 'url' }).find(
        '.hint',
      )
    expect(hintOf({ seconds: 20 }).attributes('aria-live')).toBe('off')
    expect(hintOf().attributes('aria-live')).toBeUndefined()
  })

  it.each(LANGUAGES)('say what became of a receipt, and since when, when the language is %s', (language) => {
    setLanguage(language)
    const gone = [
      { agency: 'DSAT', kind: 'tax', amountAvos: 85_000, state: 'refunded', since: '2026-03-03T00:00:00.000Z' },
    ]
    for (const who of ['resident', 'clerk']) {
      const plate = (receipt: unknown) => show(KindPlate, { kind: 'receipt', who, receipt }).text()
      expect(plate({ isKnown: true, gone })).toMatch(/850\.00/)
      expect(plate({ isKnown: true, gone })).toMatch(/2026/)
      expect(plate({ isKnown: true, gone: [] })).toBe(plate(undefined))
      expect(
        new Set([
          plate({ isKnown: true, gone }),
          plate({ isKnown: false, gone: [] }),
          plate({ isKnown: true, lost: 'unknown', gone: [] }),
          plate({ isKnown: true, lost: 'taken-back', gone: [] }),
          plate(undefined),
        ]).size,
      ).toBe(5)
      expect(plate({ isKnown: true, lost: 'unknown', gone })).toMatch(/850\.00/)
    }
  })

  it('say that the eID was checked offline when the trust bundle decided', () => {
    setLanguage('en')
    const card = show(PersonCard, { person, shown: false })
    expect(card.text()).toContain('eID checked offline')
    expect(card.text()).toContain('Checked at 14:36')
    expect(card.text()).toContain('Card expired')
    expect(card.text()).toContain('9••••••(•)')
  })

  it.each([
    ['en', 'Revocations known as of 24 March 09:30, 5 hours ago.'],
    ['pt', 'Revogações conhecidas até 24 de Março 09:30, há 5 horas.'],
    ['zh-Hant', '已知的撤銷記錄截至 3月24日 09:30（5 小時前）。'],
    ['zh-Hans', '已知的撤销记录截至 3月24日 09:30（5小时前）。'],
  ] as const)('say how old the revocations were by which an eID counted, or not, in %s', (language, words) => {
    setLanguage(language)
    const decided = { at: now, bundleIssuedAt: '2026-03-24T01:30:00.000Z' }
    const accepted = { ...person, assurance: { level: 'bundle', ...decided } }
    expect(show(PersonCard, { person: accepted, shown: false }).text()).toContain(words)
    const online = { ...person, assurance: { level: 'online', at: now } }
    expect(show(PersonCard, { person: online, shown: false }).text()).not.toContain(words.slice(0, 6))
    for (const who of ['resident', 'clerk']) {
      const refusal = { code: 'revoked', params: decided }
      expect(show(RefusalWords, { refusal, who }).text()).toContain(words)
      expect(show(RefusalWords, { refusal, who, slim: true }).text()).toContain(words)
      expect(show(RefusalWords, { refusal: { code: 'revoked' }, who }).text()).not.toContain(words.slice(0, 6))
    }
  })

  it('ask for the rest of the fields when the button is pressed', async () => {
    const card = show(PersonCard, { person, shown: false })
    await card.find('button').trigger('click')
    expect(card.emitted('toggle')).toHaveLength(1)
  })

  it('name the person as the ID card does when both names are approved', () => {
    setLanguage('en')
    expect(headingOf(person)).toEqual({ text: '測試一', lang: 'zh-Hant', second: 'TESTE UM' })
    expect(headingOf({ ...person, fields: [] })).toBeNull()
    expect(factsOf(person, 'en', i18n.global.t).map((fact) => fact.value)).toEqual([
      '9••••••(•)',
      'Non-permanent resident',
      'Yes',
      '14:36:00',
    ])
  })
})
