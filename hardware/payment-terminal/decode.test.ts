import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMessageReader, encodeFrame, MAX_FRAME_BYTES } from './decode.ts'
import { answer, question, type Answer } from './protocol.ts'

/** A stream cut into pieces at `cuts`. */
function pieces(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (stream.length + 1)), stream.length])].toSorted((a, b) => a - b)
  return at.slice(1).map((end, index) => stream.subarray(at[index], end))
}

function readAll(stream: Uint8Array, cuts: readonly number[] = []) {
  const reader = createMessageReader(answer)
  const taken = pieces(stream, cuts).map((piece) => reader.take(piece))
  return { messages: taken.flatMap(({ messages }) => messages), breaches: taken.flatMap(({ breach }) => breach ?? []) }
}

const attempt = fc.stringMatching(/^[!-~]{1,80}$/)
const id = fc.integer({ min: 1, max: 2 ** 31 - 1 })
const answers: fc.Arbitrary<Answer> = fc.oneof(
  fc.constant({ state: 'here' as const, protocol: 1 as const }),
  fc.record({
    state: fc.constantFrom('cancelled' as const, 'pending' as const, 'none' as const, 'reversed' as const),
    to: id,
    attempt,
  }),
  fc.record({
    state: fc.constant('declined' as const),
    to: id,
    attempt,
    reason: fc.constantFrom('limit' as const, 'declined' as const),
  }),
  fc.record({
    state: fc.constant('approved' as const),
    to: id,
    attempt,
    reference: fc.string({ minLength: 1, maxLength: 80 }),
    approvedAvos: fc.integer({ min: 1, max: 1_000_000_000 }),
    scheme: fc.constantFrom('銀聯', 'UnionPay'),
  }),
)
const cuts = fc.array(fc.nat(), { maxLength: 40 })

describe('a stream of messages', () => {
  it('is read the same wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 8 }), cuts, (messages, at) => {
        expect(readAll(Buffer.concat(messages.map(encodeFrame)), at)).toEqual({ messages, breaches: [] })
      }),
    )
  })

  it('of any bytes has messages and at most one breach, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (stream, at) => {
        const whole = readAll(stream)
        expect(readAll(stream, at)).toEqual(whole)
        expect(whole.breaches.length).toBeLessThanOrEqual(1)
        for (const message of whole.messages) expect(answer.safeParse(message).success).toBe(true)
      }),
    )
  })

  it('has no message after a breach', () => {
    fc.assert(
      fc.property(
        fc.array(answers, { maxLength: 3 }),
        fc.array(answers, { minLength: 1, maxLength: 3 }),
        cuts,
        (before, after, at) => {
          const stream = Buffer.concat([
            ...before.map(encodeFrame),
            Uint8Array.of(0xff, 0xff, 0xff, 0xff),
            ...after.map(encodeFrame),
          ])
          expect(readAll(stream, at)).toEqual({ messages: before, breaches: ['frame-too-long'] })
        },
      ),
    )
  })

  it.each([
    ['frame-empty', Uint8Array.of(0, 0, 0, 0)],
    ['frame-too-long', Uint8Array.of(0, 0, 0x40, 1)],
    ['not-json', Uint8Array.of(0, 0, 0, 2, 0x7b, 0x22)],
    ['not-json', Uint8Array.of(0, 0, 0, 2, 0xc3, 0x28)],
    ['not-a-message', encodeFrame({})],
    ['not-a-message', encodeFrame([])],
    ['not-a-message', encodeFrame({ state: 'here', protocol: 2 })],
    ['not-a-message', encodeFrame({ state: 'here', protocol: 1, more: true })],
    ['not-a-message', encodeFrame({ state: 'reversed', to: 1, attempt: 'a b' })],
    ['not-a-message', encodeFrame({ state: 'declined', to: 1, attempt: 'a/1', reason: 'mood' })],
  ] as const)('ends with %s', (breach, bytes) => {
    expect(readAll(bytes)).toEqual({ messages: [], breaches: [breach] })
  })

  it('may have a message of the greatest length, and none longer', () => {
    const text = 'x'.repeat(MAX_FRAME_BYTES - JSON.stringify({ text: '' }).length)
    expect(encodeFrame({ text })).toHaveLength(4 + MAX_FRAME_BYTES)
    expect(() => encodeFrame({ text: `${text}x` })).toThrow(RangeError)
  })
})

describe('a question', () => {
  const pay = { ask: 'pay', id: 1, attempt: 'a/1', amountAvos: 100, deadlineMs: 1_000 }
  it('names a whole amount between one avo and the most that may be paid', () => {
    expect(question.safeParse(pay).success).toBe(true)
    for (const amountAvos of [0, -1, 0.5, 1_000_000_001, '100', null])
      expect(question.safeParse({ ...pay, amountAvos }).success).toBe(false)
  })
})
