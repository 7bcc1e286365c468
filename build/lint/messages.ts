import plugin from '@intlify/eslint-plugin-vue-i18n'
import { defineConfig } from 'eslint/config'
import * as jsonc from 'jsonc-eslint-parser'
import path from 'node:path'
import { runTimeKeys } from './run-time-keys.ts'

const PAGES = path.join(import.meta.dirname, '..', '..', 'renderer')

/** Its type says only the name, since the types of its rules and ESLint's don't fit each other. */
const vueI18n: { meta: { name: string } } = { meta: { name: '@intlify/vue-i18n' }, ...plugin }

/** What of an element is read aloud or shown, and what our own components show of theirs. */
const SPOKEN = ['aria-label', 'alt', 'label', 'placeholder', 'title', 'what', 'words']

/**
 * The messages: every language has every one, none is there twice, each is asked for and none is asked for that isn't
 * there; no template holds a sentence of its own. What the types see as well is `renderer/i18n/messages.ts`.
 */
export const messages = defineConfig(
  {
    plugins: { '@intlify/vue-i18n': vueI18n },
    settings: {
      'vue-i18n': {
        localeDir: {
          pattern: 'renderer/i18n/*/*.json',
          localeKey: 'path',
          localePattern: '^.*/(?<locale>[A-Za-z-]+)/[a-z-]+\\.json$',
        },
        messageSyntaxVersion: '^11.0.0',
      },
    },
  },
  {
    files: ['renderer/i18n/**/*.json'],
    languageOptions: { parser: jsonc },
    rules: {
      '@intlify/vue-i18n/no-missing-keys-in-other-locales': 'error',
      '@intlify/vue-i18n/no-duplicate-keys-in-locale': 'error',
      '@intlify/vue-i18n/no-unused-keys': [
        'error',
        // The fallback page is no page of Vue's; the types hold its sentences to what it says.
        { src: 'renderer', extensions: ['.ts', '.vue'], ignores: ['/^fallback\\./', ...runTimeKeys(PAGES)] },
      ],
      '@intlify/vue-i18n/valid-message-syntax': 'error',
      '@intlify/vue-i18n/no-html-messages': 'error',
    },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.vue'],
    ignores: ['**/*.test.ts'],
    rules: { '@intlify/vue-i18n/no-missing-keys': 'error' },
  },
  {
    files: ['renderer/**/*.vue'],
    rules: {
      // A unit of money is written the same in every language; what has no letter is no word.
      '@intlify/vue-i18n/no-raw-text': [
        'error',
        { attributes: { '/.+/': SPOKEN }, ignorePattern: String.raw`^(?:MOP|[^\p{L}]*)$` },
      ],
      'vue/no-restricted-syntax': [
        'error',
        { selector: 'CallExpression[callee.name="$t"]', message: 'Take t of renderer/i18n, which knows the keys.' },
      ],
    },
  },
)
