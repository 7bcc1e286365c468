/** A CBOR float, kept apart from the integers: 6.0 is not the label 6 (RFC 8949, section 3.3). */
class CborFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/**
 * A CBOR simple value without an assigned meaning (RFC 8949, section 3.3): it is well-formed, and equals no expected
 * value.
 */
class CborSimple {
  readonly simple: number
  constructor(simple: number) {
    this.simple = simple
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

/** A CBOR map with its keys in the order of the message; keys may be items of any kind. */
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
  | CborSimple

/** The deepest nesting that is read, so that a message can't exhaust the stack; any header or claim fits. */
const MAX_DEPTH = 256

/** Texts of at most so many bytes are built by hand, which is faster than a call of the decoder. */
const SHORT_TEXT = 12

/** The smallest integers that need 1, 2, 4 or 8 bytes after the item's first. */
const LEAST = [24, 0x100, 0x1_0000, 0x1_0000_0000] as const

// A byte order mark is kept as part of the text, since two different texts must stay different.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads one CBOR item that fills `bytes` (RFC 8949). Null for bytes that aren't well-formed, indefinite lengths, a
 * duplicate key in a map at any depth, text that isn't UTF-8, nesting beyond 256, and bytes after the end; with
 * `shortest` also for an integer or a length that isn't in its shortest form. Never throws; the result is a copy.
 * Written here because cborg's reader takes 6.0 for 6, repairs broken UTF-8, misses a duplicate key that is a byte
 * string, and takes half as long again.
 */
export function readCbor(bytes: Uint8Array, rules: { shortest: boolean }): { value: CborValue } | null {
  try {
    const reader = new Reader(bytes, rules.shortest)
    const value = reader.item(0)
    return reader.done() ? { value } : null
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

/** Reads item after item; throws where `readCbor` answers null. */
class Reader {
  private readonly bytes: Uint8Array
  private readonly shortest: boolean
  private at = 0

  constructor(bytes: Uint8Array, shortest: boolean) {
    // Not a Buffer, since parts of a Buffer are Buffers.
    this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.shortest = shortest
  }

  done(): boolean {
    return this.at === this.bytes.length
  }

  item(depth: number): CborValue {
    if (depth > MAX_DEPTH) throw new RangeError('nested too deep')
    const first = this.byte()
    const info = first & 0x1f
    switch (first >> 5) {
      case 0:
        return this.argument(info)
      case 1:
        return this.negative(info)
      case 2:
        return new Uint8Array(this.take(this.length(info)))
      case 3:
        return this.text(this.length(info))
      case 4:
        return this.array(this.length(info), depth)
      case 5:
        return this.map(this.length(info), depth)
      case 6:
        return new CborTag(this.argument(info), this.item(depth + 1))
      default:
        return this.simpleOrFloat(info)
    }
  }

  private byte(): number {
    const byte = this.bytes[this.at++]
    if (byte === undefined) throw new RangeError('ends too early')
    return byte
  }

  private take(length: number): Uint8Array {
    const from = this.at
    if (length > this.bytes.length - from) throw new RangeError('ends too early')
    this.at = from + length
    return this.bytes.subarray(from, this.at)
  }

  /** The argument of an item: in its first byte, or in the 1, 2, 4 or 8 bytes after it (RFC 8949, section 3). */
  private argument(info: number): number | bigint {
    if (info < 24) return info
    const least = LEAST[info - 24]
    if (least === undefined) throw new TypeError('an indefinite length, or none')
    const value = info === 27 ? this.long() : this.number(1 << (info - 24))
    if (this.shortest && value < least) throw new TypeError('not in its shortest form')
    return value
  }

  private number(size: number): number {
    let value = 0
    for (let i = 0; i < size; i++) value = value * 0x100 + this.byte()
    return value
  }

  private long(): number | bigint {
    const [high, low] = [this.number(4), this.number(4)]
    const value = high * 0x1_0000_0000 + low
    return Number.isSafeInteger(value) ? value : (BigInt(high) << 32n) + BigInt(low)
  }

  private negative(info: number): number | bigint {
    const argument = this.argument(info)
    const value = -1 - Number(argument)
    return Number.isSafeInteger(value) ? value : -1n - BigInt(argument)
  }

  /** A length that isn't a safe integer is longer than any message, so rounding it does no harm. */
  private length(info: number): number {
    return Number(this.argument(info))
  }

  private text(length: number): string {
    const bytes = this.take(length)
    if (length > SHORT_TEXT) return utf8.decode(bytes)
    let text = ''
    for (let i = 0; i < length; i++) {
      const byte = bytes[i] ?? 0
      if (byte > 0x7f) return utf8.decode(bytes)
      text += String.fromCharCode(byte)
    }
    return text
  }

  private array(length: number, depth: number): CborValue[] {
    const items: CborValue[] = []
    for (let i = 0; i < length; i++) items.push(this.item(depth + 1))
    return items
  }

  private map(length: number, depth: number): CborMap {
    const map: CborMap = new Map()
    // The Map itself compares integers and texts; keys of other types are compared by their encoding.
    let otherKeys: Set<string> | undefined
    for (let i = 0; i < length; i++) {
      const start = this.at
      const key = this.item(depth + 1)
      if (typeof key === 'object' && key !== null) {
        otherKeys ??= new Set()
        const encoded = Buffer.from(this.bytes.subarray(start, this.at)).toString('hex')
        if (otherKeys.has(encoded)) throw new TypeError('key twice')
        otherKeys.add(encoded)
      }
      map.set(key, this.item(depth + 1))
      if (map.size <= i) throw new TypeError('key twice')
    }
    return map
  }

  /**
   * Reads a simple value: up to 19 in the first byte, from 32 in the next. Throws for any other form, which isn't
   * well-formed.
   */
  private simple(info: number): number {
    const value = info === 24 ? (this.take(1)[0] ?? 0) : info
    if (info === 24 ? value >= 32 : info < 20) return value
    throw new TypeError('not a simple value')
  }

  private simpleOrFloat(info: number): CborValue {
    switch (info) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 23:
        return undefined
      case 25:
        return new CborFloat(half(this.number(2)))
      case 26:
        return new CborFloat(viewOf(this.take(4)).getFloat32(0))
      case 27:
        return new CborFloat(viewOf(this.take(8)).getFloat64(0))
      default:
        return new CborSimple(this.simple(info))
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Decodes a half-precision float from its 16 bits (IEEE 754; RFC 8949, appendix D). */
function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff]
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (0x400 + fraction) * 2 ** (exponent - 25)
}
