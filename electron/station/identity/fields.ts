import type { FieldName, PersonField } from '../../contract/index.ts'
import type { EidIdentity } from './profile.ts'

const DOT = '•'

/**
 * How each field is written for a page. `kind` stays `P` or `N` and `guardianBound` `true` or `false`, which the page
 * puts into words.
 */
const WRITTEN: Readonly<Record<FieldName, (identity: EidIdentity) => string>> = {
  idNumber: ({ idNumber }) => `${idNumber.slice(0, 7)}(${idNumber.slice(7)})`,
  nameChinese: ({ nameChinese }) => nameChinese,
  nameForeign: ({ nameForeign }) => nameForeign,
  birthDate: ({ birthDate }) => birthDate,
  kind: ({ kind }) => kind,
  cardValidUntil: ({ cardValidUntil }) => cardValidUntil,
  guardianBound: ({ guardianBound }) => String(guardianBound),
}

/**
 * The fields that are masked until they are asked for: those that tell a person from a namesake and aren't needed to
 * greet them.
 */
const MASKED: Readonly<Partial<Record<FieldName, (identity: EidIdentity) => string>>> = {
  idNumber: ({ idNumber }) => `${idNumber.slice(0, 1)}${DOT.repeat(6)}(${DOT})`,
  birthDate: () => `${DOT.repeat(4)}-${DOT.repeat(2)}-${DOT.repeat(2)}`,
}

/**
 * The fields of `identity` that DSI approved, in the order of the approval and each once. As `masked`, the rule until
 * they are shown, the ID number keeps only its first digit, `1••••••(•)`, and the date of birth none; names show, since
 * staff greet the person by them. As `shown` an ID number is written `1234567(8)`.
 */
export function approvedFields(
  identity: EidIdentity,
  approved: readonly FieldName[],
  as: 'masked' | 'shown' = 'masked',
): PersonField[] {
  return [...new Set(approved)].map((name) => {
    const mask = as === 'masked' ? MASKED[name] : undefined
    return { name, value: (mask ?? WRITTEN[name])(identity), masked: mask !== undefined }
  })
}
