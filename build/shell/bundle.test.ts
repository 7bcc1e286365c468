import { existsSync, globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readPages } from '../../electron/shell/pages.ts'
import { processClock } from '../../hardware/process-clock.ts'
import { createPictureProcess, picturesHere } from '../../hardware/printer/pictures.ts'
import manifest from '../../package.json' with { type: 'json' }
import { buildIfStale } from '../scripts/build.ts'
import { root } from '../scripts/run.ts'

const dist = path.join(root, 'dist')
const built = path.join(dist, 'electron')
beforeAll(async () => {
  expect(await buildIfStale({ asked: new Promise(() => undefined), wasAsked: () => false })).toBe(true)
}, 120_000)

/** The modules that a file of the build imports or requires. */
const importsOf = (file: string): string[] =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName)
const bundles = (): string[] => globSync('**/*.js', { cwd: built }).map((name) => path.join(built, name))

const maps = (): string[] => globSync('**/*.map', { cwd: dist }).map((name) => path.join(dist, name))
const mapSources = z.object({ sources: z.array(z.string()) })

/** Training's processes, which only a checkout has: the bundle names them but doesn't hold them. */
const TRAINING = /\/(?:sandbox\/serving|simulator)\/launch\.ts$/

describe('the bundle of the Electron shell', () => {
  it('has beside it what it names', () => {
    for (const name of ['station.js', 'preload.cjs', '../renderer/kiosk.html', '../renderer/counter.html'])
      expect(existsSync(path.join(built, name)), name).toBe(true)
    const main = readFileSync(path.join(built, 'main.js'), 'utf8')
    for (const [, named = ''] of main.matchAll(/join\(import\.meta\.dirname, ((?:"[^"]+"(?:, )?)+)\)/g)) {
      const beside = path.join(built, ...named.split(', ').map((part) => JSON.parse(part) as string))
      expect(existsSync(beside), beside).toBe(true)
    }
  })

  it('imports only what a package has', () => {
    const had = new Set([...Object.keys(manifest.dependencies), 'electron', ...builtinModules])
    for (const file of bundles()) {
      for (const name of importsOf(file)) {
        if (name.startsWith('node:') || TRAINING.test(name)) continue
        if (name.startsWith('.'))
          expect(existsSync(path.resolve(path.dirname(file), name)), `${path.basename(file)} imports ${name}`).toBe(
            true,
          )
        else
          expect(had, `${path.basename(file)} imports ${name}`).toContain(
            name
              .split('/')
              .slice(0, name.startsWith('@') ? 2 : 1)
              .join('/'),
          )
      }
    }
  })

  it('gives a preload only Electron, and its page only a port', () => {
    const preload = path.join(built, 'preload.cjs')
    expect(importsOf(preload)).toEqual(['electron'])
    expect([...readFileSync(preload, 'utf8').matchAll(/electron\.(\w+\.?\w*)/g)].map(([, used]) => used)).toEqual([
      'ipcRenderer.on',
    ])
  })

  it("listens to no page's message, and loads no page from a file", () => {
    const main = readFileSync(path.join(built, 'main.js'), 'utf8')
    expect(main).not.toMatch(/loadFile\(|file:\/\//)
    // Neither by `ipcMain`, nor by the `ipc` of a page or a frame, nor by the event `ipc-message`.
    for (const file of bundles())
      expect(readFileSync(file, 'utf8'), file).not.toMatch(
        /ipcMain\s*\.\s*(?:on|once|handle)|\.ipc\s*\.|['"`]ipc-message/,
      )
  })

  it("is made of the product's sources only, without development's", () => {
    // The source maps name every source of every build.
    const sources = maps().flatMap((file) => mapSources.parse(JSON.parse(readFileSync(file, 'utf8'))).sources)
    expect(sources).toContain('../../electron/shell/headers.ts')
    // `__vite-optional-peer-dep:` is Vite's placeholder for optional packages of the ws library.
    expect(
      sources.filter(
        (source) => !/^(?:\.\.\/)+(?:electron|hardware|renderer|node_modules)\/|__vite-optional-peer-dep:/.test(source),
      ),
    ).toEqual([])
    for (const file of globSync('{electron,renderer,station}/**/*.{js,mjs,cjs,html}', { cwd: dist })) {
      expect(readFileSync(path.join(dist, file), 'utf8'), file).not.toMatch(
        /'unsafe-inline'|'unsafe-eval'|@vite\/client|vite-hmr/,
      )
    }
  })

  it("has its maps beside it, which it doesn't name and no shell serves", async () => {
    const made = maps().map((file) => path.relative(dist, file))
    for (const built of [
      'electron/main.js',
      'electron/station.js',
      'electron/preload.cjs',
      'station/cli.mjs',
      'station/drawing.mjs',
    ])
      expect(made).toContain(`${built}.map`)
    const pages = await readPages(path.join(dist, 'renderer'))
    const assets = made.filter((file) => file.startsWith('renderer/')).map((file) => file.slice('renderer'.length))
    expect(assets.filter((asset) => !pages.find(asset.replace(/\.map$/, '')))).toEqual([])
    expect(assets.length).toBeGreaterThan(2)
    expect(assets.filter((asset) => pages.find(asset) ?? pages.findOpen(asset))).toEqual([])
    for (const file of globSync('**/*.{js,mjs,cjs,css,html}', { cwd: dist }))
      expect(readFileSync(path.join(dist, file), 'utf8'), file).not.toContain('sourceMappingURL=')
  })

  it('draws papers for a printer without Chinese by its own program', async () => {
    const program = { node: process.execPath, script: path.join(dist, 'station', 'drawing.mjs') }
    const pictures = createPictureProcess({ program, clock: processClock })
    const drawn = await pictures.draw('收據 Recibo')
    await pictures.close()
    expect(Buffer.from(drawn ?? []).equals(Buffer.from((await picturesHere.draw('收據 Recibo')) ?? []))).toBe(true)
  })

  it('is built with one exact version of Electron', () => {
    expect(manifest.devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  })
})
