import { z } from 'zod'
import { DECLINE_REASONS, MOST_AVOS } from './port.ts'

/** What a station and a terminal say to each other, a message a frame (`decode.ts`). Amounts are avos. */

export const PROTOCOL = 1
/** No terminal waits for a customer longer than an hour. */
const LONGEST_WAIT_MS = 3_600_000

/** Of one connection: an answer names the question it answers. */
const id = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
const attempt = z.string().regex(/^[\x21-\x7e]{1,80}$/)
const avos = z.int().min(1).max(MOST_AVOS)
const text = z.string().min(1).max(80)

/** `hello` opens a connection and is the heartbeat. `part`: given back under a key of its own. */
export const question = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('hello'), protocol: z.literal(PROTOCOL) }),
  z.strictObject({
    ask: z.literal('pay'),
    id,
    attempt,
    amountAvos: avos,
    deadlineMs: z.int().min(0).max(LONGEST_WAIT_MS),
  }),
  z.strictObject({ ask: z.literal('status'), id, attempt }),
  z.strictObject({
    ask: z.literal('reverse'),
    id,
    attempt,
    part: z.strictObject({ key: attempt, amountAvos: avos }).optional(),
  }),
])
export type Question = z.infer<typeof question>
/** A question about an attempt. */
export type AttemptQuestion = Exclude<Question, { ask: 'hello' }>

/**
 * Why a terminal doesn't do what it is asked: known under other words (another amount), or more than is left of the
 * attempt.
 */
const notDone = z.enum(['other-words', 'more-than-left'])

/**
 * `here` answers `hello`; every other answer names its question and its attempt. `refused`: a reversal that this
 * terminal's bank refuses for good.
 */
export const answer = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('here'), protocol: z.literal(PROTOCOL) }),
  z.strictObject({ state: z.literal('approved'), to: id, attempt, reference: text, approvedAvos: avos, scheme: text }),
  z.strictObject({ state: z.literal('declined'), to: id, attempt, reason: z.enum(DECLINE_REASONS) }),
  z.strictObject({ state: z.enum(['cancelled', 'pending', 'none', 'reversed', 'refused']), to: id, attempt }),
  z.strictObject({ state: z.literal('not-done'), to: id, attempt, why: notDone }),
])
export type Answer = z.infer<typeof answer>
/** An answer about an attempt. */
export type AttemptAnswer = Exclude<Answer, { state: 'here' }>
/** The same without its address. */
export type Verdict = AttemptAnswer extends infer Each
  ? Each extends AttemptAnswer
    ? Omit<Each, 'to' | 'attempt'>
    : never
  : never
