import { defined } from '../../common/defined.ts'
import { refuse, type Outcome } from '../../contract/refusals.ts'
import { slip, type Slip } from '../../contract/scan.ts'
import { dataObjectAt } from './data-object.ts'
import { parseMerchantPresented, type EmvcoObject } from './emvco.ts'

/**
 * The identifier (sub-tag 00) of the government's template in the merchant account information: a domain name, whose
 * case doesn't matter (RFC 4343).
 */
const GOVERNMENT = /^mo\.gov\.pay$/i
const PATACA = '446'
const MACAO = 'MO'
const AVOS_PER_PATACA = 100

/** Control characters, line separators and writing-direction overrides, which no slip has and no page should show. */
const UNSAFE_TEXT = /[\p{Cc}\p{Zl}\p{Zp}\u{202A}-\u{202E}\u{2066}-\u{2069}]/u
/** EMVCo's value for a field that the payer's app should ask for (QRCPS merchant-presented mode 1.1, section 4.8). */
const ASK_THE_PAYER = '***'

function isAccountTemplate(tag: string): boolean {
  return tag >= '26' && tag <= '51'
}

function holdsGovernmentIdentifier(text: string, from: number, limit: number): boolean {
  for (let at = from; at < limit;) {
    const object = dataObjectAt(text, at, limit)
    if (!object) return false
    if (object.tag === '00' && object.whole && GOVERNMENT.test(text.slice(object.start, object.end))) return true
    at = object.end
  }
  return false
}

/**
 * Whether a text that begins `000201` carries the government's identifier in a merchant account template (tags 26–51).
 * Reads as far as data objects can be told apart, so that a slip that is damaged further on is still recognised.
 */
export function carriesGovernmentIdentifier(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const object = dataObjectAt(text, at, text.length)
    if (!object) return false
    if (isAccountTemplate(object.tag) && holdsGovernmentIdentifier(text, object.start, object.end)) return true
    at = object.end
  }
  return false
}

function valueOf(objects: readonly EmvcoObject[], tag: string): string | undefined {
  const object = objects.find((each) => each.tag === tag)
  return object && 'value' in object ? object.value : undefined
}

function childrenOf(objects: readonly EmvcoObject[], tag: string): readonly EmvcoObject[] {
  const object = objects.find((each) => each.tag === tag)
  return object && 'children' in object ? object.children : []
}

/**
 * The amount in avos, from digits with at most one point and two digits after it (tag 54; up to 13 characters, not
 * zero).
 */
function avosOf(amount: string | undefined): number | undefined {
  const parts = amount !== undefined && amount.length <= 13 ? /^(\d+)(?:\.(\d{0,2}))?$/.exec(amount) : null
  if (!parts) return undefined
  const avos = Number(parts[1]) * AVOS_PER_PATACA + Number((parts[2] ?? '').padEnd(2, '0'))
  return avos > 0 ? avos : undefined
}

function daysIn(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** YYYYMMDD as YYYY-MM-DD; undefined where the calendar has no such day. */
function dayOf(date: string): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? []
  const exists =
    Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month))
  return exists ? `${year}-${month}-${day}` : undefined
}

function isUsable(text: string): boolean {
  return text !== ASK_THE_PAYER && !UNSAFE_TEXT.test(text)
}

/** The pay-by date of a slip: an empty object where the template has none, undefined where it isn't a date. */
function payByOf(account: readonly EmvcoObject[]): Pick<Slip, 'payBy'> | undefined {
  const date = valueOf(account, '03')
  if (date === undefined) return {}
  const payBy = dayOf(date)
  return payBy === undefined ? undefined : { payBy }
}

/**
 * Reads a government payment slip, on top of the EMVCo form: template 26–51 with identifier `mo.gov.pay` (01 agency, 02
 * kind, 03 pay-by date), 53 currency, 58 country, 54 amount, 62-01 bill number, 62-05 reference, 62-08 purpose. The
 * bill number must be one that `bills.find` accepts, since a bill that nobody can look up can't be paid. Amounts become
 * avos without a floating-point step that could round. The gateway decides whether a slip is overdue. Refuses with
 * `wrong-crc`, `wrong-currency` (not 446), `wrong-country` (not MO), `unknown-agency`, else `malformed`.
 */
export function readSlip(text: string): Outcome<{ slip: Slip }> {
  const parsed = parseMerchantPresented(text)
  if (!parsed.ok) return parsed
  const accounts = parsed.value.flatMap((object) =>
    isAccountTemplate(object.tag) && 'children' in object && GOVERNMENT.test(valueOf(object.children, '00') ?? '')
      ? [object.children]
      : [],
  )
  const [account, another] = accounts
  const currency = valueOf(parsed.value, '53')
  const country = valueOf(parsed.value, '58')
  if (!account || another || currency === undefined || country === undefined) return refuse('malformed')
  if (currency !== PATACA) return refuse('wrong-currency')
  if (country !== MACAO) return refuse('wrong-country')
  const agencyCode = valueOf(account, '01')
  if (agencyCode === undefined) return refuse('malformed')
  const agency = slip.shape.agency.safeParse(agencyCode)
  if (!agency.success) return refuse('unknown-agency')
  const slipKind = slip.shape.slipKind.safeParse(valueOf(account, '02'))
  const amountAvos = avosOf(valueOf(parsed.value, '54'))
  const payBy = payByOf(account)
  const additional = childrenOf(parsed.value, '62')
  const billNumber = slip.shape.billNumber.safeParse(valueOf(additional, '01'))
  const reference = valueOf(additional, '05')
  const purpose = valueOf(additional, '08')
  const texts = [reference, purpose].filter((each) => each !== undefined)
  if (!slipKind.success || amountAvos === undefined || !payBy || !billNumber.success || !texts.every(isUsable))
    return refuse('malformed')
  return {
    ok: true,
    slip: {
      agency: agency.data,
      slipKind: slipKind.data,
      amountAvos,
      billNumber: billNumber.data,
      ...defined({ reference, purpose }),
      ...payBy,
    },
  }
}
