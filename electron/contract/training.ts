import { z } from 'zod'
import { outcome, procedure, type Face, type Role } from './procedure.ts'

/*
 * What a trainer and the tests tell the twins and the faults of a training station. It is no part of `contract`: a
 * station in production doesn't serve it, and no package holds it.
 */

/** An order of which one setting holds, or one thing of several is done. */
const choice = <const Name extends string, const Settings extends readonly [string, ...string[]]>(
  name: Name,
  settings: Settings,
) => z.strictObject({ do: z.literal(name), to: z.enum(settings) })

/** By how much a clock goes wrong; `hour-ahead`: an hour after the machine's. */
const OFFSETS = [
  'day-behind',
  'hour-behind',
  'minutes-behind',
  'right',
  'minutes-ahead',
  'hour-ahead',
  'day-ahead',
] as const

/**
 * One order to a twin; `do` begins with the twin's name.
 *
 * - `scanner.scan` reads a code of these bytes (base64), `symbology` as an AIM identifier. `scanner.line` pulls the cable
 *   or puts it back; `scanner.reads` takes its time, or makes garbage of what it reads.
 * - `printer.next` breaks the next paper off with this trouble, or prints it and is silent about it.
 * - `card-reader.card` puts a card of this application in that holds nothing, one of another (`wrong-card`), or one
 *   upside down (`mute-card`), in place of what is in; `out` pulls it. `card-reader.resident` puts in what a resident of
 *   the sandbox has, with all its tries for a finger: their ID card, or a blue card, which is a `wrong-card`.
 * - `fingerprint.finger` lays a finger on the sensor, that of the owner of the ID card which is in or somebody else's, and
 *   leaves it there until `none`. Once another's card is in, an owner's finger is somebody else's.
 * - `keypad.press` presses a key and lets it go; on a keypad without its cable that comes to nothing.
 * - `card-terminal.customer` is what is done with each card from now on: `slow` approves late, `wait` leaves it to
 *   `card-terminal.decide`, which decides the attempt that waits; `unknown` takes the money and never says so, `dies`
 *   breaks the connection once it has the money, `gone` breaks every connection.
 * - `gateway.answers` is slow, fails or drops every call.
 * - `wallets.holder` is what the holder of a wallet does with a code that the station shows. `books.reset` sets the
 *   agencies' and the wallets' books back to their first day.
 * - `clock.station`, `clock.sandbox` and `clock.both` set a clock ahead or behind (`minutes`: ten).
 * - `station.kill` ends the station at once; its shell starts it again.
 */
export const trainingOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('scanner.scan'),
    data: z.base64().max(8_192),
    symbology: z.string().max(3).optional(),
  }),
  choice('scanner.line', ['plugged', 'unplugged']),
  choice('scanner.reads', ['well', 'slow', 'garbage']),
  choice('printer.line', ['plugged', 'unplugged']),
  choice('printer.paper', ['full', 'low', 'out']),
  choice('printer.cover', ['closed', 'open']),
  choice('printer.cutter', ['free', 'stuck']),
  choice('printer.next', ['silent', 'paper-out', 'cover-open', 'cutter', 'offline']),
  choice('cash-drawer.line', ['plugged', 'unplugged']),
  choice('card-reader.card', ['out', 'card', 'wrong-card', 'mute-card']),
  z.strictObject({ do: z.literal('card-reader.resident'), resident: z.string().regex(/^[a-z-]{1,40}$/) }),
  choice('card-reader.line', ['plugged', 'unplugged']),
  choice('fingerprint.finger', ['none', 'owner', 'other']),
  choice('fingerprint.line', ['plugged', 'unplugged']),
  choice('keypad.press', ['up', 'down', 'left', 'right', 'select', 'help']),
  choice('keypad.line', ['plugged', 'unplugged']),
  choice('lights.line', ['plugged', 'unplugged']),
  choice('card-terminal.customer', [
    'approve',
    'slow',
    'wait',
    'decline',
    'no-funds',
    'cancel',
    'unknown',
    'dies',
    'gone',
  ]),
  choice('card-terminal.decide', ['approve', 'decline', 'cancel']),
  choice('wallets.holder', ['approve', 'decline', 'wait']),
  choice('gateway.answers', ['well', 'slow', 'failing', 'down']),
  choice('clock.both', OFFSETS),
  choice('clock.station', OFFSETS),
  choice('clock.sandbox', OFFSETS),
  z.strictObject({ do: z.literal('books.reset') }),
  z.strictObject({ do: z.literal('station.kill') }),
])
export type TrainingOrder = z.infer<typeof trainingOrder>
export type OrderName = TrainingOrder['do']

/** The name of every order, in the order in which a trainer sees them. */
export const ORDER_NAMES: readonly OrderName[] = trainingOrder.options.map(({ shape }) => shape.do.value)

/** What somebody in front of a light sees. */
const light = z.enum(['off', 'on', 'blinking'])

/** The orders that this station takes, and of each the setting that holds; null where it has none. */
export const trainingState = z.object({
  orders: z.array(z.object({ do: z.enum(ORDER_NAMES), now: z.string().nullable() })),
  /** How many papers the printer's twin has printed. */
  papers: z.int(),
  /** How often the cash drawer's twin was opened. */
  drawerOpened: z.int(),
  /** What the lights' twin shows, by its place. */
  lights: z.object({ scanner: light, 'card-reader': light, printer: light }),
})
export type TrainingState = z.infer<typeof trainingState>

/** A resident of the sandbox, whose card can be put in. */
const trainingResident = z.object({ id: z.string(), nameChinese: z.string(), nameForeign: z.string() })
export type TrainingResident = z.infer<typeof trainingResident>

const EVERYBODY: { faces: readonly Face[]; roles: readonly Role[] } = {
  faces: ['kiosk', 'counter', 'technician'],
  roles: ['nobody', 'resident', 'clerk', 'supervisor', 'technician'],
}

/** The procedures of the dock, which a station has beside its contract in training. */
export const training = {
  state: procedure({ ...EVERYBODY, refusals: [] }).output(trainingState),
  /**
   * Gives an order; it is in force with the answer. Refuses with `unknown-procedure` one that this station doesn't take,
   * with `no-code-found` a scan while the scanner is away, with `payment-unknown` where no card waits, with
   * `gateway-unreachable` where the sandbox doesn't answer or knows no such resident, with `tender-unavailable` where
   * the card terminal's process doesn't.
   */
  order: procedure({
    ...EVERYBODY,
    refusals: ['unknown-procedure', 'payment-unknown', 'gateway-unreachable', 'tender-unavailable', 'no-code-found'],
  })
    .input(trainingOrder)
    .output(outcome({})),
  /**
   * The newest paper of the printer's twin as an SVG picture, and the bytes (base64) that a real printer would have been
   * sent; both empty where there is none.
   */
  paper: procedure({ ...EVERYBODY, refusals: [] }).output(z.object({ svg: z.string(), escpos: z.base64() })),
  /** The residents whose cards can be put in; none while the sandbox doesn't answer. */
  residents: procedure({ ...EVERYBODY, refusals: [] }).output(z.array(trainingResident)),
}
