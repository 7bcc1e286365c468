import { afterEach, describe, expect, it, vi } from 'vitest'
import { LIGHT_PLACES, type Light, type LightPlace, type Lights } from './port.ts'

/** What the conformance tests need of lights: the driver, an eye in front of them, and a hand at their cable. */
export interface LightsUnderTest {
  lights: Lights
  seen(place: LightPlace): Light | Promise<Light>
  unplug(): Promise<void>
  replug(): Promise<void>
}

/**
 * The conformance tests of all lights, real or virtual (hardware.md). `open` is called once a test and gives lights that
 * are ready.
 */
export function describeLights(name: string, open: () => Promise<LightsUnderTest>): void {
  describe(name, () => {
    let under: LightsUnderTest | undefined

    afterEach(async () => {
      await under?.lights.close()
      under = undefined
    })

    async function opened() {
      const each = await open()
      under = each
      const { lights, seen } = each
      return {
        ...each,
        shows: (place: LightPlace, light: Light) => vi.waitFor(async () => expect(await seen(place)).toBe(light)),
        is: (state: string) => vi.waitFor(() => expect(lights.health()).toMatchObject({ kind: 'lights', state })),
      }
    }

    it('are off at first', async () => {
      const { is, seen } = await opened()
      await is('ready')
      for (const place of LIGHT_PLACES) expect(await seen(place)).toBe('off')
    })

    it('show at each place what was asked last, whatever the others show', async () => {
      const { lights, shows } = await opened()
      lights.show('scanner', 'on')
      lights.show('card-reader', 'on')
      lights.show('card-reader', 'blinking')
      lights.show('card-reader', 'blinking')
      await shows('card-reader', 'blinking')
      await shows('scanner', 'on')
      await shows('printer', 'off')
      lights.show('card-reader', 'off')
      await shows('card-reader', 'off')
      await shows('scanner', 'on')
    })

    it('are lost while they are away, and show then what was asked meanwhile', async () => {
      const { lights, shows, is, unplug, replug } = await opened()
      const heard: string[] = []
      const stop = lights.onHealth(({ state }) => heard.push(state))
      lights.show('scanner', 'on')
      lights.show('printer', 'on')
      await shows('printer', 'on')
      await unplug()
      await is('lost')
      lights.show('printer', 'off')
      lights.show('card-reader', 'blinking')
      await replug()
      await is('ready')
      await shows('scanner', 'on')
      await shows('printer', 'off')
      await shows('card-reader', 'blinking')
      expect([heard[0], heard.at(-1)]).toEqual(['lost', 'ready'])
      stop()
    })

    it('are off once they are closed, whatever is asked of them', async () => {
      const { lights, shows } = await opened()
      lights.show('printer', 'blinking')
      await shows('printer', 'blinking')
      await lights.close()
      await shows('printer', 'off')
      lights.show('scanner', 'on')
      await shows('scanner', 'off')
    })
  })
}
