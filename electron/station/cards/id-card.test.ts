import { afterEach, describe, expect, it } from 'vitest'
import { createVirtualCardReader } from '../../../hardware/card-reader/virtual.ts'
import { createVirtualCard, type VirtualCard } from '../../../hardware/card-reader/virtual-card.ts'
import { endSampleRegisters, openSampleRegister } from '../../sandbox/identity/identity.fixture.ts'
import { RESIDENTS } from '../../sandbox/phones/residents.ts'
import { createKeyPair } from '../../sandbox/trust/eid.ts'
import { CARD_HOLDER, createSampleCardIssuer, createSampleIdCard } from '../../sandbox/trust/id-cards.fixture.ts'
import { virtualCardOf } from '../../sandbox/trust/id-cards.ts'
import { createManualClock, SAMPLE_NOW } from '../../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../start/system.ts'
import { virtualCardFrom } from '../../start/training/id-card.ts'
import { isExpired, readIdCard, refusalOfSlot } from './id-card.ts'

const sample = createSampleCardIssuer()
const sampleCard = (changes: Partial<VirtualCard> = {}) => ({
  ...virtualCardFrom(createSampleIdCard(sample), 7),
  ...changes,
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** A virtual reader, with a way to put a card in and to read it. */
function open({ documentKeys } = sample) {
  const manual = createManualClock()
  const reader = createVirtualCardReader({ id: 'reader', clock: manual.clock, random: systemRandom })
  closing.push(() => reader.close())
  /** Puts a card in, in place of one that is in. */
  async function put(card: VirtualCard): Promise<number> {
    reader.remove()
    reader.insert(card)
    await manual.pass(0)
    const slot = reader.slot()
    return slot.holds === 'card' ? slot.insertion : -1
  }
  const read = (insertion: number) => readIdCard({ reader, insertion, documentKeys, now: SAMPLE_NOW })
  return { reader, put, read, readCard: async (card: VirtualCard) => read(await put(card)) }
}

const refused = (code: string) => ({ ok: false, refusal: { code } })

describe('an ID card in the reader', () => {
  it('is read and believed when its issuer signed it and its chip has its key', async () => {
    expect(await open().readCard(sampleCard())).toMatchObject({
      ok: true,
      card: { idNumber: CARD_HOLDER.idNumber, documentId: CARD_HOLDER.document, validUntil: '2031-02-03' },
    })
  })

  it('is each one that the sandbox issued, when the key is in its trust bundle', async () => {
    const { store, keys } = openSampleRegister()
    closing.push(endSampleRegisters)
    const { documents } = keys
    const { readCard } = open({ ...sample, documentKeys: [{ kid: documents.kid, key: documents.publicKey }] })
    for (const { id, idNumber, nameChinese, nameForeign, birthDate, kind, cardValidUntil, finger } of RESIDENTS) {
      const file = virtualCardOf({ store, keys }, id)
      const row = store.idCardOf(id)
      expect(file).toMatchObject({ finger, card: { kind: row ? 'card' : 'wrong-card' } })
      if (!file || !row) continue
      const read = await readCard(virtualCardFrom(file.card, finger))
      const { subject, document: documentId } = row
      const who = { idNumber, nameChinese, nameForeign, birthDate, kind, validUntil: cardValidUntil }
      expect(read).toMatchObject({ ok: true, card: { ...who, subject, documentId } })
    }
  })

  it('is forged when its chip has another key, or the data are those of another card', async () => {
    const { readCard } = open()
    expect(await readCard(sampleCard({ key: createKeyPair().privateKey }))).toEqual(refused('card-forged'))
    const { groups } = sampleCard()
    expect(await readCard(sampleCard({ groups }))).toEqual(refused('card-forged'))
    const { person = new Uint8Array(0) } = virtualCardFrom(
      createSampleIdCard(sample, { idNumber: '99002469' }),
      7,
    ).groups
    const card = sampleCard()
    expect(await readCard({ ...card, groups: { ...card.groups, person } })).toEqual(refused('card-forged'))
  })

  it('is of an unknown issuer when the bundle has no key for cards', async () => {
    expect(await open({ ...sample, documentKeys: [] }).readCard(sampleCard())).toEqual(refused('card-issuer-unknown'))
  })

  it('is unreadable when a group is missing, an answer is garbage, or it has no key', async () => {
    const { readCard, reader, put, read } = open()
    const { groups } = sampleCard()
    for (const group of ['person', 'portrait', 'key', 'security-object'] as const) {
      const rest = Object.fromEntries(Object.entries(groups).filter(([name]) => name !== group))
      expect(await readCard(sampleCard({ groups: rest }))).toEqual(refused('card-unreadable'))
    }
    expect(await readCard(createVirtualCard({ groups }))).toEqual(refused('card-unreadable'))
    const insertion = await put(sampleCard())
    reader.interfere(() => Uint8Array.of(1))
    expect(await read(insertion)).toEqual(refused('card-unreadable'))
  })

  it.each([1, 3, 6, 12])('is removed when it is pulled at command %i', async (last) => {
    const { put, read, reader } = open()
    const insertion = await put(sampleCard())
    let commands = 0
    reader.interfere((_, answer) => {
      commands += 1
      if (commands === last) reader.remove()
      return answer()
    })
    expect(await read(insertion)).toEqual(refused('card-removed'))
  })

  it('is removed when another was put in since', async () => {
    const { put, read } = open()
    const first = await put(sampleCard())
    const second = await put(sampleCard())
    expect(await read(first)).toEqual(refused('card-removed'))
    expect(await read(second)).toMatchObject({ ok: true })
  })

  it('is foreign, unreadable or away by what the reader holds', () => {
    expect(refusalOfSlot({ holds: 'wrong-card' })).toBe('card-foreign')
    expect(refusalOfSlot({ holds: 'mute-card' })).toBe('card-unreadable')
    expect(refusalOfSlot({ holds: 'nothing' })).toBe('card-removed')
    expect(refusalOfSlot({ holds: 'card', insertion: 1 })).toBeUndefined()
  })

  it('has expired when its last day is over in Macao', () => {
    const card = { validUntil: '2026-03-24' }
    expect(isExpired(card, Date.parse('2026-03-24T15:59:59.999Z'))).toBe(false)
    expect(isExpired(card, Date.parse('2026-03-24T16:00:00.000Z'))).toBe(true)
  })
})
