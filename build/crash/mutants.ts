import { rmSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { z } from 'zod'
import { breakCopy, copyProject, type Change } from '../faults/broken-copy.ts'

/** The faults that the harness has to find (money.md, "A payment"). */
export const MUTANTS = {
  /** A payment is confirmed, and a page told of it with its receipt's number, a moment before it is in the journal. */
  'told-before-commit': [
    {
      file: 'electron/station/journal/open.ts',
      from: 'rows.insert(made)',
      to: `const later = globalThis.later ??= []
    if (later.length === 0 && !made.some(({ kind }) => kind === 'payment-committed')) rows.insert(made)
    else if (later.push(made) === 1) setImmediate(() => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60)
      for (const each of later.splice(0)) rows.insert(each)
    })`,
    },
  ],
  /** A repeated request for money has a new idempotency key, so that the provider takes it as another payment. */
  'fresh-key-per-retry': [
    {
      file: 'electron/station/payments/collection.ts',
      from: '= (await tender(payment.tender)?.status(attempt)) ??',
      to: `= (await tender(payment.tender)?.ask({
        attempt: \`\${transaction}/\${count + 2}\`, amountAvos: payment.totalAvos,
        deadlineMs: TENDER_DEADLINE_MS, customerCode: 'a code of before'
      }, { signal: AbortSignal.timeout(6_000) })) ??`,
    },
  ],
  /** Money of a cancelled, late or refused payment is said to have been given back, and isn't. */
  'no-reversal': [
    {
      file: 'electron/station/payments/collection.ts',
      from: "const answer = (await tender(payment.tender)?.reverse({ attempt })) ?? { state: 'unknown' }",
      to: "const answer = { state: 'reversed' }",
    },
    {
      file: 'electron/station/payments/outbox.ts',
      from: 'await tender(kind)?.reverse({ attempt, part: { key: item.item, amountAvos: item.avos } })',
      to: "await Promise.resolve({ state: 'reversed' })",
    },
  ],
  /** The station takes an item that it was about to send when it was killed as acknowledged by its agency. */
  'submitted-is-acknowledged': [
    {
      file: 'electron/station/payments/outbox.ts',
      from: "if (found.state === 'waiting' || found.state === 'submitted') await submit(payment, found)",
      to: `if (found.state === 'submitted') await book.moveItem(payment.transaction, item, 'item-acknowledged')
    if (found.state === 'waiting') await submit(payment, found)`,
    },
  ],
  /** An act is sent before it is in the journal that it is, so that a start takes it for one that was left. */
  'act-sent-before-entry': [
    {
      file: 'electron/station/acts/acts.ts',
      from: '// Both in one commit: what was confirmed is on its way, and nothing is sent before that is durable.',
      to: 'const answered = await gateway.identity.performAct({ act: transaction, ...question })',
    },
    {
      file: 'electron/station/acts/acts.ts',
      from: `      const answered = await gateway.identity.performAct({ act: transaction, ...question })
      if (answered.ok) await record`,
      to: '      if (answered.ok) await record',
    },
  ],
  /** An act whose answer was lost is asked for again under a new id, as if it were another. */
  'act-asked-anew': [
    {
      file: 'electron/station/acts/acts.ts',
      from: "await book.move(transaction, 'act-unknown', { why: answered.refusal.code })",
      to: `const again = await gateway.identity.performAct({ act: uuidV7(deps.entryClock, random), ...question })
        await book.move(transaction, 'act-unknown', { why: answered.refusal.code })
        if (again.ok) await record(transaction, again.answer)`,
    },
  ],
  /** A start doesn't ask what became of the acts that were sent. */
  'act-left-open': [
    {
      file: 'electron/station/acts/acts.ts',
      from: 'if (act && awaitsAnswer(act.state)) inBackground(settle(transaction))',
      to: 'if (act && awaitsAnswer(act.state)) continue',
    },
  ],
} as const satisfies Record<string, readonly Change[]>

export type MutantName = keyof typeof MUTANTS

/** Whether a mutant has this name, as it is given on the command line. */
export const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name)

/** The mutants of acts on identity, with the cases that show them: the kills at each write of these have to find them. */
export const ACT_MUTANTS = {
  'act-sent-before-entry': 'bind/done/all',
  'act-asked-anew': 'bind/lose/all',
  'act-left-open': 'bind/done/all',
} as const satisfies Partial<Record<MutantName, string>>
/** The mutants that the kills at each write have to find, with the cases that show them. */
export const EACH_WRITE_MUTANTS = {
  'no-reversal': 'card/cancel',
  'submitted-is-acknowledged': 'card/pay',
} as const satisfies Partial<Record<MutantName, string>>
/**
 * The mutants that kills at random moments have to find. `submitted-is-acknowledged` isn't among them: the time between
 * an item's entry and its sending is too short for a random kill to hit it soon.
 */
export const RANDOM_MUTANTS = [
  'told-before-commit',
  'fresh-key-per-retry',
  'no-reversal',
] as const satisfies readonly MutantName[]

const TREES = [
  'electron',
  'hardware',
  'build/crash',
  'build/faults',
  'build/twins/accepted.ts',
  'build/twins/digits.ts',
  'package.json',
  'tsconfig.json',
]
/** How many runs at most look for a mutant, each with more kills than the one before. */
const MOST_TRIES = 5

/** The last line of a run; only of acts it says how many are half done. */
const result = z.object({ lost: z.int(), half: z.int().default(0), doubled: z.int(), chain: z.boolean() })

/**
 * Runs the harness on a mutant until it finds the fault: with kills at random moments, more in each run, or at each
 * write of the cases whose names begin with `only`. Answers the exit code, 0 where the fault was found, and prints the
 * harness's last line. `isActs`: acts on identity are done instead of payments.
 */
export async function runMutant(
  name: MutantName,
  how: { isActs: boolean } & ({ kills: number; seed: number } | { only: string }),
): Promise<number> {
  const folder = copyProject(TREES)
  try {
    breakCopy(folder, MUTANTS[name])
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const last = await lastLineOf(folder, [
        ...(how.isActs ? ['--acts'] : []),
        ...('only' in how
          ? ['--each-write', '--case', how.only]
          : ['--kills', String(how.kills * tries), '--seed', String(how.seed + tries)]),
      ])
      const found = result.safeParse(parsed(last))
      if (!found.success || (found.data.lost + found.data.half + found.data.doubled === 0 && found.data.chain)) {
        // Kills at each write are the same in every run, so another run would find nothing either.
        if ('only' in how) break
        continue
      }
      process.stderr.write(`${name}: caught\n`)
      process.stdout.write(`${last}\n`)
      return 0
    }
    process.stderr.write(`${name}: NOT CAUGHT\n`)
    return 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function lastLineOf(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [join(folder, 'build/crash/main.ts'), ...args], {
    cwd: folder,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  await new Promise((resolve) => {
    child.once('close', resolve)
  })
  return output.trimEnd().split('\n').at(-1) ?? ''
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
