import { ESLint } from 'eslint'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'
import { house } from './house.ts'

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { house },
      rules: { 'house/test-title': 'error' },
    },
  ],
})

/** The rule's messages on this source. */
async function complaints(source: string): Promise<(string | undefined)[]> {
  const [found] = await eslint.lintText(source, { filePath: 'pay.test.ts' })
  return found?.messages.map(({ messageId }) => messageId) ?? []
}

const of = (length: number) => 'x'.repeat(length)

it.each([
  ['it', (title: string) => `it('${title}', () => {})`],
  ['test', (title: string) => `test('${title}', async () => {})`],
  ['describe', (title: string) => `describe('${title}', () => {})`],
  ['test.describe', (title: string) => `test.describe('${title}', () => {})`],
  ['describe.runIf', (title: string) => `describe.runIf(true)('${title}', () => {})`],
  ['it.each with rows', (title: string) => `it.each([1, 2])('${title}', () => {})`],
  ['it.each with a table', (title: string) => `it.each\`a\`('${title}', () => {})`],
  ['it with a title in parts', (title: string) => `it('${title.slice(1)}' + 'x', () => {})`],
  ['it with a template', (title: string) => `it(\`${title.slice(8)}\${name}\`, () => {})`],
  ['it with a name in its title', (title: string) => `it('${title.slice(8)}' + name, () => {})`],
])('refuses %s from 100 characters on', async (_, source) => {
  expect(await complaints(source(of(99)))).toEqual([])
  expect(await complaints(source(of(100)))).toEqual(['long'])
})

it.each([
  ['the name of another function', `say('${of(100)}')`],
  ['a title that stands elsewhere', 'it(title, () => {})'],
  ['a condition in place of a title', "test.skip(1 + 1 === 2, 'on this machine')"],
  ['no title', 'describe()'],
])('allows a call when it has %s', async (_, source) => {
  expect(await complaints(source)).toEqual([])
})
