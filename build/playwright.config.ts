import { tmpdir } from 'node:os'
import path from 'node:path'
import { defineConfig } from 'playwright/test'
import { hasDisplay, thisMachine } from '../electron/shell/browser/chromium.ts'
import { planProjects } from './e2e/projects.ts'
import { findElectron } from './scripts/electron.ts'

// The heads of tests' journals go to a temporary folder instead of the system's one.
process.env['BALCAO_HEADS'] ??= path.join(tmpdir(), 'balcao-heads')

const root = path.join(import.meta.dirname, '..')
const what = process.env['BALCAO_E2E'] === 'screens' ? 'screens' : 'e2e'

const { projects, line } = planProjects({
  what,
  electron: findElectron(),
  display: hasDisplay(thisMachine()),
  full: process.env['BALCAO_FULL'] === '1',
})
if (line !== null && process.env['TEST_WORKER_INDEX'] === undefined) process.stdout.write(`${line}\n`)

export default defineConfig({
  testDir: 'e2e',
  outputDir: path.join(root, 'test-results', 'playwright'),
  fullyParallel: false,
  // Two files at once, each with a station and a browser of its own; the tests of one file follow each other.
  workers: 2,
  // Limits are only for tests that never end: shorter ones would fail on a busy machine.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: [['line'], ['json']],
  use: {
    actionTimeout: 60_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env['BALCAO_TEST_BROWSER'] ? { executablePath: process.env['BALCAO_TEST_BROWSER'] } : {}),
      // Chromium can't run its sandbox as root; only tests do so.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects,
})
