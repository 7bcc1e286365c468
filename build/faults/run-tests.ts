import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/**
 * The result of running a test file. `failed`: an assertion failed in the test `by`; `broken`: anything else, such as a
 * file that doesn't load.
 */
export type Verdict = { is: 'passed' } | { is: 'failed'; by: string } | { is: 'broken'; why: string }

const vitestReport = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  testResults: z.array(
    z.object({
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

/** After how long a run is taken as hung, in milliseconds. */
const LONGEST = 120_000

/** Reads the verdict from vitest's JSON report. */
export function judge(report: unknown): Verdict {
  const parsed = vitestReport.safeParse(report)
  if (!parsed.success) return { is: 'broken', why: 'vitest wrote no report' }
  const { success, numPassedTests, testResults } = parsed.data
  if (success) return numPassedTests > 0 ? { is: 'passed' } : { is: 'broken', why: 'no test was run' }
  const unloaded = testResults.find(({ assertionResults }) => assertionResults.length === 0)
  if (unloaded) return { is: 'broken', why: unloaded.message ?? 'a file has no tests' }
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed'),
  )
  const asserted = failed.find(({ failureMessages }) =>
    failureMessages?.some((message) => message.includes('AssertionError')),
  )
  return asserted
    ? { is: 'failed', by: asserted.fullName }
    : { is: 'broken', why: failed[0]?.failureMessages?.[0] ?? 'no test failed' }
}

/** Runs one test file in a copy of the project, until its first test fails. */
export async function runTests(folder: string, test: string): Promise<Verdict> {
  const file = join(folder, 'faults-report.json')
  rmSync(file, { force: true })
  const args = [
    join(folder, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'build/vitest.config.ts',
    '--bail',
    '1',
    '--maxWorkers',
    '1',
    '--reporter=json',
    `--outputFile=${file}`,
    test,
  ]
  await new Promise<void>((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: LONGEST, maxBuffer: Infinity }, () => resolve())
  })
  try {
    return judge(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return judge(undefined)
  }
}
