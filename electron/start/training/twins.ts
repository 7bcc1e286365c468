import { createVirtualCard, type VirtualCard } from '../../../hardware/card-reader/virtual-card.ts'
import type { VirtualCashDrawer } from '../../../hardware/cash-drawer/virtual.ts'
import type { VirtualKeypad } from '../../../hardware/keypad/virtual.ts'
import type { Clock, DeviceHealth } from '../../../hardware/ports.ts'
import type { VirtualPrinter } from '../../../hardware/printer/virtual.ts'
import type { VirtualScanner } from '../../../hardware/scanner/virtual.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import type { OrderName, TrainingOrder } from '../../contract/training.ts'
import type { CardTwins } from '../card-twins.ts'
import type { Books } from './books.ts'
import { notMine, type OrderTaker, type TrainingDoor } from './door.ts'
import { hashOfFinger, virtualCardFrom } from './id-card.ts'
import type { OrderedTerminal } from './terminal-orders.ts'

/** How long a slow scanner takes over a code, in milliseconds. */
const SLOW_SCAN_MS = 3_000
/** How long a slow customer takes to approve, in milliseconds. */
const SLOW_CARD_MS = 15_000
/** As often as anybody pays in a training. */
const ALWAYS = 1_000_000

const done: Outcome = { ok: true }

/** Takes the orders for the scanner's twin. */
export function scannerOrders(scanner: VirtualScanner): OrderTaker {
  let line: 'plugged' | 'unplugged' = 'plugged'
  let reads: 'well' | 'slow' | 'garbage' = 'well'

  function scan(bytes: Uint8Array, symbology: string | undefined): Outcome {
    const isThere = reads === 'garbage' ? scanner.drop('garbage') : scanner.scan(bytes, symbology)
    return isThere ? done : refuse('no-code-found')
  }

  return {
    takes: ['scanner.scan', 'scanner.line', 'scanner.reads'],
    orders: () => ({ 'scanner.scan': null, 'scanner.line': line, 'scanner.reads': reads }),
    take(order) {
      switch (order.do) {
        case 'scanner.scan':
          return scan(new Uint8Array(Buffer.from(order.data, 'base64')), order.symbology)
        case 'scanner.line':
          line = order.to
          break
        case 'scanner.reads':
          reads = order.to
          break
        default:
          return notMine
      }
      scanner.slow(reads === 'slow' ? SLOW_SCAN_MS : 0)
      if (line === 'unplugged') scanner.unplug()
      else {
        if (scanner.health().state !== 'ready') scanner.replug()
        if (reads === 'garbage') scanner.garbage()
      }
      return done
    },
  }
}

/** Takes the orders for the printer's twin. */
function printerOrders(printer: VirtualPrinter): OrderTaker {
  const now: Partial<Record<OrderName, string | null>> = {
    'printer.line': 'plugged',
    'printer.paper': 'full',
    'printer.cover': 'closed',
    'printer.cutter': 'free',
    'printer.next': null,
  }
  function apply(order: TrainingOrder): boolean {
    switch (order.do) {
      case 'printer.line':
        if (order.to === 'plugged') printer.replug()
        else printer.unplug()
        break
      case 'printer.paper':
        printer.paper(order.to)
        break
      case 'printer.cover':
        printer.cover(order.to)
        break
      case 'printer.cutter':
        printer.cutter(order.to)
        break
      case 'printer.next':
        printer.breakNext(order.to)
        return true
      default:
        return false
    }
    now[order.do] = order.to
    return true
  }
  return {
    takes: ['printer.line', 'printer.paper', 'printer.cover', 'printer.cutter', 'printer.next'],
    orders: () => now,
    take: (order) => (apply(order) ? done : notMine),
  }
}

type CableOrder = 'cash-drawer.line' | 'card-reader.line' | 'fingerprint.line' | 'keypad.line' | 'lights.line'

/** Takes the order for the cable of a twin. */
function cableOrders(name: CableOrder, twin: { health(): DeviceHealth; unplug(): void; replug(): void }): OrderTaker {
  return {
    takes: [name],
    orders: () => ({ [name]: twin.health().state === 'lost' ? 'unplugged' : 'plugged' }),
    take(order) {
      if (order.do !== name) return notMine
      if (order.to === 'plugged') twin.replug()
      else twin.unplug()
      return done
    },
  }
}

/** The made-up fingers of the owner of a card that holds nothing, and of somebody who has no card. */
const FINGERS = { owner: 1, other: 2 } as const

/**
 * Takes the orders for the card in the reader's twin, for the reader's cable, which a card outlasts, and for the finger
 * on the sensor's twin, which stays there whatever becomes of the cable. `residents`: whose cards there are.
 */
