import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildIfStale } from './build.ts'
import { root } from './run.ts'
import { toSources } from './stack.ts'

const dist = path.join(root, 'dist')
beforeAll(async () => {
  expect(await buildIfStale({ asked: new Promise(() => undefined), wasAsked: () => false })).toBe(true)
}, 120_000)

/** The line and column of a text in a file, written as in a stack. */
function placeOf(file: string, text: string): string {
  const before = readFileSync(path.join(root, file), 'utf8').split(text)[0]?.split('\n') ?? []
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

/** The only file of the build that holds the text. */
function holds(files: string, text: string): string {
  const found = globSync(files, { cwd: root }).filter((file) =>
    readFileSync(path.join(root, file), 'utf8').includes(text),
  )
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

const stack = (input: string, ...args: string[]) =>
  spawnSync(process.execPath, ['build/scripts/stack.ts', ...args], { cwd: root, input, encoding: 'utf8' })

describe('a production stack', () => {
  it("of the technician's command names the sources", () => {
    const breaks =
      'data:text/javascript,process.stdout.write=process.stderr.write=()=>{throw new Error("a pipe that breaks")}'
    const { stderr } = spawnSync(
      process.execPath,
      ['--import', breaks, path.join(dist, 'station', 'cli.mjs'), 'help'],
      { encoding: 'utf8' },
    )
    expect(stderr).toMatch(/dist\/station\/cli\.mjs:\d+:\d+/)
    const { status, stdout } = stack(stderr)
    const [, line = ''] = /at electron\/cli\.ts:(\d+):\d+\n/.exec(stdout) ?? []
    expect(readFileSync(path.join(root, 'electron', 'cli.ts'), 'utf8').split('\n')[Number(line) - 1]).toContain(
      '.write(',
    )
    expect([status, stdout.includes('dist/station')]).toEqual([0, false])
  })

  it("of a package's station and minified pages names the sources, wherever it was installed", () => {
    const text = 'SQLITE_IOERR_SHMSIZE ?'
    const chunk = holds('dist/electron/**/*.js', text)
    const page = holds('dist/renderer/assets/*.js', 'balcao-port')
    const installed = 'file:///opt/Balc%C3%A3o/resources/app.asar'
    const lines = (station: string, kiosk: string): string => `at a (${station})\nat ${kiosk}\n`
    const production = lines(
      `${installed}/${chunk}:${placeOf(chunk, text)}`,
      `http://127.0.0.1:41000/assets/${path.basename(page)}:${placeOf(page, '`balcao-port`')}`,
    )
    const [faults, link] = ['electron/station/storage/faults.ts', 'renderer/client/link.ts']
    const sources = lines(`${faults}:${placeOf(faults, text)}`, `${link}:${placeOf(link, "'balcao-port'")}`)
    expect(toSources(production, dist)).toEqual({ text: sources, unknown: [] })
  })

  it('of another build names the sources by the maps that were kept of it', () => {
    const kept = mkdtempSync(path.join(tmpdir(), 'balcao-maps-'))
    try {
      cpSync(path.join(dist, 'station'), path.join(kept, 'station'), { recursive: true })
      const [line, column] = placeOf('dist/station/cli.mjs', 'process.exitCode').split(':')
      const { stdout } = stack(`at resources/station/cli.mjs:${line}:${column}`, '--maps', kept)
      expect(stdout).toMatch(/^at electron\/cli\.ts:\d+:\d+$/)
    } finally {
      rmSync(kept, { recursive: true, force: true })
    }
  })

  it('of another build is left unchanged without its maps, which is reported', () => {
    const line = 'at http://127.0.0.1:41000/assets/kiosk-00000000.js:1:2\n'
    const { status, stdout, stderr } = stack(line)
    expect([status, stdout]).toEqual([1, line])
    expect(stderr).toContain('No map in')
    expect(stderr).toContain('assets/kiosk-00000000.js')
  })

  it('is asked for with a usage line when options or the file are wrong', () => {
    for (const [args, status, said] of [
      [['--help'], 0, 'Usage: npm run -s stack'],
      [['--no-such'], 64, 'Usage: npm run -s stack'],
      [['one', 'two'], 64, 'Usage: npm run -s stack'],
      [['no-such-file'], 66, "no-such-file can't be read."],
    ] as const) {
      const found = stack('', ...args)
      expect([found.status, found.stdout]).toEqual([status, ''])
      expect(found.stderr).toContain(said)
      expect(found.stderr).not.toContain('    at ')
    }
  })

  it('is said to lack its maps when the folder of the maps has none', () => {
    const found = stack('at f (/opt/balcao/station/cli.mjs:3:7)\n', '--maps', 'build/lint')
    expect([found.status, found.stdout]).toEqual([1, 'at f (/opt/balcao/station/cli.mjs:3:7)\n'])
    expect(found.stderr).toContain('No map in build/lint for station/cli.mjs')
  })
})
