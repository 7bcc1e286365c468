import { ESLint } from 'eslint'
import path from 'node:path'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'
import { house } from './house.ts'

const root = path.join(import.meta.dirname, '..', '..')
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: {
        parser: tseslint.parser,
        parserOptions: {
          projectService: { allowDefaultProject: ['outcome.ts'], defaultProject: 'tsconfig.json' },
          tsconfigRootDir: root,
        },
      },
      plugins: { house },
      rules: { 'house/no-dropped-outcome': 'error' },
    },
  ],
})

const PREAMBLE = `
type Outcome<T extends object = object> = ({ ok: true } & T) | { ok: false, refusal: { code: string } }
declare function pay(): Outcome
declare function payLater(): Promise<Outcome<{ transaction: string }>>
declare function print(): Promise<void>
declare function read(): { ok: true } | { ok: false }
declare const isOpen: boolean
declare let kept: Outcome
declare const all: string[]
declare function later(done: () => void): void
declare function inBackground(work: () => Promise<unknown>): void
declare function listen(listener: { onPaid?: (transaction: string) => void }): void
declare function inTurn<T>(work: () => Promise<T>): Promise<T>
`

/** Whether the rule complains about the statement. */
async function isComplainedOf(statement: string): Promise<boolean> {
  const [found] = await eslint.lintText(`${PREAMBLE}${statement}\nexport {}\n`, {
    filePath: path.join(root, 'outcome.ts'),
  })
  expect(found?.messages.filter(({ ruleId }) => ruleId === null)).toEqual([])
  return found?.messages.length === 1
}

it.each([
  'pay()',
  'await payLater()',
  'payLater()',
  'void payLater()',
  'void await payLater()',
  'if (isOpen) await payLater()',
  'isOpen ? pay() : undefined',
  'await payLater().catch(() => undefined)',
  'await payLater().finally(() => undefined)',
  'await Promise.all([payLater(), print()])',
  'await Promise.allSettled([payLater()])',
  'await Promise.all(all.map(() => payLater()))',
  'all.forEach(() => pay())',
  'all.forEach(() => payLater())',
  'later(() => pay())',
  'later(pay)',
  'later(function () { return pay() })',
  'inBackground(() => payLater())',
  'inBackground(payLater)',
  'inBackground(async () => payLater())',
  'listen({ onPaid: () => pay() })',
  'export const go = () => void payLater()',
  'export const stop = () => { void payLater() }',
  'export const then = payLater().then(() => undefined)',
  'await payLater().then(() => print())',
  'await inTurn(() => payLater())',
  'export const seen: unknown = await payLater()',
])('refuses a dropped outcome: %s', async (statement) => {
  expect(await isComplainedOf(statement)).toBe(true)
})

it.each([
  'kept = pay()',
  'const outcome = await payLater(); if (!outcome.ok) throw new Error(outcome.refusal.code)',
  'await print()',
  'read()',
  'export const handOn = () => payLater()',
  'const outcome = await inTurn(() => payLater()); kept = outcome',
  'export const paid = await Promise.all([payLater(), print()])',
  'export const code = payLater().then((outcome) => outcome.ok)',
  'await Promise.all([print(), payLater().then((outcome) => { kept = outcome })])',
  'later(() => { kept = pay() })',
  'later(() => void print())',
  'inBackground(print)',
  'export const names = all.map(() => pay())',
])('allows what is kept, looked at or no outcome: %s', async (statement) => {
  expect(await isComplainedOf(statement)).toBe(false)
})
