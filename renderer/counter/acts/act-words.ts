import type { CardHolder, EndableBinding } from '../../../electron/contract/index.ts'
import { dayAndTime, idNumberEnd, language, t } from '../../i18n/index.ts'
import { headingOf } from '../../ui/person-facts.ts'

/** A telephone as its owner knows it. */
export const telephoneWords = ({ model, lastDigits }: EndableBinding['telephone']): string =>
  t('counter.act.telephone', { model, digits: lastDigits })

/** Whose binding it is, by both names and the end of their ID number, where it is told. */
export const bindingName = ({ nameChinese, nameForeign, lastDigits }: EndableBinding): string =>
  [nameChinese, nameForeign, lastDigits && idNumberEnd(lastDigits)].filter((name) => name !== '').join(' · ')

/** What is said of a binding beside its name: the telephone, whose it is, and since when. */
export const bindingNotes = ({ relation, telephone, boundAt }: EndableBinding): string[] => [
  telephoneWords(telephone),
  [
    ...(relation === 'guardian' ? [t('counter.act.asGuardian')] : []),
    t('counter.act.since', { time: instantWords(boundAt) }),
  ].join(' · '),
]

/** The name of a card's holder in one line. */
export function holderName(holder: CardHolder): string {
  const heading = headingOf(holder)
  return [heading?.text, heading?.second].filter((name) => name !== undefined && name !== '').join(' · ')
}

/** An instant in words, in the language at hand. */
export const instantWords = (instant: string): string => dayAndTime(Date.parse(instant), language.value)
