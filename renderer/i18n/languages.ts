/** The languages of every screen: the two official ones, then those that are expected. */
export const LANGUAGES = ['zh-Hant', 'pt', 'en', 'zh-Hans'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language's own name for itself. */
export const ENDONYMS: Record<Language, string> = {
  'zh-Hant': '繁體中文',
  pt: 'Português',
  en: 'English',
  'zh-Hans': '简体中文',
}

/** What a screen starts with. */
export const FIRST_LANGUAGE: Language = 'zh-Hant'

/** The locale whose dates and numbers a language writes. */
export const LOCALES: Record<Language, string> = {
  'zh-Hant': 'zh-Hant-MO',
  pt: 'pt-PT',
  en: 'en-GB',
  'zh-Hans': 'zh-Hans-MO',
}
