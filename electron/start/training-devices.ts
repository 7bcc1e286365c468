import { join } from 'node:path'
import type { Terminal } from '../../hardware/payment-terminal/simulator/launch.ts'
import type { OrdersDoor } from '../../hardware/payment-terminal/simulator/orders.ts'
import type { Clock, Random } from '../../hardware/ports.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import { describeError } from '../station/storage/faults.ts'
import type { OpenStation } from './open.ts'
import type { Training } from './training/index.ts'

/** A simulated card terminal that runs already; `orders`: where it takes the dock's orders. */
export interface RunningTerminal {
  host: string
  port: number
  orders?: OrdersDoor | undefined
}

/**
 * The devices of training: a simulated card terminal in a process of its own, over TCP, a virtual printer, a virtual
 * scanner, a virtual cash drawer, and the twins of card reader, fingerprint sensor, lights and keypad. `training`
 * takes orders for those that this process can order.
 */
export function trainingDevices(
  opened: OpenStation,
  options: {
    terminal?: 'launch' | RunningTerminal
    printer?: Printer
  },
  training: Pick<Training, 'door' | 'residents'> | undefined,
  { clock, random }: { clock: Clock; random: Random },
) {
  const { station, folder, log } = opened
  const closing: (() => Promise<void>)[] = []
  let attached: Promise<void> | undefined

  async function attach(): Promise<void> {
    const [
      { createTcpTender },
      { createVirtualPrinter },
      { createVirtualScanner },
      { createVirtualCashDrawer },
      { createVirtualKeypad },
      { createCardTwins },
    ] = await Promise.all([
      import('../../hardware/payment-terminal/tcp.ts'),
      import('../../hardware/printer/virtual.ts'),
      import('../../hardware/scanner/virtual.ts'),
      import('../../hardware/cash-drawer/virtual.ts'),
      import('../../hardware/keypad/virtual.ts'),
      import('./card-twins.ts'),
    ])
    const printer = options.printer ? undefined : createVirtualPrinter({ id: 'printer', clock })
    const scanner = createVirtualScanner({ id: 'scanner', clock })
    const drawer = createVirtualCashDrawer({ id: 'cash-drawer', clock })
    const attachedPrinter = options.printer ?? printer
    if (attachedPrinter) station.attachPrinter(attachedPrinter)
    station.attachScanner(scanner, undefined)
    station.attachDrawer(drawer)
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    station.attachKeypad(keypad)
    const cards = createCardTwins({ clock, random })
    station.attachCardReader(cards.cardReader)
    station.attachFingerprint(cards.fingerprint)
    station.attachLights(cards.lights)
    const running = typeof options.terminal === 'object' ? options.terminal : undefined
    const launched = running ? undefined : await launch()
    const address = running ?? launched
    const terminal = running?.orders ? await reach(running.orders) : launched
    if (training) {
      const { addTwins } = await import('./training/twins.ts')
      addTwins(training, { scanner, printer, drawer, keypad, cards, terminal })
    }
    if (address)
      station.attachTender('card', createTcpTender({ ...address, id: 'card-terminal', clock, virtual: true }))
  }

  async function reach(orders: OrdersDoor) {
    const { reachTerminal } = await import('./training/terminal-orders.ts')
    return reachTerminal(orders)
  }

  async function launch(): Promise<Terminal | undefined> {
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
