import type * as Electron from 'electron'
import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { calls, tell } from './state.ts'
import type { ListenerMethods, Methods } from './types.ts'

/** One end of a channel, in place of Electron's `MessagePortMain`. */
export class PortEnd extends EventEmitter {
  readonly #port: MessagePort

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('message', (data: unknown) => this.emit('message', { data, ports: [] }))
    port.on('close', () => this.emit('close'))
    port.unref()
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message)
  }

  start(): void {
    this.#port.start()
  }

  close(): void {
    this.#port.close()
  }
}

/** Two connected ports in place of Electron's `MessageChannelMain`, over one of Node's channels. */
export class MessageChannelMain {
  readonly port1: PortEnd
  readonly port2: PortEnd

  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new PortEnd(port1)
    this.port2 = new PortEnd(port2)
  }
}

type PortNeeds = ListenerMethods<Electron.MessagePortMain> &
  Pick<Electron.MessagePortMain, 'postMessage' | 'start' | 'close'>
MessageChannelMain satisfies new (
  ...args: ConstructorParameters<typeof Electron.MessageChannelMain>
) => Record<keyof Electron.MessageChannelMain, PortNeeds>

/**
 * What the station's process and the main process send each other: a message with the ids of its ports, or a message
 * or the end of such a port.
 */
export type Relayed =
  | { kind: 'message'; data: unknown; ids: number[] }
  | { kind: 'port'; id: number; data: unknown }
  | { kind: 'close'; id: number }

/**
 * The station's process in place of Electron's `UtilityProcess`: a forked Node process that `utility.ts` begins. Its
 * ports are relayed over Node's own channel, which can't carry them. Emits `message`, and `exit` with the code, 0 where
 * a signal ended it.
 */
export class StandInChild extends EventEmitter {
  readonly process: ChildProcess
  #ports = new Map<number, PortEnd>()
  #lastPort = 0

  constructor(file: string, args: readonly string[], { execArgv = [], env }: Electron.ForkOptions) {
    super()
    calls.push(`fork ${path.basename(file)}${execArgv.map((each) => ` ${each}`).join('')}`)
    // `execArgv` isn't passed on: in Electron V8 has already started when Node gets it.
    this.process = fork(new URL('utility.ts', import.meta.url), [file, ...args], {
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
      env: env ? { ...env } : process.env,
    })
    this.process.on('message', (message: Relayed) => this.#take(message))
    this.process.on('error', () => undefined)
    this.process.on('exit', (code) => {
      for (const port of this.#ports.values()) port.close()
      tell('station-ended', { code })
      this.emit('exit', code ?? 0)
    })
    tell('station', { pid: this.process.pid })
  }

  get pid(): number | undefined {
    return this.process.exitCode === null && this.process.signalCode === null ? this.process.pid : undefined
  }

  postMessage(data: unknown, ports: PortEnd[] = []): void {
    this.#send({ kind: 'message', data, ids: ports.map((port) => this.#relay(port)) })
  }

  kill(): boolean {
    return this.process.kill()
  }

  #relay(port: PortEnd): number {
    const id = ++this.#lastPort
    this.#ports.set(id, port)
    port.on('message', ({ data }: { data: unknown }) => this.#send({ kind: 'port', id, data }))
    port.on('close', () => this.#send({ kind: 'close', id }))
    return id
  }

  #send(message: Relayed): void {
    if (this.process.connected) this.process.send(message)
  }

  #take(message: Relayed): void {
    if (message.kind === 'message') this.emit('message', message.data)
    else if (message.kind === 'port') this.#ports.get(message.id)?.postMessage(message.data)
    else this.#ports.get(message.id)?.close()
  }
}

/** All child processes of this run, ended ones too, in the order of their making. */
export const children: StandInChild[] = []
export const utilityProcess = {
  fork(file: string, args: readonly string[] = [], options: Electron.ForkOptions = {}): StandInChild {
    const child = new StandInChild(file, args, options)
    children.push(child)
    return child
  },
} satisfies Methods<
  typeof Electron.utilityProcess,
  'fork',
  ListenerMethods<Electron.UtilityProcess> & Pick<Electron.UtilityProcess, 'kill' | 'pid' | 'postMessage'>
>
