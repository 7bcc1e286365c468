/**
 * `npm run test:crash -- --kills N --seed S`: pays at the real station, kills it at random moments, starts it again,
 * and compares everybody's books. The last line is one JSON object; the exit code is 0 only where nothing is lost or
 * doubled, the journal's chain is whole, and enough was paid. `--each-write` kills instead right before and right after
 * each write of the journal, case by case; `--case NAME`: only the cases whose names begin with NAME. `--mutant NAME`
 * does the same with code that has one known fault, which has to be found. `--acts`: acts on identity instead of
 * payments, and the register of bindings instead of the books.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { actCasesOf, runActsEachWrite } from './act-each-write.ts'
import type { ActRun } from './act-lives.ts'
import { runActCrashes } from './act-run.ts'
import { casesOf, runEachWrite } from './each-write.ts'
import { isMutant, MUTANTS, runMutant } from './mutants.ts'
import { progressBar } from './progress.ts'
import { runCrashes } from './run.ts'

const MOST_KILLS = 100_000
const EXPLAINED = 8
/** A run of at least `ENOUGH_KILLS` with fewer payments, or acts, per kill than this fails, since too little was done. */
const PAYMENTS_PER_KILL = 4
const ACTS_PER_KILL = 1
const ENOUGH_KILLS = 20

const count = z.coerce.number().int().min(1).max(MOST_KILLS)
const seedNumber = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)

const say = (line: string) => process.stderr.write(`${line}\n`)

const values = options()
const kills = count.safeParse(values?.kills ?? 50)
const seed = seedNumber.safeParse(values?.seed ?? Math.floor(Math.random() * 2 ** 32))

const isActs = values?.acts === true
const isEachWrite = values?.['each-write'] === true
const only = values?.case ?? ''
/** Whether an option was given that belongs to the other way of killing. */
const isMixed = isEachWrite ? values.kills !== undefined || values.seed !== undefined : values?.case !== undefined

if (
  !values ||
  !kills.success ||
  !seed.success ||
  (values.mutant !== undefined && !isMutant(values.mutant)) ||
  (isActs ? actCasesOf(only) : casesOf(only)).length === 0 ||
  isMixed
) {
  say(
    `Usage: npm run test:crash -- [--kills 1-${String(MOST_KILLS)}] [--seed ` +
      `0-${String(2 ** 32 - 1)}] [--mutant ${Object.keys(MUTANTS).join(' | ')}]`,
  )
  say('       npm run test:crash -- --each-write [--case TENDER[/WAY]] [--mutant NAME]')
  say('       npm run test:crash -- --acts [--kills N] [--seed S] [--mutant NAME]')
  say('       npm run test:crash -- --acts --each-write [--case ACT[/WAY]] [--mutant NAME]')
  process.exitCode = 64
} else if (values.mutant !== undefined && isMutant(values.mutant)) {
  const how = isEachWrite ? { only } : { kills: kills.data, seed: seed.data }
  process.exitCode = await runMutant(values.mutant, { ...how, isActs })
} else if (isActs) {
  process.exitCode = await acts(isEachWrite ? { only } : { wanted: kills.data, from: seed.data })
} else if (isEachWrite) {
  process.exitCode = await eachWrite(only)
} else {
  process.exitCode = await main(kills.data, seed.data)
}

function options() {
  try {
    return parseArgs({
      options: {
        kills: { type: 'string' },
        seed: { type: 'string' },
        mutant: { type: 'string' },
        'each-write': { type: 'boolean' },
        case: { type: 'string' },
        acts: { type: 'boolean' },
      },
    }).values
  } catch {
    return undefined
  }
}

