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
const sentence = (
  words: Words,
  beside: Beside,
  align: 'left' | 'center' = 'left',
  weight: 'plain' | 'bold' = 'plain',
) => [...line(words.zh, align, weight), ...line(words[beside], align, weight)]

const trainingMark = ({ training, beside }: Matter): string[] =>
  training ? [...title(WORDS.marks.training, beside), ...sentence(WORDS.marks.notReal, beside, 'center')] : []

const title = (words: Words, beside: Beside) => [
  ...line(words.zh, 'center', 'large'),
  ...line(words[beside], 'center', 'bold'),
]

function head(matter: Matter, words: Words, isReprint = false): string[] {
  const { beside, station, training } = matter
  return [
    ...trainingMark(matter),
    ...(training ? [rule] : []),
    ...title(words, beside),
    ...(isReprint ? [gap, ...title(WORDS.marks.reprint, beside)] : []),
    gap,
    ...line(station.site, 'center'),
    gap,
  ]
}

function itemLines(item: ReceiptItem, beside: Beside): string[] {
  const season = item.season === undefined ? '' : ` ${item.season}`
  return [
    ...row(both(WORDS.kinds[item.kind], beside) + season, money(item.amountAvos), 'bold'),
    ...row(item.subject, AGENCY_NAMES[item.agency]),
    ...(item.inspectionBy === undefined ? [] : row(both(WORDS.labels.inspection, beside), item.inspectionBy)),
  ]
}

function goods({ items, totalAvos, beside }: Matter): string[] {
  return [
    rule,
    ...items.flatMap((item, index) => [...(index === 0 ? [] : [gap]), ...itemLines(item, beside)]),
    rule,
    ...row(both(WORDS.labels.total, beside), money(totalAvos), 'large'),
    gap,
  ]
}

const tenderName = ({ tender, provider, beside }: Matter) =>
  `${both(WORDS.tenders[tender], beside)}${provider === undefined ? '' : ` · ${provider}`}`

/** The code with what it is for, then the rest, then the mark of training again. */
function foot(matter: Matter, code: SignedCode, note: Words, rest: readonly string[] = []): string[] {
  const { beside, training } = matter
  return [
    rule,
    ...qr(code.text),
    ...sentence(note, beside),
    ...(code.isWhole ? [] : sentence(WORDS.notes.summarised, beside)),
    ...rest,
    ...(training ? [rule, ...trainingMark(matter)] : []),
  ]
}

/** The receiptline document of a receipt (receiptline.github.io), `code` its signature. */
export function receiptMarkup(facts: ReceiptFacts, code: SignedCode): string {
  const { beside, givenAvos, changeAvos } = facts
  return [
    ...head(facts, WORDS.heads.receipt, facts.reprint),
    ...row(both(WORDS.labels.number, beside), facts.number),
    ...row(both(WORDS.labels.time, beside), dayAndTime(facts.at)),
    ...row(both(WORDS.labels.station, beside), facts.station.id),
    ...goods(facts),
    ...row(both(WORDS.labels.tender, beside), tenderName(facts)),
    ...(givenAvos === undefined ? [] : row(both(WORDS.labels.given, beside), money(givenAvos))),
    ...(changeAvos === undefined ? [] : row(both(WORDS.labels.change, beside), money(changeAvos))),
    ...(facts.isBeforeLoss === true ? [gap, ...sentence(WORDS.notes.beforeLoss, beside, 'left', 'bold')] : []),
    ...foot(facts, code, WORDS.notes.check),
  ].join('\n')
}

/**
 * The receiptline document of a pending slip: what happened, what will happen, what not to do meanwhile, and whom to
 * ask.
 */
export function pendingMarkup(facts: PendingFacts, code: SignedCode): string {
  const { beside, outcome } = facts
  return [
    ...head(facts, outcome === 'follows' ? WORDS.heads.follows : WORDS.heads.slip),
    ...sentence(WORDS.happened[outcome], beside),
    gap,
    ...sentence(WORDS.next[outcome], beside),
    gap,
    ...sentence(WORDS.again[outcome], beside, 'left', 'bold'),
    ...goods(facts),
    ...row(both(WORDS.labels.tender, beside), tenderName(facts)),
    ...row(both(WORDS.labels.station, beside), facts.station.id),
    ...row(both(WORDS.labels.slipTime, beside), dayAndTime(facts.at)),
    ...row(both(WORDS.labels.until, beside), dayAndTime(facts.expiresAt)),
    ...row(both(WORDS.labels.transaction, beside), facts.transaction),
    ...foot(facts, code, WORDS.notes.findAgain, [gap, ...waysOut(facts)]),
  ].join('\n')
}

/** The way to a counter, with the hotlines of the departments concerned. */
function waysOut({ items, beside }: Matter): string[] {
  const hotlines = [...new Set(items.map(({ agency }) => agency))].flatMap((agency) => {
    const hotline = HOTLINES[agency]
    return hotline === undefined ? [] : row(AGENCY_NAMES[agency], hotline, 'bold')
  })
  return [...sentence(hotlines.length > 0 ? WORDS.notes.counter : WORDS.notes.counterOnly, beside), ...hotlines]
}
