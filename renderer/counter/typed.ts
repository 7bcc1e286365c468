/** What a clerk's typing in the one field means. `text`: none of the others; in training the text of a code. */
export type Typed =
  | { is: 'plate'; plate: string; proof?: string }
  | { is: 'number'; number: string }
  | { is: 'text'; text: string }

/** Letters first, then digits, dashes anywhere or missing: `MT-00-01`, `mt0001`, `CM-61297`; behind a blank the owner's proof, for those who know it by heart. */
const PLATE = /^([A-Za-z]{1,3}(?:-?\d){2,6})(?:\s+([A-Za-z0-9]{4}))?$/
/** Notice and slip numbers are printed with digits first; a wallet's number code is longer than any of them. */
const NUMBER = /^\d[\w./-]{3,14}$/

/** Tells a plate from the number of a notice or slip, and both from anything else. */
export function readTyped(typed: string): Typed {
  const text = typed.trim()
  const [, plate, proof] = PLATE.exec(text) ?? []
  if (plate !== undefined) return { is: 'plate', plate: plate.toUpperCase(), ...(proof === undefined ? {} : { proof }) }
  return NUMBER.test(text) ? { is: 'number', number: text } : { is: 'text', text }
}

/** What was handed over, as typed in patacas (`1600`, `1,600.50`), in avos, however much; undefined where it is no amount. */
export function readPatacas(typed: string): number | undefined {
  const parts = /^(\d{1,13})(?:\.(\d{0,2}))?$/.exec(typed.trim().replaceAll(/[,\s]/g, ''))
  if (!parts) return undefined
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'))
}
