import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTcpTender } from '../tcp.ts'
import { CARD_LIMIT_AVOS } from './books.ts'
import { processClock as clock } from '../../process-clock.ts'
import { launchTerminal, type Terminal } from './launch.ts'

const { signal } = new AbortController()
let folder = ''
let open: (() => Promise<void>)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-terminal-'))
})
afterEach(async () => {
  for (const close of open.toReversed()) await close()
  open = []
  rmSync(folder, { recursive: true, force: true })
})

async function launched(): Promise<Terminal> {
  const outcome = await launchTerminal({ folder: join(folder, 'books') })
  if (!outcome.ok) throw new Error(outcome.code)
  open.push(() => outcome.terminal.close())
  await outcome.terminal.control({ behave: { do: 'approve' } })
  return outcome.terminal
}

async function driven(terminal: Terminal) {
  const tender = createTcpTender({ ...terminal, id: 'card', clock })
  open.push(() => tender.close())
  await vi.waitFor(() => expect(tender.health().state).toBe('ready'))
  return tender
}

const request = { attempt: 'a/1', amountAvos: 100, deadlineMs: 10_000 }

describe('a simulated terminal', () => {
  it('keeps its books when it is killed, and comes back on the same port', async () => {
    const terminal = await launched()
    const tender = await driven(terminal)
    await tender.ask(request, { signal })
    await tender.reverse({ attempt: 'a/1', part: { key: 'a:1', amountAvos: 40 } })
    await tender.reverse({ attempt: 'b/1' })
    const before = terminal.pid() ?? 0
    process.kill(before, 'SIGKILL')
    await vi.waitFor(async () => expect(await tender.status('a/1')).toMatchObject({ state: 'approved' }), {
      timeout: 120_000,
    })
    expect(terminal.pid()).not.toBe(before)
    expect(await tender.ask(request, { signal })).toMatchObject({ state: 'approved', approvedAvos: 100 })
    expect(await tender.reverse({ attempt: 'a/1', part: { key: 'a:1', amountAvos: 40 } })).toEqual({
      state: 'reversed',
    })
    expect(await tender.ask({ ...request, attempt: 'b/1' }, { signal })).toEqual({
      state: 'declined',
      reason: 'reversed-before',
    })
    expect(await terminal.books()).toEqual([
      { attempt: 'a/1', state: 'approved', takenAvos: 100, givenBackAvos: 40 },
      { attempt: 'b/1', state: 'reversed', takenAvos: 0, givenBackAvos: 0 },
    ])
  })

  it('keeps the decision of a customer who decides while it is down', async () => {
    const terminal = await launched()
    const tender = await driven(terminal)
    await terminal.control({ behave: { do: 'approve', afterMs: 20 } })
    const asked = tender.ask(request, { signal })
    await vi.waitFor(async () => expect(await terminal.books()).toHaveLength(1))
    process.kill(terminal.pid() ?? 0, 'SIGKILL')
    await asked
    await vi.waitFor(
      async () => expect(await tender.status('a/1')).toMatchObject({ state: 'approved', approvedAvos: 100 }),
      { timeout: 120_000 },
    )
  })

  it.each(['hang', 'mute', 'drop-before', 'drop-after', 'garbage', 'other-attempt'] as const)(
    'can leave a question without its answer: %s',
    async (act) => {
      const terminal = await launched()
      const tender = await driven(terminal)
      await terminal.control({ faults: [{ call: 'pay', act }] })
      expect(await tender.ask({ ...request, deadlineMs: 0 }, { signal })).toEqual({ state: 'unknown' })
      const taken =
        act === 'hang' || act === 'drop-before'
          ? []
          : [{ attempt: 'a/1', state: 'approved', takenAvos: 100, givenBackAvos: 0 }]
      expect(await terminal.books()).toEqual(taken)
    },
  )

  it.each([{ act: 'late', ms: 30 }, { act: 'twice' }] as const)(
    'keeps its outcome when it answers oddly: $act',
    async (fault) => {
      const terminal = await launched()
      const tender = await driven(terminal)
      await terminal.control({
        faults: [
          { call: 'pay', ...fault },
          { call: 'status', ...fault },
        ],
      })
      expect(await tender.ask(request, { signal })).toMatchObject({ state: 'approved' })
      expect(await tender.status('a/1')).toMatchObject({ state: 'approved' })
      expect(await tender.status('b/1')).toEqual({ state: 'none' })
      expect(await terminal.books()).toHaveLength(1)
    },
  )

  it('forgets its faults when it is told to clear them', async () => {
    const terminal = await launched()
    const tender = await driven(terminal)
    await terminal.control({ faults: [{ call: 'status', act: 'drop-before', times: 1_000 }] })
    await terminal.control({ clear: true })
    expect(await tender.status('a/1')).toEqual({ state: 'none' })
  })

  it('is lost when it stops answering', async () => {
    const terminal = await launched()
    await terminal.control({ faults: [{ call: 'hello', act: 'hang' }] })
    const tender = createTcpTender({ ...terminal, id: 'card', clock })
    open.push(() => tender.close())
    await vi.waitFor(() => expect(tender.health()).toMatchObject({ state: 'lost', error: 'silent' }))
    await vi.waitFor(() => expect(tender.health()).toMatchObject({ state: 'ready' }))
  })

  it('has a limit for one payment', async () => {
    const tender = await driven(await launched())
    expect(await tender.ask({ ...request, amountAvos: CARD_LIMIT_AVOS + 1 }, { signal })).toEqual({
      state: 'declined',
      reason: 'limit',
    })
    expect(await tender.ask({ ...request, attempt: 'a/2', amountAvos: CARD_LIMIT_AVOS }, { signal })).toMatchObject({
      state: 'approved',
    })
  })

  it('closes the connection of whoever sends something else, and serves the others', async () => {
    const terminal = await launched()
    const tender = await driven(terminal)
    const ended = new Promise((resolve, reject) => {
      const socket = createConnection(terminal, () => socket.write('GET / HTTP/1.1\r\n\r\n'))
      socket.on('close', resolve)
      socket.on('error', reject)
      socket.resume()
    })
    await ended
    expect(await tender.ask(request, { signal })).toMatchObject({ state: 'approved' })
  })
})

describe("a simulated terminal that can't start", () => {
  it('is refused a folder that another one has', async () => {
    await launched()
    expect(await launchTerminal({ folder: join(folder, 'books') })).toEqual({ ok: false, code: 'folder-in-use' })
  })

  it('is refused without a folder', async () => {
    writeFileSync(join(folder, 'books'), '')
    expect(await launchTerminal({ folder: join(folder, 'books') })).toEqual({ ok: false, code: 'folder-unwritable' })
  })

  it('is refused with files that are no books', async () => {
    await launched().then((terminal) => terminal.close())
    open = []
    writeFileSync(join(folder, 'books', 'terminal.db'), 'what was a database')
    expect(await launchTerminal({ folder: join(folder, 'books') })).toEqual({ ok: false, code: 'data-damaged' })
  })
})
