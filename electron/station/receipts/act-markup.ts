import { HOTLINES } from '../../contract/index.ts'
import { dayAndTime } from './figures.ts'
import type { ActFacts } from './facts.ts'
import { gap, line, qr, row, rule } from './lines.ts'
import { both, head, sentence, trainingMark } from './markup.ts'
import { ACT_WORDS } from './act-words.ts'
import { WORDS, type LocalizedText } from './words.ts'

/** The title of an act's paper. A freeze that ended the bindings at once is an unbinding. */
function titleOf({ kind, outcome, endsAt }: ActFacts): LocalizedText {
  if (outcome === 'unknown') return ACT_WORDS.heads.unknown
  return ACT_WORDS.heads[kind === 'freeze' && endsAt === undefined ? 'end-freeze' : kind]
}

/** What is to be known of it beside the facts. */
function noteOf({ kind, outcome, undoCode, endsAt }: ActFacts): LocalizedText {
  if (outcome === 'unknown') return ACT_WORDS.notes[kind === 'freeze' ? 'unknown-freeze' : 'unknown']
  if (undoCode !== undefined) return ACT_WORDS.notes.undo
  return ACT_WORDS.notes[kind === 'freeze' && endsAt === undefined ? 'end-freeze' : kind]
}

/**
 * The receiptline document of an act on identity (receiptline.github.io): what was done from when on, for whom, and what
 * its holder can still do. \`code\` is the text of its QR.
 */
export function actMarkup(facts: ActFacts, code: string): string {
  const { secondLanguage, outcome, names, telephone, endsAt, expiresAt, undoCode, training } = facts
  const labelled = (label: LocalizedText, value: string | undefined) =>
    value === undefined ? [] : row(both(label, secondLanguage), value)
  return [
    ...head(facts, titleOf(facts), { unreal: WORDS.marks.noEffect }),
    ...sentence(noteOf(facts), secondLanguage, 'left', outcome === 'unknown' ? 'bold' : 'plain'),
    rule,
    ...(names.length === 0 ? [] : line(both(ACT_WORDS.labels.of, secondLanguage))),
    ...names.flatMap((name) => line(name, 'right', 'bold')),
    ...labelled(ACT_WORDS.labels.telephone, telephone),
    ...row(
      both(outcome === 'done' ? ACT_WORDS.labels.from : WORDS.labels.slipTime, secondLanguage),
      dayAndTime(facts.at),
      'bold',
    ),
    ...labelled(ACT_WORDS.labels.ends, endsAt === undefined ? undefined : dayAndTime(endsAt)),
    ...labelled(WORDS.labels.until, expiresAt === undefined ? undefined : dayAndTime(expiresAt)),
    ...row(both(WORDS.labels.station, secondLanguage), facts.station.id),
    ...row(both(ACT_WORDS.labels.act, secondLanguage), facts.act),
    rule,
    ...qr(code),
    ...sentence(
      outcome === 'unknown'
        ? ACT_WORDS.codes.findAgain
        : undoCode === undefined
          ? WORDS.notes.check
          : ACT_WORDS.codes.undo,
      secondLanguage,
    ),
    gap,
    ...sentence(ACT_WORDS.notes.ask, secondLanguage),
    ...row('身份證明局 DSI', HOTLINES.DSI, 'bold'),
    ...(training ? [rule, ...trainingMark(facts, WORDS.marks.noEffect)] : []),
  ].join('\n')
}
