import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../ports.ts'
import { processClock } from '../../process-clock.ts'
import { stopProcess } from '../../own-process.ts'
import {
  fromTerminal,
  type BookedAttempt,
  type ControlOrder,
  type FromTerminal,
  type NotLaunched,
  type ToTerminal,
} from './messages.ts'

/** A process may start slowly on a busy machine; one that needs longer counts as not started. */
const READY_WITHIN_MS = 20_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** A running simulated terminal. */
export interface Terminal {
  host: string
  port: number
  /** Gives an order; it is in force once this resolves. Rejects where the terminal's process ends before it answers. */
  control(order: ControlOrder): Promise<void>
  /** The terminal's own books, each attempt as it stands now. Rejects where the process ends before it answers. */
  books(): Promise<BookedAttempt[]>
  /** The id of the process that plays the terminal now; another one after a restart. */
  pid(): number | undefined
  close(): Promise<void>
}

type Started = { ok: true; child: ChildProcess; port: number } | { ok: false; code: NotLaunched }

function startProcess(order: Extract<ToTerminal, { do: 'open' }>, clock: Clock): Promise<Started> {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve) => {
    const end = (started: Started) => {
      cancel()
      if (!started.ok) child.kill('SIGKILL')
      resolve(started)
    }
    const cancel = clock.after(READY_WITHIN_MS, () => end({ ok: false, code: 'not-started' }))
    child.once('error', () => end({ ok: false, code: 'not-started' }))
    child.once('exit', () => end({ ok: false, code: 'not-started' }))
    child.once('message', (message) => {
      const answer = fromTerminal.safeParse(message).data
      if (answer?.state === 'ready') end({ ok: true, child, port: answer.port })
      else end({ ok: false, code: answer?.state === 'refused' ? answer.code : 'not-started' })
    })
    child.send(order)
  })
}

/**
 * Starts a simulated card terminal as a process of its own on 127.0.0.1, with its books in `folder`, and restarts it at
 * the same port whenever it dies, until `close`. Its process ends by itself when this one does. Answers why
 * (`NotLaunched`) where the first start fails.
 */
export async function launchTerminal(options: {
  folder: string
}): Promise<{ ok: true; terminal: Terminal } | { ok: false; code: NotLaunched }> {
  const clock = processClock
  const first = await startProcess({ do: 'open', folder: options.folder }, clock)
  if (!first.ok) return first
  const { port } = first
  let { child } = first
  let isClosed = false
  let pause = FIRST_PAUSE_MS
  let restarting: Promise<void> = Promise.resolve()
  let lastOrder = 0
  watch()

  function watch(): void {
    child.once('exit', () => {
      if (!isClosed) restartLater()
    })
  }

  function restartLater(): void {
    restarting = new Promise<void>((resolve) => {
      clock.after(pause, resolve)
    }).then(restart)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }

  async function restart(): Promise<void> {
    if (isClosed) return
    const next = await startProcess({ do: 'open', folder: options.folder, port }, clock)
    if (!next.ok) {
      restartLater()
      return
    }
    child = next.child
    pause = FIRST_PAUSE_MS
    watch()
  }

  async function order(make: (n: number) => ToTerminal): Promise<Extract<FromTerminal, { state: 'done' }>> {
    await restarting
    const n = (lastOrder += 1)
    const asked = child
    return new Promise((resolve, reject) => {
      const end = () => {
        asked.off('message', onMessage)
        asked.off('exit', gone)
      }
      const gone = () => {
        end()
        reject(new Error('the terminal went'))
      }
      const onMessage = (message: unknown) => {
        const answer = fromTerminal.safeParse(message).data
        if (answer?.state !== 'done' || answer.n !== n) return
        end()
        resolve(answer)
      }
      asked.on('message', onMessage)
      asked.once('exit', gone)
      if (asked.connected) asked.send(make(n))
      else gone()
    })
  }

  return {
    ok: true,
    terminal: {
      host: '127.0.0.1',
      port,
      async control(wanted) {
        await order((n) => ({ do: 'control', n, order: wanted }))
      },
      books: async () => (await order((n) => ({ do: 'books', n }))).attempts ?? [],
      pid: () => child.pid,
      async close() {
        isClosed = true
        await restarting
        await stopProcess(child, clock)
      },
    },
  }
}
