import { constants } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { createTurns } from '../../electron/common/turns.ts'
import type { Clock } from '../ports.ts'

/** Why there is no line to a printer. `unplugged`: no such device file, or none any more. */
export type LineFault = 'unreachable' | 'connection-lost' | 'unplugged' | 'permission-denied' | 'in-use'

/** An open way to a printer, or one that is being opened. */
export interface PrinterLine {
  /** Sends bytes, in their order. Answers once the system has them all; false where the line is lost first. */
  write(bytes: Uint8Array): Promise<boolean>
  /** Ends the line; nothing is told of it afterwards. */
  close(): void
}

export interface LineListener {
  onOpen(): void
  onBytes(bytes: Uint8Array): void
  /** The line is lost or couldn't be opened; told once, and nothing comes after it. */
  onLost(why: LineFault): void
}

/** A way to a printer that can be opened again and again. */
export interface PrinterTransport {
  open(listener: LineListener): PrinterLine
}

const CONNECT_WITHIN_MS = 5_000

/** A printer in the network; most listen on port 9100. */
export function tcpTransport(options: { host: string; port: number; clock: Clock }): PrinterTransport {
  const { host, port, clock } = options
  return {
    open(listener) {
      const socket = createConnection({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 })
      let why: LineFault = 'unreachable'
      let isClosed = false
      const cancel = clock.after(CONNECT_WITHIN_MS, () => socket.destroy())
      socket.on('connect', () => {
        cancel()
        why = 'connection-lost'
        listener.onOpen()
      })
      socket.on('data', (chunk) => {
        if (!isClosed) listener.onBytes(chunk)
      })
      // `close` follows every error, and the printer's own end.
      socket.on('error', () => undefined)
      socket.on('end', () => socket.destroy())
      socket.on('close', () => {
        cancel()
        if (!isClosed) listener.onLost(why)
      })
      return {
        write: (bytes) =>
          new Promise((resolve) => {
            if (socket.destroyed) resolve(false)
            else socket.write(bytes, (error) => resolve(error === undefined || error === null))
          }),
        close() {
          isClosed = true
          cancel()
          socket.destroy()
        },
      }
    },
  }
}

/** The part of an open file that a transport needs, and that a test can play. */
export interface DeviceFile {
  read(buffer: Uint8Array): Promise<{ bytesRead: number }>
  write(bytes: Uint8Array): Promise<{ bytesWritten: number }>
  close(): Promise<void>
}

const FAULTS: Readonly<Record<string, LineFault>> = {
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EBUSY: 'in-use',
  ENOENT: 'unplugged',
  ENODEV: 'unplugged',
  ENXIO: 'unplugged',
}

/** Between two looks for bytes of the printer, and between two tries to give it more than it takes now. */
const READ_EACH_MS = 50
const WRITE_EACH_MS = 10
/** `usblp` of Linux takes as much at once. */
const MOST_AT_ONCE = 8_192
const ANSWER_BYTES = 256

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

async function openNonBlocking(path: string): Promise<DeviceFile> {
  // A read that waits would hold one of Node's few threads for files, so the file is looked at again and again.
  const file = await openFile(path, constants.O_RDWR | constants.O_NONBLOCK)
  const found = await file.stat().catch(() => undefined)
  if (!found?.isFile() && !found?.isBlockDevice()) return file
  // A paper must not be written over a file or a disk that was named by mistake.
  await file.close()
  throw Object.assign(new Error('no device of characters'), { code: 'ENODEV' })
}

/** A printer behind a device file, such as `/dev/usb/lp0` of Linux's `usblp`. */
export function fileTransport(options: {
  path: string
  clock: Clock
  openDevice?: (path: string) => Promise<DeviceFile>
}): PrinterTransport {
  const { path, clock, openDevice = openNonBlocking } = options
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))

  return {
    open(listener) {
      const inTurn = createTurns()
      let file: DeviceFile | undefined
      let isOver = false
      const isOn = () => !isOver

      const end = () => {
        isOver = true
        // A read or write that is under way has ended once its turn is over.
        void inTurn(() => file?.close() ?? Promise.resolve()).catch(() => undefined)
      }
      const lose = (error: unknown, otherwise: LineFault) => {
        if (isOver) return
        end()
        listener.onLost(FAULTS[codeOf(error)] ?? otherwise)
      }

      async function readOn(from: DeviceFile): Promise<void> {
        const buffer = new Uint8Array(ANSWER_BYTES)
        while (isOn()) {
          const bytesRead = await inTurn(() => (isOver ? Promise.resolve({ bytesRead: 0 }) : from.read(buffer)))
            .then((read) => read.bytesRead)
            .catch((error: unknown) => {
              if (codeOf(error) !== 'EAGAIN') lose(error, 'connection-lost')
              return 0
            })
          // `close` may have come while it was read.
          if (bytesRead > 0 && isOn()) listener.onBytes(buffer.slice(0, bytesRead))
          else await pause(READ_EACH_MS)
        }
      }

      async function writeAll(to: DeviceFile, bytes: Uint8Array): Promise<boolean> {
        let at = 0
        while (at < bytes.length && !isOver) {
          const part = bytes.subarray(at, at + MOST_AT_ONCE)
          const taken = await inTurn(() => (isOver ? Promise.resolve({ bytesWritten: 0 }) : to.write(part)))
            .then((written) => written.bytesWritten)
            .catch((error: unknown) => {
              if (codeOf(error) !== 'EAGAIN') lose(error, 'connection-lost')
              return 0
            })
          at += taken
          if (taken === 0) await pause(WRITE_EACH_MS)
        }
        return at === bytes.length
      }

      void openDevice(path).then(
        (opened) => {
          file = opened
          if (isOver) {
            end()
            return
          }
          listener.onOpen()
          void readOn(opened)
        },
        (error: unknown) => lose(error, 'unplugged'),
      )
      const writes = createTurns()
      return {
        write: (bytes) => writes(() => (file && !isOver ? writeAll(file, bytes) : Promise.resolve(false))),
        close() {
          if (!isOver) end()
        },
      }
    },
  }
}
