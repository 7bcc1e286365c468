import { fork } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { DeviceMatch, FoundDevice } from '../driver-host/messages.ts'
import { processClock } from '../process-clock.ts'
import { fromUser, type FromUser, type ToUser } from './messages.ts'

/** The group that the udev rule gives scanners to, as the guest's /etc/group has it. */
export const BALCAO = 990

/** Emulated, everything takes ten times as long; this long it takes only where it never comes. */
const WITHIN_MS = 30_000
const LOOK_MS = 5

/** A scanner as the user's process told of it. */
export interface Known {
  device: FoundDevice
  /** `ready`, or a state and its error, as in `lost unplugged`; every one that it had, the newest last. */
  healths: string[]
  drops: string[]
  scans: Extract<FromUser, { say: 'scan' }>[]
}

/** A process without rights that has the driver (user.ts). */
export interface User {
  pid: number
  scanners: ReadonlyMap<string, Known>
  /** The ids of the drivers' processes that it had, the newest last. */
  driverPids: readonly number[]
  faults: readonly string[]
  order(id: string, order: Extract<ToUser, { do: 'order' }>['order']): Promise<boolean>
  /** Names the devices that are to be used; null: each that is supported. */
  use(devices: readonly DeviceMatch[] | null): void
  /** Whether the process still runs. */
  isAlive(): boolean
  close(): Promise<void>
}

/** Waits until `look` answers something; rejects with `what` after 30 s. */
export async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const began = processClock.monotonic()
  for (;;) {
    const seen = look()
    if (seen !== undefined && seen !== false) return seen
    if (processClock.monotonic() - began > WITHIN_MS)
      throw new Error(`not within ${String(WITHIN_MS / 1000)} s: ${what}`)
    await pause(LOOK_MS)
  }
}

/** Starts a user's process, in one group alone; resolves when its drivers are loaded. */
export async function launchUser(options: { uid: number; gid: number }): Promise<User> {
  const child = fork(fileURLToPath(new URL('./user.ts', import.meta.url)), [], {
    ...options,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const scanners = new Map<string, Known>()
  const driverPids: number[] = []
  const faults: string[] = []
  const answers: boolean[] = []

  function take(message: FromUser): void {
    switch (message.say) {
      case 'found':
        scanners.set(message.id, { device: message.device, healths: [], drops: [], scans: [] })
        return
      case 'scan':
        scanners.get(message.id)?.scans.push(message)
        return
      case 'drop':
        scanners.get(message.id)?.drops.push(message.reason)
        return
      case 'health':
        scanners.get(message.id)?.healths.push([message.state, message.error ?? []].flat().join(' '))
        return
      case 'fault':
        faults.push(message.code)
        return
      case 'driver':
        driverPids.push(message.pid)
        return
      case 'done':
        answers.push(message.done)
    }
  }

  const send = (order: ToUser) => void child.send(order)
  child.on('message', (message) => take(fromUser.parse(message)))
  await until('the drivers’ process has started', () => driverPids.length > 0)
  return {
    pid: child.pid ?? 0,
    scanners,
    driverPids,
    faults,
    async order(id, order) {
      answers.length = 0
      send({ do: 'order', id, order })
      return (await until(`${order} is answered`, () => answers.at(0) !== undefined && answers)).at(0) === true
    },
    use: (devices) => send({ do: 'use', use: devices && [...devices] }),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async close() {
      if (child.connected) send({ do: 'close' })
      await until('the user’s process ends', () => child.exitCode !== null || child.signalCode !== null)
    },
  }
}
