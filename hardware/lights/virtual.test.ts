import { expect, it } from 'vitest'
import { processClock } from '../process-clock.ts'
import { describeLights } from './lights.conformance.ts'
import { createVirtualLights } from './virtual.ts'

describeLights("the lights' twin", () => {
  const lights = createVirtualLights({ id: 'lights', clock: processClock })
  return Promise.resolve({
    lights,
    seen: (place) => lights.seen(place),
    unplug: async () => lights.unplug(),
    replug: async () => lights.replug(),
  })
})

it('lights that fail are dark, and say so until they are plugged in again', () => {
  const lights = createVirtualLights({ id: 'lights', clock: processClock })
  lights.show('scanner', 'on')
  lights.fail('not-answering')
  expect([lights.seen('scanner'), lights.health()]).toMatchObject(['off', { state: 'failed', error: 'not-answering' }])
  lights.replug()
  expect([lights.seen('scanner'), lights.health().state]).toEqual(['on', 'ready'])
})
