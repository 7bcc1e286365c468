import { afterEach, describe, expect, it, vi } from 'vitest'
import { FINGER, OTHER_FINGER, PERSON, PORTRAIT, sampleCard } from './cards.fixture.ts'
import { INS } from './application.ts'
import type { CardReader, CardSlot } from './port.ts'
import { createVirtualCard, type VirtualCard } from './virtual-card.ts'

/** What the conformance tests need of a card reader: the driver, and a hand that puts cards in and a finger on. */
export interface CardReaderUnderTest {
  reader: CardReader
  insert(card: VirtualCard): Promise<void>
  remove(): Promise<void>
  /** The card is pulled while it works on the next command with this instruction. */
  pullDuring(ins: number): Promise<void>
  /** The finger that lies on the sensor from now on; undefined: none. */
  lay(finger: number | undefined): Promise<void>
  /** The reader's cable, or whatever takes it from PC/SC. */
  unplug(): Promise<void>
  replug(): Promise<void>
  close(): Promise<void>
}

const GONE = { ok: false, code: 'removed' }

/**
 * The conformance tests of every card reader, real or virtual (hardware.md). `open` is called once a test and gives an
 * empty reader that is ready.
 */
export function describeCardReader(name: string, open: () => Promise<CardReaderUnderTest>): void {
  describe(name, () => {
    let under: CardReaderUnderTest | undefined

    afterEach(async () => {
      await under?.close()
      under = undefined
    })

    async function opened() {
      const each = await open()
      under = each
      const { reader, insert } = each
      const holds = (what: CardSlot['holds']) => vi.waitFor(() => expect(reader.slot()).toMatchObject({ holds: what }))
      return {
        ...each,
        holds,
        /** Puts a card in and gives its insertion. */
        async put(card: VirtualCard): Promise<number> {
          await insert(card)
          await holds('card')
          const slot = reader.slot()
          if (slot.holds !== 'card') throw new Error('the card is gone again')
          return slot.insertion
        },
      }
    }

    it('tells a card that comes and goes', async () => {
      const { reader, put, remove, holds } = await opened()
      const heard: CardSlot[] = []
      reader.onSlot((slot) => heard.push(slot))
      expect(reader.slot()).toEqual({ holds: 'nothing' })
      expect(reader.health()).toMatchObject({ kind: 'card-reader', state: 'ready' })
      const insertion = await put(sampleCard().card)
      await remove()
      await holds('nothing')
      expect(heard).toEqual([{ holds: 'card', insertion }, { holds: 'nothing' }])
      expect(await reader.read(insertion, 'person')).toEqual(GONE)
    })

    it('reads data groups to the byte, and says which the card has not', async () => {
      const { reader, put } = await opened()
      const { card, key } = sampleCard()
      const insertion = await put(card)
      const [person, portrait, own, missing] = await Promise.all(
        (['person', 'portrait', 'key', 'security-object'] as const).map((group) => reader.read(insertion, group)),
      )
      expect(person).toEqual({ ok: true, bytes: PERSON })
      expect(portrait).toEqual({ ok: true, bytes: PORTRAIT })
      expect(own).toEqual({ ok: true, bytes: key })
      expect(missing).toEqual({ ok: false, code: 'refused' })
    })

    it('has the card match a finger, and counts its tries', async () => {
      const { reader, put, lay } = await opened()
      const insertion = await put(sampleCard().card)
      await lay(OTHER_FINGER)
      expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: false, triesLeft: 2 })
      await lay(FINGER)
      expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: true })
      await lay(OTHER_FINGER)
      for (const triesLeft of [2, 1, 0])
        expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: false, triesLeft })
      // Without a finger: a card that is blocked is told before one is asked for.
      await lay(undefined)
      expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: false, triesLeft: 0 })
    })

    it.each(['es256', 'ed25519'] as const)('tells a card that has its key from one that has not: %s', async (kind) => {
      const { reader, put } = await opened()
      const { card, key } = sampleCard(kind)
      const insertion = await put(card)
      expect(await reader.authenticate(insertion, key)).toEqual({ ok: true, isGenuine: true })
      expect(await reader.authenticate(insertion, sampleCard(kind).key)).toEqual({ ok: true, isGenuine: false })
      expect(await reader.authenticate(insertion, Uint8Array.of(1, 2, 3))).toEqual({ ok: true, isGenuine: false })
    })

    it('tells a card of another application, and one that gives no answer to reset', async () => {
      const { insert, remove, holds, put } = await opened()
      await insert(createVirtualCard({ kind: 'wrong-card' }))
      await holds('wrong-card')
      await remove()
      await holds('nothing')
      await insert(createVirtualCard({ kind: 'mute-card' }))
      await holds('mute-card')
      await remove()
      await holds('nothing')
      expect(await put(sampleCard().card)).toEqual(expect.any(Number))
    })

    it.each([
      ['a read', INS.readBinary, (reader: CardReader, each: number) => reader.read(each, 'portrait')],
      ['a match', INS.verify, (reader: CardReader, each: number) => reader.matchFinger(each)],
      [
        'a signature',
        INS.internalAuthenticate,
        (r: CardReader, each: number) => r.authenticate(each, sampleCard().key),
      ],
    ])('answers that the card was removed when it is pulled during %s', async (_what, ins, call) => {
      const { reader, put, lay, pullDuring, holds } = await opened()
      await lay(FINGER)
      const before = await put(sampleCard().card)
      await pullDuring(ins)
      expect(await call(reader, before)).toEqual(GONE)
      await holds('nothing')
      const { card } = sampleCard()
      const after = await put(card)
      expect(after).not.toBe(before)
      expect(await call(reader, before)).toEqual(GONE)
      expect(await reader.read(after, 'person')).toEqual({ ok: true, bytes: PERSON })
    })

    it('takes twenty insertions, each as another', async () => {
      const { reader, put, remove, holds } = await opened()
      const { card } = sampleCard()
      const seen = new Set<number>()
      for (let count = 0; count < 20; count += 1) {
        const insertion = await put(card)
        seen.add(insertion)
        expect(await reader.read(insertion, 'person')).toEqual({ ok: true, bytes: PERSON })
        await remove()
        await holds('nothing')
      }
      expect(seen.size).toBe(20)
    })

    it('is well when it is asked how it is, empty or with a card, which that leaves as it is', async () => {
      const { reader, put, insert, lay, remove, holds } = await opened()
      expect(await reader.check()).toBeUndefined()
      const { card, key } = sampleCard()
      const insertion = await put(card)
      await lay(OTHER_FINGER)
      expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: false, triesLeft: 2 })
      expect([await reader.check(), await reader.check()]).toEqual([undefined, undefined])
      expect(reader.slot()).toEqual({ holds: 'card', insertion })
      expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: false, triesLeft: 1 })
      expect(await reader.authenticate(insertion, key)).toEqual({ ok: true, isGenuine: true })
      await remove()
      await holds('nothing')
      await insert(createVirtualCard({ kind: 'wrong-card' }))
      await holds('wrong-card')
      expect(await reader.check()).toBeUndefined()
      expect(reader.health()).toMatchObject({ state: 'ready' })
    })

    it('says, asked how it is, that a card gives no answer, or that it is away itself', async () => {
      const { reader, insert, remove, holds, unplug, replug } = await opened()
      await insert(createVirtualCard({ kind: 'mute-card' }))
      await holds('mute-card')
      expect(await reader.check()).toBe('mute-card')
      await remove()
      await holds('nothing')
      expect(await reader.check()).toBeUndefined()
      await unplug()
      await vi.waitFor(() => expect(reader.health()).toMatchObject({ state: 'lost' }))
      expect(await reader.check()).toBe(reader.health().error)
      await replug()
      await vi.waitFor(() => expect(reader.health()).toMatchObject({ state: 'ready' }))
      expect(await reader.check()).toBeUndefined()
    })

    it('is lost while it is away, and ready with its card when it is back', async () => {
      const { reader, put, unplug, replug, holds } = await opened()
      const insertion = await put(sampleCard().card)
      await unplug()
      await vi.waitFor(() => expect(reader.health()).toMatchObject({ state: 'lost' }))
      expect(reader.slot()).toEqual({ holds: 'nothing' })
      expect(await reader.read(insertion, 'person')).toEqual(GONE)
      await replug()
      await vi.waitFor(() => expect(reader.health()).toMatchObject({ state: 'ready' }))
      const after = await put(sampleCard().card)
      expect(after).not.toBe(insertion)
      expect(await reader.read(after, 'person')).toEqual({ ok: true, bytes: PERSON })
      await holds('card')
    })
  })
}
