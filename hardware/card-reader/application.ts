import type { DataGroup } from './port.ts'

/**
 * The card application that both sides of this profile know, the reader's (profile.ts) and the virtual card's
 * (applet.ts). Macao's own application is DSI's to supply: it will be another file like this one and its own reader's
 * side behind the same port. The numbers here follow ISO/IEC 7816-4 and, for the files, ICAO Doc 9303-10.
 */

/** The application's identifier: of the unregistered kind (F0), and this program's name. */
export const APPLICATION = Uint8Array.of(0xf0, ...new TextEncoder().encode('BALCAO'), 0x01)

/** Each data group's file and the tag of the one data object that fills it. */
export const FILES: Readonly<Record<DataGroup, { file: number; tag: number }>> = {
  person: { file: 0x0101, tag: 0x61 },
  portrait: { file: 0x0102, tag: 0x75 },
  key: { file: 0x010f, tag: 0x6f },
  'security-object': { file: 0x011d, tag: 0x77 },
}

/** READ BINARY names an offset in 15 bits, and a file ends there. */
export const MOST_FILE_BYTES = 0x7fff

/** Instructions (ISO/IEC 7816-4, table 4); `verify` is the one whose data is a data object. */
export const INS = {
  verify: 0x21,
  internalAuthenticate: 0x88,
  select: 0xa4,
  readBinary: 0xb0,
  getResponse: 0xc0,
} as const

/** CLA of a command, and of a part of one that isn't the last. */
export const CLA = { last: 0x00, chained: 0x10 } as const

/** The reference of the finger to match: specific to the application, number 1 (7816-4, table 95). */
export const FINGER_REFERENCE = 0x81
/** The data object of a finger's template (ISO/IEC 19785-3, `7F2E` holds it; compact minutiae in `81`). */
export const TEMPLATE_TAG = 0x81

export const NONCE_BYTES = 32
/** A signature of ECDSA on P-256 as two numbers of 32 bytes, or one of Ed25519. */
export const SIGNATURE_BYTES = 64
