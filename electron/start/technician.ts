import { createORPCClient, type ClientLink } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { existsSync } from 'node:fs'
import { WebSocket } from 'ws'
import { defined } from '../common/defined.ts'
import {
  refuse,
  type ConfirmedDevice,
  type Check,
  type contract,
  type DeviceReport,
  type DeviceTest,
  type DoctorReport,
  type Outcome,
  type ScanCheck,
  type TechnicianScan,
} from '../contract/index.ts'
import { socketAddress, socketPath } from '../station/serving/index.ts'
import { createLog } from '../station/storage/log.ts'
import { connectOnce, sandboxEndpoint, type RunningSandbox } from './connect.ts'
import { openStation, type OpenStation } from './open.ts'
import { canBeSetUp, lookAtSetUp, TODO_UNCHANGED, todoAfterSetUp } from './set-up.ts'
import { keyboardSettingOf } from './settings.ts'
import { readWithoutTrust, type TechnicianCode } from './technician-code.ts'
import { whyNoStation } from './path-checks.ts'
import { launchSandboxFor } from './sandbox.ts'
import { systemClock, systemRandom } from './system.ts'

/** The questions of the command line, answered by the station that runs on a folder or by opening the folder itself. */
export interface Technician {
  /** Whether a station that runs on the folder answers. */
  readonly isRunning: boolean
  scan(code: TechnicianCode): Promise<TechnicianScan>
  doctor(): Promise<DoctorReport>
  /** Devices are found by a station that runs; of another one only the confirmed devices are known. */
  devices(): Promise<{ devices: DeviceReport[]; confirmed: ConfirmedDevice[] }>
  confirmDevice(id: string, face: ConfirmedDevice['face']): Promise<Outcome<{ device: ConfirmedDevice }>>
  withdrawDevice(id: string): Promise<Outcome<{ device: ConfirmedDevice }>>
  testDevice(id: string, test: DeviceTest): Promise<Outcome<{ device: DeviceReport }>>
  /** Makes a check code, which `onStart` hears, and answers it once it was read or has expired. Needs a running station. */
  checkScan(onStart: (check: ScanCheck) => void): Promise<Outcome<{ check: ScanCheck }>>
  /**
   * Waits, for `forMs` at most, until a scanner was set to HID POS mode. `onStart` hears what it is now, `onWait` the
   * milliseconds that are left. Needs a running station. Refuses with `invalid-input`: `unknown` or `no-mode` is its `why`.
   */
  setUpDevice(id: string, watch: SetUpWatch): Promise<Outcome<SetUpResult>>
  close(): Promise<void>
}

/** How a scanner's being set up is watched. */
export interface SetUpWatch {
  forMs: number
  onStart(device: DeviceReport): void
  onWait(leftMs: number): void
}

/** What became of it: the scanner as it is now, and what else is to be done, in English. */
export interface SetUpResult {
  changed: boolean
  device: DeviceReport
  todo?: string
}

const NOT_RUNNING = refuse('invalid-input', { option: 'device', why: 'not-running' })

// The folder may be held for a moment by a station that doesn't listen yet or by another command.
const TRIES = 40
const WAIT_MS = 150
/** So often a check of a scanner is looked at. */
const CHECK_LOOK_MS = 250
/** So often the devices are looked at while a scanner is set up. */
const SET_UP_LOOK_MS = 500

const pause = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms)
  })

/**
 * Reaches the station of the data folder at `path`: the one that runs on it, or one that is opened here. `evenNew`: a
 * folder that is no station's is made one; otherwise it is refused with `invalid-input` and left as it is. Also refuses
 * as `openStation` does.
 */
export async function reachStation(
  path: string,
  { evenNew }: { evenNew: boolean },
): Promise<Outcome<{ technician: Technician }>> {
  const noStation = evenNew ? undefined : whyNoStation(path)
  if (noStation) return noStation
  for (let tries = 1; ; tries++) {
    const running = await askRunning(path)
    if (running) return { ok: true, technician: running }
    const outcome = await openStation({
      path,
      evenLocked: true,
      clock: systemClock,
      random: systemRandom,
      log: () => createLog(),
    })
    if (outcome.ok) return { ok: true, technician: openFolderItself(outcome.opened) }
    if (outcome.refusal.code !== 'folder-in-use' || tries === TRIES) return outcome
    await pause(WAIT_MS)
  }
}

/** What is said in the place of devices where no station runs that would have looked for any. */
const DEVICES_UNKNOWN: Check = {
  name: 'devices',
  state: 'warning',
  detail: 'Not known: no station runs on this folder.',
  todo: 'Start the station, and run this command again.',
}

