import { encode } from 'cborg'
import type { JournalValue } from './journal.ts'

/** The buffer of the last call's bytes; it grows to the longest. */
let form = Buffer.alloc(16 * 1_024)
let end = 0

/** An item's first byte and its longest argument (RFC 8949, section 3). */
const HEAD_BYTES = 9
/** The most bytes that one UTF-16 unit of a string takes in UTF-8. */
const MOST_UTF8_BYTES = 3
/** The longest text, in characters, that is written without the library; ids of transactions and items fit. */
const SHORT_TEXT = 48
/** The longest field name, in characters, whose order is remembered. */
const SHORT_NAME = 16

/**
 * Encodes as canonical CBOR (RFC 8949, section 4.2.1): shortest integers, definite lengths, sorted keys. Throws a
 * TypeError for a value that isn't a `JournalValue`.
 */
export function canonical(value: JournalValue): Uint8Array {
  return Buffer.from(hashedForm(value))
}

/**
 * The same without a copy: the bytes are good until the next call. The encoder is the journal's own because every entry
 * is written and verified through it.
 */
export function hashedForm(value: JournalValue): Uint8Array {
  end = 0
  write(value)
  return form.subarray(0, end)
}

function write(value: JournalValue): void {
  if (typeof value === 'string') writeText(value)
  else if (typeof value === 'number') writeNumber(value)
  else if (value === null) writeByte(0xf6)
  else if (typeof value === 'boolean') writeByte(value ? 0xf5 : 0xf4)
  else if (value instanceof Uint8Array) writeBytes(value)
  else if (isArray(value)) {
    writeHead(0x80, value.length)
    for (const item of value) write(item)
  } else writeMap(value)
}

const isArray = (value: object): value is readonly JournalValue[] => Array.isArray(value)

function writeMap(map: Readonly<Record<string, JournalValue | undefined>>): void {
  // Fails here for a value that got past the types, since it would be recorded as an empty map.
  if (!isPlain(map)) throw new TypeError('canonical CBOR holds plain values alone')
  const names = inOrder(Object.keys(map).filter((name) => map[name] !== undefined))
  writeHead(0xa0, names.length)
  for (const name of names) {
    writeText(name)
    write(map[name] ?? null)
  }
}

function isPlain(map: object): boolean {
  if (typeof map !== 'object') return false
  const prototype: unknown = Object.getPrototypeOf(map)
  return prototype === Object.prototype || prototype === null
}

/** Sorted names, by the names as they came: few kinds of map are written, each very often. */
const orders = new Map<string, readonly string[]>()
const MOST_ORDERS = 1_000

function inOrder(names: string[]): readonly string[] {
  if (names.length < 2) return names
  const key = names.join('\0')
  const cached = orders.get(key)
  if (cached) return cached
  names.sort(byEncoding)
  // Long names are mostly ids, which don't come again.
  if (orders.size < MOST_ORDERS && names.every(({ length }) => length <= SHORT_NAME)) orders.set(key, names)
  return names
}

/** Compares by the bytes of the encoded keys: shorter ones come first. */
function byEncoding(one: string, other: string): number {
  if (isAscii(one) && isAscii(other)) return one.length - other.length || (one < other ? -1 : 1)
  return Buffer.byteLength(one) - Buffer.byteLength(other) || Buffer.compare(Buffer.from(one), Buffer.from(other))
}

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text)

function writeNumber(value: number): void {
  // No float belongs here; cborg encodes any that comes all the same.
  if (!Number.isSafeInteger(value)) writeRaw(encode(value))
  else if (value >= 0) writeHead(0, value)
  else writeHead(0x20, -1 - value)
}

function writeText(value: string): void {
  reserve(HEAD_BYTES + value.length * MOST_UTF8_BYTES)
  if (value.length <= SHORT_TEXT && writeAscii(value)) return
  writeHead(0x60, Buffer.byteLength(value))
  end += form.write(value, end)
}

/**
 * Writes a short text byte by byte, which is faster than Node's own. False where it isn't ASCII; then nothing is
 * written.
 */
function writeAscii(value: string): boolean {
  const start = end
  writeHead(0x60, value.length)
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index)
    if (code > 0x7f) {
      end = start
      return false
    }
    form[end++] = code
  }
  return true
}

function writeBytes(value: Uint8Array): void {
  writeHead(0x40, value.length)
  writeRaw(value)
}

function writeRaw(bytes: Uint8Array): void {
  reserve(bytes.length)
  form.set(bytes, end)
  end += bytes.length
}

function writeByte(byte: number): void {
  reserve(1)
  form[end++] = byte
}

/** Writes an item's major type and its argument in the shortest form. */
function writeHead(major: number, value: number): void {
  reserve(HEAD_BYTES)
  if (value < 24) form[end++] = major | value
  else if (value < 0x100) {
    form[end++] = major | 24
    form[end++] = value
  } else if (value < 0x1_0000) end = form.writeUInt16BE(value, form.writeUInt8(major | 25, end))
  else if (value < 0x1_0000_0000) end = form.writeUInt32BE(value, form.writeUInt8(major | 26, end))
  else {
    const high = form.writeUInt32BE(Math.floor(value / 0x1_0000_0000), form.writeUInt8(major | 27, end))
    end = form.writeUInt32BE(value % 0x1_0000_0000, high)
  }
}

function reserve(bytes: number): void {
  if (end + bytes <= form.length) return
  const longer = Buffer.alloc((end + bytes) * 2)
  form.copy(longer, 0, 0, end)
  form = longer
}
