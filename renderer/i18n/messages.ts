import type { Language } from './languages.ts'
import { en } from './en/index.ts'
import { pt } from './pt/index.ts'
import { zhHans } from './zh-Hans/index.ts'
import { zhHant } from './zh-Hant/index.ts'

/** Every sentence of every page, in every language. */
export const messages = { 'zh-Hant': zhHant, pt, en, 'zh-Hans': zhHans } satisfies Record<Language, object>
