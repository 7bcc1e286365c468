import type { Scan } from '../../../hardware/scanner/port.ts'
import { refuse } from '../../contract/refusals.ts'
import { MAX_CODE_BYTES, type CodeKind } from '../../contract/scan.ts'
import type { ReadCode } from './code.ts'
import { contentOf, type Content } from './content.ts'
import { parseConsumerPresented } from './emvco.ts'
import { hintOf } from './hint.ts'
import { isCheckCode } from './check-code.ts'
import { readTyped } from './keyboard.ts'
import { afterPrefix, isBindingNumber, kindOf, walletPrefixOf, type CodeTables } from './kind.ts'
import { readSignedForm, type SignedKind } from './signed-form.ts'
import { readSlipOf } from './slip-readings.ts'

export { decodeBase45, encodeBase45 } from './base45.ts'
export { makeCheckCode } from './check-code.ts'
export type { Code, ReadCode } from './code.ts'
export type { CodeTables } from './kind.ts'
export { layoutsThatTyped } from './layouts.ts'
export { SIGNED_KINDS, type SignedKind } from './signed-form.ts'

function contentOfScan(scan: Scan): Content {
  return contentOf(scan.bytes.length > MAX_CODE_BYTES ? { bytes: new Uint8Array() } : scan)
}

/**
 * The kind of a code (codes.md, section 1), by its prefix or template alone. Every scan has exactly one kind, and none
 * throws; a code of more than 4,096 bytes is `unknown` without being read. The keys of a scanner in keyboard mode are
 * read by their layout first.
 */
export function classify(scan: Scan, tables: CodeTables): CodeKind {
  const read = readCode(scan, tables)
  return read.ok ? read.code.kind : read.kind
}

/**
 * The text of a scan without its wrapping, for callers that read a single kind. Undefined where the bytes aren't text,
 * or are more than 4,096.
 */
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
  return isBindingNumber(number)
    ? { ok: true, code: { kind: 'binding-number', number } }
    : { ...refuse('malformed'), kind: 'binding-number' }
}

function readSigned(kind: SignedKind, text: string): ReadCode {
  const read = readSignedForm(kind, afterPrefix(text) ?? '')
  return read.ok ? { ok: true, code: { kind, message: read.message } } : { ...read, kind }
}

function readText(
  kind: Exclude<CodeKind, 'unknown' | 'border-pass' | 'merchant-qr' | 'payment-slip'>,
  text: string,
  tables: CodeTables,
): ReadCode {
  switch (kind) {
    case 'eid-presentation':
      return { ok: true, code: { kind, text } }
    case 'binding-number':
      return readBindingNumber(text)
    case 'wallet-payment':
      return readWallet(text, tables)
    case 'check-scan':
      return isCheckCode(text) ? { ok: true, code: { kind, text } } : { ...refuse('malformed'), kind }
    default:
      return readSigned(kind, text)
  }
}

/**
 * Reads a code: its kind, and that kind's rules of form. A refusal names the kind: `border-pass` and `merchant-qr`,
 * which are never accepted here; `unknown-code` with a hint; `malformed` and a slip's own refusals for a wrong form;
 * `scanner-setup` where a keyboard-mode scanner's set-up keeps a code from being read. The result holds nothing of an
 * unknown code's content. Control characters never pass, since no accepted form has one. Never throws.
 */
export function readCode(scan: Scan, tables: CodeTables): ReadCode {
  const isTyped = scan.source === 'hid-keyboard' && scan.bytes.length <= MAX_CODE_BYTES
  return isTyped
    ? readTyped(scan, (bytes) => readAsItIs({ bytes, source: 'hid-keyboard' }, tables))
    : readAsItIs(scan, tables)
}

function readAsItIs(scan: Scan, tables: CodeTables): ReadCode {
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
