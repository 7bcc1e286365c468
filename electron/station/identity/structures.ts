const NOTHING = new Uint8Array(0)

/**
 * The heads of the two arrays, of four and of three elements, each with its first element, the context (RFC 9052,
 * sections 4.4 and 5.3).
 */
const SIGNATURE1 = Buffer.from('\x84\x6aSignature1', 'latin1')
const ENCRYPT0 = Buffer.from('\x83\x68Encrypt0', 'latin1')

const BYTE_STRING = 0x40
const [LENGTH_IN_ONE, LENGTH_IN_TWO, LENGTH_IN_FOUR] = [0x58, 0x59, 0x5a]

/** The encoded Sig_structure that a COSE_Sign1's signature covers (RFC 9052, section 4.4). */
export function sigStructure(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  externalAad: Uint8Array = NOTHING,
): Uint8Array {
  const structure = Buffer.allocUnsafe(SIGNATURE1.length + room(protectedBytes) + room(externalAad) + room(payload))
  structure.set(SIGNATURE1)
  put(structure, payload, put(structure, externalAad, put(structure, protectedBytes, SIGNATURE1.length)))
  return structure
}

/** The encoded Enc_structure that a COSE_Encrypt0's tag covers beside the ciphertext (RFC 9052, section 5.3). */
export function encStructure(protectedBytes: Uint8Array, externalAad: Uint8Array = NOTHING): Uint8Array {
  const structure = Buffer.allocUnsafe(ENCRYPT0.length + room(protectedBytes) + room(externalAad))
  structure.set(ENCRYPT0)
  put(structure, externalAad, put(structure, protectedBytes, ENCRYPT0.length))
  return structure
}

/** How many bytes `bytes` take as a CBOR byte string in its shortest form. */
function room({ length }: Uint8Array): number {
  return length + (length < 24 ? 1 : length < 0x100 ? 2 : length < 0x1_0000 ? 3 : 5)
}

/** Writes `bytes` as a CBOR byte string; answers the offset after it. */
function put(into: Buffer, bytes: Uint8Array, at: number): number {
  const { length } = bytes
  const end = at + room(bytes)
  if (length < 24) {
    into[at] = BYTE_STRING + length
  } else if (length < 0x100) {
    into[at] = LENGTH_IN_ONE
    into[at + 1] = length
  } else if (length < 0x1_0000) {
    into[at] = LENGTH_IN_TWO
    into.writeUInt16BE(length, at + 1)
  } else {
    into[at] = LENGTH_IN_FOUR
    into.writeUInt32BE(length, at + 1)
  }
  into.set(bytes, end - length)
  return end
}