export function identityOrders(
  { cardReader: reader, fingerprint: sensor }: Pick<CardTwins, 'cardReader' | 'fingerprint'>,
  residents: Pick<Books, 'card'>,
): readonly OrderTaker[] {
  let kind: Extract<TrainingOrder, { do: 'card-reader.card' }>['to'] = 'out'
  let card: VirtualCard | undefined
  /** Whose card is in, of the sandbox's residents. */
  let holder: string | undefined
  let ownersFinger: number = FINGERS.owner
  let laid: number | undefined

  function lay(): void {
    // A reader meets a card that is there in place of another as it does anywhere: that one is pulled first.
    reader.remove()
    if (card) reader.insert(card)
  }

  function putIn(next: VirtualCard | undefined, owner: { resident?: string; finger: number }): Outcome {
    card = next
    kind = next?.kind ?? 'out'
    holder = owner.resident
    ownersFinger = owner.finger
    lay()
    return done
  }

  async function putInCardOf(resident: string): Promise<Outcome> {
    const held = await residents.card(resident)
    if (!held) return refuse('gateway-unreachable')
    return putIn(virtualCardFrom(held.card, held.finger), { resident, finger: held.finger })
  }

  const replug = () => {
    reader.replug()
    lay()
  }
  const laidNow = () => (laid === undefined ? 'none' : laid === ownersFinger ? 'owner' : 'other')
  return [
    {
      takes: ['card-reader.card', 'card-reader.resident'],
      orders: () => ({
        'card-reader.card': holder === undefined ? kind : null,
        'card-reader.resident': holder ?? null,
      }),
      take(order) {
        if (order.do === 'card-reader.resident') return putInCardOf(order.resident)
        if (order.do !== 'card-reader.card') return notMine
        const { to } = order
        const next =
          to === 'out'
            ? undefined
            : createVirtualCard({ kind: to, ...(to === 'card' && { finger: hashOfFinger(FINGERS.owner) }) })
        return putIn(next, { finger: FINGERS.owner })
      },
    },
    cableOrders('card-reader.line', { ...reader, replug }),
    {
      takes: ['fingerprint.finger'],
      orders: () => ({ 'fingerprint.finger': laidNow() }),
      take(order) {
        if (order.do !== 'fingerprint.finger') return notMine
        laid = order.to === 'none' ? undefined : order.to === 'owner' ? ownersFinger : FINGERS.other
        if (laid === undefined) sensor.lift()
        else sensor.lay(laid)
        return done
      },
    },
    cableOrders('fingerprint.line', sensor),
  ]
}

/** Takes the order to press a key of the keypad's twin. */
function keyOrders(keypad: VirtualKeypad): OrderTaker {
  return {
    takes: ['keypad.press'],
    orders: () => ({ 'keypad.press': null }),
    take(order) {
      if (order.do !== 'keypad.press') return notMine
      keypad.press(order.to)
      return done
    },
  }
}

type Customer = Extract<TrainingOrder, { do: 'card-terminal.customer' }>['to']
type Control = Parameters<OrderedTerminal['control']>[0]

/** What the simulated terminal is told for each customer. `unknown` is a terminal that has the money and stays silent. */
const CUSTOMERS: Readonly<Record<Customer, Control>> = {
  approve: { behave: { do: 'approve' } },
  slow: { behave: { do: 'approve', afterMs: SLOW_CARD_MS } },
  wait: { behave: { do: 'wait' } },
  decline: { behave: { do: 'decline', reason: 'declined' } },
  'no-funds': { behave: { do: 'decline', reason: 'insufficient-funds' } },
  cancel: { behave: { do: 'cancel' } },
  unknown: {
    behave: { do: 'approve' },
    faults: [
      { call: 'pay', act: 'mute', times: ALWAYS },
      { call: 'status', act: 'hang', times: ALWAYS },
    ],
  },
  dies: { behave: { do: 'approve' }, faults: [{ call: 'pay', act: 'drop-after', times: ALWAYS }] },
  gone: {
    faults: (['hello', 'pay', 'status', 'reverse'] as const).map((call) => ({
      call,
      act: 'drop-before',
      times: ALWAYS,
    })),
  },
}

/** Takes the orders for the simulated card terminal. */
export function cardOrders(terminal: OrderedTerminal): OrderTaker {
  let customer: Customer = 'approve'

  async function decide(answer: 'approve' | 'decline' | 'cancel'): Promise<Outcome> {
    const attempt = (await terminal.books()).find(({ state }) => state === 'pending')?.attempt
    if (attempt === undefined) return refuse('payment-unknown')
    await terminal.control({ decide: { attempt, answer } })
    return done
  }

  async function take(order: TrainingOrder): Promise<Outcome> {
    if (order.do === 'card-terminal.decide') return decide(order.to)
    if (order.do !== 'card-terminal.customer') return notMine
    await terminal.control({ clear: true, ...CUSTOMERS[order.to] })
    customer = order.to
    return done
  }

  return {
    takes: ['card-terminal.customer', 'card-terminal.decide'],
    orders: () => ({ 'card-terminal.customer': customer, 'card-terminal.decide': null }),
    take: (order) => take(order).catch(() => refuse('tender-unavailable')),
  }
}

/** How long the answer to the order has to reach the page before the station ends, in milliseconds. */
const ANSWERED_MS = 100

/** Takes the order to end the station. `kill` is called once the order is answered. */
export function stationOrders(kill: () => void, clock: Clock): OrderTaker {
  return {
    takes: ['station.kill'],
    orders: () => ({ 'station.kill': null }),
    take(order) {
      if (order.do !== 'station.kill') return notMine
      clock.after(ANSWERED_MS, kill)
      return done
    },
  }
}

/** Adds what takes orders for these twins; for those that are absent there are none. */
export function addTwins(
  { door, residents }: { door: TrainingDoor; residents: Pick<Books, 'residents' | 'card'> },
  twins: {
    scanner: VirtualScanner
    printer: VirtualPrinter | undefined
    drawer: VirtualCashDrawer
    keypad: VirtualKeypad
    cards: CardTwins
    terminal: OrderedTerminal | undefined
  },
): void {
  const { scanner, printer, drawer, keypad, cards, terminal } = twins
  door.add(scannerOrders(scanner))
  if (printer) {
    door.add(printerOrders(printer))
    door.show({ papers: () => printer.printed() })
  }
  const { lights } = cards
  for (const taker of [
    cableOrders('cash-drawer.line', drawer),
    ...identityOrders(cards, residents),
    keyOrders(keypad),
    cableOrders('keypad.line', keypad),
    cableOrders('lights.line', lights),
  ])
    door.add(taker)
  door.show({ drawerOpened: () => drawer.opened(), light: (place) => lights.seen(place) })
  door.show({ residents: residents.residents })
  if (terminal) door.add(cardOrders(terminal))
}
