import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { writeKill, type WriteKill } from './journal-writes.ts'

/**
 * What the station's process is started with: its folder, and the addresses of the sandbox and the card terminal, which
 * run outside it. `endAt`: at which journal write after its start it kills itself.
 */
export const stationOrder = z.object({
  folder: z.string(),
  sandbox: z.object({ url: z.string(), phoneUrl: z.string(), enrolmentCode: z.string(), root: z.base64() }),
  terminal: z.object({ host: z.string(), port: z.int() }),
  endAt: writeKill.optional(),
})
export type StationOrder = z.infer<typeof stationOrder>

/** A later order to the process: at which journal write from now on it kills itself; null for none. */
export const armOrder = z.object({ arm: writeKill.nullable() })

/** The face and session of a page, as in its WebSocket's address. */
export const pageCaller = z.object({ face: z.enum(['kiosk', 'counter']), session: z.string().min(1) })
export type PageCaller = z.infer<typeof pageCaller>

/**
 * What the process answers: the port of its WebSockets, or the code with which its start was refused; later, that it
 * has taken an `armOrder`.
 */
export const stationAnswer = z.union([
  z.object({ port: z.int() }),
  z.object({ refused: z.string() }),
  z.object({ armed: z.literal(true) }),
])
export type StationAnswer = z.infer<typeof stationAnswer>

/** The process of one life of the station, from its start to its end. */
export interface StationProcess {
  /** The port of its WebSockets. */
  port: number
  /** Has the process kill itself at a later write of its journal, or at none; resolves when it has taken the order. */
  endAt(kill: WriteKill | null): Promise<void>
  /** Kills the process at once, as a power cut does; resolves when it is gone. */
  kill(): Promise<void>
  /** Asks the station to close in an orderly way. */
  stop(): Promise<void>
  gone: Promise<void>
}

/** The folder beside the data folder in which the station keeps the heads of its journal; each run has its own. */
export const headsOf = ({ folder }: Pick<StationOrder, 'folder'>): string => join(folder, '..', 'heads')

function spawnStation(order: StationOrder): { child: ChildProcess; gone: Promise<void> } {
  const child = fork(fileURLToPath(new URL('./station-process.ts', import.meta.url)), [], {
    env: { ...process.env, BALCAO_HEADS: headsOf(order) },
    execArgv: ['--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
  })
  child.send(order)
  return { child, gone }
}

/** Starts the station and kills it after `ms` milliseconds, however far its start has come. */
export async function startAndKill(order: StationOrder, ms: number): Promise<void> {
  const { child, gone } = spawnStation(order)
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  await gone
  clearTimeout(timer)
}

/** Starts the station in its own process. Rejects where the start is refused or the process ends before it listens. */
export async function startStationProcess(order: StationOrder): Promise<StationProcess> {
  const { child, gone } = spawnStation(order)
  const answer = await Promise.race([answerOf(child), gone])
  if (!answer) throw new Error('the station ended before it listened')
  if ('refused' in answer) throw new Error(`the station refused to start: ${answer.refused}`)
  if (!('port' in answer)) throw new Error('the station said something else')
  return {
    port: answer.port,
    gone,
    async endAt(kill) {
      const heard = answerOf(child)
      child.send({ arm: kill })
      await Promise.race([heard, gone])
    },
    kill() {
      child.kill('SIGKILL')
      return gone
    },
    stop() {
      if (child.connected) child.disconnect()
      return gone
    },
  }
}

async function answerOf(child: ChildProcess): Promise<StationAnswer> {
  const [message] = z
    .tuple([z.unknown()])
    .rest(z.unknown())
    .parse(await once(child, 'message'))
  return stationAnswer.parse(message)
}
