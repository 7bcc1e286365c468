import { afterEach, describe, expect, it, vi } from 'vitest'
import { keepHealth } from '../health.ts'
import { processClock as clock } from '../process-clock.ts'
import { createEscPosPrinter } from '../printer/escpos.ts'
import { openPrinterTwin } from '../printer/twin.ts'
import { describeCashDrawer } from './cash-drawer.conformance.ts'
import { createKickedDrawer } from './kick.ts'
import { createVirtualCashDrawer } from './virtual.ts'

describeCashDrawer('the virtual cash drawer', () => {
  const drawer = createVirtualCashDrawer({ id: 'cash-drawer', clock })
  return Promise.resolve({
    drawer,
    async unplug() {
      await Promise.resolve()
      drawer.unplug()
    },
    async replug() {
      await Promise.resolve()
      drawer.replug()
    },
    opened: drawer.opened,
    close: () => drawer.close(),
  })
})

const until = (check: () => void) => vi.waitFor(check, { timeout: 120_000 })

async function openKicked() {
  const twin = await openPrinterTwin()
  const transport = { kind: 'tcp', host: '127.0.0.1', port: twin.port } as const
  const printer = createEscPosPrinter({ id: 'p', clock, transport, characters: 'big5' })
  const drawer = createKickedDrawer({ id: 'cash-drawer', clock, printer })
  return {
    twin,
    drawer,
    printer,
    unplug: twin.unplug,
    replug: twin.replug,
    opened: twin.kicks,
    async close() {
      await drawer.close()
      await printer.close()
      await twin.close()
    },
  }
}

describeCashDrawer('a cash drawer on the connector of a printer', openKicked)

it.each([
  ['ready', undefined, 'ready', undefined],
  ['ready', 'paper-low', 'ready', undefined],
  ['failed', 'paper-out', 'ready', undefined],
  ['failed', 'cover-open', 'ready', undefined],
  ['failed', 'picture-failed', 'ready', undefined],
  ['failed', 'cutter', 'failed', 'printer-lost'],
  ['lost', 'offline', 'lost', 'printer-lost'],
] as const)('a drawer of a printer that is %s (%s) is %s', (state, error, shown, shownError) => {
  const { health, onHealth, become } = keepHealth({ id: 'p', kind: 'printer', virtual: false, clock })
  const status = () => Promise.resolve({ ready: true, paperLow: false } as const)
  const printer = { health, onHealth, status, kickDrawer: () => Promise.resolve(true) }
  const drawer = createKickedDrawer({ id: 'cash-drawer', clock, printer })
  expect(drawer.health().state).toBe('starting')
  become(state, error)
  expect([drawer.health().state, drawer.health().error]).toEqual([shown, shownError])
})

it.each([
  [{ ready: true, paperLow: true } as const, undefined, undefined],
  [{ ready: false, trouble: 'paper-out' } as const, 'paper-out', undefined],
  [{ ready: false, trouble: 'offline' } as const, undefined, 'printer-lost'],
  // A printer whose papers can't be drawn is as well as any; one with a fault isn't.
  [{ ready: false, trouble: 'fault' } as const, 'picture-failed', undefined],
  [{ ready: false, trouble: 'fault' } as const, 'fault', 'printer-lost'],
])('a drawer, asked how it is, asks its printer: %j, %s', async (told, error, answer) => {
  const kept = keepHealth({ id: 'p', kind: 'printer', virtual: false, clock })
  kept.become(error === undefined ? 'ready' : 'failed', error)
  const { health, onHealth } = kept
  const kickDrawer = vi.fn(() => Promise.resolve(true))
  const printer = { health, onHealth, kickDrawer, status: () => Promise.resolve(told) }
  expect(await createKickedDrawer({ id: 'cash-drawer', clock, printer }).check()).toBe(answer)
  expect(kickDrawer).not.toHaveBeenCalled()
})

describe('a cash drawer on the connector of a printer', () => {
  let under: Awaited<ReturnType<typeof openKicked>> | undefined
  afterEach(() => under?.close())

  async function ready() {
    const opened = await openKicked()
    under = opened
    await until(() => expect(opened.drawer.health().state).toBe('ready'))
    return opened
  }

  it.each([
    ['out of paper', 'paper'],
    ['open', 'cover'],
  ] as const)('is opened at once while the printer is %s, and not again when that is mended', async (_, what) => {
    const { twin, drawer, printer } = await ready()
    if (what === 'paper') twin.paper('out')
    else twin.cover('open')
    await until(() => expect(printer.health().state).toBe('failed'))
    expect(drawer.health().state).toBe('ready')
    expect(await drawer.check()).toBeUndefined()
    expect(await drawer.open()).toBe(true)
    await until(() => expect(twin.kicks()).toBe(1))
    twin.paper('full')
    twin.cover('closed')
    expect(await printer.print('MOP 1.00')).toEqual({ result: 'printed' })
    expect(twin.kicks()).toBe(1)
  })

  it('is not opened while the printer has a fault, and says so', async () => {
    const { twin, drawer } = await ready()
    twin.fault('there')
    await until(() => expect(drawer.health()).toMatchObject({ state: 'failed', error: 'printer-lost' }))
    expect(await drawer.open()).toBe(false)
    expect(await drawer.check()).toBe('printer-lost')
    twin.fault('gone')
    await until(() => expect(drawer.health().state).toBe('ready'))
    expect(twin.kicks()).toBe(0)
  })
})
