import type { PrinterTrouble } from './port.ts'

/**
 * What an ESC/POS printer says of itself, and how it is asked (Epson, ESC/POS Command Reference: DLE EOT, GS a, GS r,
 * GS ( H). Pure bytes.
 */

/** What is known of a printer. `isOffline` alone, without a cause, is told by most printers while a person feeds paper. */
export interface PrinterFacts {
  isOffline: boolean
  isOpen: boolean
  isPaperOut: boolean
  isPaperLow: boolean
  isCutterStuck: boolean
  isFaulty: boolean
}

/** One answer of a printer, or a byte that is none. */
export type PrinterSays =
  /** One byte of the answer to `ASK_STATUS`; which of the four it is follows from their order alone. */
  | { say: 'real-time'; byte: number }
  | { say: 'changed'; facts: PrinterFacts }
  /** The answer to `ASK_SENSOR`. */
  | { say: 'sensor'; isPaperOut: boolean }
  /** The answer to `askProcess`. */
  | { say: 'process'; id: string }
  /** The answer to `CLEAR_BUFFERS`. */
  | { say: 'cleared' }
  | { say: 'garbage' }

const DLE = 0x10
const GS = 0x1d

/** How many bytes answer `ASK_STATUS`. */
export const STATUS_BYTES = 4
/** DLE EOT 1 to 4: the state, the cause of being offline, the error and the paper; answered at once, printing or not. */
export const ASK_STATUS = Uint8Array.of(DLE, 4, 1, DLE, 4, 2, DLE, 4, 3, DLE, 4, 4)
/** GS a: from now on the printer reports each change of its state, its errors and its paper by itself. */
export const TELL_CHANGES = Uint8Array.of(GS, 0x61, 0x0e)
/** GS r 1: the paper's state, answered once everything before it is done; receiptline's documents end with it. */
export const ASK_SENSOR = Uint8Array.of(GS, 0x72, 1)
/** DLE DC4 8: what the printer was sent and hasn't printed is forgotten, at once. */
export const CLEAR_BUFFERS = Uint8Array.of(DLE, 0x14, 8, 1, 3, 0x14, 1, 6, 2, 8)

/** GS ( H, function 48: the printer says `id`, four printable characters, when everything before it is printed. */
export function askProcess(id: string): Uint8Array {
  return Uint8Array.from([GS, 0x28, 0x48, 6, 0, 48, 48, ...Buffer.from(id, 'latin1')])
}

const has = (byte: number | undefined, mask: number): boolean => ((byte ?? 0) & mask) !== 0

/** The facts in the four bytes that answer `ASK_STATUS`, in their order. */
export function factsOfStatus([state, cause, error, paper]: readonly number[]): PrinterFacts {
  return {
    isOffline: has(state, 0x08),
    isOpen: has(cause, 0x04),
    isPaperOut: has(cause, 0x20) || has(paper, 0x60),
    isPaperLow: has(paper, 0x0c),
    isCutterStuck: has(error, 0x08),
    isFaulty: has(error, 0x64) || (has(cause, 0x40) && !has(error, 0x08)),
  }
}

/** The facts in the four bytes of an automatic status (GS a). */
function factsOfChange([state, error, paper]: readonly number[]): PrinterFacts {
  return {
    isOffline: has(state, 0x08),
    isOpen: has(state, 0x20),
    isPaperOut: has(paper, 0x0c),
    isPaperLow: has(paper, 0x03),
    isCutterStuck: has(error, 0x08),
    isFaulty: has(error, 0x64),
  }
}

/** What keeps a printer from printing, the cause that a person sees first; undefined where nothing does. */
export function troubleOf(facts: PrinterFacts): PrinterTrouble | undefined {
  if (facts.isOpen) return 'cover-open'
  if (facts.isPaperOut) return 'paper-out'
  if (facts.isCutterStuck) return 'cutter'
  if (facts.isFaulty) return 'fault'
  return facts.isOffline ? 'offline' : undefined
}

const BLOCK = 0x37
const PROCESS = 0x22
const CLEARED = 0x25
const LONGEST_BLOCK = 82
const XON = 0x11
const XOFF = 0x13

/** What begins with a byte outside an answer, by the bits that are fixed in each. */
function kindOf(byte: number): 'real-time' | 'change' | 'sensor' | 'block' | 'flow' | 'garbage' {
  if (byte === BLOCK) return 'block'
  if (byte === XON || byte === XOFF) return 'flow'
  if ((byte & 0x90) === 0) return 'sensor'
  if ((byte & 0x93) === 0x12) return 'real-time'
  return (byte & 0x93) === 0x10 ? 'change' : 'garbage'
}

/**
 * Reads a printer's answers from its bytes, in whatever chunks they come. It is total: each byte belongs to an answer,
 * or is told as garbage, and it holds one unfinished answer at most.
 */
export function createStatusReader(): { take(chunk: Uint8Array): PrinterSays[] } {
  let change: number[] | undefined
  let block: number[] | undefined

  function takeBlock(part: number[], byte: number): PrinterSays[] {
    if (byte !== 0) {
      part.push(byte)
      if (part.length <= LONGEST_BLOCK) return []
      block = undefined
      return [{ say: 'garbage' }]
    }
    block = undefined
    const [identifier, ...id] = part
    if (identifier === CLEARED) return [{ say: 'cleared' }]
    return identifier === PROCESS ? [{ say: 'process', id: String.fromCharCode(...id) }] : []
  }

  function takeByte(byte: number): PrinterSays[] {
    // A printer sends nothing else before a block's end.
    if (block) return takeBlock(block, byte)
    const kind = kindOf(byte)
    if (kind === 'real-time') return [{ say: 'real-time', byte }]
    if (kind === 'flow') return []
    if (kind === 'sensor') {
      if (!change) return [{ say: 'sensor', isPaperOut: has(byte, 0x0c) }]
      change.push(byte)
      if (change.length < STATUS_BYTES) return []
      const facts = factsOfChange(change)
      change = undefined
      return [{ say: 'changed', facts }]
    }
    const broken: PrinterSays[] = change || kind === 'garbage' ? [{ say: 'garbage' }] : []
    change = kind === 'change' ? [byte] : undefined
    if (kind === 'block') block = []
    return broken
  }

  return { take: (chunk) => [...chunk].flatMap(takeByte) }
}
