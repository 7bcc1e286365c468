import { expect, it } from 'vitest'
import { createManualClock } from '../electron/sandbox/trust/trust.fixture.ts'
import { keepHealth } from './health.ts'

it('a kept health tells each change once, since when, until it ends', async () => {
  const manual = createManualClock()
  const kept = keepHealth({ id: 'd', kind: 'scanner', virtual: false, clock: manual.clock })
  const told: unknown[] = []
  kept.onHealth(({ state, error, since }) => told.push([state, error, since]))
  const began = kept.health().since
  expect(kept.health()).toEqual({ id: 'd', kind: 'scanner', virtual: false, state: 'starting', since: began })
  await manual.pass(5)
  kept.become('failed', 'in-use')
  kept.become('failed', 'in-use')
  kept.become('ready', undefined, 7)
  kept.end()
  kept.become('lost')
  expect(told).toEqual([
    ['failed', 'in-use', began + 5],
    ['ready', undefined, 7],
  ])
  expect(kept.health()).toMatchObject({ state: 'lost' })
})
