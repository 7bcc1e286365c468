import { dayAndTime, money } from './figures.ts'
import { WORDS } from './words.ts'

/** The short message that confirms a payment (experience.md, "Words"): in three languages, since nobody knows the reader's. `at`: milliseconds since 1970. */
export function messageText({ number, totalAvos, at, training }: { number: string, totalAvos: number, at: number, training: boolean }): string {
  const { zh, pt, en } = WORDS.message.paid
  return `${training ? `[${WORDS.marks.training.zh}] ` : ''}${zh} ${pt} ${en} ${money(totalAvos)}, ${number}, ${dayAndTime(at)}`
}
