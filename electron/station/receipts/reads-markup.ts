import { HOTLINES, type IdentityRead } from '../../contract/index.ts'
import type { SignedCode } from './code.ts'
import type { ReadsFacts } from './facts.ts'
import { dayAndTime } from './figures.ts'
import { gap, line, qr, row, rule } from './lines.ts'
import { both, head, sentence, trainingMark, type SecondLanguage } from './markup.ts'
import { READ_WORDS } from './read-words.ts'
import { WORDS } from './words.ts'

/** The names of fields in one language. */
const namesOf = ({ fields }: IdentityRead, language: 'zh' | SecondLanguage, between: string): string =>
  fields.map((field) => READ_WORDS.fields[field][language]).join(between)

/** One read: when, from what, for what, by whom and which fields. */
function readLines(read: IdentityRead, secondLanguage: SecondLanguage): string[] {
  const { at, from, service, purpose, department, place, actor, matched } = read
  return [
    ...row(both(READ_WORDS.from[from], secondLanguage), dayAndTime(Date.parse(at)), 'bold'),
    ...row(both(READ_WORDS.labels.service, secondLanguage), both(READ_WORDS.services[service], secondLanguage)),
    ...line(both(READ_WORDS.labels.purpose, secondLanguage)),
    ...line(READ_WORDS.purposes[purpose].zh, 'right'),
    ...line(READ_WORDS.purposes[purpose][secondLanguage], 'right'),
    ...row(both(READ_WORDS.labels.by, secondLanguage), READ_WORDS.departments[department]),
    ...(place === 'counter'
      ? row(both(READ_WORDS.labels.operator, secondLanguage), actor)
      : line(both(READ_WORDS.labels.resident, secondLanguage), 'right')),
    ...line(both(READ_WORDS.labels.fields, secondLanguage)),
    ...line(namesOf(read, 'zh', '、'), 'right', 'bold'),
    ...line(namesOf(read, secondLanguage, ', '), 'right'),
    ...(matched === undefined ? [] : sentence(READ_WORDS.matched[matched], secondLanguage)),
  ]
}

/** Whom to ask: the departments for which something was read, with their hotlines. */
function whereToAsk({ reads, secondLanguage }: ReadsFacts): string[] {
  const departments = [...new Set(reads.map(({ department }) => department))]
  return [
    ...sentence(READ_WORDS.notes.ask, secondLanguage),
    ...departments.flatMap((each) => row(READ_WORDS.departments[each], HOTLINES[each], 'bold')),
  ]
}

/**
 * The receiptline document of what was read of somebody (receiptline.github.io), for the right of access of Law 8/2005:
 * names of fields, and never what stood in them. `code` is its signed code.
 */
export function readsMarkup(facts: ReadsFacts, code: SignedCode): string {
  const { reads, at, secondLanguage, station, training } = facts
  return [
    ...head(facts, READ_WORDS.head, { unreal: WORDS.marks.noEffect }),
    ...sentence(READ_WORDS.notes.what, secondLanguage),
    ...reads.flatMap((read) => [rule, ...readLines(read, secondLanguage)]),
    rule,
    ...sentence(READ_WORDS.notes.kept, secondLanguage),
    gap,
    ...row(both(WORDS.labels.station, secondLanguage), station.id),
    ...row(both(WORDS.labels.slipTime, secondLanguage), dayAndTime(at)),
    rule,
    ...qr(code.text),
    ...sentence(WORDS.notes.check, secondLanguage),
    ...(code.isWhole ? [] : sentence(READ_WORDS.notes.summarised, secondLanguage)),
    gap,
    ...whereToAsk(facts),
    ...(training ? [rule, ...trainingMark(facts, WORDS.marks.noEffect)] : []),
  ].join('\n')
}
