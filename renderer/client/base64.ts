/** Encodes bytes as base64 (RFC 4648, section 4), the form in which the contract carries a code. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
