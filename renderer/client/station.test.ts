// @vitest-environment happy-dom
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { expect, it } from 'vitest'
import type { Device, StationEvent, Status } from '../../electron/contract/index.ts'
import type { StationClient, StationLink } from './link.ts'
import { stationLink, useStation } from './station.ts'

it('shows no device any more that the station let go, at once', async () => {
  const since = '2026-03-24T06:36:00.000Z'
  const device = (id: string): Device => ({ id, kind: 'scanner', virtual: false, state: 'ready', since })
  const pushed = Promise.withResolvers<StationEvent>()
  async function* events(): AsyncGenerator<StationEvent, void> {
    yield { type: 'device-changed', device: device('third') }
    yield await pushed.promise
    await new Promise(() => undefined)
  }
  const status = { now: since, devices: [device('first'), device('second')] } as unknown as Status
  const client = {
    station: { status: () => Promise.resolve(status), events: () => Promise.resolve(events()) },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  let station: ReturnType<typeof useStation> | undefined
  const page = mount(
    {
      setup() {
        station = useStation()
        station.start()
        return () => null
      },
    },
    { global: { plugins: [createPinia()], provide: { [stationLink as symbol]: link } } },
  )
  const shown = () => station?.status?.devices.map(({ id }) => id)
  await flushPromises()
  expect(shown()).toEqual(['first', 'second', 'third'])
  pushed.resolve({ type: 'device-gone', id: 'second' })
  await flushPromises()
  expect(shown()).toEqual(['first', 'third'])
  page.unmount()
})
