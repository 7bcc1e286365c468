import type { ScanSource } from '../../../hardware/scanner/port.ts'
import type { CodeKind } from '../../contract/scan.ts'
import { endsInLuhnDigit } from './check-digit.ts'
import type { Content } from './content.ts'
import { beginsConsumerPresented, MERCHANT_PRESENTED_START } from './emvco.ts'
import { isSlip } from './slip-readings.ts'

/** What the station needs beside the code itself: the prefixes of wallets' payment codes, from the trust bundle. */
export interface CodeTables {
  walletPrefixes: readonly string[]
}

const KIND_OF_PREFIX: Readonly<Record<string, CodeKind>> = {
  'ME1:': 'eid-presentation',
  'MEX1:': 'border-pass',
  'MEB1:': 'binding-number',
  'MES1:': 'security-code-request',
  'MEO1:': 'operator-badge',
  'MER1:': 'receipt',
  'MEP1:': 'pending-slip',
  'MEU1:': 'undo-code',
  'MEA1:': 'approval',
  'MEZ1:': 'z-report',
  'MEC1:': 'check-scan',
}
const PREFIX = /^ME[A-Z]?1:/
const BINDING_DIGITS = /^\d{10}$/
const WALLET_DIGITS = /^\d{16,24}$/

/** The text after a code's prefix; undefined where it has none of ours. */
export function afterPrefix(text: string): string | undefined {
  const prefix = PREFIX.exec(text)?.[0]
  return prefix === undefined ? undefined : text.slice(prefix.length)
}

/** Whether a text is a binding number: ten digits, the last a Luhn check digit. */
export function isBindingNumber(digits: string): boolean {
  return BINDING_DIGITS.test(digits) && endsInLuhnDigit(digits)
}

/** The longest prefix in the wallet table with which a wallet's payment digits begin. */
export function walletPrefixOf(text: string, tables: CodeTables): string | undefined {
  if (!WALLET_DIGITS.test(text)) return undefined
  let longest: string | undefined
  for (const prefix of tables.walletPrefixes) {
    if (text.startsWith(prefix) && prefix.length > (longest?.length ?? 0)) longest = prefix
  }
  return longest
}

/**
 * The kind of a code, by its prefix or template alone (codes.md, section 1). Prefixes are case-sensitive and matched in
 * the bytes, so that the rest need not be text. Ten bare digits are a binding number only where they were typed: a
 * scanned number of ten digits can be any shop's, and the app's own code begins with `MEB1:`.
 */
export function kindOf(source: ScanSource, content: Content, tables: CodeTables): CodeKind {
  const { latin } = content
  const prefix = PREFIX.exec(latin)?.[0]
  if (prefix !== undefined) return KIND_OF_PREFIX[prefix] ?? 'unknown'
  if (latin.startsWith(MERCHANT_PRESENTED_START)) {
    return isSlip(content) ? 'payment-slip' : 'merchant-qr'
  }
  if (beginsConsumerPresented(latin) || walletPrefixOf(latin, tables) !== undefined) return 'wallet-payment'
  return source === 'typed' && isBindingNumber(latin) ? 'binding-number' : 'unknown'
}
