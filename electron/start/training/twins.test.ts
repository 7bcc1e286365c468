import { expect, it } from 'vitest'
import { createVirtualScanner } from '../../../hardware/scanner/virtual.ts'
import { sandboxRandom } from '../../sandbox/serving/clock.ts'
import { createSampleCardIssuer, createSampleIdCard } from '../../sandbox/trust/id-cards.fixture.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { refuse } from '../../contract/index.ts'
import type { OrderName, TrainingOrder } from '../../contract/training.ts'
import { createCardTwins } from '../card-twins.ts'
import { identityOrders, scannerOrders } from './twins.ts'

const SCAN: TrainingOrder = { do: 'scanner.scan', data: Buffer.from('code').toString('base64') }

function open() {
  const { clock, pass } = createManualClock()
  const scanner = createVirtualScanner({ id: 'scanner', clock })
  const heard: string[] = []
  scanner.onScan(({ bytes }) => heard.push(Buffer.from(bytes).toString()))
  scanner.onDrop((reason) => heard.push(reason))
  const { take } = scannerOrders(scanner)
  return { scanner, heard, take, pass }
}

it('a scanner that takes its time reads a code three seconds later, unless its cable is pulled before', async () => {
  const { heard, take, pass } = open()
  await take({ do: 'scanner.reads', to: 'slow' })
  expect(await take(SCAN)).toEqual({ ok: true })
  await pass(2_999)
  expect(heard).toEqual([])
  await pass(1)
  expect(heard).toEqual(['code'])
  await take(SCAN)
  await take({ do: 'scanner.line', to: 'unplugged' })
  await take({ do: 'scanner.line', to: 'plugged' })
  await pass(3_000)
  expect(heard).toEqual(['code'])
})

it('a scanner that makes garbage is failed, and so it is after a replug, until it reads well', async () => {
  const { scanner, heard, take } = open()
  await take({ do: 'scanner.reads', to: 'garbage' })
  await take({ do: 'scanner.line', to: 'unplugged' })
  expect(scanner.health()).toMatchObject({ state: 'lost' })
  await take({ do: 'scanner.line', to: 'plugged' })
  expect(scanner.health()).toMatchObject({ state: 'failed', error: 'garbage' })
  await take(SCAN)
  await take({ do: 'scanner.reads', to: 'well' })
  expect(scanner.health()).toMatchObject({ state: 'ready' })
  await take(SCAN)
  expect(heard).toEqual(['garbage', 'code'])
})

it.each(['well', 'slow', 'garbage'] as const)('a scanner whose cable is pulled reads no code: %s', async (to) => {
  const { heard, take, pass } = open()
  await take({ do: 'scanner.reads', to })
  await take({ do: 'scanner.line', to: 'unplugged' })
  expect(await take(SCAN)).toEqual(refuse('no-code-found'))
  await pass(10_000)
  expect(heard).toEqual([])
})

/** The orders around a reader and its sensor, in front of which stand residents with their cards. */
function openIdentity() {
  const { clock, pass } = createManualClock()
  const twins = createCardTwins({ clock, random: sandboxRandom })
  const issuer = createSampleCardIssuer()
  const cards = new Map([
    ['twin-one', { card: { ...createSampleIdCard(issuer) }, finger: 105 }],
    ['twin-two', { card: { ...createSampleIdCard(issuer) }, finger: 106 }],
  ])
  const takers = identityOrders(twins, { card: (resident) => Promise.resolve(cards.get(resident)) })
  const take = async (order: TrainingOrder) => takers.find(({ takes }) => takes.includes(order.do))?.take(order)
  return {
    ...twins,
    cards,
    pass,
    take,
    give: async (order: TrainingOrder) => expect(await take(order)).toEqual({ ok: true }),
    now: async (name: OrderName) => (await takers.find(({ takes }) => takes.includes(name))?.orders())?.[name],
    /** Whether the card that is in matches the finger on the sensor. */
    async isMatch() {
      await pass(0)
      const slot = twins.cardReader.slot()
      return twins.cardReader.matchFinger(slot.holds === 'card' ? slot.insertion : -1)
    },
  }
}

it("a finger on the sensor matches the ID card in the reader if it is its owner's", async () => {
  const { fingerprint, give, isMatch, now, pass } = openIdentity()
  await give({ do: 'card-reader.card', to: 'card' })
  await give({ do: 'fingerprint.finger', to: 'other' })
  expect(await isMatch()).toMatchObject({ ok: true, isMatch: false })
  await give({ do: 'fingerprint.finger', to: 'owner' })
  expect(await now('fingerprint.finger')).toBe('owner')
  expect(await isMatch()).toMatchObject({ ok: true, isMatch: true })
  await give({ do: 'fingerprint.finger', to: 'none' })
  const tried = fingerprint.tryFinger(1)
  await pass(1)
  expect(await tried).toBe('no-finger')
})

it("a resident's card matches their own finger, and no other's, when they come one after another", async () => {
  const { give, isMatch, now } = openIdentity()
  await give({ do: 'card-reader.resident', resident: 'twin-one' })
  expect(await now('card-reader.resident')).toBe('twin-one')
  expect(await now('card-reader.card')).toBeNull()
  await give({ do: 'fingerprint.finger', to: 'owner' })
  expect(await isMatch()).toEqual({ ok: true, isMatch: true })
  await give({ do: 'card-reader.resident', resident: 'twin-two' })
  expect(await now('fingerprint.finger')).toBe('other')
  expect(await isMatch()).toEqual({ ok: true, isMatch: false, triesLeft: 2 })
  await give({ do: 'fingerprint.finger', to: 'owner' })
  expect(await isMatch()).toEqual({ ok: true, isMatch: true })
  await give({ do: 'card-reader.card', to: 'card' })
  expect([await now('card-reader.resident'), await now('card-reader.card')]).toEqual([null, 'card'])
  expect(await isMatch()).toMatchObject({ isMatch: false })
})

it("a resident's card outlasts the reader's cable, and tells what the sandbox said of it", async () => {
  const { cardReader, cards, give, pass } = openIdentity()
  await give({ do: 'card-reader.resident', resident: 'twin-one' })
  await give({ do: 'card-reader.line', to: 'unplugged' })
  await give({ do: 'card-reader.line', to: 'plugged' })
  await pass(0)
  const slot = cardReader.slot()
  const read = await cardReader.read(slot.holds === 'card' ? slot.insertion : -1, 'person')
  expect(read.ok && Buffer.from(read.bytes).toString('base64')).toBe(cards.get('twin-one')?.card.groups.person)
})

it("a resident whom the sandbox doesn't know leaves the card in the reader as it is", async () => {
  const { cardReader, give, take, pass } = openIdentity()
  await give({ do: 'card-reader.card', to: 'wrong-card' })
  expect(await take({ do: 'card-reader.resident', resident: 'nobody' })).toEqual(refuse('gateway-unreachable'))
  await pass(0)
  expect(cardReader.slot()).toEqual({ holds: 'wrong-card' })
})
