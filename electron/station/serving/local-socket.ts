import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { MAX_FRAME_BYTES } from './limits.ts'
import { makePath } from '../storage/paths.ts'

// The longest socket path that fits sockaddr_un on every system (macOS has the least room), without the ending NUL.
const LONGEST_SOCKET_PATH = 103

/**
 * The path where the station that holds `folder` listens for the command line: in the folder, or where that path is too
 * long, in a private one. Throws where the private folder isn't the user's alone.
 */
export function socketPath(folder: string): string {
  const real = existsSync(folder) ? realpathSync(folder) : resolve(folder)
  const id = createHash('sha256').update(real).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\balcao-${id}`
  const inFolder = join(real, 'station.sock')
  return Buffer.byteLength(inFolder) <= LONGEST_SOCKET_PATH ? inFolder : join(privateFolder(), `${id}.sock`)
}

/** The address by which a WebSocket client reaches `path`. */
export function socketAddress(path: string): string {
  return `ws+unix:${path}:/`
}

/**
 * Listens at `path` for its owner alone (mode 0600) and hands each connection over. A socket that is there already
 * belongs to a dead station, since this process holds the folder's lock. Rejects with the system's error. The returned
 * function closes every connection and removes the path.
 */
export async function listenLocally(path: string, onSocket: (socket: WebSocket) => void): Promise<() => Promise<void>> {
  const isPipe = process.platform === 'win32'
  if (!isPipe) rmSync(path, { force: true })
  const http = createServer((_request, response) => {
    response.writeHead(426).end()
  })
  const sockets = new WebSocketServer({ server: http, maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false })
  sockets.on('connection', onSocket)
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(path, () => {
      http.off('error', reject)
      resolve()
    })
  })
  // A connection that fails while it is made concerns nobody else.
  http.on('error', () => undefined)
  sockets.on('error', () => undefined)
  if (!isPipe) chmodSync(path, 0o600)
  return async () => {
    for (const socket of sockets.clients) socket.terminate()
    await new Promise<void>((resolve) => {
      http.close(() => resolve())
      http.closeAllConnections()
    })
    if (!isPipe) rmSync(path, { force: true })
  }
}

function privateFolder(): string {
  const { uid } = userInfo()
  const folder = join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `balcao-${uid}`)
  makePath(folder)
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw Object.assign(new Error('not private'), { code: 'EPERM' })
  return folder
}
