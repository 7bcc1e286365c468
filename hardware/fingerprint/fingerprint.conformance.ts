import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TemplateSource } from './template.ts'

/** What the conformance tests need of a sensor: its driver, a finger, and a hand at its cable. */
export interface SensorUnderTest {
  sensor: TemplateSource
  /** Lays a finger on, which stays until `lift`. */
  lay(): Promise<void>
  lift(): Promise<void>
  unplug(): Promise<void>
  replug(): Promise<void>
}

/** Longer than any test waits, and so long that nobody notices. Milliseconds. */
const LONG = 600_000
const SHORT = 20

/**
 * The conformance tests of every fingerprint sensor, real or virtual (hardware.md). `open` is called once a test and
 * gives a sensor that is ready, without a finger.
 */
export function describeFingerprintSensor(
  name: string,
  isVirtual: boolean,
  open: () => Promise<SensorUnderTest>,
): void {
  describe(name, () => {
    let under: SensorUnderTest | undefined
    const { signal } = new AbortController()

    afterEach(async () => {
      await under?.sensor.close()
      under = undefined
    })

    async function opened() {
      const each = await open()
      under = each
      const is = (state: string) => vi.waitFor(() => expect(each.sensor.health()).toMatchObject({ state }))
      await is('ready')
      return { ...each, is }
    }

    const isWiped = (template: Uint8Array | undefined) => template?.every((byte) => byte === 0)

    it('is ready, and says what it is', async () => {
      const { sensor } = await opened()
      expect(sensor.health()).toMatchObject({ kind: 'fingerprint', virtual: isVirtual, state: 'ready' })
      expect(sensor.health().error).toBeUndefined()
    })

    it('gives the template of a finger to one function, and overwrites it then', async () => {
      const { sensor, lay } = await opened()
      let kept: Uint8Array | undefined
      const captured = sensor.capture(LONG, signal, (template) => {
        kept = template
        return Promise.resolve(isWiped(template))
      })
      await lay()
      expect(await captured).toEqual({ ok: true, value: false })
      expect(isWiped(kept)).toBe(true)
    })

    it('overwrites the template where that function fails, too', async () => {
      const { sensor, lay } = await opened()
      await lay()
      let kept: Uint8Array | undefined
      await expect(
        sensor.capture(LONG, signal, (template) => {
          kept = template
          return Promise.reject(new Error('the card is gone'))
        }),
      ).rejects.toThrow('the card is gone')
      expect(isWiped(kept)).toBe(true)
    })

    it('reads a finger that is tried, and gives nobody anything of it', async () => {
      const { sensor, lay } = await opened()
      const tried = sensor.tryFinger(LONG)
      await lay()
      expect(await tried).toBe('read')
      expect(await sensor.tryFinger(LONG)).toBe('read')
    })

    it('says that no finger came, within the time or before it was called off', async () => {
      const { sensor, lay, lift } = await opened()
      await lay()
      await lift()
      const use = vi.fn(() => Promise.resolve())
      expect(await sensor.tryFinger(SHORT)).toBe('no-finger')
      expect(await sensor.capture(SHORT, signal, use)).toEqual({ ok: false, code: 'no-finger' })
      const over = new AbortController()
      const captured = sensor.capture(LONG, over.signal, use)
      over.abort()
      expect(await captured).toEqual({ ok: false, code: 'no-finger' })
      expect(use).not.toHaveBeenCalled()
    })

    it('is lost when its cable is pulled, whoever waits, and reads again after the replug', async () => {
      const { sensor, lay, unplug, replug, is } = await opened()
      const heard: string[] = []
      const stop = sensor.onHealth(({ state }) => heard.push(state))
      const tried = sensor.tryFinger(LONG)
      await unplug()
      expect(await tried).toBe('sensor-lost')
      await is('lost')
      expect(await sensor.tryFinger(LONG)).toBe('sensor-lost')
      await replug()
      await is('ready')
      await lay()
      expect(await sensor.tryFinger(LONG)).toBe('read')
      expect([heard[0], heard.at(-1)]).toEqual(['lost', 'ready'])
      stop()
    })

    it('reads nothing once it is closed, whoever waits', async () => {
      const { sensor, lay } = await opened()
      const tried = sensor.tryFinger(LONG)
      await sensor.close()
      expect(await tried).toBe('sensor-lost')
      await lay()
      expect(await sensor.tryFinger(LONG)).toBe('sensor-lost')
    })
  })
}
