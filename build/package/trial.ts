import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, run } from '../scripts/run.ts'

/**
 * How Electron's fuses begin in its binary (electronjs.org/docs/latest/tutorial/fuses): the sentinel, the version of
 * the fuse wire and its length.
 */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009'
const LOCALES = ['de', 'en-US', 'pt-PT', 'zh-CN', 'zh-TW']

/** A package that electron-builder made, without Electron's binary. */
export interface TrialPackage {
  /** The folder in which electron-builder leaves the files to publish. */
  out: string
  /** The folder that would be installed. */
  installed: string
  /** The arguments that electron-builder gave to fpm, the program that writes a .deb. */
  fpm: readonly string[]
  /** The states of the binary's fuses, `0` or `1`, in the order of electronjs.org/docs/latest/tutorial/fuses. */
  fuses: string
  remove(): void
}

/**
 * Packages the build with electron-builder as `electron-builder.yml` says, outside the checkout. Empty files stand in
 * for Electron, whose release can't be fetched everywhere, and a script for fpm, which notes its arguments and writes
 * an empty package. Rejects with electron-builder's output where it fails.
 */
export async function makeTrialPackage(options: readonly string[] = []): Promise<TrialPackage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-package-'))
  const electron = path.join(folder, 'electron')
  for (const name of ['locales', 'resources']) mkdirSync(path.join(electron, name), { recursive: true })
  for (const name of ['LICENSE', 'version', 'chrome-sandbox', ...LOCALES.map((locale) => `locales/${locale}.pak`)])
    writeFileSync(path.join(electron, name), '')
  writeFileSync(path.join(electron, 'electron'), `${FUSES}101010101`, { mode: 0o755 })
  const fpm = path.join(folder, 'fpm')
  writeFileSync(
    fpm,
    `#!/bin/sh\nprintf '%s\\0' "$@" > "${fpm}.asked"\nwhile [ "$1" != --package ]; do shift; done\n: > "$2"\n`,
  )
  chmodSync(fpm, 0o755)
  const { code, output } = await run(
    'electron-builder',
    [
      '--linux',
      'deb',
      '--config',
      'electron-builder.yml',
      `--config.electronDist=${electron}`,
      `--config.directories.output=${path.join(folder, 'out')}`,
      ...options,
    ],
    { quiet: true, env: { CUSTOM_FPM_PATH: fpm } },
  )
  if (code !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`electron-builder, from ${root}, ended with ${code}:\n${output}`)
  }
  const installed = path.join(folder, 'out', process.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked')
  return {
    out: path.join(folder, 'out'),
    installed,
    fpm: readFileSync(`${fpm}.asked`, 'utf8').split('\0').slice(0, -1),
    fuses: readFileSync(path.join(installed, 'balcao'), 'latin1').slice(FUSES.length),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
