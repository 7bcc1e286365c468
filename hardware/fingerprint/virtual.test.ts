import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import type { DeviceHealth } from '../ports.ts'
import { processClock } from '../process-clock.ts'
import { describeFingerprintSensor } from './fingerprint.conformance.ts'
import { withTemplate } from './template.ts'
import { createVirtualFingerprintSensor, fillTemplate, TEMPLATE_LENGTH } from './virtual.ts'

function opened() {
  const time = createManualClock()
  const sensor = createVirtualFingerprintSensor({ id: 'finger', clock: time.clock })
  const { signal } = new AbortController()
  const seen: Uint8Array[] = []
  const take = (template: Uint8Array) => {
    seen.push(template)
    return Promise.resolve(Buffer.from(template).toString('hex'))
  }
  return { ...time, sensor, signal, seen, take }
}

const later = (act: () => void) => () => Promise.resolve().then(act)

describeFingerprintSensor("a fingerprint sensor's twin, as every sensor", true, () => {
  const sensor = createVirtualFingerprintSensor({ id: 'finger', clock: processClock })
  return Promise.resolve({
    sensor,
    lay: later(() => sensor.lay(1)),
    lift: later(() => sensor.lift()),
    unplug: later(() => sensor.unplug()),
    replug: later(() => sensor.replug()),
  })
})

describe('a template', () => {
  it('is zeros once its use has ended, and once it has failed', async () => {
    const { sensor, signal, seen, take } = opened()
    sensor.lay(1)
    const captured = await sensor.capture(1_000, signal, take)
    expect(captured).toMatchObject({ ok: true, value: expect.stringMatching(/^(?!0+$)[0-9a-f]{240}$/) })
    const failing = (template: Uint8Array) => {
      seen.push(template)
      return Promise.reject(new Error('the card is gone'))
    }
    await expect(sensor.capture(1_000, signal, failing)).rejects.toThrow('the card is gone')
    expect(seen.length).toBe(2)
    for (const template of seen) expect([...template].every((byte) => byte === 0)).toBe(true)
  })

  it('is zeros when the sensor breaks off half-way', async () => {
    let half: Uint8Array | undefined
    const failing = withTemplate(
      TEMPLATE_LENGTH,
      (template) => {
        half = template.fill(1)
        throw new Error('the sensor is gone')
      },
      () => Promise.resolve(),
    )
    await expect(failing).rejects.toThrow('the sensor is gone')
    expect(half?.every((byte) => byte === 0)).toBe(true)
  })

  it('is the same for one finger, and another for every other', () => {
    const templates = Array.from({ length: 1_000 }, (_, finger) => {
      const template = new Uint8Array(TEMPLATE_LENGTH)
      fillTemplate(finger >> 1, template)
      return Buffer.from(template).toString('hex')
    })
    expect(new Set(templates).size).toBe(500)
  })
})

describe("a fingerprint sensor's twin", () => {
  it('waits for a finger, and no longer than it is told to', async () => {
    const { sensor, signal, take, pass, timers } = opened()
    const captured = sensor.capture(5_000, signal, take)
    await pass(4_999)
    sensor.lay(1)
    expect(await captured).toMatchObject({ ok: true })
    sensor.lift()
    const late = sensor.capture(5_000, signal, take)
    await pass(5_000)
    expect(await late).toEqual({ ok: false, code: 'no-finger' })
    const over = new AbortController()
    const broken = sensor.capture(5_000, over.signal, take)
    await pass(1)
    over.abort()
    expect(await broken).toEqual({ ok: false, code: 'no-finger' })
    expect(timers()).toBe(0)
  })

  it('tells its health, and gives no template while it is away or broken', async () => {
    const { sensor, signal, take } = opened()
    const heard: DeviceHealth[] = []
    const stop = sensor.onHealth((health) => heard.push(health))
    sensor.lay(1)
    sensor.unplug()
    expect(await sensor.capture(5_000, signal, take)).toEqual({ ok: false, code: 'sensor-lost' })
    sensor.replug()
    sensor.fail('dirty')
    expect(await sensor.capture(5_000, signal, take)).toEqual({ ok: false, code: 'sensor-lost' })
    stop()
    sensor.replug()
    expect(heard.map(({ kind, state, error }) => [kind, state, error])).toEqual([
      ['fingerprint', 'lost', 'unplugged'],
      ['fingerprint', 'ready', undefined],
      ['fingerprint', 'failed', 'dirty'],
    ])
    sensor.lift()
    const waiting = sensor.capture(5_000, signal, take)
    await sensor.close()
    expect(await waiting).toEqual({ ok: false, code: 'sensor-lost' })
  })
})
