import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createApplet } from './applet.ts'
import { encodeResponse, writeObject } from './apdu.ts'
import { FILES, INS } from './application.ts'
import { isSignedBy } from './authentication.ts'
import { FINGER, OTHER_FINGER, PERSON, PORTRAIT, sampleCard, templateOf } from './cards.fixture.ts'
import { askTries, choose, match, readGroup, signNonce, type Transmit } from './profile.ts'
import { createVirtualCard, parseVirtualCard, writeVirtualCard } from './virtual-card.ts'

const CODES = ['removed', 'not-answering', 'unreadable', 'refused']

/** Carries commands to bytes that `answer` makes of them. */
const over =
  (answer: (apdu: Uint8Array) => Uint8Array): Transmit =>
  (apdu) =>
    Promise.resolve({ ok: true, bytes: answer(Uint8Array.from(apdu)) })

async function chosen(card = sampleCard().card, wrap = (answer: (apdu: Uint8Array) => Uint8Array) => answer) {
  const applet = createApplet(card)
  const transmit = over(wrap((apdu) => applet.answer(apdu)))
  expect(await choose(transmit)).toEqual({ ok: true })
  return transmit
}

describe('the card application', () => {
  it('is refused before the application is chosen, and by a card of another', async () => {
    const applet = createApplet(sampleCard().card)
    const transmit = over((apdu) => applet.answer(apdu))
    expect(await readGroup(transmit, 'person')).toEqual({ ok: false, code: 'refused' })
    expect(await match(transmit, templateOf(FINGER))).toEqual({ ok: false, code: 'refused' })
    const other = createApplet(createVirtualCard({ kind: 'wrong-card' }))
    expect(await choose(over((apdu) => other.answer(apdu)))).toEqual({ ok: false, code: 'refused' })
  })

  it('reads a data group of each length to the byte', async () => {
    for (const length of [0, 1, 127, 128, 252, 253, 254, 255, 256, 257, 511, 512, 32_000]) {
      const person = Uint8Array.from(randomBytes(length))
      const transmit = await chosen(createVirtualCard({ groups: { person } }))
      expect(await readGroup(transmit, 'person')).toEqual({ ok: true, bytes: person })
    }
  })

  it('reads a card that answers in pieces of its own, by 61xx and 6Cxx', async () => {
    const pieces = (most: number) => (answer: (apdu: Uint8Array) => Uint8Array) => (apdu: Uint8Array) => {
      const whole = answer(apdu)
      return apdu[1] === INS.readBinary ? encodeResponse(0x9000, whole.slice(0, -2).subarray(0, most)) : whole
    }
    const t0 = (answer: (apdu: Uint8Array) => Uint8Array) => {
      let rest = new Uint8Array(0)
      return (apdu: Uint8Array) => {
        const isMore = apdu[1] === INS.getResponse
        if (!isMore && apdu[1] === INS.readBinary && apdu[4] === 0) return encodeResponse(0x6cf0)
        const data = isMore ? rest : answer(apdu).slice(0, -2)
        const status = isMore ? 0x9000 : Buffer.from(answer(apdu).slice(-2)).readUInt16BE()
        rest = data.slice(100)
        return rest.length > 0
          ? encodeResponse(0x6100 + rest.length, data.subarray(0, 100))
          : encodeResponse(status, data)
      }
    }
    for (const wrap of [pieces(4), pieces(7), pieces(255), t0])
      expect(await readGroup(await chosen(sampleCard().card, wrap), 'portrait')).toEqual({ ok: true, bytes: PORTRAIT })
  })

  it('has a template matched that is longer than one command holds', async () => {
    for (const length of [1, 252, 253, 254, 255, 256, 600]) {
      const template = Uint8Array.from(randomBytes(length))
      const sent = writeObject(0x81, template)
      const transmit = await chosen()
      expect(await match(transmit, template)).toEqual({ ok: true, isMatch: false, triesLeft: 2 })
      expect(sent.length).toBeGreaterThan(length)
    }
    expect(await match(await chosen(), templateOf(FINGER))).toEqual({ ok: true, isMatch: true })
  })

  it('keeps its tries when it is powered down, and has them all again after a match', async () => {
    const { card } = sampleCard()
    expect(await match(await chosen(card), templateOf(OTHER_FINGER))).toMatchObject({ triesLeft: 2 })
    expect(await askTries(await chosen(card))).toEqual({ ok: true, triesLeft: 2 })
    expect(await match(await chosen(card), templateOf(FINGER))).toMatchObject({ isMatch: true })
    expect(await askTries(await chosen(card))).toEqual({ ok: true, triesLeft: 3 })
  })

  it('leaves nothing of a template in what was sent', async () => {
    const applet = createApplet(sampleCard().card)
    const sent: Uint8Array[] = []
    const transmit: Transmit = (apdu) => {
      sent.push(apdu)
      return Promise.resolve({ ok: true, bytes: applet.answer(apdu) })
    }
    await choose(transmit)
    await match(transmit, templateOf(FINGER))
    expect(sent.length).toBe(2)
    for (const apdu of sent) expect([...apdu].every((each) => each === 0)).toBe(true)
  })

  it.each(['es256', 'ed25519'] as const)(
    'has a nonce signed by a key of its own, and by no other: %s',
    async (kind) => {
      const { card, key } = sampleCard(kind)
      const nonce = Uint8Array.from(randomBytes(32))
      const signed = await signNonce(await chosen(card), nonce)
      const signature = signed.ok ? signed.signature : new Uint8Array(0)
      expect(isSignedBy(key, nonce, signature)).toBe(true)
      expect(isSignedBy(key, Uint8Array.from(randomBytes(32)), signature)).toBe(false)
      expect(isSignedBy(sampleCard(kind).key, nonce, signature)).toBe(false)
      expect(isSignedBy(key, nonce, signature.fill(0))).toBe(false)
      fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => !isSignedBy(a, nonce, b)))
    },
  )

  it('answers a typed fault to whatever a card answers, and ends', async () => {
    const group = fc.constantFrom('person', 'portrait', 'key', 'security-object' as const)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1 }), group, async (answers, which) => {
        let count = 0
        const transmit = over(() => answers[count++ % answers.length] ?? new Uint8Array(0))
        const told = await Promise.all([
          choose(transmit),
          readGroup(transmit, which),
          askTries(transmit),
          match(transmit, templateOf(FINGER)),
          signNonce(transmit, new Uint8Array(32)),
        ])
        for (const each of told) expect(each.ok || CODES.includes(each.code)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('never reads on for ever at a card that answers what it likes to reads', async () => {
    const { tag } = FILES.person
    const answer = fc.oneof(
      fc.uint8Array({ maxLength: 256 }).map((data) => encodeResponse(0x9000, data)),
      fc
        .tuple(fc.constantFrom(0x61, 0x6c), fc.integer({ min: 0, max: 255 }))
        .map(([high, low]) => Uint8Array.of(high, low)),
      fc.uint8Array({ maxLength: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(answer, { minLength: 1 }),
        async (length, rest) => {
          let count = 0
          const transmit = over((apdu) => {
            if (apdu[1] === INS.select) return encodeResponse(0x9000)
            count += 1
            const head = Uint8Array.of(tag, 0x82, length >> 8, length & 0xff, 1)
            return count === 1 ? encodeResponse(0x9000, head) : (rest[count % rest.length] ?? new Uint8Array(0))
          })
          const told = await readGroup(transmit, 'person')
          expect(told.ok ? told.bytes.length === length : CODES.includes(told.code)).toBe(true)
          expect(count).toBeLessThan(8 * 0x8000)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('answers any bytes as a card, and stays usable', async () => {
    const { card } = sampleCard()
    const applet = createApplet(card)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(applet.answer(any).length).toBeGreaterThanOrEqual(2)
      }),
    )
    expect(await readGroup(await chosen(card), 'person')).toEqual({ ok: true, bytes: PERSON })
  })
})

describe("a virtual card's file", () => {
  it('reads back as the card that was written', async () => {
    for (const kind of ['es256', 'ed25519'] as const) {
      const { card, key } = sampleCard(kind)
      const read = parseVirtualCard(writeVirtualCard(card))
      expect({ ...read, key: undefined }).toEqual({ ...card, key: undefined })
      const nonce = Uint8Array.from(randomBytes(32))
      const signed = await signNonce(await chosen(read), nonce)
      expect(signed.ok && isSignedBy(key, nonce, signed.signature)).toBe(true)
    }
  })

  it('is refused with what is wrong of it', () => {
    const file = writeVirtualCard(createVirtualCard())
    expect(() => parseVirtualCard(file.replace('"card"', '"cart"'))).toThrow(/kind/)
    expect(() => parseVirtualCard(file.replace('"triesLeft": 3', '"triesLeft": 4'))).toThrow(/triesLeft/)
    expect(() => parseVirtualCard('{')).toThrow(SyntaxError)
  })
})
