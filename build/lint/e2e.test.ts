import { ESLint, Linter } from 'eslint'
import path from 'node:path'
import tseslint from 'typescript-eslint'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
const eslint = new ESLint({ cwd: root, overrideConfigFile: path.join(root, 'build', 'eslint.config.ts') })

/** How many complaints the file's rules have about a line of code in it. */
async function complaints(file: string, code: string): Promise<number> {
  const { rules } = (await eslint.calculateConfigForFile(path.join(root, file))) as { rules: Linter.RulesRecord }
  const found = new Linter().verify(
    code,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
        rules: { 'no-restricted-syntax': rules['no-restricted-syntax'] ?? 'off' },
      },
    ],
    'code.ts',
  )
  expect(found.filter(({ fatal }) => fatal)).toEqual([])
  return found.length
}

it.each([
  'await page.waitForTimeout(500)',
  'await new Promise((resolve) => setTimeout(resolve, 100))',
  'await new Promise((resolve) => { window.setTimeout(resolve, 100) })',
  'setTimeout(gate.resolve, 100)',
  'await promisify(setTimeout)(100)',
  "import { setTimeout as pause } from 'node:timers'",
  "import { setTimeout as pause } from 'node:timers/promises'",
  "import { setTimeout as pause } from 'timers/promises'",
  "await page.keyboard.press('Enter')",
  "await page.keyboard.type('850')",
  "await page.getByRole('textbox').pressSequentially('850')",
  "page.getByRole('heading', { name: 'Paid' })",
  "page.getByRole('button', { name: label })",
  "page.getByRole('button', { name })",
  "page.getByRole('button', { name: 'Pay', exact: false })",
  "page.getByRole('button', { name: `${face} paid` })",
  "page.getByRole('main').getByRole('button', { name: 'Pay' })",
  "page.getByRole('heading', options)",
  "page.getByRole('heading').filter({ hasText: 'Paid' })",
  "page.getByText('Paid')",
  'page.getByText(words)',
  "page.getByText('Paid', { exact: false })",
  "page.getByLabel('Amount')",
  "page.getByText('Paid', { exact: true }).getByText('Cash')",
  "page.getByRole('heading', { name: /Paid/ })",
  "page.getByRole('heading', { name: /^Paid/ })",
])('is refused in an end-to-end test: %s', async (code) => {
  expect(await complaints('build/e2e/kiosk.spec.ts', code)).toBe(1)
})

it.each([
  "await page.getByRole('button', { name: 'Pay', exact: true }).click()",
  "await page.getByRole('button', { name, exact: typeof name === 'string' }).click()",
  "await page.getByRole('button', { name: /Bank card/ }).click()",
  "await page.getByRole('heading', { name: /^Paid\\.$/i }).waitFor()",
  "await page.getByRole('main').waitFor()",
  "await page.getByText('Paid', { exact: true }).waitFor()",
  'await page.getByText(/Paid/).waitFor()',
  "await clerk.press('Enter')",
  "await keyboardAt(page).press('Enter')",
  'test.setTimeout(60_000)',
])('is allowed there: %s', async (code) => {
  expect(await complaints('build/e2e/kiosk.spec.ts', code)).toBe(0)
})

it('lets only one file wait, which has to use exact names too', async () => {
  expect(await complaints('build/e2e/pace.ts', 'await page.waitForTimeout(500)')).toBe(0)
  expect(await complaints('build/e2e/pace.ts', "page.getByText('Paid')")).toBe(1)
  expect(await complaints('build/e2e/kiosk.spec.ts', 'enum Colour { Red }')).toBe(1)
})
