import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A change of one file: replaces the text `from`, which must be there exactly once, by `to`. */
export interface Change {
  readonly file: string
  readonly from: string
  readonly to: string
}

/**
 * Replaces `from` by `to` in the source. Throws where `from` isn't there exactly once, since nothing would be broken.
 */
export function mutate(source: string, { from, to }: Pick<Change, 'from' | 'to'>): string {
  if (source.split(from).length !== 2) throw new Error(`not there exactly once: ${from}`)
  return source.replace(from, () => to)
}

/**
 * Copies files and folders of the project into a new temporary folder and links the dependencies. Returns the folder,
 * which the caller removes.
 */
export function copyProject(trees: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-mutant-'))
  for (const tree of trees) cpSync(join(root, tree), join(folder, tree), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** Makes changes in a copy of the project. Returns the function that undoes them. */
export function breakCopy(folder: string, changes: readonly Change[]): () => void {
  const kept = changes.map(({ file, ...change }) => {
    const path = join(folder, file)
    const source = readFileSync(path, 'utf8')
    writeFileSync(path, mutate(source, change))
    return { path, source }
  })
  return () => {
    for (const { path, source } of kept.toReversed()) writeFileSync(path, source)
  }
}
