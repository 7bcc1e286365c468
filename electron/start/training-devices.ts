import { join } from 'node:path'
import type { CashDrawer } from '../../hardware/cash-drawer/port.ts'
import type { Keypad } from '../../hardware/keypad/port.ts'
import type { Clock } from '../../hardware/ports.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import { describeError } from '../station/storage/faults.ts'
import type { OpenStation } from './open.ts'

/** The devices of training: a simulated card terminal in a process of its own, over TCP, a virtual printer and a virtual cash drawer. */
export function trainingDevices(
  opened: OpenStation,
  options: {
    terminal?: 'launch' | { host: string; port: number }
    printer?: Printer
    drawer?: CashDrawer
    keypad?: Keypad
  },
  clock: Clock,
) {
  const { station, folder, log } = opened
  const closing: (() => Promise<void>)[] = []
  let attached: Promise<void> | undefined

  async function attach(): Promise<void> {
    const [{ createTcpTender }, { createVirtualPrinter }, { createVirtualCashDrawer }] = await Promise.all([
      import('../../hardware/payment-terminal/tcp.ts'),
      import('../../hardware/printer/virtual.ts'),
      import('../../hardware/cash-drawer/virtual.ts'),
    ])
    station.attachPrinter(options.printer ?? createVirtualPrinter({ id: 'printer', clock }))
    station.attachDrawer(options.drawer ?? createVirtualCashDrawer({ id: 'cash-drawer', clock }))
    if (options.keypad) station.attachKeypad(options.keypad)
    const address = typeof options.terminal === 'object' ? options.terminal : await launch()
    if (address)
      station.attachTender('card', createTcpTender({ ...address, id: 'card-terminal', clock, virtual: true }))
  }

  async function launch(): Promise<{ host: string; port: number } | undefined> {
    const { launchTerminal } = await import('../../hardware/payment-terminal/simulator/launch.ts')
    const launched = await launchTerminal({ folder: join(folder.path, 'terminal') })
    if (!launched.ok) {
      log.warn({ code: launched.code }, 'no card terminal')
      return undefined
    }
    closing.push(() => launched.terminal.close())
    return launched.terminal
  }

  return {
    /** Attaches the devices once. Where the terminal can't be started, only card payments are missing. */
    attach: () =>
      (attached ??= attach().catch((error: unknown) => log.error(describeError(error), 'training devices failed'))),
    async close(): Promise<void> {
      await attached
      await Promise.all(closing.map((close) => close()))
    },
  }
}
