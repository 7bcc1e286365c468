import { joined, readPlate, readProof, tidied } from '../client/typed-text.ts'

/**
 * What a clerk's typing in the one field means. `proof`: as it was typed. `text`: none of the others; in training the
 * text of a code.
 */
export type Typed =
  { is: 'plate'; plate: string; proof?: string } | { is: 'number'; number: string } | { is: 'text'; text: string }

/** Letters first, then digits, dashes anywhere or missing: `MT-00-01`, `mt0001`, `CM-61297`. */
const PLATE = /^[A-Za-z]{1,3}(?:-?\d){2,6}$/
/** The same, with the owner's proof behind a blank, for those who know it by heart. */
const PLATE_AND_PROOF = /^([A-Za-z]{1,3}(?:-?\d){2,6}) (.+)$/
/** Notice and slip numbers are printed with digits first; a wallet's number code is longer than any of them. */
const NUMBER = /^\d[\w./-]{3,14}$/

function plateOf(typed: string): { plate: string } | undefined {
  const plate = PLATE.test(typed) ? readPlate(typed) : undefined
  return plate === undefined ? undefined : { plate }
}

/** Tells a plate from the number of a notice or slip, and both from anything else. */
export function readTyped(typed: string): Typed {
  const [, lead = '', behind = ''] = PLATE_AND_PROOF.exec(tidied(typed)) ?? []
  const whole = joined(typed)
  const proven = plateOf(lead)
  const plate = plateOf(whole)
  if (proven && readProof(behind) !== undefined) return { is: 'plate', ...proven, proof: behind }
  if (plate) return { is: 'plate', ...plate }
  if (NUMBER.test(whole)) return { is: 'number', number: whole }
  // What stands behind the plate is no proof: that is said where the proof is asked.
  return proven ? { is: 'plate', ...proven, proof: behind } : { is: 'text', text: typed.trim() }
}

/**
 * The digits and signs of an amount as a Chinese keyboard has them. Nothing else is taken for what it only resembles:
 * that could be another amount.
 */
const WIDE = /[\uFF0C\uFF0E\uFF10-\uFF19]/g
const BLANKS = /[\u00A0\u2009\u202F\u3000]/g
/** Figures alone or in groups of three, then at most two behind a point; or with one or two behind a comma. */
const BEFORE_POINT = /^(\d{1,13}|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.(\d{0,2}))?$/
const BEFORE_COMMA = /^(\d{1,13}|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?: \d{3})+),(\d{1,2})$/
/** What can still become an amount by the next key. */
const BEGUN = /^(?:\d{1,13}|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d{0,2}(?: \d{3})*)(?:,| )\d{0,2}$/

const amountText = (typed: string): string =>
  typed
    .replaceAll(WIDE, (sign) => sign.normalize('NFKC'))
    .replaceAll(BLANKS, ' ')
    .trim()

/**
 * What was handed over, as typed in patacas (`1600`, `1,600.50`, `1600,50`), in avos, however much: one or two digits
 * behind a comma are avos, three are thousands. Undefined where it is no amount, or could be another one.
 */
export function readPatacas(typed: string): number | undefined {
  const text = amountText(typed)
  const [, whole, avos = ''] = BEFORE_POINT.exec(text) ?? BEFORE_COMMA.exec(text) ?? []
  return whole === undefined ? undefined : Number(whole.replaceAll(/[^\d]/g, '')) * 100 + Number(avos.padEnd(2, '0'))
}

/** Whether what was typed is none yet and may become an amount by the next key. */
export const isAmountBegun = (typed: string): boolean =>
  readPatacas(typed) === undefined && BEGUN.test(amountText(typed).concat(/\s$/.test(typed) ? ' ' : ''))
