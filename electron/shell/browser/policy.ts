import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'

const policies = z.record(z.string(), z.unknown())

/** Where each browser reads its managed policy on Linux, by a word of the program's path. The first that fits is meant. */
const FOLDERS = [
  ['edge', '/etc/opt/edge/policies/managed'],
  ['google', '/etc/opt/chrome/policies/managed'],
  ['chromium-browser', '/etc/chromium-browser/policies/managed'],
  ['chromium', '/etc/chromium/policies/managed']
] as const

/** How a managed policy stands: all of ours in force, some of it weakened (by which keys), not there, or not to be told here. */
export type PolicyState = { state: 'in-force' } | { state: 'weakened'; keys: string[] } | { state: 'missing' } | { state: 'unknown' }

/** The folder in which a browser looks for its managed policy; null where we don't know one. */
export function policyFolder(platform: NodeJS.Platform, program: string): string | null {
  if (platform !== 'linux') return null
  return FOLDERS.find(([word]) => program.includes(word))?.[1] ?? null
}

/**
 * Compares what a browser is told with what it should be told. A browser takes the files of its folder in the order of their names, a later one over an
 * earlier one; a file that isn't JSON is passed over.
 *
 * @param wanted our policy (`build/policy/balcao.json`)
 * @param texts the files' texts in the order of their names
 */
export function comparePolicy(wanted: Readonly<Record<string, unknown>>, texts: readonly string[]): PolicyState {
  const found = texts.reduce<Record<string, unknown>>((before, text) => ({ ...before, ...readPolicy(text) }), {})
  if (!Object.keys(wanted).some((key) => key in found)) return { state: 'missing' }
  const keys = Object.keys(wanted).filter((key) => !isDeepStrictEqual(found[key], wanted[key]))
  return keys.length === 0 ? { state: 'in-force' } : { state: 'weakened', keys }
}

/** How the managed policy stands for a browser of this machine. `ours`: the file that it should equal. */
export function policyInForce(program: string, ours: string): PolicyState {
  const folder = policyFolder(process.platform, program)
  const wanted = readPolicy(readText(ours) ?? '')
  if (folder === null || !wanted) return { state: 'unknown' }
  return comparePolicy(wanted, listJson(folder).map((file) => readText(path.join(folder, file)) ?? ''))
}

function readPolicy(text: string): Record<string, unknown> | null {
  try {
    return policies.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function listJson(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json')).sort()
  } catch {
    return []
  }
}
