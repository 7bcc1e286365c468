import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { vi } from 'vitest'
import { createApplet } from './applet.ts'
import type { VirtualCard } from './virtual-card.ts'

const PACKAGES = ['pcscd', 'vsmartcard-vpcd', 'libpcsclite1']
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'
const DAEMON = '/usr/sbin/pcscd'
/** The name of the reader that pcscd has of vpcd, as the station knows it. */
export const VIRTUAL_PCD = 'Virtual PCD 00'

const isRoot = process.getuid?.() === 0

function isInstalled(): boolean {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : []
  const hasLibrary = folders.some((folder) => existsSync(`/usr/lib/${folder}/libpcsclite.so.1`))
  return hasLibrary && existsSync(DRIVER) && existsSync(DAEMON)
}

/** Whether this user may have a file system of their own, in which the machine's own pcscd isn't disturbed. */
const unshare = isRoot ? ['unshare', '--mount'] : ['unshare', '--user', '--map-root-user', '--mount']
const mayUnshare = () => spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'true']).status === 0

/**
 * What is missing for a test over the real PC/SC, in words; undefined: nothing. With `mayInstall` the packages are
 * installed where this user may.
 */
export function missingForPcsc(mayInstall: boolean): string | undefined {
  if (process.platform !== 'linux') return 'pcscd and vpcd are looked for on Linux only'
  if (!isInstalled() && mayInstall && isRoot && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['update'], { env })
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { env })
  }
  if (!isInstalled()) return `apt-get install ${PACKAGES.join(' ')}`
  return mayUnshare() ? undefined : 'unshare(1) may not be used here'
}

/** A free port. vpcd's second slot takes the next one, and isn't used. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** Debian's pcscd with vpcd, in a file system of its own, so that it doesn't meet the machine's. */
export interface Pcscd {
  /** Starts the service and waits until it can be reached. */
  start(): Promise<void>
  /** Ends the service by this signal and waits for its end. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
  insert(card: VirtualCard): Promise<void>
  remove(): void
  /** The card is pulled when it is given the next command with this instruction. */
  pullDuring(ins: number): void
  /** Ends everything and removes its files. */
  close(): Promise<void>
}

/** Makes a pcscd that isn't started. What this process and its children ask of PC/SC goes to it from then on. */
export async function createPcscd(): Promise<Pcscd> {
  const folder = mkdtempSync(path.join(tmpdir(), 'balcao-pcscd-'))
  const [sockets, config] = [path.join(folder, 'run'), path.join(folder, 'readers')]
  const port = await freePort()
  let service: ChildProcess | undefined
  let card: Socket | undefined
  let pullAt: number | undefined
  mkdirSync(sockets)
  mkdirSync(config)
  process.env['PCSCLITE_CSOCK_NAME'] = path.join(sockets, 'pcscd.comm')

  const at = `0x${port.toString(16)}`
  const reader = ['FRIENDLYNAME "Virtual PCD"', `DEVICENAME /dev/null:${at}`, `LIBPATH ${DRIVER}`, `CHANNELID ${at}`]
  writeFileSync(path.join(config, 'vpcd'), `${reader.join('\n')}\n`)

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const ending = service
    service = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = once(ending, 'exit')
    ending.kill(signal)
    await ended
    // A service that was killed leaves both, and the next one would take it for one that runs.
    for (const name of ['pcscd.comm', 'pcscd.pid']) rmSync(path.join(sockets, name), { force: true })
  }

  return {
    async start() {
      const prepare = `mount -t tmpfs none /run && mkdir /run/pcscd && mount --bind "${sockets}" /run/pcscd`
      const args = [...unshare.slice(1), 'sh', '-c', `${prepare} && exec ${DAEMON} --foreground --config "${config}"`]
      service = spawn(unshare[0] ?? '', args, { stdio: 'ignore' })
      await vi.waitFor(
        () => {
          if (!existsSync(path.join(sockets, 'pcscd.comm'))) throw new Error('pcscd does not start')
        },
        { timeout: 20_000 },
      )
    },
    stop,
    async insert(put) {
      card = await connectCard(port, put, (ins, socket) => {
        if (ins !== pullAt) return false
        pullAt = undefined
        socket.destroy()
        return true
      })
    },
    remove() {
      card?.destroy()
      card = undefined
    },
    pullDuring(ins) {
      pullAt = ins
    },
    async close() {
      card?.destroy()
      await stop()
      delete process.env['PCSCLITE_CSOCK_NAME']
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** T=1 at the first offered speed, no historical bytes (ISO/IEC 7816-3). */
const ATR = Uint8Array.of(0x3b, 0x80, 0x80, 0x01, 0x01)
/** Longer than an answer to reset can be: pcscd takes it for none. */
const NO_ATR = new Uint8Array(40).fill(0x3b)

/**
 * Puts a card into vpcd's first slot: a connection is the card. Each message has its length before it, in two bytes; one
 * byte 0 is off, 1 on, 2 reset, 4 asks for the answer to reset; anything else is a command.
 */
async function connectCard(
  port: number,
  card: VirtualCard,
  isPulled: (ins: number | undefined, socket: Socket) => boolean,
): Promise<Socket> {
  const socket = await vi.waitFor(
    async () => {
      const opened = connect(port, '127.0.0.1')
      await once(opened, 'connect')
      return opened
    },
    { timeout: 20_000 },
  )
  let applet = createApplet(card)
  let buffer = Buffer.alloc(0)
  const send = (bytes: Uint8Array) => {
    const message = Buffer.alloc(2 + bytes.length)
    message.writeUInt16BE(bytes.length)
    message.set(bytes, 2)
    socket.write(message)
  }
  socket.on('error', () => undefined)
  socket.on('data', (data: Buffer) => {
    buffer = Buffer.concat([buffer, data])
    while (buffer.length >= 2 && buffer.length >= 2 + buffer.readUInt16BE()) {
      const message = buffer.subarray(2, 2 + buffer.readUInt16BE())
      buffer = buffer.subarray(2 + message.length)
      if (message.length > 1) {
        if (isPulled(message[1], socket)) return
        send(applet.answer(message))
      } else if (message[0] === 4) send(card.kind === 'mute-card' ? NO_ATR : ATR)
      else applet = createApplet(card)
    }
  })
  return socket
}
