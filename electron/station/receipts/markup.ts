import { dayAndTime, money } from './figures.ts'
import { gap, line, qr, row, rule } from './lines.ts'
import type { SignedCode } from './code.ts'
import type { PendingFacts, ReceiptFacts, ReceiptItem } from './facts.ts'
import { AGENCY_NAMES, HOTLINES, WORDS, type ReceiptLanguage, type Words } from './words.ts'

type Beside = Exclude<ReceiptLanguage, 'zh'>
type Matter = Pick<ReceiptFacts, 'station' | 'training' | 'tender' | 'provider' | 'items' | 'totalAvos' | 'beside'>

/** Chinese and the language beside it, on one line. */
const both = (words: Words, beside: Beside) => `${words.zh} ${words[beside]}`.trim()

/** Chinese, and the language beside it below. */
const sentence = (words: Words, beside: Beside, align: 'left' | 'center' = 'left') => [...line(words.zh, align), ...line(words[beside], align)]

const trainingMark = ({ training, beside }: Matter): string[] =>
  training ? [...line(WORDS.marks.training.zh, 'center', 'large'), ...line(WORDS.marks.training[beside], 'center', 'tall'), ...sentence(WORDS.marks.notReal, beside, 'center'), rule] : []

function head(matter: Matter, words: Words, reprint = false): string[] {
  const { beside, station } = matter
  return [
    ...trainingMark(matter), gap, ...line(words.zh, 'center', 'large'), ...line(words[beside], 'center', 'tall'),
    ...(reprint ? [gap, ...line(WORDS.marks.reprint.zh, 'center', 'large'), ...line(WORDS.marks.reprint[beside], 'center', 'tall')] : []),
    gap, ...line(station.site, 'center'), gap
  ]
}

function itemLines(item: ReceiptItem, beside: Beside): string[] {
  const season = item.season === undefined ? '' : ` ${item.season}`
  return [
    ...row(both(WORDS.kinds[item.kind], beside) + season, money(item.amountAvos), 'bold'),
    ...row(item.subject, AGENCY_NAMES[item.agency]),
    ...(item.inspectionBy === undefined ? [] : row(both(WORDS.labels.inspection, beside), item.inspectionBy)),
    ...(item.isReturned ? row(both(WORDS.marks.returned, beside), money(item.amountAvos)) : [])
  ]
}

function goods({ items, totalAvos, beside }: Matter): string[] {
  return [rule, ...items.flatMap((item) => itemLines(item, beside)), rule, ...row(both(WORDS.labels.total, beside), money(totalAvos), 'tall')]
}

const tenderName = ({ tender, provider, beside }: Matter) => `${both(WORDS.tenders[tender], beside)}${provider === undefined ? '' : ` · ${provider}`}`

function foot(matter: Matter, code: SignedCode, notes: readonly Words[]): string[] {
  const { beside } = matter
  return [
    rule, ...qr(code.text), ...[...notes, ...(code.isWhole ? [] : [WORDS.notes.summarised])].flatMap((words) => sentence(words, beside)),
    ...(matter.training ? [rule, ...trainingMark(matter).slice(0, -1)] : []), gap
  ]
}

/** The receiptline document of a receipt (receiptline.github.io), `code` its signature. */
export function receiptMarkup(facts: ReceiptFacts, code: SignedCode): string {
  const { beside, givenAvos, changeAvos } = facts
  return [
    ...head(facts, WORDS.heads.receipt, facts.reprint),
    ...row(both(WORDS.labels.number, beside), facts.number), ...row(both(WORDS.labels.time, beside), dayAndTime(facts.at)),
    ...row(both(WORDS.labels.station, beside), facts.station.id),
    ...goods(facts), ...row(both(WORDS.labels.tender, beside), tenderName(facts)),
    ...(givenAvos === undefined ? [] : row(both(WORDS.labels.given, beside), money(givenAvos))),
    ...(changeAvos === undefined ? [] : row(both(WORDS.labels.change, beside), money(changeAvos))),
    ...foot(facts, code, [WORDS.notes.check])
  ].join('\n')
}

/** The receiptline document of a pending slip: what happened, what will happen, what not to do meanwhile, and whom to ask. */
export function pendingMarkup(facts: PendingFacts, code: SignedCode): string {
  const { beside, outcome } = facts
  const agencies = [...new Set(facts.items.map(({ agency }) => agency))].filter((agency) => HOTLINES[agency] !== undefined)
  return [
    ...head(facts, WORDS.heads.slip),
    ...sentence(WORDS.happened[outcome], beside), gap, ...sentence(WORDS.next[outcome], beside), gap, ...sentence(WORDS.notes.payNothing, beside),
    ...goods(facts), ...row(both(WORDS.labels.tender, beside), tenderName(facts)),
    ...row(both(WORDS.labels.station, beside), facts.station.id), ...row(both(WORDS.labels.slipTime, beside), dayAndTime(facts.at)),
    ...row(both(WORDS.labels.until, beside), dayAndTime(facts.expiresAt)), ...row(both(WORDS.labels.transaction, beside), facts.transaction),
    ...foot(facts, code, [WORDS.notes.findAgain]), ...sentence(agencies.length > 0 ? WORDS.notes.counter : WORDS.notes.counterOnly, beside),
    ...agencies.flatMap((agency) => row(AGENCY_NAMES[agency], HOTLINES[agency] ?? '', 'bold'))
  ].join('\n')
}
