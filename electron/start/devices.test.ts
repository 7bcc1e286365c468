import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTwinStation } from '../../build/twins/station.ts'
import { attachNamedDevices } from './devices.ts'
import { systemClock } from './system.ts'

let twin: ReturnType<typeof createTwinStation>
beforeEach(() => {
  twin = createTwinStation()
})
afterEach(() => twin.station.close())

const devices = () =>
  twin.station.status().devices.map(({ id, kind, state, virtual }) => ({ id, kind, state, virtual }))

/** A port of this machine on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

describe('the devices that settings name', () => {
  it('are none when none is named', () => {
    attachNamedDevices(twin.station, {}, systemClock)
    expect(devices()).toEqual([])
  })

  it('are attached as real devices, and are lost while they are not reached', async () => {
    const port = await freePort()
    attachNamedDevices(
      twin.station,
      {
        printer: { driver: 'escpos-tcp', host: '127.0.0.1', port },
        cardTerminal: { driver: 'tcp', host: '127.0.0.1', port },
      },
      systemClock,
    )
    await vi.waitFor(
      () =>
        expect(devices()).toEqual([
          { id: 'printer', kind: 'printer', state: 'lost', virtual: false },
          { id: 'card-terminal', kind: 'payment-terminal', state: 'lost', virtual: false },
        ]),
      { timeout: 120_000 },
    )
  })

  it('are a drawer that is lost with the printer that it hangs on', async () => {
    const printer = { driver: 'escpos-tcp', host: '127.0.0.1', port: await freePort() } as const
    attachNamedDevices(twin.station, { printer, drawer: { driver: 'printer' } }, systemClock)
    await vi.waitFor(
      () => expect(devices()).toContainEqual({ id: 'cash-drawer', kind: 'cash', state: 'lost', virtual: false }),
      { timeout: 120_000 },
    )
  })

  it('are a printer that is lost when its device file is not there', async () => {
    attachNamedDevices(
      twin.station,
      { printer: { driver: 'escpos-file', path: '/dev/usb/no-such-printer' } },
      systemClock,
    )
    await vi.waitFor(() => expect(devices()).toMatchObject([{ id: 'printer', state: 'lost' }]), { timeout: 120_000 })
  })
})
