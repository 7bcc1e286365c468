import path from 'node:path'
import { app, MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import type { Refusal } from '../../contract/index.ts'
import type { PageFace } from '../faces.ts'
import { afterCrash, NO_CRASHES } from '../recovery.ts'
import type { SystemKeys } from './keys.ts'
import { fromStation, type ToStation } from './messages.ts'

/** How long a station that is asked to close has before its process is killed, in milliseconds. */
const CLOSE_MS = 2_000

/**
 * A station's process that doesn't answer within this time is frozen, since its thread is never busy for so long. In
 * milliseconds.
 */
const ANSWER_MS = 20_000

/**
 * After a key store was locked for so long the whole program is restarted, since Chromium asks it only once. In
 * milliseconds.
 */
export const LOCKED_MS = 300_000

/**
 * The state of the station's process. `none`: its last start failed; `starting`: it isn't ready yet; `silent`: it
 * didn't answer within 20 s. `mayRestart`: it is an hour for updates, nobody is being served and no money is under way.
 */
export type StationAnswer = { mayRestart: boolean } | 'none' | 'starting' | 'silent'

/** The station in its own process, which is started again whenever it dies. */
export interface StationProcess {
  /** Makes a port to the station for a page; undefined while there is no station. */
  port(caller: { face: PageFace; session: string }): MessagePortMain | undefined
  ask(): Promise<StationAnswer>
  close(): Promise<void>
}

/** What the station's process is run with; `start` is passed on to it. */
export interface StationProcessOptions {
  start: Omit<Extract<ToStation, { type: 'start' }>, 'type' | 'keys' | 'isPackaged'>
  keys: SystemKeys
  /** The station has started, for the first time or again: pages need new ports. */
  onStarted: () => void
  /**
   * The station can't start; the start is tried again by itself. `isOurs`: no other Balcão held the folder when this
   * program first opened it.
   */
  onRefused: (refusal: Refusal, isOurs: boolean) => void
  /** The system's key store has been locked for `LOCKED_MS`. */
  onLocked: () => void
  /** No key store of the system protects the keys. Called once. */
  onKeyFile: () => void
}

/** The data folder to check, and the mode that it must be of. */
export type FolderToCheck = Omit<Extract<ToStation, { type: 'check' }>, 'type'>

const fork = (): UtilityProcess =>
  utilityProcess.fork(path.join(import.meta.dirname, 'station.js'), [], {
    serviceName: 'Balcão station',
    stdio: 'inherit',
  })

/**
 * Why the station's process would refuse to start on a data folder, which it only reads; undefined where it would
 * start. A process that ends before it answers counts as `fault`.
 */
export function checkStation(folder: FolderToCheck): Promise<Refusal | undefined> {
  const { promise, resolve } = Promise.withResolvers<Refusal | undefined>()
  const child = fork()
  child.on('message', (data: unknown) => {
    const parsed = fromStation.safeParse(data)
    if (!parsed.success || parsed.data.type !== 'checked') return
    resolve(parsed.data.refusal)
    endNow(child)
  })
  child.on('error', () => undefined)
  child.once('exit', () => resolve({ code: 'fault' }))
  child.postMessage({ type: 'check', ...folder } satisfies ToStation)
  return promise
}

/**
 * Runs `station.js`, which is built into the same folder as this file, in a utility process, and answers its questions
 * about keys.
 */
export function runStationProcess(options: StationProcessOptions): StationProcess {
  let child: UtilityProcess | undefined
  let isReady = false
  let isOurs = false
  let isClosing = false
  let isFileTold = false
  let crashes = NO_CRASHES
  let lockedSince: number | undefined
  let retry: NodeJS.Timeout | undefined
  let cameToNothing = false
  const answerWhileAbsent = (): StationAnswer => (cameToNothing ? 'none' : 'starting')
  const asking = new Set<(answer: StationAnswer) => void>()
  const answerAll = (answer: StationAnswer): void => {
    for (const each of asking) each(answer)
    asking.clear()
  }

  const restartLater = (startedAt: number): void => {
    if (isClosing) return
    const next = afterCrash(crashes, performance.now() - startedAt)
    crashes = next.crashes
    retry = setTimeout(() => void begin(), next.waitMs)
  }

  const refused = (refusal: Refusal): void => {
    if (refusal.code !== 'key-locked') lockedSince = undefined
    else if (performance.now() - (lockedSince ??= performance.now()) >= LOCKED_MS) options.onLocked()
    isOurs ||= refusal.code !== 'folder-in-use'
    cameToNothing = true
    options.onRefused(refusal, isOurs)
  }

  const begin = async (): Promise<void> => {
    const startedAt = performance.now()
    const protection = await options.keys.protection()
    if (isClosing) return
    if (protection === 'locked') {
      refused({ code: 'key-locked' })
      restartLater(startedAt)
      return
    }
    if (protection === 'file' && !isFileTold) options.onKeyFile()
    isFileTold ||= protection === 'file'
    const forked = fork()
    child = forked
    const tell = (message: ToStation, ports: MessagePortMain[] = []): void => {
      if (child === forked) forked.postMessage(message, ports)
    }

    forked.on('message', (data: unknown) => {
      const parsed = fromStation.safeParse(data)
      if (!parsed.success) return
      const message = parsed.data
      switch (message.type) {
        case 'started':
          isReady = true
          isOurs = true
          cameToNothing = false
          lockedSince = undefined
          options.onStarted()
          break
        case 'refused':
          // The process is ended, and started again after the same wait as one that died.
          refused(message.refusal)
          endNow(forked)
          break
        case 'key-wanted':
          void options.keys
            .open()
            .then((dataKey) => tell({ type: 'key', dataKey: dataKey && Buffer.from(dataKey).toString('base64') }))
          break
        case 'key-to-adopt':
          void options.keys.adopt(Buffer.from(message.dataKey, 'base64')).then((ok) => tell({ type: 'adopted', ok }))
          break
        case 'key-to-forget':
          void options.keys.forget().then(() => tell({ type: 'forgotten' }))
          break
        case 'answer':
          answerAll({ mayRestart: message.mayRestart })
          break
        case 'checked':
        case 'closed':
      }
    })
    // A fatal error of V8: `exit` follows and starts the process again.
    forked.on('error', () => undefined)
    forked.once('exit', () => {
      child = undefined
      cameToNothing ||= !isReady
      isReady = false
      answerAll(answerWhileAbsent())
      restartLater(startedAt)
    })
    tell({ type: 'start', ...options.start, keys: protection, isPackaged: app.isPackaged })
  }

  void begin()
  return {
    port(caller) {
      if (!child || !isReady) return undefined
      const { port1, port2 } = new MessageChannelMain()
      child.postMessage({ type: 'page', ...caller } satisfies ToStation, [port1])
      return port2
    },
    ask() {
      if (!child || !isReady) return Promise.resolve(answerWhileAbsent())
      const { promise, resolve } = Promise.withResolvers<StationAnswer>()
      asking.add(resolve)
      setTimeout(() => resolve('silent'), ANSWER_MS).unref()
      child.postMessage({ type: 'ask' } satisfies ToStation)
      return promise
    },
    async close() {
      isClosing = true
      clearTimeout(retry)
      const closing = child
      if (!closing) return
      const { promise, resolve } = Promise.withResolvers<undefined>()
      closing.once('exit', () => resolve(undefined))
      closing.postMessage({ type: 'close' } satisfies ToStation)
      const force = setTimeout(() => endNow(closing), CLOSE_MS)
      await promise
      clearTimeout(force)
    },
  }
}

/** Kills a station's process, which ignores the signals that ask it to end. */
function endNow(child: UtilityProcess): void {
  if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
}
