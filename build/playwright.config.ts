import { existsSync } from 'node:fs'
import path from 'node:path'
import { defineConfig } from 'playwright/test'

const root = path.join(import.meta.dirname, '..')
const what = process.env['BALCAO_E2E'] === 'screens' ? 'screens' : 'e2e'

/** Electron's binary is downloaded apart from its package; where it isn't there, its project isn't run and a line says so. */
const electronBinary = existsSync(path.join(root, 'node_modules', 'electron', 'path.txt'))
if (!electronBinary && process.env['TEST_WORKER_INDEX'] === undefined) {
  process.stdout.write('end-to-end in Electron: not run, its binary is not here (npm start -- --shell electron fetches it)\n')
}

const specs = what === 'screens' ? '**/screens.spec.ts' : '**/*.spec.ts'
const notThese = what === 'screens' ? [] : ['**/screens.spec.ts']

export default defineConfig({
  testDir: 'e2e',
  outputDir: path.join(root, 'test-results', 'playwright'),
  fullyParallel: false,
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['line'], ['json']],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env['BALCAO_TEST_BROWSER'] ? { executablePath: process.env['BALCAO_TEST_BROWSER'] } : {}),
      // As root Chromium can't keep its sandbox: tests only.
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
    }
  },
  projects: [
    { name: 'browser', testMatch: specs, testIgnore: [...notThese] },
    ...(electronBinary ? [{ name: 'electron', testMatch: '**/*.spec.ts', testIgnore: ['**/screens.spec.ts', '**/*.browser.spec.ts'] }] : [])
  ]
})