async function acts(how: { only: string } | { wanted: number; from: number }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-crash-'))
  let run: ActRun
  if ('only' in how) {
    const bar = progressBar(actCasesOf(how.only).length, 'cases', say)
    run = await runActsEachWrite({ folder, only: how.only, onCase: bar.step })
  } else {
    say(`seed ${String(how.from)}`)
    const bar = progressBar(how.wanted, 'kills', say)
    const crashed = await runActCrashes({ folder, kills: how.wanted, seed: how.from, onKill: bar.step })
    run = crashed
    say(`visits: ${inWords(crashed.endings)}`)
  }
  const { kills: killed, acts: done, findings, chain } = run
  const number = (what: 'lost' | 'half' | 'doubled') => findings.filter((finding) => finding.what === what).length
  for (const { at, what, why, subject } of findings.slice(0, EXPLAINED)) say(`${at}: ${what}: ${why}, ${subject}`)
  if (findings.length > EXPLAINED) say(`and ${String(findings.length - EXPLAINED)} more`)
  if (!chain) say('the chain is broken')
  const isLoad = 'only' in how || killed < ENOUGH_KILLS || done >= killed * ACTS_PER_KILL
  if (!isLoad) say(`fewer than ${String(ACTS_PER_KILL)} acts a kill: this was no load`)
  const isWhole = findings.length === 0 && chain
  if (isWhole) rmSync(folder, { recursive: true, force: true })
  else say(`everything is kept in ${folder}`)
  const figures = {
    kills: killed,
    acts: done,
    lost: number('lost'),
    half: number('half'),
    doubled: number('doubled'),
    chain,
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  return isWhole && isLoad ? 0 : 1
}

function inWords(endings: ReadonlyMap<string, number>): string {
  return [...endings]
    .toSorted()
    .map(([ending, times]) => `${ending} ${String(times)}`)
    .join(', ')
}

async function eachWrite(from: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-crash-'))
  const bar = progressBar(casesOf(from).length, 'cases', say)
  const {
    kills: done,
    payments,
    pending,
    findings,
    broken,
  } = await runEachWrite({ folder, only: from, onCase: bar.step, onPhase: bar.phase })
  const number = (what: 'lost' | 'doubled') => findings.filter((finding) => finding.what === what).length
  for (const { at, what, why, transaction, subject } of findings.slice(0, EXPLAINED))
    say(`${at}: ${what}: ${why}, transaction ${transaction}${subject === undefined ? '' : `, ${subject}`}`)
  if (findings.length > EXPLAINED) say(`and ${String(findings.length - EXPLAINED)} more`)
  for (const words of broken) say(words)
  const isWhole = findings.length === 0 && broken.length === 0
  if (isWhole) rmSync(folder, { recursive: true, force: true })
  else say(`everything is kept in ${folder}`)
  const figures = {
    cases: casesOf(from).length,
    kills: done,
    payments,
    lost: number('lost'),
    doubled: number('doubled'),
    pending,
    chain: !broken.some((words) => words.startsWith('the chain')),
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`)
  return isWhole ? 0 : 1
}

async function main(wanted: number, from: number): Promise<number> {
  say(`seed ${String(from)}`)
  const folder = mkdtempSync(join(tmpdir(), 'balcao-crash-'))
  const bar = progressBar(wanted, 'kills', say)
  const { chain, comparison, tasks, endings, isSettled } = await runCrashes({
    folder,
    kills: wanted,
    seed: from,
    onKill: bar.step,
    onPhase: bar.phase,
  })
  const number = (what: 'lost' | 'doubled') => comparison.findings.filter((finding) => finding.what === what).length
  const result = {
    kills: wanted,
    payments: comparison.payments,
    lost: number('lost'),
    doubled: number('doubled'),
    pending: comparison.pending,
    chain: chain.ok,
  }
  const isWhole = result.lost === 0 && result.doubled === 0 && result.chain
  say(`customers: ${inWords(endings)}`)
  for (const { what, why, transaction, subject } of comparison.findings.slice(0, EXPLAINED))
    say(`${what}: ${why}, transaction ${transaction}${subject === undefined ? '' : `, ${subject}`}`)
  if (comparison.findings.length > EXPLAINED) say(`and ${String(comparison.findings.length - EXPLAINED)} more`)
  if (!chain.ok) say(`the chain is broken: ${chain.why ?? 'no reason'} at entry ${String(chain.firstBad)}`)
  say(
    `${(result.payments / wanted).toFixed(1)} payments a kill; of ${String(result.pending)} pending ` +
      `items ${String(tasks)} wait for a supervisor to hand back cash`,
  )
  const isLoad = wanted < ENOUGH_KILLS || result.payments >= wanted * PAYMENTS_PER_KILL
  if (!isLoad) say(`fewer than ${String(PAYMENTS_PER_KILL)} payments a kill: this was no load`)
  if (!isSettled) say('what is open did not settle')
  if (isWhole && isSettled) rmSync(folder, { recursive: true, force: true })
  else say(`seed ${String(from)}; everything is kept in ${folder}`)
  process.stdout.write(`${JSON.stringify(result)}\n`)
  return isWhole && isLoad && isSettled ? 0 : 1
}
