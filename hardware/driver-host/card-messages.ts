import { z } from 'zod'

/** A reader by its name in PC/SC, without the numbers at its end. */
export const readerName = z.string().min(1).max(128)

/** What is asked of the card of one insertion. */
const cardQuestion = z.discriminatedUnion('what', [
  z.object({ what: z.literal('read'), group: z.enum(['person', 'portrait', 'key', 'security-object']) }),
  z.object({ what: z.literal('match') }),
  z.object({ what: z.literal('sign'), nonce: z.base64() }),
])
export type CardQuestion = z.infer<typeof cardQuestion>

/**
 * What the station tells the process of the drivers about card readers. `use`: the readers to be used; null: each that
 * is there. Before the first `watch` PC/SC isn't even loaded.
 */
export const cardOrder = z.discriminatedUnion('order', [
  z.object({ order: z.literal('watch'), use: z.array(readerName).nullable() }),
  z.object({ order: z.literal('ask'), n: z.int(), id: z.string(), insertion: z.int(), ask: cardQuestion }),
  z.object({ order: z.literal('check'), n: z.int(), id: z.string() }),
])
export type CardOrder = z.infer<typeof cardOrder>

/** Why there are no card readers at all: pcsc.ts has the codes. `library`: the shared library that is missing. */
export const readersFault = z.discriminatedUnion('code', [
  z.object({ code: z.literal('library-missing'), library: z.string() }),
  z.object({ code: z.enum(['driver-missing', 'service-missing', 'permission-denied']) }),
])
export type ReadersFault = z.infer<typeof readersFault>

const slot = z.discriminatedUnion('holds', [
  z.object({ holds: z.literal('card'), insertion: z.int() }),
  z.object({ holds: z.enum(['nothing', 'mute-card', 'wrong-card']) }),
])

/** A card's answer. A template is in none: it never leaves the process of the drivers. */
const cardAnswer = z.union([
  z.object({ ok: z.literal(true), bytes: z.base64() }),
  z.object({ ok: z.literal(true), isMatch: z.literal(true) }),
  z.object({ ok: z.literal(true), isMatch: z.literal(false), triesLeft: z.int().min(0).max(15) }),
  z.object({ ok: z.literal(true), signature: z.base64() }),
  z.object({
    ok: z.literal(false),
    code: z.enum(['removed', 'not-answering', 'unreadable', 'refused', 'no-sensor', 'no-finger', 'sensor-lost']),
  }),
])
export type HostedAnswer = z.infer<typeof cardAnswer>

/** What the process of the drivers tells of card readers. `since`: milliseconds since 1970. */
export const cardNews = z.discriminatedUnion('news', [
  z.object({ news: z.literal('fault'), fault: readersFault.nullable() }),
  z.object({ news: z.literal('found'), id: z.string(), name: z.string() }),
  z.object({
    news: z.literal('health'),
    id: z.string(),
    state: z.enum(['ready', 'starting', 'lost', 'failed', 'unused']),
    since: z.int(),
    error: z.string().optional(),
  }),
  z.object({ news: z.literal('slot'), id: z.string(), slot }),
  z.object({ news: z.literal('answer'), n: z.int(), answer: cardAnswer }),
  z.object({ news: z.literal('checked'), n: z.int(), error: z.string().optional() }),
])
export type CardNews = z.infer<typeof cardNews>
