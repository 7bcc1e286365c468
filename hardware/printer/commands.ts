/**
 * ESC/POS told apart into commands: those that receiptline and this room send, and any other of the same shape (Epson,
 * ESC/POS Command Reference). Pure bytes.
 */

/** A run of characters, a line feed, or a command by its name, such as `GS v`, with the bytes after the name. */
export type Command =
  { is: 'text'; bytes: Uint8Array } | { is: 'line' } | { is: 'command'; name: string; data: Uint8Array }

const LF = 0x0a
const PREFIXES: Readonly<Record<number, string>> = { 0x1b: 'ESC', 0x1c: 'FS', 0x1d: 'GS' }

/** How many bytes follow the name, where that is always the same; a command that isn't here has none. */
const FIXED: Readonly<Record<string, number>> = {
  'ESC a': 1,
  'ESC M': 1,
  'ESC  ': 1,
  'ESC 3': 1,
  'ESC {': 1,
  'ESC t': 1,
  'ESC R': 1,
  'ESC -': 1,
  'ESC E': 1,
  'ESC d': 1,
  'ESC J': 1,
  'ESC $': 2,
  'ESC \\': 2,
  'ESC p': 3,
  'FS C': 1,
  'FS -': 1,
  'FS S': 2,
  'GS !': 1,
  'GS B': 1,
  'GS a': 1,
  'GS r': 1,
  'GS I': 1,
  'GS w': 1,
  'GS h': 1,
  'GS H': 1,
  'GS L': 2,
  'GS W': 2,
}

const word = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0)

/**
 * How many bytes follow the name that ends at `at`; undefined where more bytes are needed to know. A length that a
 * command states itself is believed.
 */
function lengthOf(name: string, bytes: Uint8Array, at: number): number | undefined {
  const known = (needed: number, length: () => number) => (bytes.length < at + needed ? undefined : length())
  switch (name) {
    case 'ESC *':
      return known(3, () => 3 + word(bytes, at + 1) * ((bytes[at] ?? 0) >= 32 ? 3 : 1))
    case 'GS v':
      return known(6, () => 6 + word(bytes, at + 2) * word(bytes, at + 4))
    case 'GS V':
      return known(1, () => ((bytes[at] ?? 0) >= 65 && (bytes[at] ?? 0) <= 104 ? 2 : 1))
    case 'GS k':
      return known(2, () => 2 + (bytes[at + 1] ?? 0))
    // The letter of the function, and the length of what follows.
    case 'GS (':
    case 'FS (':
      return known(3, () => 3 + word(bytes, at + 1))
    case 'GS 8':
      return known(5, () => 5 + word(bytes, at + 1) + 65_536 * word(bytes, at + 3))
    default:
      return FIXED[name] ?? 0
  }
}

/**
 * Reads the command that begins at `at`, and how many bytes it takes; undefined where its end hasn't come yet. It is
 * total: what it doesn't know is a command without data.
 */
export function readCommand(bytes: Uint8Array, at: number): { command: Command; length: number } | undefined {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first === LF) return { command: { is: 'line' }, length: 1 }
  const prefix = PREFIXES[first]
  if (prefix !== undefined) {
    const letter = bytes[at + 1]
    if (letter === undefined) return undefined
    const name = `${prefix} ${String.fromCharCode(letter)}`
    const length = lengthOf(name, bytes, at + 2)
    if (length === undefined || bytes.length < at + 2 + length) return undefined
    return {
      command: { is: 'command', name, data: bytes.subarray(at + 2, at + 2 + length) },
      length: 2 + length,
    }
  }
  let end = at + 1
  while (end < bytes.length && bytes[end] !== LF && PREFIXES[bytes[end] ?? 0] === undefined) end += 1
  return { command: { is: 'text', bytes: bytes.subarray(at, end) }, length: end - at }
}
