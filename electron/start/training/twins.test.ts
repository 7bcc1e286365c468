import { expect, it } from 'vitest'
import { createVirtualScanner } from '../../../hardware/scanner/virtual.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { refuse } from '../../contract/index.ts'
import type { TrainingOrder } from '../../contract/training.ts'
import { createCardTwins } from '../card-twins.ts'
import { cardReaderOrders, fingerOrders, scannerOrders } from './twins.ts'

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

it("a finger on the sensor matches the ID card in the reader if it is its owner's", async () => {
  const { clock, pass } = createManualClock()
  const twins = createCardTwins({ clock, random: { bytes: (length) => new Uint8Array(length) } })
  const takers = [fingerOrders(twins.fingerprint), ...cardReaderOrders(twins.cardReader)]
  const take = async (order: TrainingOrder) =>
    expect(await takers.find(({ takes }) => takes.includes(order.do))?.take(order)).toEqual({ ok: true })
  const inserted = new Promise<number>((resolve) => {
    twins.cardReader.onSlot((slot) => {
      if (slot.holds === 'card') resolve(slot.insertion)
    })
  })
  await take({ do: 'card-reader.card', to: 'card' })
  const insertion = await inserted
  await take({ do: 'fingerprint.finger', to: 'other' })
  expect(await twins.cardReader.matchFinger(insertion)).toMatchObject({ ok: true, isMatch: false })
  await take({ do: 'fingerprint.finger', to: 'owner' })
  expect(takers[0]?.orders()).toEqual({ 'fingerprint.finger': 'owner' })
  expect(await twins.cardReader.matchFinger(insertion)).toMatchObject({ ok: true, isMatch: true })
  await take({ do: 'fingerprint.finger', to: 'none' })
  const tried = twins.fingerprint.tryFinger(1)
  await pass(1)
  expect(await tried).toBe('no-finger')
})
