/** The field of edwards25519 and the constant d of its curve (RFC 8032, section 5.1). */
const P = 2n ** 255n - 19n
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n
const SIGN = 0x80

/**
 * Whether these 32 bytes decode to a point of edwards25519 (RFC 8032, section 5.1.3): y below the field's prime, and
 * x² = (y² − 1) / (d·y² + 1) a square, with no sign on x = 0. OpenSSL accepts any 32 bytes as a key and fails only at
 * the signature.
 */
export function isEd25519Point(key: Uint8Array): boolean {
  const last = key[31]
  if (key.length !== 32 || last === undefined) return false
  const littleEndian = Buffer.from(key).reverse()
  littleEndian[0] = last & ~SIGN
  const y = BigInt(`0x${littleEndian.toString('hex')}`)
  if (y >= P) return false
  const ySquared = (y * y) % P
  const numerator = (ySquared + P - 1n) % P
  if (numerator === 0n) return (last & SIGN) === 0
  // The denominator is never 0, since −1/d is no square; u/v is a square exactly where u·v is (Euler's criterion).
  return power((numerator * (D * ySquared + 1n)) % P, (P - 1n) / 2n) === 1n
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % P
    if (bit === '1') result = (result * base) % P
  }
  return result
}
