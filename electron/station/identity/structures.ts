import { encode } from 'cborg'

const NOTHING = new Uint8Array(0)

/** What a COSE_Sign1's signature is over: Sig_structure (RFC 9052, section 4.4), encoded. */
export function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array, externalAad: Uint8Array = NOTHING): Uint8Array {
  return encode(['Signature1', protectedBytes, externalAad, payload])
}

/** What a COSE_Encrypt0's tag covers beside the ciphertext: Enc_structure (RFC 9052, section 5.3), encoded. */
export function encStructure(protectedBytes: Uint8Array, externalAad: Uint8Array = NOTHING): Uint8Array {
  return encode(['Encrypt0', protectedBytes, externalAad])
}
