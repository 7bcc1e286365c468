/**
 * `npm run test:faults`: shows that the tests find each deliberate fault. One fault at a time is made in a copy of the
 * project, and each test file that has to find it is run: it must fail by an assertion, and must have passed without
 * the fault. `--only NAME`: only that fault. The last line is `N found, N not found`; the exit code is 0 only where all
 * are found.
 */
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { breakCopy, copyProject } from './broken-copy.ts'
import { DELIBERATE_FAULTS, type DeliberateFault } from './deliberate.ts'
import { runTests, type Verdict } from './run-tests.ts'

const TREES = ['electron', 'hardware', 'renderer', 'build', 'package.json', 'package-lock.json', 'tsconfig.json']

const say = (line: string) => process.stdout.write(`${line}\n`)

process.exitCode = await main(options())

function options(): readonly DeliberateFault[] {
  try {
    const { only } = parseArgs({ options: { only: { type: 'string' } } }).values
    return DELIBERATE_FAULTS.filter(({ name }) => only === undefined || name === only)
  } catch {
    return []
  }
}

async function main(faults: readonly DeliberateFault[]): Promise<number> {
  if (faults.length === 0) {
    say(
      `Usage: npm run test:faults -- [--only NAME], where NAME is one of\n${DELIBERATE_FAULTS.map(({ name }) => `  ${name}`).join('\n')}`,
    )
    return 64
  }
  const folder = copyProject(TREES)
  /** The verdict of each test file on the unbroken project. */
  const unbroken = new Map<string, Verdict>()
  let found = 0
  try {
    for (const fault of faults) {
      const started = performance.now()
      const { isFound, words } = await runFault(folder, fault, unbroken)
      if (isFound) found += 1
      say(
        `${isFound ? 'found' : 'NOT FOUND'}: ${fault.name} (${((performance.now() - started) / 1000).toFixed(1)} s): ${words}`,
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  say(`${found} found, ${faults.length - found} not found`)
  return found === faults.length ? 0 : 1
}

/** Looks whether each test file finds the fault. Answers by which tests, or why not. */
async function runFault(
  folder: string,
  fault: DeliberateFault,
  unbroken: Map<string, Verdict>,
): Promise<{ isFound: boolean; words: string }> {
  for (const test of fault.tests) {
    const before = unbroken.get(test) ?? (await runTests(folder, test))
    unbroken.set(test, before)
    if (before.is !== 'passed')
      return { isFound: false, words: `${test} doesn't pass without it: ${describeVerdict(before)}` }
  }
  const repair = breakCopy(folder, [fault])
  try {
    const verdicts: Verdict[] = []
    for (const test of fault.tests) verdicts.push(await runTests(folder, test))
    return { isFound: verdicts.every(({ is }) => is === 'failed'), words: verdicts.map(describeVerdict).join('; ') }
  } finally {
    repair()
  }
}

function describeVerdict(verdict: Verdict): string {
  switch (verdict.is) {
    case 'passed':
      return 'no test fails'
    case 'failed':
      return verdict.by
    case 'broken':
      return `no assertion failed: ${verdict.why}`
  }
}
