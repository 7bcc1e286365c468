import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { contract } from '../../electron/contract/index.ts'
import { until } from '../e2e/pace.ts'
import { root } from '../scripts/run.ts'
import type { Command, Commands, ShellState, ShellMessage } from './control.ts'
import { MACHINE_VARIABLE, type PlayedMachine } from './machine.ts'

export interface ShellOptions {
  args?: readonly string[]
  machine?: Partial<PlayedMachine>
  env?: NodeJS.ProcessEnv
}

export type ShellEvent = { type: string } & Record<string, unknown>

/** The build of the Electron shell, running in its own process on the stand-in for Electron. */
export interface DrivenShell {
  /** The data folder. */
  data: string
  pid: number
  state(): Promise<ShellState>
  do<Name extends Command>(
    name: Name,
    ...asks: Record<string, never> extends Commands[Name]['asks']
      ? [asks?: Commands[Name]['asks']]
      : [asks: Commands[Name]['asks']]
  ): Promise<Awaited<Commands[Name]['answers']>>
  /** The events that the stand-in has told so far, oldest first; with `type` only those of this type. */
  events(type?: string): ShellEvent[]
  /** What the shell has written to stdout and stderr. */
  said(): string
  /** Closes the reading end of the shell's output, as when its terminal is gone. */
  stopListening(): void
  /** Waits until the shell's state fulfils `holds`, and answers that state. */
  when(holds: (state: ShellState) => boolean): Promise<ShellState>
  /** The last port that the shell gave to a window. */
  port(window: number): MessagePort
  /** A client of the contract over that port. */
  client(window: number): ContractRouterClient<typeof contract>
  /** Calls `listener` for each later event. */
  onEvent(listener: (event: ShellEvent) => void): void
  signal(signal: NodeJS.Signals): void
  /** Asks the shell to quit, and answers its exit code; null where a signal ended it. */
  quit(): Promise<number | null>
  /** Waits for the shell's end and answers its exit code; null where a signal ended it. */
  ended(): Promise<number | null>
  hasEnded(): boolean
  close(): Promise<void>
}

/** The folders of one test's shells: a data folder and Electron's own. */
export interface Home {
  data: string
  appData: string
  start(options?: ShellOptions): DrivenShell
  remove(): Promise<void>
}

/** Makes new folders for shells of one test; `remove` closes the shells and deletes the folders. */
export function makeHome(): Home {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-shell-'))
  const [data, appData] = [path.join(folder, 'data'), path.join(folder, 'config')]
  const started: DrivenShell[] = []
  return {
    data,
    appData,
    start(options = {}) {
      const shell = startShell({ data, appData, heads: path.join(folder, 'heads') }, options)
      started.push(shell)
      return shell
    },
    async remove() {
      await Promise.all(started.map((shell) => shell.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts the shell's build in `dist`. `appData`: Electron's own folder; `heads`: the folder of the journal's heads. */
export function startShell(
  { data, appData, heads }: { data: string; appData: string; heads: string },
  { args = ['--face=kiosk'], machine, env }: ShellOptions,
): DrivenShell {
  const events: ShellEvent[] = []
  const listeners: ((event: ShellEvent) => void)[] = []
  const answers = new Map<number, (told: { answer?: unknown; error?: string }) => void>()
  const ports = new Map<string, MessagePort>()
  let said = ''
  let last = 0
  // In its own process group, as in a login session, so that a signal to the group reaches the station's process too.
  const child: ChildProcess = fork(
    path.join(root, 'dist', 'electron', 'main.js'),
    [...(args.some((arg) => arg.startsWith('--data')) ? args : [...args, `--data=${data}`])],
    {
      execPath: process.execPath,
      execArgv: ['--import', new URL('hooks.ts', import.meta.url).href],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
      detached: true,
      env: { ...process.env, BALCAO_HEADS: heads, ...env, [MACHINE_VARIABLE]: JSON.stringify({ appData, ...machine }) },
    },
  )
  const keep = (chunk: Buffer): void => void (said += chunk.toString())
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const { promise: exited, resolve: exit } = Promise.withResolvers<number | null>()
  child.once('exit', (code) => {
    exit(code)
    for (const answer of answers.values()) answer({ error: `the shell has ended: ${said}` })
  })
  child.on('message', (told: ShellMessage) => {
    if ('number' in told) {
      answers.get(told.number as number)?.(told as { answer?: unknown; error?: string })
      answers.delete(told.number as number)
      return
    }
    const event = told
    const port = ports.get(`${String(event['window'])} ${String(event['port'])}`)
    if (event.type === 'port-message') port?.postMessage(event['data'])
    else {
      if (event.type === 'port-closed') port?.close()
      events.push(event)
      for (const listener of listeners) listener(event)
    }
  })

  const ask: DrivenShell['do'] = (name, ...[asks]) =>
    new Promise((resolve, reject) => {
      const number = ++last
      answers.set(number, ({ answer, error }) => {
        if (error === undefined) resolve(answer as never)
        else reject(new Error(error))
      })
      if (child.connected) child.send({ number, name, asks: asks ?? {} })
      else reject(new Error(`the shell has ended: ${said}`))
    })
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  const state = (): Promise<ShellState> => ask('state')

  const shell: DrivenShell = {
    data,
    pid: child.pid ?? 0,
    state,
    do: ask,
    events: (type) => events.filter((event) => type === undefined || event.type === type),
    said: () => said,
    stopListening() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    when: (holds) =>
      until(async () => {
        const now = await state()
        return holds(now) ? now : undefined
      }),
    onEvent: (listener) => void listeners.push(listener),
    port(window) {
      const port = shell
        .events('port')
        .filter((event) => event['window'] === window)
        .at(-1)?.['port']
      if (typeof port !== 'number') throw new Error('the window has no port')
      const { port1, port2 } = new MessageChannel()
      ports.set(`${window} ${port}`, port1)
      port1.on('message', (data: unknown) => {
        void ask('port', { window, port, data }).catch(() => undefined)
      })
      port1.unref()
      port2.unref()
      return port2
    },
    client(window) {
      const port = shell.port(window)
      const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ port }))
      port.start()
      return client
    },
    signal: (signal) => void process.kill(-(child.pid ?? 0), signal),
    async quit() {
      // The shell may end before it answers.
      await ask('quit').catch(() => undefined)
      return exited
    },
    ended: () => exited,
    hasEnded,
    async close() {
      if (!hasEnded()) child.kill('SIGKILL')
      await exited
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL')
      } catch {
        // No process of the group is left.
      }
    },
  }
  return shell
}
