import vue from '@vitejs/plugin-vue'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defaultExclude, defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Rooms of plain Node whose tests touch nothing global: clock, chance, network and folder are given to them. Their files
 * share a process, which saves loading the same modules for each.
 */
const SHARING = ['electron/{common,contract,gateway,sandbox,station}/**/*.test.ts']

// A test that needs a DOM says so in its first line: `// @vitest-environment happy-dom`.
export default defineConfig({
  root,
  plugins: [vue()],
  test: {
    projects: [
      { extends: true, test: { name: 'rooms', include: SHARING, isolate: false } },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['electron/**/*.test.ts', 'hardware/**/*.test.ts', 'renderer/**/*.test.ts', 'build/**/*.test.ts'],
          exclude: [...defaultExclude, ...SHARING],
        },
      },
    ],
    setupFiles: ['build/fixtures/setup.ts'],
    // Not Macao's time zone, so that tests find a date that was written without Asia/Macau.
    env: { TZ: 'America/Los_Angeles', BALCAO_HEADS: path.join(tmpdir(), 'balcao-heads') },
    // Limits are only for tests that never end: shorter ones would fail on a busy machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    // Snapshots that are missing or differ fail; only `-u` writes them.
    update: 'none',
    // One more than CI has cores, since many tests wait for other processes.
    maxWorkers: 3,
  },
})
