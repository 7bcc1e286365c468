import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { mutate } from './broken-copy.ts'
import { DELIBERATE_FAULTS } from './deliberate.ts'
import { judge } from './run-tests.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the deliberate faults', () => {
  it('are thirty with different names', () => {
    expect(new Set(DELIBERATE_FAULTS.map(({ name }) => name)).size).toBe(30)
    expect(DELIBERATE_FAULTS).toHaveLength(30)
  })

  it.each(DELIBERATE_FAULTS)(
    'have their text in the source, and tests that have to find them: $name',
    ({ file, tests, ...change }) => {
      const source = readFileSync(join(root, file), 'utf8')
      expect(mutate(source, change)).not.toBe(source)
      expect(tests.length).toBeGreaterThan(0)
      for (const test of tests) expect(existsSync(join(root, test)), test).toBe(true)
    },
  )
})

describe('a run of tests', () => {
  const report = (success: boolean, ...results: [status: string, message?: string][]) => ({
    success,
    numPassedTests: results.filter(([status]) => status === 'passed').length,
    testResults: [
      {
        message: 'Unexpected token',
        assertionResults: results.map(([status, message]) => ({
          fullName: 'a test',
          status,
          failureMessages: message === undefined ? [] : [message],
        })),
      },
    ],
  })

  it('passed when its tests did, and there were some', () => {
    expect(judge(report(true, ['passed'], ['skipped'])).is).toBe('passed')
    expect(judge(report(true, ['skipped'])).is).toBe('broken')
  })

  it('failed when an assertion did', () => {
    expect(judge(report(false, ['passed'], ['failed', 'AssertionError: expected 1 to be 2'], ['skipped']))).toEqual({
      is: 'failed',
      by: 'a test',
    })
  })

  it.each<[string, unknown]>([
    ["a file doesn't load", report(false)],
    ['a test throws', report(false, ['failed', 'TypeError: nothing is no function'])],
    ['no test failed', report(false, ['passed'])],
    ['there is no report', undefined],
  ])('is broken when %s', (_what, found) => {
    expect(judge(found).is).toBe('broken')
  })
})
