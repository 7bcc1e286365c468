import { fork, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { templateOf } from '../card-reader/cards.fixture.ts'
import { piecesInMemory, piecesOf } from './memory-search.fixture.ts'

const PROGRAM = fileURLToPath(new URL('memory.fixture.ts', import.meta.url))
describe.runIf(process.platform === 'linux')("a template in the drivers' process", () => {
  let child: ChildProcess | undefined
  afterEach(() => child?.kill('SIGKILL'))

  async function look(keep: 'keep' | 'drop', times: number, what: 'match' | 'try' = 'match') {
    // Its bytes are in no file, argument or message: both processes make them of a number, this one afterwards.
    const finger = randomInt(1_000, 1_000_000_000)
    const born = fork(PROGRAM, [String(finger), String(times), keep, what], { execArgv: [] })
    child = born
    const told = await new Promise<{ answers: unknown[]; kept: number }>((resolve, reject) => {
      born.once('message', (message) => resolve(message as { answers: unknown[]; kept: number }))
      born.once('exit', (code) => reject(new Error(`ended with ${String(code)}`)))
    })
    const pieces = piecesOf(templateOf(finger))
    return { ...told, pieces: pieces.length, ...(await piecesInMemory(born.pid ?? 0, pieces)) }
  }

  it.each(['match', 'try'] as const)('is found whole where it is kept, by a %s', async (what) => {
    const { kept, found, pieces, lookedAt } = await look('keep', 1, what)
    expect(kept).toBe(1)
    expect(found).toBe(pieces)
    expect(lookedAt).toBeGreaterThan(20_000_000)
  })

  it('is nowhere after the card has matched it, not a piece of it', async () => {
    const { answers, found, lookedAt } = await look('drop', 20)
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ ok: true, isMatch: false, triesLeft: 2 })))
    expect(found).toBe(0)
    expect(lookedAt).toBeGreaterThan(20_000_000)
  })

  it('is nowhere after the sensor was tried with it, not a piece of it', async () => {
    const { answers, found, lookedAt } = await look('drop', 20, 'try')
    expect(answers).toEqual(Array.from({ length: 20 }, () => 'read'))
    expect(found).toBe(0)
    expect(lookedAt).toBeGreaterThan(20_000_000)
  })
})
