/**
 * `npm test`: everything that CI runs. The build; the check, unit and integration tests, the crash harness and its
 * mutants side by side; the rig; and the end-to-end tests in a real Chromium. The last line is `N passed, N failed`.
 * Options: `--full` (also the long tests), `--only e2e|screens`, `--without-browser`. With `--only`, names of files or
 * parts of them select the files to run.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { findCache } from '../../hardware/rig/cache.ts'
import { ACT_MUTANTS, EACH_WRITE_MUTANTS, RANDOM_MUTANTS } from '../crash/mutants.ts'
import { withoutOthersData } from '../fixtures/others-data.ts'
import { check } from './check.ts'
import { failedEndToEnd, failedUnits, playwrightFailures, vitestFailures } from './failures.ts'
import { browserForTests } from './test-browser.ts'
import { root, run, say } from './run.ts'

interface Count {
  passed: number
  failed: number
  skipped: number
}

const results = path.join(root, 'test-results')
/** What failed, in words, to be repeated at the end. */
const failures: string[] = []

const vitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
})
const playwrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  errors: z.array(z.unknown()),
})

function report<T>(schema: z.ZodType<T>, file: string): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Counts a run that failed without a failing test (a file that doesn't load, a crash) as one failure. */
function honest(code: number, count: Count): Count {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

async function unit(full: boolean): Promise<Count> {
  const file = path.join(results, 'vitest.json')
  const { code } = await run(
    'vitest',
    ['run', '--config', 'build/vitest.config.ts', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`],
    {
      env: full ? { BALCAO_FULL: '1' } : {},
    },
  )
  const found = report(vitestReport, file)
  if (!found) return { passed: 0, failed: 1, skipped: 0 }
  const skipped = found.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'),
  )
  for (const { fullName } of skipped) say(`not run: ${fullName}`)
  const without = withoutOthersData()
  if (without !== null) say(without)
  failures.push(...failedUnits(report(vitestFailures, file) ?? { testResults: [] }))
  return honest(code, { passed: found.numPassedTests, failed: found.numFailedTests, skipped: found.numPendingTests })
}

async function build(): Promise<Count> {
  const { code, output } = await run('electron-vite', ['build', '--config', 'build/electron.vite.config.ts'], {
    quiet: true,
  })
  say(`build: ${code === 0 ? 'ok' : 'failed'}`)
  if (code !== 0) say(output)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

const CRASH_SEED = '20261124'
const KILLS = { always: '50', full: '1000', mutant: '6' }
const ACT_KILLS = { always: '5', full: '100' }

const byChance = (kills: string) => ['--seed', CRASH_SEED, '--kills', kills]
const actsByChance = (kills: string) => ['--acts', ...byChance(kills)]
const MUTANT_RUNS = RANDOM_MUTANTS.map((mutant) => [...byChance(KILLS.mutant), '--mutant', mutant])
const EACH_WRITE_RUNS = [
  ['--each-write'],
  ...Object.entries(EACH_WRITE_MUTANTS).map(([mutant, only]) => ['--each-write', '--case', only, '--mutant', mutant]),
  ['--acts', '--each-write'],
  ...Object.entries(ACT_MUTANTS).map(([mutant, only]) => [
    '--acts',
    ...['--each-write', '--case', only, '--mutant', mutant],
  ]),
]

/**
 * Runs the crash harness, and its mutants, which it has to find; each run counts as one test. With `quiet` a run's
 * output is printed only if it fails, afterwards.
 */
async function crash(runs: readonly string[][], quiet: boolean): Promise<Count> {
  let passed = 0
  for (const args of runs) {
    const started = performance.now()
    if (!quiet) say(`crash: ${args.join(' ')}`)
    const { code, output } = await run('node', ['build/crash/main.ts', ...args], { quiet })
    say(
      `crash ${args.join(' ')}: ${code === 0 ? 'ok' : 'failed'} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
    )
    if (code === 0) passed += 1
    else say(output)
  }
  return { passed, failed: runs.length - passed, skipped: 0 }
}

/** Checks that the tests find each deliberate fault; each fault counts as one test. */
async function faults(): Promise<Count> {
  const { code, output } = await run('node', ['build/faults/main.ts'], { quiet: true })
  say(output.trimEnd())
  const [, found = '0', lost = '0'] = /(\d+) found, (\d+) not found\s*$/.exec(output) ?? []
  return honest(code, { passed: Number(found), failed: Number(lost), skipped: 0 })
}

/**
 * Runs the driver on real USB in an emulated machine: all of it with `full`, else the short set where its cache is
 * there. Each step counts as one test.
 */
async function rig(full: boolean): Promise<Count> {
  if (!full && !(await findCache(root))) {
    say('not run: the rig, whose cache is not there (npm run test:rig makes it)')
    return { passed: 0, failed: 0, skipped: 1 }
  }
  const { code, output } = await run('node', ['hardware/rig/main.ts', ...(full ? [] : ['--short'])], { quiet: true })
  say(output.trimEnd())
  const [, passed = '0', failed = '0'] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? []
  return honest(code, { passed: Number(passed), failed: Number(failed), skipped: 0 })
}

async function endToEnd(
  what: 'e2e' | 'screens',
  browser: string,
  full: boolean,
  names: readonly string[],
): Promise<Count> {
  const file = path.join(results, `playwright-${what}.json`)
  // A trace takes a tenth of the time or more, so only tests that are named leave one when they fail.
  const trace = names.length > 0 ? ['--trace', 'retain-on-failure'] : []
  const { code } = await run('playwright', ['test', '--config', 'build/playwright.config.ts', ...trace, ...names], {
    env: {
      BALCAO_TEST_BROWSER: browser,
      BALCAO_E2E: what,
      PLAYWRIGHT_JSON_OUTPUT_NAME: file,
      ...(full ? { BALCAO_FULL: '1' } : {}),
    },
  })
  const found = report(playwrightReport, file)
  if (!found) return { passed: 0, failed: 1, skipped: 0 }
  const { expected, unexpected, flaky, skipped } = found.stats
  failures.push(...failedEndToEnd(report(playwrightFailures, file) ?? { suites: [] }))
  // A flaky test, which passed only when tried again, counts as failed.
  return honest(code, { passed: expected, failed: unexpected + flaky, skipped })
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean' }, only: { type: 'string' }, 'without-browser': { type: 'boolean' } },
})
const only = z.enum(['e2e', 'screens']).optional().parse(values.only)
if (!only && positionals.length > 0) {
  // A person who names a test doesn't want to wait 15 minutes for all others, so the other commands are named.
  say('npm test runs everything: npm run test:unit -- NAME or npm run e2e -- NAME run what is named.')
  process.exit(64)
}

if (positionals.length > 0) {
  const specs = readdirSync(path.join(root, 'build', 'e2e')).filter((file) => file.endsWith('.spec.ts'))
  // As Playwright reads a name: part of a file's path or a pattern of it, with a line at its end.
  const names = (name: string) => (file: string) => {
    try {
      return new RegExp(name.replace(/(?::\d+)+$/, '')).test(`build/e2e/${file}`)
    } catch {
      return false
    }
  }
  const missing = positionals.filter((name) => !specs.some(names(name)))
  if (missing.length > 0) {
    say(`No end-to-end test's file is named like ${missing.join(', ')}. There are: ${specs.join(', ')}`)
    process.exit(64)
  }
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const counts: Count[] = []
if (!only) {
  // The build runs first, alone, since the checks read folders in which it writes.
  counts.push(await build())
  // The harness runs beside the rest: it waits half of its time for kills and the disk, and the check's last tool uses
  // only one core.
  const beside =
    values.full === true
      ? []
      : [crash([byChance(KILLS.always)], true), crash([...MUTANT_RUNS, actsByChance(ACT_KILLS.always)], true)]
  const checked = check().then((count) => ({ ...count, skipped: 0 }))
  counts.push(...(await Promise.all([checked, unit(values.full === true), ...beside])))
  if (values.full === true)
    counts.push(
      await crash([byChance(KILLS.full), actsByChance(ACT_KILLS.full), ...MUTANT_RUNS, ...EACH_WRITE_RUNS], false),
      await faults(),
    )
  // It runs alone, since an emulated machine takes both cores.
  counts.push(await rig(values.full === true))
} else {
  counts.push(await build())
}

if (values['without-browser'] === true) {
  say('end-to-end: not run, as --without-browser asks')
} else if (counts.every((count) => count.failed === 0)) {
  const browser = await browserForTests()
  if (browser.ok) {
    counts.push(await endToEnd(only ?? 'e2e', browser.path, values.full === true, positionals))
  } else {
    say(`end-to-end: NOT RUN. ${browser.why}`)
    counts.push({ passed: 0, failed: 1, skipped: 0 })
  }
} else {
  say('end-to-end: not run, as what comes before it failed')
}

const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0)
for (const failure of failures) say(failure)
if (sum('skipped') > 0) say(`${sum('skipped')} not run (each is named above)`)
say(`${sum('passed')} passed, ${sum('failed')} failed`)
process.exitCode = sum('failed') === 0 ? 0 : 1
