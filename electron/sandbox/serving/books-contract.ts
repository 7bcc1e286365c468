import { z } from 'zod'
import { actAnswer } from '../../gateway/identity-contract.ts'
import { declineReason, reserveRefusal, submitRefusal } from '../../gateway/money-contract.ts'

/**
 * What trainers and tests may ask of the sandbox's books, at `books.localhost:PORT` on this machine alone. Amounts are
 * in avos, times in milliseconds since 1970. No agency offers this; it isn't part of the gateway's contract.
 *
 * `GET /books` → `books` · `GET /register` → `register` · `GET /controls` → `controls` · `POST /answers` ←
 * `answersOrder` · `POST /clock` ← `clockOrder` · `POST /faults` ← `faultOrder` · `POST /reset` · `POST /season` ←
 * `seasonOrder` · `POST /freezes` ← `freezeOrder` · `POST /auto` ← `autoOrder` · `POST /mint` ← `mintOrder` →
 * `mintedCodes` · `POST /bills` ← `billOrder` → `mintedBills` · `POST /continue` ← `continueOrder` → `continuation` ·
 * `GET /residents` → `residents` · `POST /card` ← `cardOrder` → `heldCard`. A body that isn't JSON or has another shape
 * is answered with 400, an order that names an unknown bill, station, freeze or resident with 404.
 */

const avos = z.int().min(0).max(1_000_000_000)

/** `ref` is the bill's handle; `acknowledged`: the agency has it as paid; `at` is when the agency first answered. */
const bookedItem = z.object({
  item: z.string(),
  transaction: z.string(),
  ref: z.string(),
  amountAvos: avos,
  state: z.enum(['acknowledged', 'refused', 'reversed']),
  at: z.int(),
})
/** An approved attempt stays `approved` after a part of it was given back. */
const bookedCharge = z.object({
  attempt: z.string(),
  amountAvos: avos,
  state: z.enum(['pending', 'approved', 'declined', 'cancelled', 'reversed']),
  reversedAvos: avos,
  wallet: z.string(),
  at: z.int(),
})
const bookedReservation = z.object({
  transaction: z.string(),
  refs: z.array(z.string()),
  until: z.int(),
  active: z.boolean(),
})
const bookedMessage = z.object({ key: z.string(), phone: z.string(), text: z.string(), at: z.int() })

/** `seq` and `hash` (hex) are the last head of this station's journal that the gateway heard of. */
const bookedStation = z.object({
  station: z.string(),
  seq: z.int(),
  hash: z.string(),
  suspect: z.enum(['went-back', 'forked']).optional(),
})

/** The sandbox's books as an auditor reads them. */
export const books = z.object({
  items: z.array(bookedItem),
  wallets: z.array(bookedCharge),
  reservations: z.array(bookedReservation),
  messages: z.array(bookedMessage),
  stations: z.array(bookedStation),
})

/**
 * An act on identity as the register keeps it. `kind` is absent where it was settled before it came; `arrivals` counts
 * how often it came, settling aside.
 */
const registeredAct = z.object({
  act: z.string(),
  station: z.string(),
  kind: z.string().optional(),
  answer: actAnswer,
  at: z.int(),
  arrivals: z.int(),
})
const bindingState = z.enum(['live', 'frozen', 'ended'])
/**
 * A binding, with each of its changes and the act that made it. `binding` is its id, base64; `resident` and `phone` (whose
 * telephone it is on) are residents of the training. Without an act the training began so, or ended it at a reset.
 */
const registeredBinding = z.object({
  binding: z.string(),
  resident: z.string(),
  phone: z.string(),
  state: bindingState,
  history: z.array(z.object({ state: bindingState, at: z.int(), act: z.string().optional() })),
})
/**
 * What changed of an entity's account, a login or an application (`subject`: its number or EUID), and the act that
 * changed it; without an act the training began so.
 */
const entityChange = z.object({ subject: z.string(), what: z.string(), at: z.int(), act: z.string().optional() })
/**
 * The register as an auditor reads it: acts and changes of entities in the order in which they came, bindings in that of
 * their making.
 */
export const register = z.object({
  acts: z.array(registeredAct),
  bindings: z.array(registeredBinding),
  entities: z.array(entityChange),
})

/** Moves the time at which what an act froze ends, to now at the earliest. It isn't in the code that was printed. */
export const freezeOrder = z.object({ freeze: z.uuid(), endsAt: z.int().min(0) })

/** The reasons with which each call can be refused on purpose. */
const REASONS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['quote', reserveRefusal.options],
  ['reserve', reserveRefusal.options],
  ['submitItem', submitRefusal.options],
  ['chargeWallet', declineReason.options],
  ['showWallet', declineReason.options],
  ['reverseItem', ['not-reversible']],
  ['reverseWallet', ['refused']],
])

/**
 * `call`: a procedure of the gateway's contract. `act`: `hang` does the work only after `ms`, `late` answers after
 * `ms`, `lose` works and breaks the connection, `drop` breaks it without working, `refuse` answers with `reason` (a
 * code of that call's own), `ask-holder` lets a scanned code wait for its holder, `take-and-decline` and
 * `take-and-cancel` take a wallet's money and say that it wasn't taken. `times`: 1 unless said otherwise.
 */
