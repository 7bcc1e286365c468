import { z } from 'zod'
import { FIRST_LANGUAGE, LANGUAGES, setLanguage } from '../i18n/index.ts'

export const THEMES = ['plain', 'dark', 'contrast'] as const
export const TEXT_SIZES = ['1', '2', '3'] as const

const schema = z.object({
  language: z.enum(LANGUAGES),
  theme: z.enum(THEMES),
  text: z.enum(TEXT_SIZES),
  view: z.enum(['plain', 'simple']),
  reach: z.enum(['full', 'low']),
})
/** A person's preferences for the screen; they hold nothing that identifies the person. */
export type Preferences = z.infer<typeof schema>

export const FRESH: Readonly<Preferences> = {
  language: FIRST_LANGUAGE,
  theme: 'plain',
  text: '1',
  view: 'plain',
  reach: 'full',
}

/** Has the page look and speak as a person prefers. */
export function showPreferences({ theme, text, view, reach, language }: Readonly<Preferences>): void {
  Object.assign(document.documentElement.dataset, { theme, text, view, reach })
  setLanguage(language)
}

const KEY = 'visit'

/** Keeps a visit's preferences for a reload of the page; default preferences aren't kept. */
export function keepPreferences(preferences: Preferences): void {
  if (schema.keyof().options.every((name) => preferences[name] === FRESH[name])) forgetPreferences()
  else sessionStorage.setItem(KEY, JSON.stringify(preferences))
}

/** The preferences of a visit during which the page was reloaded; null where none are kept or they are invalid. */
export function keptPreferences(): Preferences | null {
  try {
    return schema.parse(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'))
  } catch {
    return null
  }
}

/** Forgets the kept preferences when the visit is over. */
export function forgetPreferences(): void {
  sessionStorage.removeItem(KEY)
}

const CAMERA = 'camera'

/**
 * Keeps the camera that was chosen at this station, by its name: over visits and reloads, until the window's profile is
 * thrown away, which both shells do when the station ends.
 */
export function keepCameraChoice(name: string): void {
  localStorage.setItem(CAMERA, name)
}

/** The camera that was chosen at this station; undefined where none was. */
export function keptCameraChoice(): string | undefined {
  return localStorage.getItem(CAMERA) ?? undefined
}
