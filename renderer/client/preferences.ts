import { z } from 'zod'
import { FIRST_LANGUAGE, LANGUAGES } from '../i18n/index.ts'

export const THEMES = ['plain', 'dark', 'contrast'] as const
export const TEXT_SIZES = ['1', '2', '3'] as const

const schema = z.object({
  language: z.enum(LANGUAGES),
  theme: z.enum(THEMES),
  text: z.enum(TEXT_SIZES),
  view: z.enum(['plain', 'simple']),
  reach: z.enum(['full', 'low']),
})
/** How a person likes the screen. Nothing of it says who they are. */
export type Preferences = z.infer<typeof schema>

export const FRESH: Readonly<Preferences> = {
  language: FIRST_LANGUAGE,
  theme: 'plain',
  text: '1',
  view: 'plain',
  reach: 'full',
}

const KEY = 'visit'

/** Keeps a visit's preferences for a reload of the page; of a page that is as it begins, nothing. */
export function keepPreferences(preferences: Preferences): void {
  if (schema.keyof().options.every((name) => preferences[name] === FRESH[name])) forgetPreferences()
  else sessionStorage.setItem(KEY, JSON.stringify(preferences))
}

/**
 * The preferences of the visit in whose middle the page was loaded again; null where there was none, or what was kept
 * is none of ours.
 */
export function keptPreferences(): Preferences | null {
  try {
    return schema.parse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'))
  } catch {
    return null
  }
}

/** The visit is over: nothing of it is left for a reload. */
export function forgetPreferences(): void {
  sessionStorage.removeItem(KEY)
}
