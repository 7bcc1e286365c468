import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { createVirtualFingerprintSensor } from '../fingerprint/virtual.ts'
import { processClock } from '../process-clock.ts'
import type { Clock, Random } from '../ports.ts'
import { describeCardReader } from './card-reader.conformance.ts'
import { FINGER, PERSON, sampleCard } from './cards.fixture.ts'
import type { DeviceHealth } from '../ports.ts'
import { createVirtualCardReader } from './virtual.ts'

const random: Random = { bytes: (length) => Uint8Array.from(randomBytes(length)) }

function createTwin(clock: Clock) {
  const sensor = createVirtualFingerprintSensor({ id: 'finger', clock })
  return { sensor, reader: createVirtualCardReader({ id: 'card', clock, random, sensor }) }
}

describeCardReader('the twin of a card reader', () => {
  const { sensor, reader } = createTwin(processClock)
  return Promise.resolve({
    reader,
    insert: async (card) => reader.insert(card),
    remove: async () => reader.remove(),
    async pullDuring(ins) {
      reader.interfere((apdu, answer) => {
        if (apdu[1] !== ins) return answer()
        reader.interfere(undefined)
        reader.remove()
        return 'never'
      })
    },
    async lay(finger) {
      if (finger === undefined) sensor.lift()
      else sensor.lay(finger)
    },
    unplug: async () => reader.unplug(),
    replug: async () => reader.replug(),
    close: () => reader.close(),
  })
})

