import type { Scan } from '../../../hardware/scanner/port.ts'
import { refuse, type Refusal } from '../../contract/refusals.ts'
import { MAX_CODE_BYTES, type CodeKind, type Hint, type Slip } from '../../contract/scan.ts'
import { contentOf, type Content } from './content.ts'
import { parseConsumerPresented } from './emvco.ts'
import { hintOf } from './hint.ts'
import { afterPrefix, isBindingNumber, kindOf, walletPrefixOf, type CodeTables } from './kind.ts'
import { readSignedForm, type SignedKind } from './signed-form.ts'
import { readSlipOf } from './slip-readings.ts'

export { decodeBase45, encodeBase45 } from './base45.ts'
export type { CodeTables } from './kind.ts'
export { SIGNED_KINDS, type SignedKind } from './signed-form.ts'

/** A code whose form is right. Whether it is genuine, and what it opens, other rooms decide. */
export type Code =
  /** The whole text, prefix included; `identity` reads what is inside. */
  | { kind: 'eid-presentation'; text: string }
  | { kind: 'binding-number'; number: string }
  | { kind: 'payment-slip'; slip: Slip }
  /** EMVCo's consumer-presented code, or a wallet's own digits with the longest prefix of the table that they begin with. */
  | { kind: 'wallet-payment'; text: string; walletPrefix?: string }
  /** The COSE_Sign1's bytes. */
  | { kind: SignedKind; message: Uint8Array }

/** What a scan is: a code, or the refusal of its kind. */
export type ReadCode = { ok: true; code: Code } | { ok: false; kind: CodeKind; refusal: Refusal; hint?: Hint }

function contentOfScan(scan: Scan): Content {
  return contentOf(scan.bytes.length > MAX_CODE_BYTES ? { bytes: new Uint8Array() } : scan)
}

/**
 * The kind of a code (codes.md, section 1), by its prefix or template alone. Total: every scan has exactly one kind, none throws,
 * and a code of more than 4,096 bytes is `unknown` without being looked at.
 */
export function classify(scan: Scan, tables: CodeTables): CodeKind {
  return kindOf(scan.source, contentOfScan(scan), tables)
}

/** The text of a scan without its wrapping; undefined where its bytes are none. For who reads one kind alone. */
export function textOf(scan: Pick<Scan, 'bytes' | 'symbology' | 'text'>): string | undefined {
  return scan.bytes.length > MAX_CODE_BYTES ? undefined : contentOf(scan).text
}

function readWallet(text: string, tables: CodeTables): ReadCode {
  const walletPrefix = walletPrefixOf(text, tables)
  if (walletPrefix !== undefined) return { ok: true, code: { kind: 'wallet-payment', text, walletPrefix } }
  const parsed = parseConsumerPresented(text)
  return parsed.ok ? { ok: true, code: { kind: 'wallet-payment', text } } : { ...parsed, kind: 'wallet-payment' }
}

function readBindingNumber(text: string): ReadCode {
  const number = afterPrefix(text) ?? text
  return isBindingNumber(number) ? { ok: true, code: { kind: 'binding-number', number } } : { ...refuse('malformed'), kind: 'binding-number' }
}

function readSigned(kind: SignedKind, text: string): ReadCode {
  const read = readSignedForm(kind, afterPrefix(text) ?? '')
  return read.ok ? { ok: true, code: { kind, message: read.message } } : { ...read, kind }
}

function readText(kind: Exclude<CodeKind, 'unknown' | 'border-pass' | 'merchant-qr' | 'payment-slip'>, text: string, tables: CodeTables): ReadCode {
  switch (kind) {
    case 'eid-presentation':
      return { ok: true, code: { kind, text } }
    case 'binding-number':
      return readBindingNumber(text)
    case 'wallet-payment':
      return readWallet(text, tables)
    default:
      return readSigned(kind, text)
  }
}

/**
 * Reads a code: its kind, and that kind's own rules of form. A refusal names the kind: `border-pass` and `merchant-qr` for what is never
 * taken here, `unknown-code` with a hint, `malformed` and a slip's own refusals for a broken inside. Nothing of an unknown code's
 * content is in the result; a control character never passes, since no accepted form's alphabet has one. Never throws.
 */
export function readCode(scan: Scan, tables: CodeTables): ReadCode {
  const content = contentOfScan(scan)
  const kind = kindOf(scan.source, content, tables)
  if (kind === 'unknown') return { ...refuse('unknown-code'), kind, hint: hintOf(content, scan.bytes.length) }
  if (kind === 'border-pass' || kind === 'merchant-qr') return { ...refuse(kind), kind }
  if (kind === 'payment-slip') {
    const slip = readSlipOf(content)
    return slip.ok ? { ok: true, code: { kind, slip: slip.slip } } : { ...slip, kind }
  }
  return content.text === undefined ? { ...refuse('malformed'), kind } : readText(kind, content.text, tables)
}
