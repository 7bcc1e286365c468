import vue from '@vitejs/plugin-vue'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

// A test that needs a page's DOM says so in its first line: `// @vitest-environment happy-dom`.
export default defineConfig({
  root,
  plugins: [vue()],
  test: {
    include: ['electron/**/*.test.ts', 'hardware/**/*.test.ts', 'renderer/**/*.test.ts', 'build/**/*.test.ts'],
    setupFiles: ['build/fixtures/setup.ts'],
    // Not Macao's own time, so that a date that forgets Asia/Macau is found.
    env: { TZ: 'America/Los_Angeles', BALCAO_HEADS: path.join(tmpdir(), 'balcao-heads') },
    // Limits are for what never ends: shorter ones would say how busy the machine is.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 20_000 } },
    // What is missing or differs fails: `-u` alone writes it.
    update: 'none',
    // One more than CI's cores, since many tests wait for other processes.
    maxWorkers: 3,
  },
})