describe('a card reader', () => {
  async function opened() {
    const time = createManualClock()
    const { sensor, reader } = createTwin(time.clock)
    const healths: DeviceHealth[] = []
    reader.onHealth((health) => healths.push(health))
    await time.pass(0)
    const put = async (card = sampleCard().card) => {
      reader.insert(card)
      await time.pass(0)
      const slot = reader.slot()
      return slot.holds === 'card' ? slot.insertion : -1
    }
    return { ...time, sensor, reader, healths, put }
  }

  it('waits thirty seconds for a finger, and no longer than the card is in', async () => {
    const { reader, sensor, put, pass } = await opened()
    const first = reader.matchFinger(await put())
    await pass(29_999)
    expect(sensor.isWaiting()).toBe(true)
    await pass(1)
    expect(await first).toEqual({ ok: false, code: 'no-finger' })
    const second = reader.matchFinger(await put())
    await pass(10)
    reader.remove()
    expect(await second).toEqual({ ok: false, code: 'removed' })
    expect(sensor.isWaiting()).toBe(false)
  })

  it('says that the sensor is away, broken or not there at all', async () => {
    const { reader, sensor, put, pass, clock } = await opened()
    const insertion = await put()
    const waiting = reader.matchFinger(insertion)
    await pass(10)
    sensor.unplug()
    expect(await waiting).toEqual({ ok: false, code: 'sensor-lost' })
    sensor.replug()
    sensor.fail('dirty')
    expect(await reader.matchFinger(insertion)).toEqual({ ok: false, code: 'sensor-lost' })
    const alone = createVirtualCardReader({ id: 'alone', clock, random })
    await pass(0)
    alone.insert(sampleCard().card)
    await pass(0)
    expect(await alone.matchFinger(1)).toEqual({ ok: false, code: 'no-sensor' })
  })

  it('gives up a card that takes a command and stays silent after ten seconds, and takes the next one', async () => {
    const { reader, put, pass } = await opened()
    const insertion = await put()
    reader.interfere(() => 'never')
    const read = reader.read(insertion, 'person')
    await pass(9_999)
    expect(reader.slot()).toEqual({ holds: 'card', insertion })
    await pass(1)
    expect(await read).toEqual({ ok: false, code: 'not-answering' })
    expect(reader.slot()).toEqual({ holds: 'mute-card' })
    reader.interfere(undefined)
    reader.remove()
    expect(await reader.read(await put(), 'person')).toEqual({ ok: true, bytes: PERSON })
  })

  it('stays usable at a card that answers garbage', async () => {
    const { reader, put, sensor } = await opened()
    sensor.lay(FINGER)
    const insertion = await put()
    reader.interfere(() => Uint8Array.of(1, 2, 3))
    expect(await reader.read(insertion, 'person')).toEqual({ ok: false, code: 'refused' })
    reader.interfere(() => new Uint8Array(0))
    expect(await reader.read(insertion, 'person')).toEqual({ ok: false, code: 'unreadable' })
    expect(await reader.matchFinger(insertion)).toEqual({ ok: false, code: 'unreadable' })
    reader.interfere(undefined)
    expect(await reader.matchFinger(insertion)).toEqual({ ok: true, isMatch: true })
  })

  it('fails while another program has the card, and reads it once that has let it go', async () => {
    const { reader, put, pass, healths } = await opened()
    reader.occupy(true)
    expect(await put()).toBe(-1)
    expect(reader.health()).toMatchObject({ state: 'failed', error: 'in-use' })
    reader.occupy(false)
    await pass(10_000)
    expect(reader.slot()).toEqual({ holds: 'card', insertion: 1 })
    expect(healths.map(({ state }) => state)).toEqual(['ready', 'failed', 'ready'])
  })

  it.each(['service-missing', 'permission-denied'] as const)(
    'comes back by itself after its service: %s',
    async (fault) => {
      const { reader, put, pass } = await opened()
      const insertion = await put()
      const waiting = reader.matchFinger(insertion)
      await pass(10)
      reader.setService(fault)
      expect(await waiting).toEqual({ ok: false, code: 'removed' })
      expect(reader.health()).toMatchObject({ state: 'lost', error: 'service-missing' })
      await pass(120_000)
      expect(reader.health()).toMatchObject({ state: 'lost' })
      reader.setService(undefined)
      await pass(10_000)
      expect(reader.health()).toMatchObject({ state: 'ready' })
      const after = reader.slot()
      expect(after).toEqual({ holds: 'card', insertion: insertion + 1 })
      expect(await reader.read(insertion + 1, 'person')).toEqual({ ok: true, bytes: PERSON })
    },
  )

  it('says within five seconds that it does not answer itself, asked how it is, and takes a card then', async () => {
    const { reader, put, pass } = await opened()
    reader.silence(true)
    const asked = reader.check()
    await pass(0)
    expect(await put()).toBe(-1)
    await pass(4_999)
    expect(reader.slot()).toEqual({ holds: 'nothing' })
    await pass(1)
    expect(await asked).toBe('not-answering')
    await pass(0)
    expect(reader.slot()).toEqual({ holds: 'card', insertion: 1 })
    expect(await reader.check()).toBeUndefined()
  })

  it('says within ten seconds that its card does not answer, asked how it is', async () => {
    const { reader, put, pass } = await opened()
    await put()
    reader.interfere(() => 'never')
    const asked = reader.check()
    await pass(10_000)
    expect(await asked).toBe('mute-card')
    expect(reader.slot()).toEqual({ holds: 'mute-card' })
  })

  it('does not disturb a card that is worked with when it is asked how it is', async () => {
    const { reader, put, sensor } = await opened()
    const matching = reader.matchFinger(await put())
    expect(await reader.check()).toBeUndefined()
    sensor.lay(FINGER)
    expect(await matching).toEqual({ ok: true, isMatch: true })
  })

  it('says that another program has it only where that lasts, and that its service has ended', async () => {
    const { reader, pass } = await opened()
    reader.occupy(true)
    const first = reader.check()
    await pass(100)
    reader.occupy(false)
    await pass(150)
    expect(await first).toBeUndefined()
    reader.occupy(true)
    const second = reader.check()
    await pass(250)
    expect(await second).toBe('in-use')
    reader.setService('permission-denied')
    expect(await reader.check()).toBe('service-missing')
  })

  it('does one thing at a time with a card, whatever is asked at once', async () => {
    const { reader, put } = await opened()
    const insertion = await put()
    let busy = 0
    let most = 0
    reader.interfere(async (_apdu, answer) => {
      busy += 1
      most = Math.max(most, busy)
      await Promise.resolve()
      busy -= 1
      return answer()
    })
    await Promise.all(Array.from({ length: 8 }, () => reader.read(insertion, 'portrait')))
    expect(most).toBe(1)
  })
})
