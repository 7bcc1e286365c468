/**
 * `npm run check`: types, typed lint, messages, who may know whom, layout, unused code, citations. Every tool runs, or
 * with `-- NAME…` those that are named; the exit says whether all are content.
 */
import { run, say } from './run.ts'

const CHECKS = [
  { name: 'types', program: 'vue-tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  {
    name: 'lint',
    program: 'eslint',
    args: ['--config', 'build/eslint.config.ts', '--max-warnings', '0', 'electron', 'hardware', 'renderer', 'build'],
  },
  {
    name: 'rooms',
    program: 'depcruise',
    args: ['--config', 'build/dependency-cruiser.config.cjs', 'electron', 'hardware', 'renderer'],
  },
  {
    name: 'layout',
    program: 'prettier',
    args: ['--check', '--log-level', 'warn', '**/*.{ts,vue,cjs}', 'renderer/**/*.json'],
  },
  { name: 'unused', program: 'knip', args: ['--config', 'build/knip.json'] },
  { name: 'citations', program: 'node', args: ['build/scripts/citations.ts'] },
] as const

type Check = (typeof CHECKS)[number]

/** Runs the checks, two at a time, and prints what each one that fails has to say. */
export async function check(checks: readonly Check[] = CHECKS): Promise<{ passed: number; failed: number }> {
  const waiting = [...checks]
  let failed = 0
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const started = performance.now()
      const { code, output } = await run(next.program, next.args, { quiet: true })
      say(
        `check ${next.name}: ${code === 0 ? 'ok' : 'failed'} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
      )
      if (code !== 0) {
        failed += 1
        say(output)
      }
    }
  }
  await Promise.all([worker(), worker()])
  return { passed: checks.length - failed, failed }
}

if (import.meta.main) {
  const names = process.argv.slice(2).filter((name) => name !== '--help')
  const asksForHelp = process.argv.includes('--help')
  const chosen = CHECKS.filter(({ name }) => names.includes(name))
  if (asksForHelp || chosen.length < new Set(names).size) {
    process.stderr.write(`Usage: npm run check [-- ${CHECKS.map(({ name }) => name).join(' | ')} …]\n`)
    process.exitCode = asksForHelp ? 0 : 64
  } else {
    const { failed } = await check(names.length === 0 ? CHECKS : chosen)
    process.exitCode = failed === 0 ? 0 : 1
  }
}
