/**
 * `npm run notices`: writes `dist/third-party-notices.txt`, the licence of every package that ships in Balcão,
 * and fails where one isn't permissive or has no licence text.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { root, say } from './run.ts'

/** Development dependencies that are bundled into the pages, or drawn into a receipt's characters. */
const BUNDLED = [
  '@fontsource-variable/chiron-hei-hk',
  '@fontsource-variable/noto-sans',
  '@fontsource-variable/noto-sans-sc',
  '@fontsource-variable/noto-sans-tc',
  '@fontsource/noto-sans-mono',
  '@lucide/vue',
  'html5-qrcode',
  'pinia',
  'vue',
  'vue-i18n',
  'vue-router',
]

const PERMISSIVE =
  /^\(?(?:0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-2-Clause|BSD-3-Clause|CC0-1\.0|ISC|MIT|OFL-1\.1|Python-2\.0|Unlicense)\b|\bMIT\b/

const manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
})
type Manifest = z.infer<typeof manifest>

function read(folder: string): Manifest {
  return manifest.parse(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')))
}

/** The folder in which Node finds the package `name` from `folder`; null where it finds none. */
function locate(name: string, folder: string): string | null {
  for (let at = folder; at.startsWith(root.replace(/\/$/, '')); at = path.dirname(at)) {
    const found = path.join(at, 'node_modules', name)
    if (existsSync(path.join(found, 'package.json'))) return found
  }
  return null
}

/** The folders of every package that ships, by name and version. */
export function shipped(): Map<string, { folder: string; manifest: Manifest }> {
  const found = new Map<string, { folder: string; manifest: Manifest }>()
  const visit = (name: string, from: string): void => {
    const folder = locate(name, from)
    if (folder === null) return
    const own = read(folder)
    const key = `${own.name}@${own.version}`
    if (found.has(key)) return
    found.set(key, { folder, manifest: own })
    for (const needed of Object.keys(own.dependencies ?? {})) visit(needed, folder)
  }
  for (const name of [...Object.keys(read(root).dependencies ?? {}), ...BUNDLED]) visit(name, root)
  return found
}

function licenceText(folder: string): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name))
  return file ? readFileSync(path.join(folder, file), 'utf8').trim() : ''
}

if (import.meta.main) {
  const packages = [...shipped()].sort(([a], [b]) => a.localeCompare(b))
  const wrong = packages.filter(([, { manifest: own }]) => !PERMISSIVE.test(own.license ?? ''))
  for (const [key, { manifest: own }] of wrong) say(`${key}: licence ${own.license ?? 'not stated'}`)
  const text = packages
    .map(([key, { folder, manifest: own }]) => `${key} — ${own.license ?? ''}\n\n${licenceText(folder)}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
  mkdirSync(path.join(root, 'dist'), { recursive: true })
  writeFileSync(path.join(root, 'dist', 'third-party-notices.txt'), text)
  say(`${packages.length} packages in dist/third-party-notices.txt`)
  process.exitCode = wrong.length === 0 ? 0 : 1
}
