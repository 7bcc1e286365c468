import { agencyHotline } from '../../contract/index.ts'
import { dayAndTime, money } from './figures.ts'
import { gap, line, qr, row, rule } from './lines.ts'
import type { SignedCode } from './code.ts'
import type { PendingFacts, PrintoutFacts, ReceiptFacts, ReceiptItem } from './facts.ts'
import { AGENCY_NAMES, WORDS, type ReceiptLanguage, type LocalizedText } from './words.ts'

export type SecondLanguage = Exclude<ReceiptLanguage, 'zh'>

/** Chinese and the second language on one line. */
export const both = (words: LocalizedText, secondLanguage: SecondLanguage) =>
  `${words.zh} ${words[secondLanguage]}`.trim()

/** Chinese, and the second language below it. */
export const sentence = (
  words: LocalizedText,
  secondLanguage: SecondLanguage,
  align: 'left' | 'center' = 'left',
  weight: 'plain' | 'bold' = 'plain',
) => [...line(words.zh, align, weight), ...line(words[secondLanguage], align, weight)]

type Headed = Pick<PrintoutFacts, 'training' | 'secondLanguage' | 'station'>

/** Says on training's papers that they are worth nothing: `unreal`, what isn't real about them. */
export const trainingMark = (
  { training, secondLanguage }: Pick<Headed, 'training' | 'secondLanguage'>,
  unreal: LocalizedText = WORDS.marks.notReal,
): string[] =>
  training ? [...title(WORDS.marks.training, secondLanguage), ...sentence(unreal, secondLanguage, 'center')] : []

const title = (words: LocalizedText, secondLanguage: SecondLanguage) => [
  ...line(words.zh, 'center', 'large'),
  ...line(words[secondLanguage], 'center', 'bold'),
]

/** The beginning of a paper, up to its station's site. */
export function head(
  facts: Headed,
  words: LocalizedText,
  { isReprint = false, unreal }: { isReprint?: boolean; unreal?: LocalizedText } = {},
): string[] {
  const { secondLanguage, station, training } = facts
  return [
    ...trainingMark(facts, unreal),
    ...(training ? [rule] : []),
    ...title(words, secondLanguage),
    ...(isReprint ? [gap, ...title(WORDS.marks.reprint, secondLanguage)] : []),
    gap,
    ...line(station.site, 'center'),
    gap,
  ]
}

function itemLines(item: ReceiptItem, secondLanguage: SecondLanguage): string[] {
  const season = item.season === undefined ? '' : ` ${item.season}`
  return [
    ...row(both(WORDS.kinds[item.kind], secondLanguage) + season, money(item.amountAvos), 'bold'),
    ...row(item.subject, AGENCY_NAMES[item.agency]),
    ...(item.inspectionBy === undefined ? [] : row(both(WORDS.labels.inspection, secondLanguage), item.inspectionBy)),
  ]
}

function itemsAndTotal({ items, totalAvos, secondLanguage }: PrintoutFacts): string[] {
  return [
    rule,
    ...items.flatMap((item, index) => [...(index === 0 ? [] : [gap]), ...itemLines(item, secondLanguage)]),
    rule,
    ...row(both(WORDS.labels.total, secondLanguage), money(totalAvos), 'large'),
    gap,
  ]
}

const tenderName = ({ tender, provider, secondLanguage }: PrintoutFacts) =>
  `${both(WORDS.tenders[tender], secondLanguage)}${provider === undefined ? '' : ` · ${provider}`}`

/** The QR code with a note on its use, then `rest`, then the training mark again. */
function foot(facts: PrintoutFacts, code: SignedCode, note: LocalizedText, rest: readonly string[] = []): string[] {
  const { secondLanguage, training } = facts
  return [
    rule,
    ...qr(code.text),
    ...sentence(note, secondLanguage),
    ...(code.isWhole ? [] : sentence(WORDS.notes.summarised, secondLanguage)),
    ...rest,
    ...(training ? [rule, ...trainingMark(facts)] : []),
  ]
}

/** The receiptline document of a receipt (receiptline.github.io); `code` is its signed code. */
export function receiptMarkup(facts: ReceiptFacts, code: SignedCode): string {
  const { secondLanguage, givenAvos, changeAvos } = facts
  return [
    ...head(facts, WORDS.heads.receipt, { isReprint: facts.reprint }),
    ...row(both(WORDS.labels.number, secondLanguage), facts.number),
    ...row(both(WORDS.labels.time, secondLanguage), dayAndTime(facts.at)),
    ...row(both(WORDS.labels.station, secondLanguage), facts.station.id),
    ...itemsAndTotal(facts),
    ...row(both(WORDS.labels.tender, secondLanguage), tenderName(facts)),
    ...(givenAvos === undefined ? [] : row(both(WORDS.labels.given, secondLanguage), money(givenAvos))),
    ...(changeAvos === undefined ? [] : row(both(WORDS.labels.change, secondLanguage), money(changeAvos))),
    ...(facts.isBeforeLoss === true ? [gap, ...sentence(WORDS.notes.beforeLoss, secondLanguage, 'left', 'bold')] : []),
    ...foot(facts, code, WORDS.notes.check),
  ].join('\n')
}

/**
 * The receiptline document of a pending slip: what happened, what will happen, what not to do meanwhile, and whom to
 * ask.
 */
export function pendingMarkup(facts: PendingFacts, code: SignedCode): string {
  const { secondLanguage, outcome } = facts
  return [
    ...head(facts, outcome === 'follows' ? WORDS.heads.follows : WORDS.heads.slip),
    ...sentence(WORDS.happened[outcome], secondLanguage),
    gap,
    ...sentence(WORDS.next[outcome], secondLanguage),
    gap,
    ...sentence(WORDS.again[outcome], secondLanguage, 'left', 'bold'),
    ...itemsAndTotal(facts),
    ...row(both(WORDS.labels.tender, secondLanguage), tenderName(facts)),
    ...row(both(WORDS.labels.station, secondLanguage), facts.station.id),
    ...row(both(WORDS.labels.slipTime, secondLanguage), dayAndTime(facts.at)),
    ...row(both(WORDS.labels.until, secondLanguage), dayAndTime(facts.expiresAt)),
    ...row(both(WORDS.labels.transaction, secondLanguage), facts.transaction),
    ...foot(facts, code, WORDS.notes.findAgain, [gap, ...whereToAsk(facts)]),
  ].join('\n')
}

/** Says to go to a counter, with the hotlines of the departments concerned. */
function whereToAsk({ items, secondLanguage }: PrintoutFacts): string[] {
  const hotlines = [...new Set(items.map(({ agency }) => agency))].flatMap((agency) => {
    const hotline = agencyHotline(agency)
    return hotline === undefined ? [] : row(AGENCY_NAMES[agency], hotline, 'bold')
  })
  return [...sentence(hotlines.length > 0 ? WORDS.notes.counter : WORDS.notes.counterOnly, secondLanguage), ...hotlines]
}
