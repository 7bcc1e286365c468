import { isAscii } from 'node:buffer'
import { Tokenizer, Type, type Token } from 'cborg'

/** A CBOR float, kept apart from the integers: 6.0 is not the label 6 (RFC 8949, section 3.3). */
class CborFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A tagged CBOR item (RFC 8949, section 3.4). */
export class CborTag {
  readonly tag: number | bigint
  readonly content: CborValue
  constructor(tag: number | bigint, content: CborValue) {
    this.tag = tag
    this.content = content
  }
}

export type CborMap = Map<CborValue, CborValue>

/** One CBOR item. Integers are numbers while they are safe and bigints beyond; a number is always an integer. */
export type CborValue =
  | number
  | bigint
  | string
  | boolean
  | null
  | undefined
  | Uint8Array
  | CborValue[]
  | CborMap
  | CborTag
  | CborFloat

/** Deep enough for any header or claim; a stack is never at the sender's mercy. */
const MAX_DEPTH = 64

// A byte order mark is part of a text, never stripped: two different texts must stay different.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const STRICT = { allowIndefinite: false, allowBigInt: true, retainStringBytes: true, strict: true }
const LENIENT = { ...STRICT, strict: false }

/**
 * Reads one CBOR item that fills `bytes` (RFC 8949), or answers null: for what is not well-formed, indefinite lengths, a key twice in one
 * map at any depth, text that is not UTF-8, simple values without a meaning, nesting beyond 64, anything after the end, and with `shortest`
 * for an integer or a length that isn't in its shortest form. Never throws; what it answers with is a copy. cborg reads the tokens; its own
 * trees would take 6.0 for 6, mend broken UTF-8 and miss a byte string that is a key twice.
 */
export function readCbor(bytes: Uint8Array, rules: { shortest: boolean }): { value: CborValue } | null {
  try {
    // Of a Buffer cborg would hand out views, not copies.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const tokens = new Tokenizer(plain, rules.shortest ? STRICT : LENIENT)
    const value = readItem(tokens, plain, 0)
    return tokens.done() ? { value } : null
  } catch {
    return null
  }
}

/** The map that fills `bytes`, read as `readCbor` does, or null. */
export function readCborMap(bytes: Uint8Array, rules: { shortest: boolean }): CborMap | null {
  const item = readCbor(bytes, rules)
  return item?.value instanceof Map ? item.value : null
}

/** Whether `value` is a byte string, of `length` bytes where that is given. */
export function isBytes(value: CborValue, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length)
}

/** Whether `value` is a CBOR integer. */
export function isInteger(value: CborValue): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function readItem(tokens: Tokenizer, bytes: Uint8Array, depth: number): CborValue {
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep')
  const token = tokens.next()
  switch (token.type) {
    case Type.uint:
    case Type.negint:
      return integerOf(token)
    case Type.bytes:
      return bytesOf(token.value)
    case Type.string:
      return textOf(token)
    case Type.array:
      return readArray(tokens, bytes, lengthOf(token), depth)
    case Type.map:
      return readMap(tokens, bytes, lengthOf(token), depth)
    case Type.tag:
      return new CborTag(integerOf(token), readItem(tokens, bytes, depth + 1))
    case Type.float:
      return new CborFloat(Number(token.value))
    case Type.true:
      return true
    case Type.false:
      return false
    case Type.null:
      return null
    case Type.undefined:
      return undefined
    default:
      throw new TypeError('not an item')
  }
}

function readArray(tokens: Tokenizer, bytes: Uint8Array, length: number, depth: number): CborValue[] {
  const items: CborValue[] = []
  for (let i = 0; i < length; i++) items.push(readItem(tokens, bytes, depth + 1))
  return items
}

function readMap(tokens: Tokenizer, bytes: Uint8Array, length: number, depth: number): CborMap {
  const map: CborMap = new Map()
  // Integers and texts are compared by the Map itself; keys of other types by how they are encoded.
  let otherKeys: Set<string> | undefined
  for (let i = 0; i < length; i++) {
    const start = tokens.pos()
    const key = readItem(tokens, bytes, depth + 1)
    if (map.has(key)) throw new TypeError('key twice')
    if (typeof key === 'object' && key !== null) {
      otherKeys ??= new Set()
      const encoded = Buffer.from(bytes.subarray(start, tokens.pos())).toString('hex')
      if (otherKeys.has(encoded)) throw new TypeError('key twice')
      otherKeys.add(encoded)
    }
    map.set(key, readItem(tokens, bytes, depth + 1))
  }
  return map
}

/** cborg mends broken UTF-8 and drops a byte order mark; its word is good for ASCII alone. */
function textOf(token: Token): string {
  // cborg keeps no bytes of a text that has none.
  if (token.byteValue === undefined && token.value === '') return ''
  const bytes = bytesOf(token.byteValue)
  const text: unknown = token.value
  return typeof text === 'string' && isAscii(bytes) ? text : utf8.decode(bytes)
}

function integerOf(token: Token): number | bigint {
  const value: unknown = token.value
  if (typeof value === 'number' || typeof value === 'bigint') return value
  throw new TypeError('not an integer')
}

function lengthOf(token: Token): number {
  const value: unknown = token.value
  if (typeof value === 'number') return value
  throw new TypeError('not a length')
}

function bytesOf(value: unknown): Uint8Array {
  // cborg copies each string out of the message, so what is returned never changes under the reader.
  if (value instanceof Uint8Array) return value
  throw new TypeError('not bytes')
}
