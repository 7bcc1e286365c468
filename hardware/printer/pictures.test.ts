import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { OwnProgram } from '../own-process.ts'
import { createPictureProcess, picturesHere } from './pictures.ts'

const DOCUMENT = '^^^收據 RECIBO\n|氹仔 𨋢 Imposto|MOP 850.00|\n{code:MER1\\x3aABC123;option:qrcode,5,m}'
/** A picture that is none. */
const UNDRAWABLE = '{image:iVBORw0KGgoAAAAA}'
const KEPT_MS = 60_000
const script = fileURLToPath(new URL('./picture-process.ts', import.meta.url))

let closing: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closing.map((close) => close()))
  closing = []
})

function opened(program: Partial<OwnProgram> = {}) {
  const manual = createManualClock()
  const pictures = createPictureProcess({
    program: { node: process.execPath, script, ...program },
    clock: manual.clock,
    keptMs: KEPT_MS,
  })
  closing.push(() => pictures.close())
  return { manual, pictures }
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 120_000, interval: 20 })
const untilGone = (pid: number) => until(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'))

describe('the process that draws papers', () => {
  it('draws the same bytes as this process would', async () => {
    const { pictures } = opened()
    const here = await picturesHere.draw(DOCUMENT)
    expect(Buffer.from((await pictures.draw(DOCUMENT)) ?? []).equals(Buffer.from(here ?? []))).toBe(true)
  })

  it('is started before a paper where one may follow, and ends when none was wanted for a while', async () => {
    const { pictures, manual } = opened()
    expect(pictures.pid()).toBeUndefined()
    expect(await pictures.prepare()).toBe(true)
    const pid = pictures.pid() ?? 0
    await manual.pass(KEPT_MS - 1)
    expect(await pictures.draw(DOCUMENT)).toBeDefined()
    expect(pictures.pid()).toBe(pid)
    await manual.pass(KEPT_MS - 1)
    expect(pictures.pid()).toBe(pid)
    await manual.pass(1)
    await untilGone(pid)
    expect(await pictures.draw(DOCUMENT)).toBeDefined()
  })

  it('is another one for the next paper after it was killed', async () => {
    const { pictures } = opened()
    await pictures.prepare()
    const pid = pictures.pid() ?? 0
    process.kill(pid, 'SIGKILL')
    await untilGone(pid)
    expect(await pictures.draw(DOCUMENT)).toBeDefined()
    expect(pictures.pid()).not.toBe(pid)
  })

  it('is started again for a paper during which it was killed', async () => {
    const { pictures } = opened()
    await pictures.prepare()
    const pid = pictures.pid() ?? 0
    process.kill(pid, 'SIGSTOP')
    const drawn = pictures.draw(DOCUMENT)
    process.kill(pid, 'SIGKILL')
    expect(await drawn).toBeDefined()
  })

  it('is ended when it does not answer in time, and the next paper is drawn by another', async () => {
    const { pictures, manual } = opened()
    await pictures.prepare()
    const pid = pictures.pid() ?? 0
    process.kill(pid, 'SIGSTOP')
    const drawn = pictures.draw(DOCUMENT)
    await manual.pass(10_000)
    // It is stopped, so it ends only when it is killed.
    await manual.pass(2_000)
    expect(await drawn).toBeUndefined()
    await untilGone(pid)
    expect(await pictures.draw(DOCUMENT)).toBeDefined()
  })

  it('says nothing of a paper that cannot be drawn, and draws the next one', async () => {
    const child = spawnSync(
      process.execPath,
      [
        '-e',
        `const { fork } = require('node:child_process')
        const child = fork(${JSON.stringify(script)}, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
        child.on('message', (said) => said === 'ready' && child.send({ n: 1, markup: ${JSON.stringify(UNDRAWABLE)} }))
        child.on('exit', (code) => process.exit(code ?? 9))`,
      ],
      { encoding: 'utf8' },
    )
    expect([child.status, child.stdout, child.stderr]).toEqual([1, '', ''])
    const { pictures } = opened()
    expect(await pictures.draw(UNDRAWABLE)).toBeUndefined()
    expect(await pictures.draw(DOCUMENT)).toBeDefined()
  })

  it.each([
    ['its program is not there', { script: './none.ts' }],
    // A path through a file: Node throws that instead of telling it later.
    ['the system cannot start it', { node: `${script}/node` }],
  ])('is told as missing when %s', async (_why, program) => {
    const { pictures } = opened(program)
    expect(await pictures.prepare()).toBe(false)
    expect(await pictures.draw(DOCUMENT)).toBeUndefined()
  })

  it('draws nothing once it is closed, not even what it was drawing', async () => {
    const { pictures } = opened()
    await pictures.prepare()
    const drawn = pictures.draw(DOCUMENT)
    await pictures.close()
    await drawn
    expect(await pictures.draw(DOCUMENT)).toBeUndefined()
    expect(pictures.pid()).toBeUndefined()
  })
})
