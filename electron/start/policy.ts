import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { PolicyState } from '../station/upkeep/index.ts'

const policies = z.record(z.string(), z.unknown())

const OURS = fileURLToPath(new URL('../../build/policy/balcao.json', import.meta.url))

/**
 * Where each browser reads its managed policy on Linux, by a word in its program's path; the first that matches counts.
 */
const FOLDERS = [
  ['edge', '/etc/opt/edge/policies/managed'],
  ['google', '/etc/opt/chrome/policies/managed'],
  ['chromium-browser', '/etc/chromium-browser/policies/managed'],
  ['chromium', '/etc/chromium/policies/managed'],
] as const

/** The folder in which a browser looks for its managed policy; null where none is known. */
export function policyFolder(platform: NodeJS.Platform, program: string): string | null {
  if (platform !== 'linux') return null
  return FOLDERS.find(([word]) => program.includes(word))?.[1] ?? null
}

/** Every folder in which a known browser looks for its managed policy. */
function policyFolders(platform: NodeJS.Platform): string[] {
  return platform === 'linux' ? FOLDERS.map(([, folder]) => folder) : []
}

/**
 * Compares the policy that a browser reads with the one that it should have. A browser reads its folder's files in the
 * order of their names, and later ones override earlier ones; a file that isn't JSON is ignored.
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

/**
 * Whether the managed policy is in force on this machine.
 *
 * @param program the browser that shows the pages; null where none does; undefined where it isn't known, and then any
 * browser's policy counts
 * @param ours the file with the policy that is wanted
 */
export function policyInForce(program: string | null | undefined, ours: string = OURS): PolicyState {
  if (program === null) return { state: 'not-needed' }
  const folders = program === undefined ? policyFolders(process.platform) : [policyFolder(process.platform, program)]
  return bestPolicyOf(folders.map((folder) => policyInFolder(folder, ours)))
}

function policyInFolder(folder: string | null, ours: string): PolicyState {
  const wanted = readPolicy(readText(ours) ?? '')
  if (folder === null || !wanted) return { state: 'unknown' }
  return comparePolicy(
    wanted,
    listJson(folder).map((file) => readText(path.join(folder, file)) ?? ''),
  )
}

/** The best of several browsers' policies: in force, else weakened, else missing. */
export function bestPolicyOf(states: readonly PolicyState[]): PolicyState {
  for (const state of ['in-force', 'weakened', 'missing'] as const) {
    const found = states.find((one) => one.state === state)
    if (found) return found
  }
  return { state: 'unknown' }
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
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
  } catch {
    return []
  }
}
