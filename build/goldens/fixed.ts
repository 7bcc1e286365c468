/** An Ed25519 key of fixed bytes (PKCS #8, RFC 8410), for what a golden signs. */
export const FIXED_PKCS8: Uint8Array = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), new Uint8Array(32).fill(0x42)])
