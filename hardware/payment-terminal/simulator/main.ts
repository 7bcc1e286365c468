import { openBooks, type TerminalBooks } from './books.ts'
import { processClock } from '../../process-clock.ts'
import { toTerminal, type FromTerminal, type NotLaunched, type ToTerminal } from './messages.ts'
import { serveTerminal, type TerminalServer } from './server.ts'

/**
 * The simulated terminal's own process: `launch.ts` starts it and gives it orders over the IPC channel; it ends when
 * that channel closes.
 */

// Other users of the machine can't read its books.
process.umask(0o077)

let running: { books: TerminalBooks; server: TerminalServer } | undefined

function shutDown(): void {
  running?.server.close()
  running?.books.close()
  process.exit(0)
}

function say(answer: FromTerminal): void {
  process.send?.(answer, () => {
    if (answer.state === 'refused') process.exit(1)
  })
}

async function open({ folder, port = 0 }: Extract<ToTerminal, { do: 'open' }>): Promise<FromTerminal> {
  try {
    const books = openBooks(folder, processClock)
    running = { books, server: await serveTerminal(books, processClock, port) }
    return { state: 'ready', port: running.server.port }
  } catch (error) {
    return { state: 'refused', code: codeOf(error) }
  }
}

function codeOf(error: unknown): NotLaunched {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : ''
  if (message.includes('locked')) return 'folder-in-use'
  if (code === 'ENOSPC' || message.includes('full')) return 'disk-full'
  if (code === 'EADDRINUSE') return 'not-started'
  if (/^E(?!RR)/.test(code) || /unable to open|readonly/.test(message)) return 'folder-unwritable'
  return 'data-damaged'
}

async function take(message: unknown): Promise<void> {
  const order = toTerminal.parse(message)
  if (order.do === 'open') {
    say(await open(order))
  } else if (!running) {
    return
  } else if (order.do === 'control') {
    running.server.control(order.order)
    say({ state: 'done', n: order.n })
  } else {
    say({ state: 'done', n: order.n, attempts: running.books.all() })
  }
}

process.once('disconnect', shutDown)
process.once('SIGTERM', shutDown)
// Ctrl-C reaches the whole process group; the launcher decides when this process ends.
process.on('SIGINT', () => {})
process.on('message', (message) => void take(message))
