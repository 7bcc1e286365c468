import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One known fault: in `file` each of `changes` is made, whose first text must be there exactly once. */
interface Mutant {
  file: string
  changes: readonly (readonly [from: string, to: string])[]
}

/** The faults that the harness has to find (money.md, "A payment"). */
export const MUTANTS = {
} as const satisfies Record<string, Mutant>

export type MutantName = keyof typeof MUTANTS
export const isMutant = (name: string): name is MutantName => Object.hasOwn(MUTANTS, name)

const TREES = ['electron', 'hardware', 'build/crash', 'build/twins', 'package.json', 'tsconfig.json']

/** The source with one fault in it. Throws where what is to be changed isn't there exactly once: a mutant that is no mutant proves nothing. */
export function mutate(source: string, changes: Mutant['changes']): string {
  return changes.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`not there exactly once: ${from}`)
    return text.replace(from, () => to)
  }, source)
}

/** Builds the mutant in a folder of its own. */
export function makeMutant(name: MutantName): string {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-mutant-'))
  for (const tree of TREES) cpSync(join(root, tree), join(folder, tree), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { file, changes }: Mutant = MUTANTS[name]
  writeFileSync(join(folder, file), mutate(readFileSync(join(root, file), 'utf8'), changes))
  return folder
}

const result = z.object({ lost: z.int(), doubled: z.int(), chain: z.boolean() })

/** Runs the harness in a mutant; the exit code is 0 where the fault was found. The harness's own last line is passed on. */
export async function runMutant(name: MutantName, { kills, seed }: { kills: number, seed: number }): Promise<number> {
  const folder = makeMutant(name)
  try {
    const child = spawn(process.execPath, [join(folder, 'build/crash/main.ts'), '--kills', String(kills), '--seed', String(seed)], {
      cwd: folder, env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit']
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString() })
    await new Promise((resolve) => { child.once('close', resolve) })
    const last = output.trimEnd().split('\n').at(-1) ?? ''
    const found = result.safeParse(parsed(last))
    const isCaught = found.success && found.data.lost + found.data.doubled > 0
    process.stderr.write(`${name}: ${isCaught ? 'caught' : 'NOT CAUGHT'}\n`)
    process.stdout.write(`${last}\n`)
    return isCaught ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
