import { afterEach, describe, expect, it, vi } from 'vitest'
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

describe('a cash drawer on the connector of a printer', () => {
  let under: Awaited<ReturnType<typeof openKicked>> | undefined
  afterEach(() => under?.close())

  async function ready() {
    const opened = await openKicked()
    under = opened
    await vi.waitFor(() => expect(opened.drawer.health().state).toBe('ready'), { timeout: 120_000 })
    return opened
  }

  it.each([
    ['out of paper', 'paper'],
    ['open', 'cover'],
  ] as const)('is opened at once while the printer is %s, and not again when that is mended', async (_, what) => {
    const { twin, drawer, printer } = await ready()
    if (what === 'paper') twin.paper('out')
    else twin.cover('open')
    await vi.waitFor(() => expect(printer.health().state).toBe('failed'), { timeout: 120_000 })
    expect(drawer.health().state).toBe('ready')
    expect(await drawer.open()).toBe(true)
    await vi.waitFor(() => expect(twin.kicks()).toBe(1))
    twin.paper('full')
    twin.cover('closed')
    expect(await printer.print('MOP 1.00')).toEqual({ result: 'printed' })
    expect(twin.kicks()).toBe(1)
  })

  it('is not opened while the printer has a fault, and says so', async () => {
    const { twin, drawer } = await ready()
    twin.fault('there')
    await vi.waitFor(() => expect(drawer.health()).toMatchObject({ state: 'failed', error: 'printer-lost' }), {
      timeout: 120_000,
    })
    expect(await drawer.open()).toBe(false)
    twin.fault('gone')
    await vi.waitFor(() => expect(drawer.health().state).toBe('ready'), { timeout: 120_000 })
    expect(twin.kicks()).toBe(0)
  })
})
