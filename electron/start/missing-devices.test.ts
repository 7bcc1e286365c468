import { beforeEach, expect, it } from 'vitest'
import type { DeviceMatch } from '../../hardware/driver-host/messages.ts'
import { createManualClock } from '../sandbox/trust/trust.fixture.ts'
import { FOUND_WITHIN_MS, showMissing } from './missing-devices.ts'

const A: DeviceMatch = { vendor: '1209', product: '8c02', serial: 'A1' }
const B: DeviceMatch = { vendor: '1209', product: '8c02', port: '1-2' }

let shown: string[]
let used: DeviceMatch[]
let there: DeviceMatch[]
let clock: ReturnType<typeof createManualClock>
let missing: ReturnType<typeof showMissing>
beforeEach(() => {
  shown = []
  used = [A, B]
  there = []
  clock = createManualClock()
  const station = {
    attachDevice({ health }: { health: () => { id: string } }) {
      const { id } = health()
      shown.push(id)
      return () => void (shown = shown.filter((one) => one !== id))
    },
  }
  missing = showMissing(station, { used: () => used, isThere: (match) => there.includes(match), clock: clock.clock })
})

it('shows a device that is to be used and was not found in time, and no more once it is there', async () => {
  await clock.pass(FOUND_WITHIN_MS - 1)
  missing.look()
  expect(shown).toEqual([])
  there = [B]
  await clock.pass(1)
  expect(shown).toEqual(['scanner-1209:8c02:A1'])
  there = [A, B]
  missing.look()
  expect(shown).toEqual([])
})

it('shows no device that is no longer to be used', async () => {
  await clock.pass(FOUND_WITHIN_MS)
  expect(shown).toHaveLength(2)
  used = [B]
  missing.look()
  expect(shown).toEqual(['scanner-1209:8c02@1-2'])
})

it('waits anew where the drivers start again, and not at all once it is stopped', async () => {
  missing.wait()
  await clock.pass(FOUND_WITHIN_MS - 1)
  missing.stop()
  await clock.pass(FOUND_WITHIN_MS)
  expect(shown).toEqual([])
})

it('shows nothing more while it is stopped, and keeps what it shows', async () => {
  there = [B]
  await clock.pass(FOUND_WITHIN_MS)
  missing.stop()
  there = []
  missing.look()
  expect(shown).toEqual(['scanner-1209:8c02:A1'])
  missing.wait()
  await clock.pass(FOUND_WITHIN_MS)
  expect(shown).toHaveLength(2)
})
