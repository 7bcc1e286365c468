import { MAX_CODE_BYTES, type Hint } from '../../contract/scan.ts'
import { endsInGs1Digit } from './check-digit.ts'
import type { Content } from './content.ts'

/** AIM identifiers of the EAN and UPC family (ISO/IEC 15424). */
const EAN_SYMBOLOGY = /^\]E[0-4]$/
/** EAN-8, UPC-A and EAN-13. */
const EAN_DIGITS = /^(?:\d{8}|\d{12}|\d{13})$/
const URL_START = /^(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.)[^\s]/i
/**
 * A non-resident worker's card. All that is published of its QR code is that it opens a page of the Public Security
 * Police Force on which the permit to stay is looked up. So this matches the police's part of the security forces'
 * host, or an address on that host that names the card. A fine's page on the same host is neither.
 */
const BLUE_CARD = /^https?:\/\/(?:[a-z0-9-]{1,40}\.)?fsm\.gov\.mo\/(?:psp(?:[/?#]|$)|[^?#]{0,200}tnr)/i
const WIFI = /^WIFI:/i
const CONTACT = /^(?:BEGIN:VCARD|MECARD:)/i
const HEALTH_CERTIFICATE = /^HC1:/

/**
 * What an unknown code looks like, by its first characters and its symbology alone. The hint tells nothing of the
 * code's content.
 */
export function hintOf({ latin, text, symbology }: Content, byteLength: number): Hint {
  if (byteLength > MAX_CODE_BYTES) return 'too-long'
  if (latin === '') return 'empty'
  if (text === undefined) return 'binary'
  if (symbology !== undefined && EAN_SYMBOLOGY.test(symbology)) return 'ean'
  if (EAN_DIGITS.test(text) && endsInGs1Digit(text)) return 'ean'
  if (HEALTH_CERTIFICATE.test(text)) return 'health-certificate'
  if (WIFI.test(text)) return 'wifi'
  if (CONTACT.test(text)) return 'contact'
  if (BLUE_CARD.test(text)) return 'blue-card'
  return URL_START.test(text) ? 'url' : 'text'
}
