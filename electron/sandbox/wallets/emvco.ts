import type { GatewayBill } from '../../gateway/money-contract.ts'

/** The codes that agencies print and wallets show (EMV QR Code Specification for Payment Systems, both modes). */

const CURRENCY_MOP = '446'
const TAX_PAYMENTS = '9311'

/** CRC-16/CCITT-FALSE over UTF-8, as four upper-case hex digits. */
function checksum(text: string): string {
  let remainder = 0xffff
  for (const byte of Buffer.from(text, 'utf8')) {
    remainder ^= byte << 8
    for (let bit = 0; bit < 8; bit++) remainder = ((remainder << 1) ^ (remainder & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return remainder.toString(16).toUpperCase().padStart(4, '0')
}

/** One data object: tag, length in Unicode characters, value. */
function object(tag: string, value: string): string {
  return tag + String([...value].length).padStart(2, '0') + value
}

const patacas = (avos: number) => `${String(Math.floor(avos / 100))}.${String(avos % 100).padStart(2, '0')}`

/**
 * The code that a station shows to a wallet. Its template is the training's own, so that no scanner takes it for a
 * slip.
 */
export function encodeWalletRequest({ attempt, amountAvos }: { attempt: string; amountAvos: number }): string {
  const account = object('00', 'mo.training.wallet') + object('01', attempt)
  const body =
    object('00', '01') +
    object('01', '12') +
    object('27', account) +
    object('52', TAX_PAYMENTS) +
    object('53', CURRENCY_MOP) +
    object('54', patacas(amountAvos)) +
    object('58', 'MO') +
    object('59', 'TRAINING') +
    object('60', 'MACAO') +
    '6304'
  return body + checksum(body)
}

/**
 * The code that a notice or slip prints; the bill must have a number and a last day. `payBy` is YYYY-MM-DD, the amount
 * in avos; the code has patacas with two decimals.
 */
export function encodeSlip(
  slip: Pick<GatewayBill, 'agency' | 'kind' | 'amountAvos'> & { number: string; payBy: string; purpose: string },
): string {
  const account =
    object('00', 'mo.gov.pay') +
    object('01', slip.agency) +
    object('02', slip.kind) +
    object('03', slip.payBy.replaceAll('-', ''))
  const additional = object('01', slip.number) + object('05', `REF${slip.number}`) + object('08', slip.purpose)
  const chinese = object('00', 'ZH') + object('01', '測試繳款')
  const body =
    object('00', '01') +
    object('01', '12') +
    object('26', account) +
    object('52', TAX_PAYMENTS) +
    object('53', CURRENCY_MOP) +
    object('54', patacas(slip.amountAvos)) +
    object('58', 'MO') +
    object('59', `TRAINING ${slip.agency}`) +
    object('60', 'MACAO') +
    object('62', additional) +
    object('64', chinese) +
    '6304'
  return body + checksum(body)
}

/** BER-TLV with a short or one-byte length. */
function tlv(tag: number, value: Uint8Array): Buffer {
  const head = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag]
  const length = value.length < 0x80 ? [value.length] : [0x81, value.length]
  return Buffer.concat([Buffer.from([...head, ...length]), value])
}

/** A wallet's consumer-presented payment code. `token` is the wallet's digits, an even number of them. */
export function encodeWallet(token: string): string {
  const application = Buffer.concat([
    tlv(0x4f, Buffer.from('A000000990000101', 'hex')),
    tlv(0x50, Buffer.from('TESTE', 'ascii')),
    tlv(0x57, Buffer.from(`${token}D4912`.padEnd(Math.ceil((token.length + 5) / 2) * 2, 'F'), 'hex')),
  ])
  return Buffer.concat([tlv(0x85, Buffer.from('CPV01', 'ascii')), tlv(0x61, application)]).toString('base64')
}

/** Appends a Luhn check digit to nine digits (ISO/IEC 7812-1). */
export function withLuhn(nine: string): string {
  const sum = [...nine].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return nine + String((10 - (sum % 10)) % 10)
}
