import { z } from 'zod'
import { DECLINE_REASONS, MOST_AVOS } from './port.ts'

/**
 * The messages between a station and a card terminal, one in each frame (`decode.ts`). Amounts are in avos. The
 * protocol is our own, since makers' protocols aren't public (hardware.md, "The others").
 */

/** The protocol's version. */
export const PROTOCOL = 1
/** No terminal waits for a customer longer than an hour. */
const LONGEST_WAIT_MS = 3_600_000

/** Numbers the questions of one connection; an answer names its question by it. */
const id = z
  .int()
  .min(1)
  .max(2 ** 31 - 1)
const attempt = z.string().regex(/^[\x21-\x7e]{1,80}$/)
const avos = z.int().min(1).max(MOST_AVOS)
const text = z.string().min(1).max(80)

/**
 * `hello` opens a connection and is its heartbeat. `part` of a reversal: so many avos, once under the idempotency key
 * `part.key`; without it all that is left.
 */
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
 * Why a terminal doesn't do what it is asked. `other-words`: it knows the attempt or the part with another amount;
 * `more-than-left`: the part is more than what is left of the attempt.
 */
const notDone = z.enum(['other-words', 'more-than-left'])

/**
 * `here` answers `hello`; every other answer names its question (`to`) and its attempt. `refused`: the terminal's bank
 * refuses the reversal for good.
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
/** An answer about an attempt without the question and the attempt that it is addressed to. */
export type Verdict = AttemptAnswer extends infer Each
  ? Each extends AttemptAnswer
    ? Omit<Each, 'to' | 'attempt'>
    : never
  : never
