const POLYNOMIAL = 0x1021

const TABLE = new Uint16Array(256)
for (let byte = 0; byte < 256; byte++) {
  let value = byte << 8
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ POLYNOMIAL : value << 1
  TABLE[byte] = value
}

/**
 * CRC-16/CCITT-FALSE as EMVCo's tag 63 uses it: polynomial 1021, start FFFF, nothing reflected, no final XOR
 * (ISO/IEC 13239; "123456789" gives 29B1).
 */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ byte] ?? 0)
  return crc
}
