import { withoutBlanks, readPlate, readProof, normalizeTyped } from '../client/typed-text.ts'

/**
 * What the clerk typed in the desk's field (`OmniBox`). `proof`: as it was typed. `text`: neither plate nor number; in
 * training it may be a code's text.
 */
export type Typed =
  { is: 'plate'; plate: string; proof?: string } | { is: 'number'; number: string } | { is: 'text'; text: string }

/** Letters first, then digits, dashes anywhere or missing: `MT-00-01`, `mt0001`, `CM-61297`. */
const PLATE = /^[A-Za-z]{1,3}(?:-?\d){2,6}$/
/** A plate, a blank and the proof, for a clerk who types both at once. */
const PLATE_AND_PROOF = /^([A-Za-z]{1,3}(?:-?\d){2,6}) (.+)$/
/** Numbers of notices and slips begin with a digit, and are shorter than the digits of a wallet's payment code. */
const NUMBER = /^\d[\w./-]{3,14}$/

function plateOf(typed: string): { plate: string } | undefined {
  const plate = PLATE.test(typed) ? readPlate(typed) : undefined
  return plate === undefined ? undefined : { plate }
}

/** Tells a plate from the number of a notice or slip, and both from anything else. */
export function readTyped(typed: string): Typed {
  const [, lead = '', behind = ''] = PLATE_AND_PROOF.exec(normalizeTyped(typed)) ?? []
  const whole = withoutBlanks(typed)
  const proven = plateOf(lead)
  const plate = plateOf(whole)
  if (proven && readProof(behind) !== undefined) return { is: 'plate', ...proven, proof: behind }
  if (plate) return { is: 'plate', ...plate }
  if (NUMBER.test(whole)) return { is: 'number', number: whole }
  // The text behind the plate can't be a proof; it is passed on, so that the question for the proof refuses it.
  return proven ? { is: 'plate', ...proven, proof: behind } : { is: 'text', text: typed.trim() }
}

/**
 * The full-width digits, comma and point that a Chinese keyboard types. Other look-alikes aren't converted, since they
 * could mean another amount.
 */
const WIDE = /[\uFF0C\uFF0E\uFF10-\uFF19]/g
const BLANKS = /[\u00A0\u2009\u202F\u3000]/g
/** Digits, plain or in groups of three, with up to two decimals behind a point (below: one or two behind a comma). */
const BEFORE_POINT = /^(\d{1,13}|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(\d{0,2}))?$/
const BEFORE_COMMA = /^(\d{1,13}|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+),(\d{1,2})$/
/** The start of an amount, which more keys can complete. */
const BEGUN = /^(?:\d{1,13}|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d{0,2}(?: \d{3})*)(?:,| )\d{0,2}$/

const amountText = (typed: string): string =>
  typed
    .replaceAll(WIDE, (sign) => sign.normalize('NFKC'))
    .replaceAll(BLANKS, ' ')
    .trim()

/**
 * Reads an amount typed in patacas (`1600`, `1,600.50`, `1600,50`) and returns avos, without an upper limit. One or two
 * digits behind a comma are avos, three are thousands. Undefined where the text is no amount or is ambiguous.
 */
export function readPatacas(typed: string): number | undefined {
  const text = amountText(typed)
  const [, whole, avos = ''] = BEFORE_POINT.exec(text) ?? BEFORE_COMMA.exec(text) ?? []
  return whole === undefined ? undefined : Number(whole.replaceAll(/[^\d]/g, '')) * 100 + Number(avos.padEnd(2, '0'))
}

/** Whether the text isn't an amount yet but may become one with the next keys. */
export const isAmountBegun = (typed: string): boolean =>
  readPatacas(typed) === undefined && BEGUN.test(amountText(typed).concat(/\s$/.test(typed) ? ' ' : ''))
