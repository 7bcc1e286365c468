import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

it.each([
  ['no kills', ['--kills', '0']],
  ['half a kill', ['--kills', '1.5']],
  ['too many', ['--kills', '100001']],
  ['a seed that is none', ['--seed', 'x']],
  ['a mutant that nobody knows', ['--mutant', 'none']],
  ['another option', ['--fast']],
  ['words', ['fast']],
  ["a case that there isn't", ['--each-write', '--case', 'cheque']],
  ['a case and kills at random', ['--case', 'card']],
  ['each write and a number of kills', ['--each-write', '--kills', '5']],
  ['an act with the case of a tender', ['--acts', '--each-write', '--case', 'card']],
  ['a payment with the case of an act', ['--each-write', '--case', 'bind']],
  ['each write and a seed', ['--each-write', '--seed', '1']],
])('prints its usage when it is called with %s, and runs nothing', (_what, args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })
  expect(status).toBe(64)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^Usage: /)
})
