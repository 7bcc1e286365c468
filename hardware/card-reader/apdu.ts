/** A command to a card (ISO/IEC 7816-4, 5.1). `expected`: how many bytes of answer are asked for, 1 to 256. */
export interface Command {
  /** 0x00, or 0x10 where more of the same command follows (5.1.1.1). */
  cla: number
  ins: number
  p1: number
  p2: number
  /** At most 255 bytes. */
  data?: Uint8Array
  expected?: number
}

/** A card's answer: its data and the status word (5.1.3). */
export interface Response {
  data: Uint8Array
  status: number
}

/** Status words that the profile knows (ISO/IEC 7816-4, tables 5 and 6). */
export const STATUS = {
  done: 0x9000,
  wrongLength: 0x6700,
  securityNotSatisfied: 0x6982,
  blocked: 0x6983,
  conditionsNotSatisfied: 0x6985,
  noFileChosen: 0x6986,
  wrongData: 0x6a80,
  notFound: 0x6a82,
  offsetOutside: 0x6b00,
  unknownInstruction: 0x6d00,
  unknownClass: 0x6e00,
} as const

/** The longest data of a command, and the longest answer. */
export const MOST_DATA = 255
export const MOST_ANSWER = 256

/** The command's bytes, in the short form. Throws on data over 255 bytes, which is a caller's mistake. */
export function encodeCommand({ cla, ins, p1, p2, data, expected }: Command): Uint8Array {
  const length = data?.length ?? 0
  if (length > MOST_DATA) throw new RangeError('a short command has at most 255 bytes of data')
  const bytes = new Uint8Array(4 + (length > 0 ? 1 + length : 0) + (expected === undefined ? 0 : 1))
  bytes.set([cla, ins, p1, p2])
  if (data && length > 0) {
    bytes[4] = length
    bytes.set(data, 5)
  }
  // 256 is written as 0.
  if (expected !== undefined) bytes[bytes.length - 1] = expected
  return bytes
}

/** Reads a command in the short form, as a card does; undefined where it isn't one. */
export function decodeCommand(bytes: Uint8Array): Command | undefined {
  const [cla, ins, p1, p2, third] = bytes
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined
  const head = { cla, ins, p1, p2 }
  if (third === undefined) return head
  if (bytes.length === 5) return { ...head, expected: third === 0 ? MOST_ANSWER : third }
  if (third === 0) return undefined
  const data = bytes.slice(5, 5 + third)
  if (data.length < third) return undefined
  if (bytes.length === 5 + third) return { ...head, data }
  if (bytes.length !== 6 + third) return undefined
  const last = bytes[5 + third]
  return { ...head, data, expected: last === undefined || last === 0 ? MOST_ANSWER : last }
}

/** Reads a card's answer; undefined where it has no status word or is longer than any command asks for. */
export function decodeResponse(bytes: Uint8Array): Response | undefined {
  if (bytes.length < 2 || bytes.length > MOST_ANSWER + 2) return undefined
  const [high = 0, low = 0] = bytes.subarray(-2)
  return { data: bytes.slice(0, -2), status: high * 256 + low }
}

/** The answer's bytes. */
export function encodeResponse(status: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(data.length + 2)
  bytes.set(data)
  bytes.set([status >> 8, status & 0xff], data.length)
  return bytes
}

/** The head of a data object: its tag, how many bytes tag and length take, and how many its value. */
export interface ObjectHead {
  tag: number
  head: number
  length: number
}

/** Reads a data object's head with a tag of one byte (ISO/IEC 8825-1, definite lengths up to 65,535); undefined: none. */
export function readObjectHead(bytes: Uint8Array): ObjectHead | undefined {
  const [tag, first, second, third] = bytes
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  if (first < 0x80) return { tag, head: 2, length: first }
  if (first === 0x81 && second !== undefined) return { tag, head: 3, length: second }
  if (first === 0x82 && second !== undefined && third !== undefined)
    return { tag, head: 4, length: second * 256 + third }
  return undefined
}

/** A data object with a tag of one byte and at most 65,535 bytes of value. */
export function writeObject(tag: number, value: Uint8Array): Uint8Array {
  const { length } = value
  if (length > 0xffff) throw new RangeError('a data object has at most 65,535 bytes')
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  const bytes = new Uint8Array(head.length + length)
  bytes.set(head)
  bytes.set(value, head.length)
  return bytes
}
