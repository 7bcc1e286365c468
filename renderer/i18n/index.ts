import { computed } from 'vue'
import { createI18n } from 'vue-i18n'
import { FIRST_LANGUAGE, LOCALES, type Language } from './languages.ts'
import { messages, type MessageKey } from './messages.ts'

export * from './format.ts'
export * from './languages.ts'

/** The pages' messages. Every language is complete, by type and by lint, so none falls back on another. */
export const i18n = createI18n({
  legacy: false,
  globalInjection: false,
  locale: FIRST_LANGUAGE,
  fallbackLocale: FIRST_LANGUAGE,
  missingWarn: false,
  fallbackWarn: false,
  warnHtmlMessage: false,
  messages,
})

/** What puts a message into words: its key, and a value for each place that it holds. */
export type Translate = (key: MessageKey, values?: Readonly<Record<string, unknown>>) => string

/**
 * A message in the language of the page, for scripts and templates; vue-i18n's own `$t` would take any text as a key.
 * What shows it is drawn again when the language changes.
 */
export const t: Translate = (key, values = {}) => i18n.global.t(key, values)

/** The language of the page. */
export const language = computed<Language>(() => i18n.global.locale.value)

/**
 * Which of a message's plural forms a count takes in the page's language, as CLDR has it; Chinese has `other` alone.
 */
export function pluralForm(count: number): 'one' | 'other' {
  return new Intl.PluralRules(LOCALES[language.value]).select(count) === 'one' ? 'one' : 'other'
}

/** Speaks `language` from here on, in the page and in its `lang` attribute. */
export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
