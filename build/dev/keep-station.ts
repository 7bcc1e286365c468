import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import type { PageFace } from '../../electron/shell/faces.ts'
import { root, say } from '../scripts/run.ts'
import { stationMessage, type StationMessage } from './messages.ts'

/** How long a station that is asked to end has until it is killed, in milliseconds. */
const CLOSE_MS = 2_000

/** The origin of a running station, and the cookie of a page of each face. */
export interface StationDoors {
  origin: string
  cookies: Readonly<Record<PageFace, string>>
}

export interface KeptStation {
  /** Undefined while no station runs. */
  doors(): StationDoors | undefined
  /** The address of the sandbox's phone page; undefined until it is served. */
  phone(): string | undefined
  /** Ends the running station, if any, and starts one. Calls while a restart waits are one restart. */
  restart(): void
  close(): Promise<void>
}

/**
 * Keeps the station in its own process, from the first `restart` on. A station that ends by itself, such as by an error
 * in its code, isn't started again until the next `restart`.
 *
 * @param onReady called each time that pages can connect; `stands` is false where they find a station that can't start
 */
export function keepStation(options: {
  data: string
  phonePages: string
  inspect: boolean
  onReady: (stands: boolean) => void
}): KeptStation {
  let child: ChildProcess | undefined
  let doors: StationDoors | undefined
  let phone: string | undefined
  let restarted = Promise.resolve()
  let waits = false

  const onMessage = async (from: ChildProcess, message: StationMessage): Promise<void> => {
    if ('phone' in message) {
      phone = message.phone
      return
    }
    const opened = {
      origin: message.origin,
      cookies: {
        kiosk: await openSession(message.addresses.kiosk),
        counter: await openSession(message.addresses.counter),
        customer: await openSession(message.addresses.customer),
      },
    }
    if (child !== from) return
    doors = opened
    options.onReady(message.stands)
  }
  const start = (): void => {
    const started = fork(
      path.join(root, 'build', 'dev', 'station.ts'),
      [options.data, options.phonePages, ...(options.inspect ? ['inspect'] : [])],
      {
        cwd: root,
        // In its own process group: Ctrl-C reaches only this process, and what the station started ends with its group.
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    )
    child = started
    started.on('message', (message) => {
      // A station that ends meanwhile is handled by its `exit` event.
      onMessage(started, stationMessage.parse(message)).catch(() => undefined)
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
      restarted = restarted.then(async () => {
        waits = false
        await stop()
        start()
      })
    },
    async close() {
      await restarted
      await stop()
    },
  }
}

/** Opens a page's session as a browser would, by the launch address, which is valid once. Answers the cookie. */
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
    // No process of the group is left.
  }
}
