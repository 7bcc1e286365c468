import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import type { PageFace } from '../../electron/shell/faces.ts'
import { root, say } from '../scripts/run.ts'
import { stationMessage, type StationMessage } from './messages.ts'

/** A station that is asked to end gets this long before it is made to. */
const CLOSE_MS = 2_000

/** Where a running station is reached, and the cookie of a page of each face. */
export interface StationDoors {
  origin: string
  cookies: Readonly<Record<PageFace, string>>
}

export interface KeptStation {
  /** Undefined while no station runs. */
  doors(): StationDoors | undefined
  /** Where the sandbox serves the residents' phones; undefined until it does. */
  phone(): string | undefined
  /** Ends the station, where one runs, and starts one; once, however often it is asked meanwhile. */
  restart(): void
  close(): Promise<void>
}

/**
 * Keeps the station, in a process of its own, from the first `restart` on. One that ends by itself, as by an error in
 * its code, stays away until the next.
 *
 * @param onReady hears each time that pages can connect
 */
export function keepStation(options: {
  data: string
  phonePages: string
  inspect: boolean
  onReady: () => void
}): KeptStation {
  let child: ChildProcess | undefined
  let doors: StationDoors | undefined
  let phone: string | undefined
  let turn = Promise.resolve()
  let waits = false

  const hear = async (from: ChildProcess, message: StationMessage): Promise<void> => {
    if ('phone' in message) {
      phone = message.phone
      return
    }
    const opened = {
      origin: message.origin,
      cookies: {
        kiosk: await openSession(message.addresses.kiosk),
        counter: await openSession(message.addresses.counter),
      },
    }
    if (child !== from) return
    doors = opened
    options.onReady()
  }
  const start = (): void => {
    const started = fork(
      path.join(root, 'build', 'dev', 'station.ts'),
      [options.data, options.phonePages, ...(options.inspect ? ['inspect'] : [])],
      {
        cwd: root,
        // A group of its own: Ctrl-C comes to us alone, and whatever the station started goes with its group.
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    )
    child = started
    started.on('message', (message) => {
      // A station that ends meanwhile is heard of by its end.
      hear(started, stationMessage.parse(message)).catch(() => undefined)
    })
    started.once('exit', (code, signal) => {
      if (child !== started) return
      child = doors = phone = undefined
      say(`Balcão: the station ended (${code ?? signal ?? 'unknown'}); it starts again when its code changes.`)
    })
  }
  const stop = async (): Promise<void> => {
    const ending = child
    child = doors = phone = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    const force = setTimeout(() => killGroup(ending), CLOSE_MS)
    if (ending.connected) ending.disconnect()
    await ended
    clearTimeout(force)
  }
  process.once('exit', () => {
    if (child) killGroup(child)
  })
  return {
    doors: () => doors,
    phone: () => phone,
    restart() {
      if (waits) return
      waits = true
      turn = turn.then(async () => {
        waits = false
        await stop()
        start()
      })
    },
    async close() {
      await turn
      await stop()
    },
  }
}

/** Opens a page's session as a browser would: the launch address, good once, is swapped for a cookie. */
async function openSession(address: string): Promise<string> {
  const { headers } = await fetch(address, { redirect: 'manual' })
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
