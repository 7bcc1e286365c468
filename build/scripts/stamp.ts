import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './run.ts'

/** The files and folders that a build is made from. */
const SOURCES = [
  'renderer',
  'electron',
  'hardware',
  'build/electron.vite.config.ts',
  'build/pages.ts',
  'package-lock.json',
  'tsconfig.json',
]

const stampFile = path.join(root, 'dist', 'stamp')

/** A digest of the sources' names and contents, without their times, so that it is the same in every checkout. */
function sourcesDigest(): string {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap((source) => filesOf(source)).sort()) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesOf(source: string): string[] {
  if (path.extname(source) !== '') return [source]
  return readdirSync(path.join(root, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts') && !entry.name.endsWith('.md'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
}

/** Notes in `dist` the digest of the sources that it was made from. */
export function writeStamp(digest = sourcesDigest()): void {
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, `${digest}\n`)
}

/** Whether `dist` was made from the present sources. */
export function isBuilt(): boolean {
  try {
    return readFileSync(stampFile, 'utf8').trim() === sourcesDigest()
  } catch {
    return false
  }
}
