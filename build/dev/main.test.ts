import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFolder } from '../../electron/station/storage/folder.ts'
import { root } from '../scripts/run.ts'
import { parseDevArguments } from './options.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'balcao-dev-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `npm run dev` where it has to end by itself. */
function dev(...args: string[]): { status: number | null; said: string } {
  const { status, stderr } = spawnSync(process.execPath, ['build/dev/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { status, said: stderr }
}

describe('npm run dev', () => {
  it('takes a port, a data folder, `--open` and `--inspect`, and has a fixed default port', () => {
    expect(parseDevArguments([], {})).toEqual({
      ok: true,
      help: false,
      options: { port: 8530, data: undefined, open: false, inspect: false },
    })
    expect(
      parseDevArguments(['--port', '9000', '--data', 'here', '--open', '--inspect', '--mode', 'training'], {
        NODE_ENV: 'development',
      }),
    ).toEqual({ ok: true, help: false, options: { port: 9000, data: 'here', open: true, inspect: true } })
  })

  it.each([
    [['--port', '70000'], '--port is a number from 0 to 65535.'],
    [['--data', ''], '--data takes a folder.'],
    [['--prot', '1'], "Unknown option '--prot'"],
  ])('refuses %j with the reason', (args, problem) => {
    expect(parseDevArguments(args, {})).toEqual({ ok: false, problem })
  })

  it('refuses production, as a mode and as an environment', () => {
    const problem = expect.stringContaining('for training alone; npm start -- --mode production') as string
    expect(parseDevArguments(['--mode', 'production'], {})).toEqual({ ok: false, problem })
    expect(parseDevArguments([], { NODE_ENV: 'production' })).toEqual({ ok: false, problem })
    expect(dev('--mode', 'production')).toEqual({
      status: 64,
      said: expect.stringContaining('for training alone') as string,
    })
  })

  it("refuses a production station's data folder and writes nothing to it", () => {
    const data = path.join(folder, 'production')
    const opened = openFolder(data, 'production')
    if (!opened.ok) throw new Error('no folder')
    opened.folder.close()
    expect(dev('--data', data)).toEqual({
      status: 2,
      said: expect.stringMatching(
        /data folder .*production is none that a training station can start on \(not-allowed\)/,
      ) as string,
    })
  })

  it('says that its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    try {
      expect(dev('--data', path.join(folder, 'data'), '--port', String(port))).toEqual({
        status: 2,
        said: `Balcão: port ${port} of 127.0.0.1 is taken by another program. Name another with --port.\n`,
      })
    } finally {
      other.close()
    }
  })
})
