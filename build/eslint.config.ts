import { defineConfig } from 'eslint/config'
import { fileURLToPath } from 'node:url'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { KEYS, PARTS_OF_NAMES, SLEEPS } from './lint/e2e.ts'
import { house } from './lint/house.ts'
import { messages } from './lint/messages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What rooms must not use: they get `Clock` and `Random` from outside (hardware/ports.ts). */
const injected = [
  { object: 'Date', property: 'now', message: 'Take a Clock.' },
  { object: 'Math', property: 'random', message: 'Take a Random.' },
  { object: 'performance', property: 'now', message: 'Take a Clock.' },
]

const noEnums = { selector: 'TSEnumDeclaration', message: 'Use a const array and its type.' }

const longestLine = ['error', { code: 140 }] as const

export default defineConfig(
  { ignores: ['**/node_modules/**', 'dist/**', 'coverage/**', '.cache/**', 'test-results/**'] },
  {
    files: ['**/*.ts', '**/*.vue'],
    extends: [tseslint.configs.strictTypeChecked, vue.configs['flat/recommended']],
    languageOptions: {
      parserOptions: {
        parser: tseslint.parser,
        project: `${root}tsconfig.json`,
        tsconfigRootDir: root,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      'no-console': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An outcome may be a union that the type system already narrowed; the check against the outside stays.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-empty-function': 'off',
      // Spreading a string is meant, since EMVCo counts code points.
      '@typescript-eslint/no-misused-spread': ['error', { allow: [{ from: 'lib', name: 'string' }, 'string'] }],
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-syntax': ['error', noEnums],
      // Checked here too, since Prettier breaks neither strings nor comments.
      'max-len': [...longestLine],
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      // Props have types, which say that an optional one may be absent.
      'vue/require-default-prop': 'off',
      'vue/no-v-html': 'error',
    },
  },
  { files: ['**/*.cjs'], rules: { 'max-len': [...longestLine] } },
  messages,
  { plugins: { house } },
  // The function of a `describe` needn't be parted, in tests and in suites that drivers and twins share.
  {
    files: ['**/*.ts', '**/*.vue'],
    ignores: ['**/*.test.ts', '**/*.conformance.ts', '**/*.spec.ts'],
    rules: { 'house/long-function': 'error' },
  },
  {
    files: ['**/*.test.ts', '**/*.spec.ts', '**/*.conformance.ts'],
    rules: { 'house/test-title': 'error' },
  },
  {
    files: ['**/*.ts', '**/*.vue'],
    // Tests may drop an outcome, since they check its effect.
    ignores: ['**/*.test.ts', '**/*.spec.ts', '**/*.conformance.ts'],
    rules: { 'house/no-dropped-outcome': 'error' },
  },
  {
    files: [
      'electron/common/**/*.ts',
      'electron/station/**/*.ts',
      'electron/gateway/**/*.ts',
      'electron/sandbox/**/*.ts',
      'hardware/**/*.ts',
    ],
    ignores: ['**/*.test.ts', 'hardware/scanner/camera/**'],
    rules: {
      'no-restricted-properties': ['error', ...injected],
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: 'Take a Clock.' })),
      ],
    },
  },
  {
    files: ['**/*.test.ts', 'build/**/*.ts', 'electron/cli.ts', 'electron/shell/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Tests may use `!` and `any`, since a wrong assumption about their own data makes them fail.
    files: ['**/*.test.ts', 'build/e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['build/e2e/**/*.ts'],
    ignores: ['build/e2e/pages/**'],
    rules: { 'no-restricted-syntax': ['error', noEnums, ...SLEEPS, ...KEYS, ...PARTS_OF_NAMES] },
  },
  // This spec is about how keys arrive, so it may send them itself.
  {
    files: ['build/e2e/keyboard.browser.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', noEnums, ...SLEEPS, ...PARTS_OF_NAMES] },
  },
  { files: ['build/e2e/pace.ts'], rules: { 'no-restricted-syntax': ['error', noEnums, ...PARTS_OF_NAMES] } },
)
