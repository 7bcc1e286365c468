import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { act } from './acts.ts'
import { cardState } from './card.ts'
import { operator } from './operators.ts'
import { payment } from './payments.ts'
import { instant, procedure } from './procedure.ts'
import { refusal } from './refusals.ts'
import { codeKind, scanAnswer } from './scan.ts'

/** The line to the gateway. */
export const line = z.object({ state: z.enum(['starting', 'up', 'down']), since: instant })
export type Line = z.infer<typeof line>

/** The trust bundle in force (codes.md, section 4). `alert`: why the last offered bundle wasn't accepted. */
export const trust = z.object({
  state: z.enum(['missing', 'current', 'expired']),
  version: z.int().optional(),
  issuedAt: instant.optional(),
  expiresAt: instant.optional(),
  alert: refusal.optional(),
})
export type Trust = z.infer<typeof trust>

/**
 * What a USB device says of itself: `vendor` and `product` as `lsusb` prints them, `port` its USB socket, `release` the
 * number of its firmware, `mode` how a scanner sends what it reads.
 */
const deviceInfo = z.object({
  vendor: z.string(),
  product: z.string(),
  serial: z.string().optional(),
  port: z.string().optional(),
  maker: z.string().optional(),
  name: z.string().optional(),
  release: z.string().optional(),
  mode: z.enum(['hid-pos', 'keyboard']).optional(),
})

/** The health of a device. `error` is a code, never a device's content. `face`: where it stands, where that is said. */
export const device = z.object({
  id: z.string(),
  kind: z.enum([
    'scanner',
    'camera',
    'card-reader',
    'fingerprint',
    'printer',
    'lights',
    'keypad',
    'payment-terminal',
    'wallet',
    'cash',
  ]),
  virtual: z.boolean(),
  state: z.enum(['ready', 'starting', 'lost', 'failed', 'unused']),
  since: instant,
  error: z.string().optional(),
  face: z.enum(['kiosk', 'counter']).optional(),
  info: deviceInfo.optional(),
})
export type Device = z.infer<typeof device>

/** Why a station is limited or closed. Each reason has a message that says what to do. */
export const REASONS = [
  'line-down',
  'line-starting',
  'trust-missing',
  'trust-expired',
  'trust-alert',
  'key-file',
  'disk-low',
  'device-lost',
  'scanner-unprotected',
  'settling',
  'cash-open',
  'money-stuck',
  'journal-checking',
  'journal-damaged',
  'journal-locked',
  'journal-went-back',
  'head-unwitnessed',
  'keys-lost',
  'clock-unknown',
  'clock-wrong',
] as const
export const reason = z.enum(REASONS)
export type Reason = z.infer<typeof reason>

/**
 * What may be unavailable while the rest works: `payments`, by any tender; `eid`, the proof of an eID; `scanner`, each
 * that the station owns, while a page's own camera and keyboard-mode scanner may still read; `card`, the card terminal;
 * `paper`, receipts on paper.
 */
export const FACILITIES = ['payments', 'eid', 'scanner', 'card', 'paper'] as const
export const facility = z.enum(FACILITIES)
export type Facility = z.infer<typeof facility>

/**
 * The station's one published state: `ready`, `limited` to what still works, or `closed`, with its reasons.
 * `unavailable`: what can't be had here now, because it is away or because this station has none.
 */
export const readiness = z.object({
  state: z.enum(['ready', 'limited', 'closed']),
  reasons: z.array(reason),
  unavailable: z.array(facility),
})
export type Readiness = z.infer<typeof readiness>

/** How many cameras the settings may name. */
export const MAX_CAMERAS = 8
/** The longest name of a camera, in characters. */
export const MAX_CAMERA_NAME = 128

