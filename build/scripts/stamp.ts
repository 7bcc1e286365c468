import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './run.ts'

/** Everything that a build is made from. */
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

/** A digest of the sources' names and contents: a copy or a checkout with other times is still the same. */
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

/** Notes what the build in `dist` was made from. */
export function writeStamp(digest = sourcesDigest()): void {
  mkdirSync(path.dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, `${digest}\n`)
}

/** Whether the build in `dist` was made from the sources as they are. */
export function isBuilt(): boolean {
  try {
    return readFileSync(stampFile, 'utf8').trim() === sourcesDigest()
  } catch {
    return false
  }
}
