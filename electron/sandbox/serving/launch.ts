import { fork, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import type { Department } from '../identity/departments.ts'
import { sandboxClock } from './clock.ts'
import { startAnswer, type StartAnswer, type StartOrder } from './messages.ts'

/** How long a process may take to start, in milliseconds; two busy cores need a while. */
const READY_DEADLINE = 20_000
const LEAVE_DEADLINE = 2_000
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 10_000
/**
 * After running this long, in milliseconds, a sandbox counts as well started, and the next restart begins with the
 * short pause again.
 */
const RAN_WELL = 30_000

/** How a sandbox is launched. */
export interface LaunchOptions {
  /** The sandbox's own folder. */
  folder: string
  /** Without it, the port of last time or a free one. */
  port?: number
  /** An address of this machine on which the phone page is offered to a real phone. */
  phoneAddress?: string
  /** The folder of built pages that holds `phone.html`. */
  pages?: string
  /** To which department its stations belong from now on; without it, the one of last time, DSI at first. */
  department?: Department
}

/**
 * A running sandbox. `root` is raw Ed25519, 32 bytes. `pairingCode` and `pairingUrl` are there only with a phone
 * address.
 */
export interface Sandbox {
  url: string
  phoneUrl: string
  /** The training's control and books (`books-contract.ts`), on this machine alone. */
  booksUrl: string
  enrolmentCode: string
  root: Uint8Array
  pairingCode?: string
  pairingUrl?: string
  /** The current process's id. */
  pid(): number | undefined
  close(): Promise<void>
}

type Ready = Extract<StartAnswer, { state: 'ready' }>

/** Starts one process and waits for its answer. */
function startProcess(order: StartOrder, clock: Clock): Promise<Outcome<{ child: ChildProcess; ready: Ready }>> {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return new Promise((resolve) => {
    const cancel = clock.after(READY_DEADLINE, () => {
      end(refuse('fault', { reason: 'sandbox-not-ready' }))
    })
    function end(outcome: Outcome<{ child: ChildProcess; ready: Ready }>) {
      cancel()
      if (!outcome.ok) child.kill('SIGKILL')
      resolve(outcome)
    }
    child.once('error', () => {
      end(refuse('fault', { reason: 'sandbox-not-started' }))
    })
    child.once('exit', () => {
      end(refuse('fault', { reason: 'sandbox-exited' }))
    })
    child.once('message', (message) => {
      const answer = startAnswer.safeParse(message)
      if (!answer.success) end(refuse('fault', { reason: 'sandbox-not-ready' }))
      else if (answer.data.state === 'refused') end({ ok: false, refusal: answer.data.refusal })
      else end({ ok: true, child, ready: answer.data })
    })
    child.send(order)
  })
}

/** Asks a process to end, and kills it where it doesn't. */
function stopProcess(child: ChildProcess, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const cancel = clock.after(LEAVE_DEADLINE, () => {
      child.kill('SIGKILL')
    })
    child.once('exit', () => {
      cancel()
      resolve()
    })
    child.kill('SIGTERM')
  })
}

/**
 * Starts the sandbox as a process of its own behind real HTTP, and starts it again on the same port whenever it dies,
 * until it is closed. It ends by itself when this process ends. Refuses with `folder-in-use` where another sandbox runs
 * on it, `folder-unwritable`, `disk-full`, `data-damaged`, `invalid-input` (the phone address) and `fault` (`reason`
 * says why).
 */
export async function launchSandbox(options: LaunchOptions): Promise<Outcome<{ sandbox: Sandbox }>> {
  const clock = sandboxClock
  const pairingCode = String(randomInt(1_000_000)).padStart(6, '0')
  const order: StartOrder = {
    folder: options.folder,
    ...defined({
      port: options.port,
      phone: options.phoneAddress === undefined ? undefined : { address: options.phoneAddress, pairingCode },
      pages: options.pages,
      department: options.department,
    }),
  }
  const first = await startProcess(order, clock)
  if (!first.ok) return first
  const { port, phonePort, enrolmentCode, root } = first.ready

  let { child } = first
  let closed = false
  let pause = FIRST_PAUSE
  let restarting: Promise<void> = Promise.resolve()
  watch(clock.monotonic())

  function watch(since: number) {
    child.once('exit', () => {
      if (closed) return
      if (clock.monotonic() - since > RAN_WELL) pause = FIRST_PAUSE
      restartLater()
    })
  }

  function restartLater() {
    clock.after(pause, () => {
      restarting = restart()
    })
    pause = Math.min(pause * 2, LONGEST_PAUSE)
  }

  async function restart() {
    if (closed) return
    const next = await startProcess({ ...order, port }, clock)
    if (!next.ok) {
      restartLater()
      return
    }
    child = next.child
    watch(clock.monotonic())
  }

  return {
    ok: true,
    sandbox: {
      url: `http://127.0.0.1:${String(port)}`,
      phoneUrl: `http://phone.localhost:${String(port)}`,
      booksUrl: `http://books.localhost:${String(port)}`,
      enrolmentCode,
      root: new Uint8Array(Buffer.from(root, 'base64')),
      ...(options.phoneAddress === undefined
        ? {}
        : { pairingCode, pairingUrl: `http://${hostOf(options.phoneAddress)}:${String(phonePort)}` }),
      pid: () => child.pid,
      async close() {
        closed = true
        await restarting
        await stopProcess(child, clock)
      },
    },
  }
}

const hostOf = (address: string) => (address.includes(':') ? `[${address}]` : address)
