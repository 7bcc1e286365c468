import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from './run.ts'

describe('a command of the project', () => {
  it.each([
    ['check.ts', ['typos'], 64, 'Usage: npm run check'],
    ['check.ts', ['--help'], 0, 'Usage: npm run check'],
    ['test.ts', ['--only', 'e2e', 'no-such-file'], 64, 'accessibility.spec.ts'],
    ['test.ts', ['--only', 'e2e', '('], 64, 'accessibility.spec.ts'],
    ['test.ts', ['kiosk'], 64, 'npm run e2e -- NAME'],
  ])('explains its use and runs nothing when %s is called with %j', (script, args, status, says) => {
    const found = spawnSync(process.execPath, [`build/scripts/${script}`, ...args], { cwd: root, encoding: 'utf8' })
    const printed = found.stdout + found.stderr
    expect([found.status, printed.includes('    at ')]).toEqual([status, false])
    expect(printed).toContain(says)
  })
})
