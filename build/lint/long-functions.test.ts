import { ESLint } from 'eslint'
import path from 'node:path'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'
import { house } from './house.ts'
import { LONG_FUNCTIONS } from './long-functions.ts'

const root = path.join(import.meta.dirname, '..', '..')
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { house },
      rules: { 'house/long-function': 'error' },
    },
  ],
})

/** The rule's messages on a file with this source. */
async function complaints(file: string, source: string): Promise<(string | undefined)[]> {
  const [found] = await eslint.lintText(source, { filePath: path.join(root, file) })
  return found?.messages.map(({ messageId }) => messageId) ?? []
}

const linesOf = (count: number) => 'use()\n'.repeat(count - 2)
const [listed = '', most = 0] = Object.entries(LONG_FUNCTIONS)[0] ?? []
const [file = '', name = ''] = listed.split(' ')

it('lists no more functions than when the list was made', () => {
  expect(Object.keys(LONG_FUNCTIONS).length).toBeLessThanOrEqual(38)
  expect(Object.values(LONG_FUNCTIONS).reduce((sum, lines) => sum + lines, 0)).toBeLessThanOrEqual(8554)
})

it.each([
  ['a function', (lines: string) => `function pay() {\n${lines}}`],
  ['an arrow function', (lines: string) => `const pay = () => {\n${lines}}`],
  ['a method', (lines: string) => `class Till {\n  pay() {\n${lines}}\n}`],
  ['what a call is given', (lines: string) => `const useTill = defineStore('till', () => {\n${lines}})`],
])('refuses %s of more than 120 lines that is not listed', async (_, source) => {
  expect(await complaints('pay.ts', source(linesOf(120)))).toEqual([])
  expect(await complaints('pay.ts', source(linesOf(121)))).toEqual(['long'])
})

it('lets a listed function be as long as the list says, and no longer', async () => {
  const source = (count: number) => `function ${name}() {\n${linesOf(count)}}`
  expect(await complaints(file, source(most))).toEqual([])
  expect(await complaints(file, source(most + 1))).toEqual(['long'])
})

it('refuses a listed function that fits or is gone', async () => {
  expect(await complaints(file, `function ${name}() {\n${linesOf(120)}}`)).toEqual(['fits'])
  expect(await complaints(file, '')).toEqual(['fits'])
})
