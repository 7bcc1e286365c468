import plugin from '@intlify/eslint-plugin-vue-i18n'
import { defineConfig } from 'eslint/config'
import * as jsonc from 'jsonc-eslint-parser'
import path from 'node:path'
import { runTimeKeys } from './run-time-keys.ts'

const PAGES = path.join(import.meta.dirname, '..', '..', 'renderer')

/** Its type has only the name, since the plugin's and ESLint's types of rules aren't compatible. */
const vueI18n: { meta: { name: string } } = { meta: { name: '@intlify/vue-i18n' }, ...plugin }

/** The attributes whose text is shown or read aloud, of elements and of our own components. */
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
        // The fallback page isn't made with Vue, and the dock's words lie apart; types check that they are used.
        {
          src: 'renderer',
          extensions: ['.ts', '.vue'],
          ignores: ['/^fallback\\./', '/^dock\\./', ...runTimeKeys(PAGES)],
        },
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
      // `MOP` is the same in every language, and a text without letters needs no translation.
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
