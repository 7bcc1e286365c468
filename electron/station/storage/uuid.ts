import type { Clock, Random } from '../../../hardware/ports.ts'

/** Makes a UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds since 1970, then random bits. */
export function uuidV7(clock: Pick<Clock, 'now'>, random: Random): string {
  const bytes = Buffer.from(random.bytes(16))
  bytes.writeUIntBE(clock.now(), 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
