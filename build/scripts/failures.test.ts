import { describe, expect, it } from 'vitest'
import { failedEndToEnd, failedUnits, playwrightFailures, vitestFailures } from './failures.ts'

describe('the failures that npm test repeats at its end', () => {
  it('name the unit test and why it failed, without colours, and a file that did not load', () => {
    const report = vitestFailures.parse({
      testResults: [
        {
          name: 'a.test.ts',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'adds', failureMessages: [] },
            { status: 'failed', fullName: 'subtracts', failureMessages: ['\u001B[31mexpected 1\u001B[39m to be 2\n'] },
          ],
        },
        { name: 'b.test.ts', message: 'no such module', assertionResults: [] },
      ],
    })
    expect(failedUnits(report)).toEqual([
      'failed: a.test.ts: subtracts\n  expected 1 to be 2',
      'failed: b.test.ts\n  no such module',
    ])
  })

  it('name the end-to-end test, however deep its group is', () => {
    const spec = (title: string, ok: boolean) => ({
      title,
      ok,
      file: 'kiosk.spec.ts',
      line: 9,
      tests: [{ results: [{ errors: ok ? [] : [{ message: 'not visible' }] }] }],
    })
    const report = playwrightFailures.parse({
      suites: [{ specs: [spec('shows', true)], suites: [{ specs: [spec('pays', false)] }] }],
    })
    expect(failedEndToEnd(report)).toEqual(['failed: kiosk.spec.ts:9 pays\n  not visible'])
  })

  it('are short', () => {
    const report = vitestFailures.parse({
      testResults: [
        {
          name: 'a.test.ts',
          assertionResults: [{ status: 'failed', fullName: 'adds', failureMessages: ['line\n'.repeat(100)] }],
        },
      ],
    })
    expect(failedUnits(report)[0]?.split('\n')).toHaveLength(26)
  })
})
