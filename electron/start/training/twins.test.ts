import { expect, it } from 'vitest'
import { createVirtualScanner } from '../../../hardware/scanner/virtual.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { refuse } from '../../contract/index.ts'
import type { TrainingOrder } from '../../contract/training.ts'
import { scannerOrders } from './twins.ts'

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
