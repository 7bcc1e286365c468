import { expect, it } from 'vitest'
import { createVirtualLights } from '../../../hardware/lights/virtual.ts'
import { LIGHT_PLACES } from '../../../hardware/lights/port.ts'
import { createVirtualPrinter } from '../../../hardware/printer/virtual.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createGuidingLights, PAPER_LIT_MS } from './guiding-lights.ts'
import { BLINK_MS } from './limits.ts'

function made() {
  const { clock, pass } = createManualClock()
  const lights = createVirtualLights({ id: 'lights', clock })
  const guiding = createGuidingLights(clock)
  return { clock, pass, lights, guiding, seen: () => LIGHT_PLACES.map((place) => lights.seen(place)) }
}

it('lights show what is to be shown as soon as they are there', () => {
  const { guiding, lights, seen } = made()
  guiding.showScanner(true)
  guiding.showCard('forgotten')
  const detach = guiding.attach(lights)
  expect(seen()).toEqual(['on', 'blinking', 'off'])
  guiding.showCard('none')
  guiding.showScanner(false)
  expect(seen()).toEqual(['off', 'off', 'off'])
  detach()
  guiding.showScanner(true)
  expect(seen()).toEqual(['off', 'off', 'off'])
})

it.each([
  ['in', 'on'],
  ['unattended', 'blinking'],
  ['forgotten', 'blinking'],
  ['left', 'blinking'],
] as const)('the light at a card that is %s is %s', (state, light) => {
  const { guiding, lights } = made()
  guiding.attach(lights)
  guiding.showCard(state)
  expect(lights.seen('card-reader')).toBe(light)
})

it('the light at the printer blinks for a paper, until 15 seconds after the last one', async () => {
  const { clock, pass, guiding, lights } = made()
  guiding.attach(lights)
  const printer = guiding.lit(createVirtualPrinter({ id: 'printer', clock }))
  expect(await printer.print('receipt')).toEqual({ result: 'printed' })
  await pass(PAPER_LIT_MS - 1)
  expect(lights.seen('printer')).toBe('blinking')
  await printer.print('receipt')
  await pass(PAPER_LIT_MS - 1)
  expect(lights.seen('printer')).toBe('blinking')
  await pass(1)
  expect(lights.seen('printer')).toBe('off')
})

it('the light at the printer is off when no paper came out, and on when nobody knows', async () => {
  const { clock, guiding, lights } = made()
  guiding.attach(lights)
  const twin = createVirtualPrinter({ id: 'printer', clock })
  const printer = guiding.lit(twin)
  twin.paper('out')
  expect(await printer.print('receipt')).toMatchObject({ result: 'trouble' })
  expect(lights.seen('printer')).toBe('off')
  twin.paper('full')
  twin.breakNext('silent')
  expect(await printer.print('receipt')).toEqual({ result: 'not-known' })
  expect(lights.seen('printer')).toBe('blinking')
})

it('lights that are tested blink once for all who ask, and show what is to be shown then', async () => {
  const { pass, guiding, lights, seen } = made()
  guiding.attach(lights)
  guiding.showScanner(true)
  const { blink = () => Promise.resolve('none') } = guiding.testsOf(lights)
  const first = blink()
  await pass(BLINK_MS - 1)
  const second = blink()
  guiding.showCard('in')
  expect(seen()).toEqual(['blinking', 'blinking', 'blinking'])
  await pass(1)
  expect([await first, await second]).toEqual([undefined, undefined])
  expect(seen()).toEqual(['on', 'on', 'off'])
})

it('lights that are unplugged during their test say so, and are as they should be once they are back', async () => {
  const { pass, guiding, lights, seen } = made()
  guiding.attach(lights)
  const tested = guiding.testsOf(lights).blink?.()
  await pass(1)
  lights.unplug()
  lights.replug()
  expect(await tested).toEqual({ error: 'unplugged' })
  expect(seen()).toEqual(['off', 'off', 'off'])
})
