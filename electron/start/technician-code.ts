import { defined } from '../common/defined.ts'
import type { TechnicianScan } from '../contract/index.ts'
import { readCode, textOf, type Code } from '../station/codes/index.ts'

/** A code as a technician gives it. `at`: the instant for which it is read, ISO 8601 in UTC. */
export interface TechnicianCode {
  bytes: Uint8Array
  symbology?: string | undefined
  /** The text that the picture's reader made of the bytes. */
  text?: string | undefined
  at?: string | undefined
}

/** Reads a code's kind and what its form alone says. `needsTrust`: the rest can be said only with a trust bundle. */
export function readWithoutTrust(code: TechnicianCode): { answer: TechnicianScan; needsTrust: boolean } {
  const { bytes, symbology, text } = code
  const scan = {
    bytes,
    source: 'typed',
    ...defined({ symbology, text }),
  } as const
  const read = readCode(scan, { walletPrefixes: [] })
  if (!read.ok) {
    const { kind, refusal, hint } = read
    return {
      answer: { kind, ok: false, refusal, ...defined({ hint }) },
      needsTrust: kind === 'unknown' && mayBeWallet(textOf(scan) ?? ''),
    }
  }
  const { kind } = read.code
  return { answer: { kind, ok: true }, needsTrust: NEEDS_TRUST[kind] }
}

/** Whether more than a code's form is checked, which takes a trust bundle. */
const NEEDS_TRUST: Readonly<Record<Code['kind'], boolean>> = {
  'eid-presentation': true,
  'binding-number': false,
  'security-code-request': true,
  'payment-slip': false,
  'wallet-payment': false,
  'operator-badge': true,
  receipt: true,
  'pending-slip': true,
  'undo-code': true,
  approval: true,
  'z-report': true,
  'check-scan': false,
}

// A wallet's code is 16 to 24 digits; the trust bundle's table of prefixes says whether they are one's.
function mayBeWallet(text: string): boolean {
  return /^\d{16,24}$/.test(text)
}
