import { createI18n } from 'vue-i18n'
import { FIRST_LANGUAGE, type Language } from './languages.ts'
import { messages } from './messages.ts'

export * from './format.ts'
export * from './hotlines.ts'
export * from './languages.ts'

/** The pages' messages. Every language is complete (`build/scripts/messages.ts` sees to it), so none falls back on another. */
export const i18n = createI18n({
  legacy: false,
  locale: FIRST_LANGUAGE,
  fallbackLocale: FIRST_LANGUAGE,
  missingWarn: false,
  fallbackWarn: false,
  warnHtmlMessage: false,
  messages,
})

/** Speaks `language` from here on, in the page and in its `lang` attribute. */
export function setLanguage(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
