import { existsSync } from 'node:fs'
import { WebSocket } from 'ws'
import { socketAddress, socketPath } from '../../electron/station/serving/local-socket.ts'
import { endStation, forkStation, withSandbox } from './station-orders.ts'

const RUNS = 5
const STATUS = JSON.stringify({ i: '1', p: { u: '/station/status', b: {} } })

/**
 * Measures the time from starting the station's process to its first answer to `station.status`, on a new and on a used
 * data folder.
 */
export async function run(): Promise<Record<string, number>> {
  return withSandbox(async ({ folder, sandbox }) => {
    const fresh: number[] = []
    const again: number[] = []
    for (let index = 0; index < RUNS; index++) {
      fresh.push(await firstAnswer({ folder: folder(`s${String(index)}`), sandbox }))
      again.push(await firstAnswer({ folder: folder('s0'), sandbox }))
    }
    return {
      median_ms: median([...fresh, ...again]),
      new_folder_ms: median(fresh),
      known_folder_ms: median(again),
      worst_ms: Math.round(Math.max(...fresh, ...again)),
      limit_ms: 1_500,
    }
  })
}

/** Measures the time from starting a station's process to its first answer, in milliseconds. */
export async function firstAnswer(order: Parameters<typeof forkStation>[0]): Promise<number> {
  const began = performance.now()
  const child = forkStation(order)
  const path = socketPath(order.folder)
  try {
    while (!existsSync(path) || !(await answers(path)))
      await new Promise((resolve) => {
        setTimeout(resolve, 2)
      })
    return performance.now() - began
  } finally {
    await endStation(child)
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketAddress(path))
    socket.on('error', () => resolve(false))
    socket.on('open', () => socket.send(STATUS))
    socket.on('message', (data: Buffer) => {
      resolve(data.toString('utf8').includes('"readiness"'))
      socket.terminate()
    })
  })
}

function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN)
}
