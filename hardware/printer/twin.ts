import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { loadCarriedGlyphs } from './bit-image.ts'
import { readCommand, type Command } from './commands.ts'
import { createDotPaper, type Dots } from './dots.ts'
import type { PrinterTrouble } from './port.ts'

/**
 * How the next paper fails: it breaks off half-way with a trouble that stays until it is mended (`offline`: the printer
 * is unplugged); it is cut and the printer is `silent` about it; or the printer takes `half` of its bytes and no more.
 */
export type NextPaper = PrinterTrouble | 'silent' | 'half'

/** What the twin of an ESC/POS printer is told by tests, on whatever line it is. */
export interface TwinControls {
  /** The papers that it cut, as dots, the newest last. */
  papers(): readonly Dots[]
  /** What has come out and isn't cut. */
  uncut(): Dots
  /** How often the drawer was opened. */
  kicks(): number
  paper(roll: 'full' | 'low' | 'out'): void
  cover(state: 'open' | 'closed'): void
  cutter(state: 'stuck' | 'free'): void
  fault(state: 'there' | 'gone'): void
  /** Whether it answers anything at all. */
  answers(how: 'all' | 'nothing' | 'garbage'): void
  breakNext(how: NextPaper): void
}

/** The twin's inside: a printer at the end of some line. */
export interface TwinMachine extends TwinControls {
  take(bytes: Uint8Array): void
  /** The line was taken out and what it was sent is forgotten. */
  reset(): void
}

const DLE = 0x10
/** The real-time commands, by their second byte, and how long each is; DLE DC4 by its third byte too. */
const REAL_TIME = [
  { begins: [DLE, 4], length: 3 },
  { begins: [DLE, 5], length: 3 },
  { begins: [DLE, 0x14, 1], length: 5 },
  { begins: [DLE, 0x14, 2], length: 5 },
  { begins: [DLE, 0x14, 8], length: 10 },
]
const isSame = (bytes: readonly number[], other: readonly number[]): boolean =>
  bytes.slice(0, other.length).every((byte, index) => byte === other[index])

/** Tells real-time commands from the rest of the bytes, wherever they stand and however they are split. */
function createRealTimeFilter(onCommand: (command: readonly number[]) => void) {
  let held: number[] = []
  let others: number[] = []
  function give(byte: number): void {
    held.push(byte)
    const possible = REAL_TIME.filter(({ begins }) => isSame(held, begins))
    const whole = possible.find(({ begins, length }) => begins.length <= held.length && held.length === length)
    if (whole) {
      const command = held
      held = []
      onCommand(command)
    } else if (possible.length === 0) {
      const [first = 0, ...rest] = held
      held = []
      others.push(first)
      rest.forEach(give)
    }
  }
  return {
    /** The bytes that are no real-time commands. */
    take(bytes: Uint8Array): Uint8Array {
      bytes.forEach(give)
      return Uint8Array.from(others.splice(0))
    },
    forget() {
      held = []
      others = []
    },
  }
}

interface Mechanics {
  roll: 'full' | 'low' | 'out'
  isOpen: boolean
  isStuck: boolean
  isFaulty: boolean
}

/** What is wrong with the machine, and the bytes by which it says so. */
function createMechanics() {
  let now: Mechanics = { roll: 'full', isOpen: false, isStuck: false, isFaulty: false }
  const flag = (isSet: boolean, mask: number): number => (isSet ? mask : 0)
  const isBlocked = (): boolean => now.isOpen || now.isStuck || now.isFaulty || now.roll === 'out'
  const sensor = (): number => flag(now.roll !== 'full', 0x03) | flag(now.roll === 'out', 0x0c)
  const set = (to: Partial<Mechanics>) => {
    now = { ...now, ...to }
  }
  return {
    set,
    isBlocked,
    /** The answer to GS r 1. */
    sensor,
    break(trouble: PrinterTrouble): void {
      if (trouble === 'paper-out') set({ roll: 'out' })
      if (trouble === 'cover-open') set({ isOpen: true })
      if (trouble === 'cutter') set({ isStuck: true })
      if (trouble === 'fault') set({ isFaulty: true })
    },
    /** The answer to DLE EOT with this number. */
    realTime(which: number | undefined): number {
      const { roll, isOpen, isStuck, isFaulty } = now
      if (which === 1) return 0x12 | flag(isBlocked(), 0x08)
      if (which === 2) return 0x12 | flag(isOpen, 0x04) | flag(roll === 'out', 0x20) | flag(isStuck || isFaulty, 0x40)
      if (which === 3) return 0x12 | flag(isStuck, 0x08) | flag(isFaulty, 0x40)
      return 0x12 | flag(roll !== 'full', 0x0c) | flag(roll === 'out', 0x60)
    },
    /** What GS a makes the printer tell. */
    change: () => [
      0x10 | flag(isBlocked(), 0x08) | flag(now.isOpen, 0x20),
      flag(now.isStuck, 0x08) | flag(now.isFaulty, 0x40),
      sensor(),
      0x0f,
    ],
  }
}

/** Whether a command prints a line or a part of a picture. */
const feeds = (command: Command): boolean =>
  command.is === 'line' || (command.is === 'command' && (command.name === 'GS v' || command.name === 'GS V'))