function openFolderItself(opened: OpenStation): Technician {
  let sandbox: RunningSandbox | undefined
  opened.gateway.setLine('down')

  async function fetchTrust(): Promise<void> {
    const launched = await launchSandboxFor(opened.folder.path, {})
    if (!launched.ok) return
    sandbox = launched.sandbox
    // eslint-disable-next-line house/no-dropped-outcome -- Where trust is still missing the answer to the scan says so.
    await connectOnce(opened, sandboxEndpoint(sandbox), systemClock)
  }

  return {
    isRunning: false,
    async scan(code) {
      const { needsTrust } = readWithoutTrust(code)
      const canFetch = opened.folder.mode === 'training' && opened.keys !== undefined
      if (needsTrust && canFetch && opened.trust.status().state !== 'current') await fetchTrust()
      const answer = await opened.station.examine(inBase64(code))
      const isLocked = needsTrust && opened.keys === undefined
      return isLocked ? { kind: answer.kind, ok: false, refusal: { code: 'key-locked' } } : answer
    },
    async doctor() {
      const { checks, ...report } = await opened.station.doctor()
      return { ...report, checks: checks.map((check) => (check.name === 'devices' ? DEVICES_UNKNOWN : check)) }
    },
    devices: () => Promise.resolve(opened.station.deviceDesk.devices()),
    confirmDevice: () => Promise.resolve(NOT_RUNNING),
    testDevice: () => Promise.resolve(NOT_RUNNING),
    checkScan: () => Promise.resolve(NOT_RUNNING),
    setUpDevice: () => Promise.resolve(NOT_RUNNING),
    withdrawDevice: (id) => Promise.resolve(opened.station.deviceDesk.withdrawDevice({ id })),
    async close() {
      await opened.close()
      await sandbox?.close()
    },
  }
}

function inBase64({ bytes, symbology, text, at }: TechnicianCode) {
  return {
    data: Buffer.from(bytes).toString('base64'),
    ...defined({ symbology, text, at }),
  }
}

/** The station that runs on the folder has ended, or closed its connection, before it had answered. */
export class StationEnded extends Error {
  override name = 'StationEnded'
}

/**
 * A link to the station that runs on the folder, as a technician; undefined where none answers on its socket. Calls reject
 * with `StationEnded` once the station has gone.
 */
export async function linkToRunning(path: string): Promise<{ link: ClientLink<object>; close(): void } | undefined> {
  const file = findSocket(path)
  if (file === undefined) return undefined
  const socket = new WebSocket(socketAddress(file), { perMessageDeflate: false, handshakeTimeout: 2_000 })
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true))
    socket.on('error', () => resolve(false))
  })
  if (!isOpen) return undefined
  const port = {
    postMessage: (text: string) => socket.send(text),
    onMessage: {
      addListener: (listener: (text: string) => void) => {
        socket.on('message', (data: Buffer) => listener(data.toString('utf8')))
      },
    },
    onDisconnect: {
      addListener: (listener: () => void) => {
        socket.on('close', listener)
      },
    },
  }
  const rpc = new RPCLink({ port })
  const isOver = () => socket.readyState !== WebSocket.OPEN
  const link: ClientLink<object> = {
    async call(...asked) {
      // A call over a closed socket would never be answered.
      if (isOver()) throw new StationEnded()
      try {
        return await rpc.call(...asked)
      } catch (error) {
        throw isOver() ? new StationEnded() : error
      }
    },
  }
  return { link, close: () => socket.close() }
}

async function askRunning(path: string): Promise<Technician | undefined> {
  const running = await linkToRunning(path)
  if (!running) return undefined
  const client: ContractRouterClient<typeof contract> = createORPCClient(running.link)
  return {
    isRunning: true,
    scan: (code) => client.technician.scan(inBase64(code)),
    doctor: () => client.technician.doctor(),
    devices: () => client.technician.devices(),
    confirmDevice: (id, face) => client.technician.confirmDevice({ id, face }),
    withdrawDevice: (id) => client.technician.withdrawDevice({ id }),
    testDevice: (id, test) => client.devices.test({ id, test }),
    async checkScan(onStart) {
      const { check: started } = await client.devices.startScanCheck()
      onStart(started)
      for (;;) {
        const { check } = await client.devices.scanCheck()
        if (check?.text !== started.text) return refuse('expired')
        if (check.state !== 'waiting') return { ok: true, check }
        await pause(CHECK_LOOK_MS)
      }
    },
    setUpDevice: (id, watch) => watchSetUp(path, async () => (await client.technician.devices()).devices, id, watch),
    close() {
      running.close()
      return Promise.resolve()
    },
  }
}

async function watchSetUp(
  folder: string,
  list: () => Promise<DeviceReport[]>,
  id: string,
  { forMs, onStart, onWait }: SetUpWatch,
): Promise<Outcome<SetUpResult>> {
  const before = await list()
  const target = before.find((each) => each.id === id)
  if (!target) return refuse('invalid-input', { option: 'device', why: 'unknown' })
  if (!canBeSetUp(target)) return refuse('invalid-input', { option: 'device', why: 'no-mode' })
  onStart(target)
  const until = systemClock.monotonic() + forMs
  for (let now = before; ; now = await list()) {
    const look = lookAtSetUp(target, before, now)
    const left = until - systemClock.monotonic()
    if (look.is === 'changed') {
      const named = target.info && keyboardSettingOf(folder, target.info)
      const todo = todoAfterSetUp(look.device, target.face, named)
      return { ok: true, changed: true, device: look.device, ...defined({ todo }) }
    }
    if (left <= 0) {
      const device = now.find((each) => each.id === id) ?? target
      return { ok: true, changed: false, device, todo: TODO_UNCHANGED[look.is] }
    }
    onWait(left)
    await pause(Math.min(SET_UP_LOOK_MS, left))
  }
}

/** The socket's path; undefined where there is none, or where its folder belongs to another user. */
function findSocket(path: string): string | undefined {
  try {
    const file = socketPath(path)
    return process.platform === 'win32' || existsSync(file) ? file : undefined
  } catch {
    return undefined
  }
}