/** The state of the station, as its pages show it. */
export const status = z.object({
  mode: z.enum(['training', 'production']),
  station: z.object({ id: z.string(), site: z.string() }),
  /** The station's time, corrected by the gateway's once that is known. */
  now: instant,
  line,
  trust,
  devices: z.array(device),
  /** What the card reader holds; absent where the station has none. */
  card: cardState.optional(),
  readiness,
  /** What protects the station's keys: the system's key store, or a key file. */
  keyProtection: z.enum(['system', 'file']),
  /** The signed-in clerk of the caller's session. */
  operator: operator.nullable(),
  /** Training only: the address of the page that plays residents' phones. */
  phone: z.url().nullable(),
  /** The names of the cameras that a page is to use, the first that is there; absent: any. */
  cameras: z.array(z.string().max(MAX_CAMERA_NAME)).max(MAX_CAMERAS).optional(),
})
export type Status = z.infer<typeof status>

/** The six keys of a kiosk's keypad. `select` presses what is in focus; `help` reads the screen aloud. */
export const keypadKey = z.enum(['up', 'down', 'left', 'right', 'select', 'help'])
export type KeypadKey = z.infer<typeof keypadKey>

/** The events that a station sends to its pages. */
export const stationEvent = z.discriminatedUnion('type', [
  /** A code of this session was read, by whichever scanner; its answer follows. */
  z.object({ type: z.literal('scan-read'), kind: codeKind }),
  /** The answer to a scan by a scanner that the station owns. */
  z.object({ type: z.literal('scan-answered'), answer: scanAnswer }),
  /** A key of the kiosk's keypad was pressed. */
  z.object({ type: z.literal('key-pressed'), key: keypadKey }),
  z.object({ type: z.literal('device-changed'), device }),
  /** The device of this id isn't the station's any more. */
  z.object({ type: z.literal('device-gone'), id: z.string() }),
  z.object({ type: z.literal('card-changed'), card: cardState }),
  z.object({ type: z.literal('line-changed'), line }),
  z.object({ type: z.literal('trust-changed'), trust }),
  /** A payment of this session changed. */
  z.object({ type: z.literal('payment-changed'), payment }),
  /** The act of this session changed; null: there is none any more. */
  z.object({ type: z.literal('act-changed'), act: act.nullable() }),
  z.object({ type: z.literal('readiness-changed'), readiness }),
  /** How often something was read of the person of this session; 0: they are forgotten. */
  z.object({ type: z.literal('reads-changed'), count: z.int() }),
  /** The station forgot the person of this session. */
  z.object({ type: z.literal('person-cleared') }),
])
export type StationEvent = z.infer<typeof stationEvent>

/**
 * A page's report of a fault: its id, where it surfaced, and the error's class. Message and stack may hold personal
 * data and stay in the page.
 */
export const pageIncident = z.object({
  incident: z.string().regex(/^[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/),
  /** `page`: while rendering or in an event handler; `promise`: a rejection that nobody handled. */
  where: z.enum(['page', 'promise']),
  /** The name of an error's class; the pattern keeps other words out. */
  error: z.string().regex(/^(?:[A-Za-z]{0,30}(?:Error|Exception)|unknown)$/),
})
export type PageIncident = z.infer<typeof pageIncident>

/**
 * The code with which the station closes the WebSocket of a second window of a face (RFC 6455, 7.4.2: applications use
 * 4000 to 4999).
 */
export const OPEN_ELSEWHERE = 4409

/** The procedures about the station itself. */
export const station = {
  /** The station's present state, for the caller's session. */
  status: procedure({
    faces: ['kiosk', 'counter', 'technician'],
    roles: ['nobody', 'resident', 'clerk', 'supervisor', 'technician'],
    refusals: [],
  }).output(status),
  /** The stream of events of the caller's session. */
  events: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['nobody', 'resident', 'clerk', 'supervisor'],
    refusals: [],
  }).output(eventIterator(stationEvent)),
  /**
   * Writes a page's fault into the station's log, where a technician finds it by its id. More than twenty of a face in
   * a minute are ignored.
   */
  reportIncident: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['nobody', 'resident', 'clerk', 'supervisor'],
    refusals: [],
  })
    .input(pageIncident)
    .output(z.object({ ok: z.literal(true) })),
}