/**
 * Makes the twin of a printer with Big5, a cutter, a drawer and a sensor for the roll's end. `send`: its bytes to
 * whoever has the line. `unplug`, `stall`: what its faults do to the line.
 */
export function createTwinMachine(deps: { send(bytes: Uint8Array): void; unplug(): void; stall(): void }): TwinMachine {
  const papers: Dots[] = []
  const mechanics = createMechanics()
  let paperNow = createDotPaper()
  let buffer = Buffer.alloc(0)
  let kicks = 0
  let tellsChanges = false
  let answering: 'all' | 'nothing' | 'garbage' = 'all'
  let next: NextPaper | undefined
  let isSilent = false

  function say(...bytes: number[]): void {
    if (answering === 'all') deps.send(Uint8Array.from(bytes))
    if (answering === 'garbage') deps.send(Uint8Array.from(bytes, (byte) => byte | 0x80))
  }

  const tellChange = () => {
    if (tellsChanges) say(...mechanics.change())
  }

  function change(to: Partial<Mechanics>): void {
    mechanics.set(to)
    tellChange()
    work()
  }

  /** Whether the paper breaks off before this command. */
  function breaksAt(command: Command): boolean {
    if (next === undefined || next === 'silent' || next === 'half' || !feeds(command) || paperNow.height() === 0)
      return false
    const trouble = next
    next = undefined
    mechanics.break(trouble)
    if (trouble === 'offline') deps.unplug()
    else tellChange()
    return true
  }

  function cut(command: Command): void {
    paperNow.print(command)
    papers.push(paperNow.dots())
    paperNow = createDotPaper()
    if (next === 'silent') {
      next = undefined
      isSilent = true
    }
  }

  const confirm = (...bytes: number[]): void => {
    if (!isSilent) say(...bytes)
    isSilent = false
  }

  function run(command: Command): void {
    const { name, data } = command.is === 'command' ? command : { name: '', data: new Uint8Array() }
    if (name === 'GS V') cut(command)
    else if (name === 'GS r') confirm(mechanics.sensor())
    else if (name === 'GS (' && data[0] === 0x48) confirm(0x37, 0x22, ...data.subarray(5), 0)
    else if (name === 'ESC p') kicks += 1
    else if (name === 'GS a') {
      tellsChanges = data[0] !== 0
      tellChange()
    } else paperNow.print(command)
  }

  function work(): void {
    let at = 0
    while (!mechanics.isBlocked()) {
      const read = readCommand(buffer, at)
      if (!read || breaksAt(read.command)) break
      at += read.length
      run(read.command)
    }
    buffer = buffer.subarray(at)
  }

  function forget(): void {
    buffer = Buffer.alloc(0)
    filter.forget()
    paperNow = createDotPaper()
  }

  const filter = createRealTimeFilter(([, second, third]) => {
    if (second === 4) say(mechanics.realTime(third))
    if (second === 0x14 && third === 1) kicks += 1
    if (second !== 0x14 || third !== 8) return
    forget()
    say(0x37, 0x25, 0)
  })

  return {
    papers: () => [...papers],
    uncut: () => paperNow.dots(),
    kicks: () => kicks,
    paper: (roll) => change({ roll }),
    cover: (state) => change({ isOpen: state === 'open' }),
    cutter: (state) => change({ isStuck: state === 'stuck' }),
    fault: (state) => change({ isFaulty: state === 'there' }),
    answers(how) {
      answering = how
    },
    breakNext(how) {
      next = how
    },
    take(bytes) {
      const isHalf = next === 'half' && bytes.length > 100
      // A real-time command among them may empty the buffer first.
      const taken = filter.take(isHalf ? bytes.subarray(0, bytes.length >> 1) : bytes)
      buffer = Buffer.concat([buffer, taken])
      work()
      if (!isHalf) return
      next = undefined
      deps.stall()
    },
    reset() {
      forget()
      tellsChanges = false
    },
  }
}

/** The twin of a printer in the network, on 127.0.0.1. */
export interface PrinterTwin extends TwinControls {
  readonly port: number
  unplug(): Promise<void>
  replug(): Promise<void>
  close(): Promise<void>
}

/** Starts the twin on a free port. */
export async function openPrinterTwin(): Promise<PrinterTwin> {
  await loadCarriedGlyphs()
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0

  const machine = createTwinMachine({
    send: (bytes) => sockets.forEach((socket) => socket.write(bytes)),
    unplug: () => void unplug(),
    stall: () => sockets.forEach((socket) => socket.pause()),
  })

  function plug(): Promise<void> {
    const plugged = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket)
      socket.on('data', (chunk) => machine.take(chunk))
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    })
    server = plugged
    return new Promise((resolve, reject) => {
      plugged.once('error', reject)
      plugged.listen(port, '127.0.0.1', () => {
        port = (plugged.address() as AddressInfo).port
        resolve()
      })
    })
  }

  function unplug(): Promise<void> {
    const pulled = server
    server = undefined
    machine.reset()
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => {
      if (pulled) pulled.close(() => resolve())
      else resolve()
    })
  }

  await plug()
  return {
    ...machine,
    port,
    unplug,
    replug: () => (server ? Promise.resolve() : plug()),
    close: unplug,
  }
}
