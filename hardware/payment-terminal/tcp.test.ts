import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { describeTender } from './terminal.conformance.ts'
import { createMessageReader, encodeFrame } from './decode.ts'
import { question, type Question } from './protocol.ts'
import { processClock as clock } from '../process-clock.ts'
import { launchTerminal } from './simulator/launch.ts'
import type { Behaviour } from './simulator/messages.ts'
import { createTcpTender } from './tcp.ts'

describeTender('the driver, against a simulated terminal in its own process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-terminal-'))
  const launched = await launchTerminal({ folder })
  if (!launched.ok) throw new Error(launched.code)
  const { terminal } = launched
  await terminal.control({ behave: { do: 'approve' } })
  const tender = createTcpTender({ ...terminal, id: 'card', clock, virtual: true })
  await vi.waitFor(() => expect(tender.health().state).toBe('ready'))
  return {
    tender,
    customer(does) {
      const behave: Behaviour = typeof does === 'string' ? { do: does } : { do: 'decline', reason: does.decline }
      return terminal.control({ behave })
    },
    decide: (attempt, answer) => terminal.control({ decide: { attempt, answer } }),
    lose: (call, done) => terminal.control({ faults: [{ call, act: done ? 'drop-after' : 'drop-before' }] }),
    odd: (says) =>
      terminal.control({
        behave:
          says === 'declined' ? { do: 'decline', reason: 'declined', takes: true } : { do: 'cancel', takes: true },
      }),
    refuse: () => terminal.control({ faults: [{ call: 'reverse', act: 'refuse', times: 100 }] }),
    mute: () => terminal.control({ faults: [{ call: 'pay', act: 'mute' }] }),
    clearFaults: () => terminal.control({ clear: true }),
    books: () => terminal.books(),
    async close() {
      await tender.close()
      await terminal.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

type Say = (...frames: (object | Uint8Array)[]) => void

/** Makes a terminal that greets, and answers each question about an attempt by `answers`. */
async function terminalThat(answers: (asked: Exclude<Question, { ask: 'hello' }>, say: Say, socket: Socket) => void) {
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    const reader = createMessageReader(question)
    const say: Say = (...frames) => {
      for (const frame of frames) socket.write(frame instanceof Uint8Array ? frame : encodeFrame(frame))
    }
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const asked of reader.take(chunk).messages) {
        if (asked.ask === 'hello') say({ state: 'here', protocol: 1 })
        else answers(asked, say, socket)
      }
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const tender = createTcpTender({ host: '127.0.0.1', port, id: 'card', clock })
  closing.push(async () => {
    await tender.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await vi.waitFor(() => expect(tender.health().state).toBe('ready'))
  return { tender, connections: () => connections, sockets }
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const request = { attempt: 'a/1', amountAvos: 100, deadlineMs: 10_000 }
const { signal } = new AbortController()
const approved = (to: number, attempt: string, approvedAvos = 100) => ({
  state: 'approved',
  to,
  attempt,
  reference: 'r',
  approvedAvos,
  scheme: 's',
})

describe('an answer', () => {
  it('counts for the question that it names, in whichever order answers come', async () => {
    const held: (() => void)[] = []
    const { tender } = await terminalThat((asked, say) => {
      held.unshift(() => say(approved(asked.id, asked.attempt, asked.ask === 'pay' ? asked.amountAvos : 1)))
      if (held.length === 3) for (const answer of held) answer()
    })
    const answers = await Promise.all(
      [1, 2, 3].map((n) => tender.ask({ ...request, attempt: `a/${String(n)}`, amountAvos: n }, { signal })),
    )
    expect(answers).toMatchObject([{ approvedAvos: 1 }, { approvedAvos: 2 }, { approvedAvos: 3 }])
  })

  it('to another attempt or an unknown question is ignored', async () => {
    const { tender, connections } = await terminalThat(({ id, attempt }, say) => {
      say(approved(id, 'b/1'), approved(id + 7, attempt), { state: 'declined', to: id, attempt, reason: 'limit' })
    })
    expect(await tender.ask(request, { signal })).toEqual({ state: 'declined', reason: 'limit' })
    expect(connections()).toBe(1)
  })

  it('that comes twice counts once', async () => {
    const { tender } = await terminalThat(({ ask, id, attempt }, say) => {
      if (ask === 'pay') say({ state: 'declined', to: id, attempt, reason: 'limit' }, approved(id, attempt))
      else say({ state: 'none', to: id, attempt })
    })
    expect(await tender.ask(request, { signal })).toEqual({ state: 'declined', reason: 'limit' })
    expect(await tender.status('a/1')).toEqual({ state: 'none' })
  })

  it("that comes after the caller went isn't taken for the next question's", async () => {
    let late: (() => void) | undefined
    const { tender } = await terminalThat(({ ask, id, attempt }, say) => {
      if (ask === 'pay') {
        late = () => say(approved(id, attempt))
        return
      }
      late?.()
      say({ state: 'none', to: id, attempt })
    })
    const caller = new AbortController()
    const asked = tender.ask(request, { signal: caller.signal })
    await vi.waitFor(() => expect(late).toBeDefined())
    caller.abort()
    expect(await asked).toEqual({ state: 'unknown' })
    expect(await tender.status('a/1')).toEqual({ state: 'none' })
  })

  it('to a reversal is an acknowledgement or unknown', async () => {
    const { tender } = await terminalThat(({ id, attempt }, say) => say(approved(id, attempt)))
    expect(await tender.reverse({ attempt: 'a/1' })).toEqual({ state: 'unknown' })
  })

  it("that doesn't come before the deadline is unknown", async () => {
    const { tender } = await terminalThat(() => undefined)
    expect(await tender.ask({ ...request, deadlineMs: 1 }, { signal })).toEqual({ state: 'unknown' })
  })
})

describe('the connection', () => {
  it.each([
    ['bytes that are no frame', Buffer.from('HTTP/1.1 200 OK\r\n\r\n')],
    ['an empty frame', Uint8Array.of(0, 0, 0, 0)],
    ["what isn't JSON", Uint8Array.of(0, 0, 0, 1, 0x7b)],
    ['a message of no form', encodeFrame({ state: 'approved' })],
    [
      'an amount that is none',
      encodeFrame({ state: 'approved', to: 1, attempt: 'a/1', reference: 'r', approvedAvos: 0.5, scheme: 's' }),
    ],
  ])('is closed and made again at %s, and the answer is unknown', async (_what, garbage) => {
    let isSane = false
    const { tender, connections } = await terminalThat(({ id, attempt }, say) => {
      if (isSane) say({ state: 'none', to: id, attempt })
      else say(garbage, approved(id, attempt))
    })
    const seen: (string | undefined)[] = []
    tender.onHealth(({ state, error }) => seen.push(error ?? state))
    expect(await tender.ask(request, { signal })).toEqual({ state: 'unknown' })
    isSane = true
    await vi.waitFor(async () => expect(await tender.status('a/1')).toEqual({ state: 'none' }))
    expect(seen).toEqual(['protocol-breach', 'ready'])
    expect(connections()).toBe(2)
  })

  it('that breaks makes open answers unknown at once', async () => {
    const { tender } = await terminalThat((_asked, _say, socket) => socket.destroy())
    expect(await tender.ask(request, { signal })).toEqual({ state: 'unknown' })
    expect(tender.health()).toMatchObject({ state: 'lost', error: 'connection-lost' })
  })

  it('is tried until somebody listens, and asks nothing meanwhile', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => {
      server.close(resolve)
    })
    const tender = createTcpTender({ host: '127.0.0.1', port, id: 'card', clock })
    closing.push(() => tender.close())
    expect(tender.health()).toMatchObject({ state: 'starting', virtual: false })
    expect(await tender.status('a/1')).toEqual({ state: 'unknown' })
    expect(tender.health()).toMatchObject({ state: 'lost', error: 'unreachable' })
  })

  it("of a driver that was closed answers unknown and isn't made again", async () => {
    const { tender, connections, sockets } = await terminalThat(() => undefined)
    const asked = tender.ask(request, { signal })
    await tender.close()
    expect(await asked).toEqual({ state: 'unknown' })
    expect(await tender.status('a/1')).toEqual({ state: 'unknown' })
    await vi.waitFor(() => expect([...sockets].every((socket) => socket.destroyed)).toBe(true))
    expect(connections()).toBe(1)
  })
})