const fault = z
  .object({
    call: z.enum([
      'findBills',
      'quote',
      'reserve',
      'release',
      'submitItem',
      'reverseItem',
      'itemStates',
      'sendMessage',
      'chargeWallet',
      'showWallet',
      'walletStatus',
      'reverseWallet',
      'checkCard',
      'checkGuardian',
      'findNumber',
      'findBindings',
      'findFreeze',
      'findEntity',
      'findSecurityCode',
      'performAct',
      'settleAct',
    ]),
    act: z.enum(['hang', 'late', 'lose', 'drop', 'refuse', 'ask-holder', 'take-and-decline', 'take-and-cancel']),
    ms: z.int().min(0).max(600_000).optional(),
    times: z.int().min(1).max(1_000_000).optional(),
    reason: z.string().max(40).optional(),
  })
  .refine(({ call, act, reason }) => act !== 'refuse' || REASONS.get(call)?.includes(reason ?? '') === true)
  .refine(({ call, act }) => act !== 'ask-holder' || call === 'chargeWallet')
  .refine(({ call, act }) => !act.startsWith('take-and-') || call === 'chargeWallet' || call === 'showWallet')
export type Fault = z.infer<typeof fault>

const wallet = z.enum(['govpay', 'mpay'])

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/**
 * A wallet's maintenance, from and until a time of day `HH:MM` in Asia/Macau; one that ends before it begins goes on
 * into the next day.
 */
export const maintenanceWindow = z
  .object({ from: timeOfDay, until: timeOfDay })
  .refine(({ from, until }) => from !== until)
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>

/**
 * `clear` forgets the earlier faults; `bills` are changed by their printed numbers; `maintenance` begins or ends a
 * wallet's maintenance, in its `window` or all day.
 */
export const faultOrder = z.object({
  clear: z.boolean().optional(),
  faults: z.array(fault).max(100).optional(),
  bills: z
    .array(
      z.object({
        number: z.string().min(1).max(64),
        amountAvos: avos.optional(),
        paidElsewhere: z.boolean().optional(),
      }),
    )
    .max(100)
    .optional(),
  maintenance: z
    .array(z.object({ wallet, on: z.boolean(), window: maintenanceWindow.optional() }))
    .max(2)
    .optional(),
})

/**
 * How the gateway answers every call of every station from now on, until the sandbox ends: `slow` a second late,
 * `failing` with HTTP 500, `down` not at all. Phones and these orders are answered as ever.
 */
export const answersOrder = z.object({ answers: z.enum(['well', 'slow', 'failing', 'down']) })
export type GatewayAnswers = z.infer<typeof answersOrder>['answers']

/** By how much the sandbox's clock is ahead of the machine's, in milliseconds, until the sandbox ends. */
export const clockOrder = z.object({
  offsetMs: z
    .int()
    .min(-400 * 86_400_000)
    .max(400 * 86_400_000),
})

/** What of these orders holds now. */
export const controls = z.object({
  answers: answersOrder.shape.answers,
  offsetMs: z.int(),
  walletShow: z.enum(['approve', 'decline', 'wait']),
})

const daysFromToday = z.int().min(-365).max(365)
/**
 * The first and last day of the vehicle-tax season, in days from today, until the next reset. With `fromInDays` to come
 * no tax is owed yet; with `untilInDays` past all of it is late.
 */
export const seasonOrder = z
  .object({ fromInDays: daysFromToday, untilInDays: daysFromToday })
  .refine(({ fromInDays, untilInDays }) => fromInDays <= untilInDays)

/**
 * Orders a code with which a station that lost its folder or journal enrols again as the same station; the code is good
 * once.
 */
export const continueOrder = z.object({ station: z.string().min(1).max(64) })
export const continuation = z.object({ code: z.string() })

/** The residents, in the order in which trainees meet them. */
export const residents = z.object({
  residents: z.array(z.object({ id: z.string(), nameChinese: z.string(), nameForeign: z.string() })),
})

/** Asks for what a resident puts into a card reader. */
export const cardOrder = z.object({ resident: z.string().regex(/^[a-z-]{1,40}$/) })
/**
 * `card`: a virtual card's file (`hardware/card-reader`), its key included, which is of use in training alone; `finger`:
 * the number of the made-up finger that it matches.
 */
export const heldCard = z.object({ card: z.object({ format: z.string() }).loose(), finger: z.int().min(0) })

/** How shown codes are decided without anybody at the phone page: after `afterMs` milliseconds, at once by default. */
export const autoOrder = z.object({
  walletShow: z.enum(['approve', 'decline', 'wait']),
  afterMs: z.int().min(0).max(600_000).optional(),
})

/** Orders payment codes of a holder whose money never ends, good for `forMs` milliseconds (ten minutes by default). */
export const mintOrder = z.object({
  count: z.int().min(1).max(10_000),
  wallet: wallet.optional(),
  forMs: z.int().min(1_000).max(86_400_000).optional(),
})
/** The payment codes that were made: `text` is EMVCo's form, `digits` the number form of the same code. */
export const mintedCodes = z.object({ codes: z.array(z.object({ text: z.string(), digits: z.string() })) })

/**
 * Orders bills that can be paid until the end of tomorrow: `slip` of the prosecutor, found by its number, or `fine`,
 * found by its notice's.
 */
export const billOrder = z.object({
  count: z.int().min(1).max(10_000),
  kind: z.enum(['slip', 'fine']).optional(),
  amountAvos: avos.min(1).optional(),
})
export const mintedBills = z.object({
  bills: z.array(
    z.object({
      ref: z.string(),
      agency: z.string(),
      kind: z.enum(['slip', 'fine']),
      number: z.string(),
      amountAvos: avos,
    }),
  ),
})
