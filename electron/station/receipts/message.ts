import { dayAndTime, money } from './figures.ts'
import { WORDS } from './words.ts'

/**
 * The short message that confirms a payment (experience.md, "Words"), in three languages, since the reader's isn't
 * known. `totalAvos` is in avos, `at` in milliseconds since 1970; `isBeforeLoss` says that later journal entries are
 * lost.
 */
export function messageText({
  number,
  totalAvos,
  at,
  training,
  isBeforeLoss,
}: {
  number: string
  totalAvos: number
  at: number
  training: boolean
  isBeforeLoss?: boolean
}): string {
  const { zh, pt, en } = WORDS.message.paid
  const { beforeLoss } = WORDS.message
  const since = isBeforeLoss === true ? `. ${beforeLoss.zh} / ${beforeLoss.pt} / ${beforeLoss.en}` : ''
  return `${training ? `[${WORDS.marks.training.zh}] ` : ''}${zh} ${pt} ${en} ${money(totalAvos)}, ${number}, ${dayAndTime(at)}${since}`
}
