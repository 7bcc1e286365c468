import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { operator } from './operators.ts'
import { payment } from './payments.ts'
import { instant, procedure } from './procedure.ts'
import { refusal } from './refusals.ts'
import { codeKind, scanAnswer } from './scan.ts'

/** The line to the gateway. */
export const line = z.object({ state: z.enum(['starting', 'up', 'down']), since: instant })
export type Line = z.infer<typeof line>

/** The trust bundle in force (codes.md, section 4). `alert`: why the last one offered was not taken. */
export const trust = z.object({
  state: z.enum(['missing', 'current', 'expired']),
  version: z.int().optional(),
  issuedAt: instant.optional(),
  expiresAt: instant.optional(),
  alert: refusal.optional(),
})
export type Trust = z.infer<typeof trust>

export const device = z.object({
  id: z.string(),
  kind: z.enum(['scanner', 'printer', 'payment-terminal', 'wallet', 'cash']),
  virtual: z.boolean(),
  state: z.enum(['ready', 'starting', 'lost', 'failed']),
  since: instant,
  error: z.string().optional(),
})
export type Device = z.infer<typeof device>

/** Why a station is not wholly ready. Each reason is a message with what to do. */
export const REASONS = [
  'line-down',
  'line-starting',
  'trust-missing',
  'trust-expired',
  'trust-alert',
  'key-file',
  'disk-low',
  'device-lost',
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

/** One published state: `ready`, `limited` to what still works, `closed`. */
export const readiness = z.object({ state: z.enum(['ready', 'limited', 'closed']), reasons: z.array(reason) })
export type Readiness = z.infer<typeof readiness>

export const status = z.object({
  mode: z.enum(['training', 'production']),
  station: z.object({ id: z.string(), site: z.string() }),
  /** The station's clock, corrected by the gateway's as soon as that is known. */
  now: instant,
  line,
  trust,
  devices: z.array(device),
  readiness,
  /** What protects the station's keys: the system's own store, or a sealed file. */
  keyProtection: z.enum(['system', 'file']),
  /** The signed-in clerk of the caller's session. */
  operator: operator.nullable(),
  /** Training only: the address of the page that plays residents' phones. */
  phone: z.url().nullable(),
})
export type Status = z.infer<typeof status>

/** What a station tells its pages without being asked. */
export const stationEvent = z.discriminatedUnion('type', [
  /** A code of the caller's session was read; its answer follows. */
  z.object({ type: z.literal('scan-read'), kind: codeKind }),
  /** The answer to a scan by a scanner that the station owns. */
  z.object({ type: z.literal('scan-answered'), answer: scanAnswer }),
  z.object({ type: z.literal('device-changed'), device }),
  z.object({ type: z.literal('line-changed'), line }),
  z.object({ type: z.literal('trust-changed'), trust }),
  /** A payment of the caller's session went on. */
  z.object({ type: z.literal('payment-changed'), payment }),
  z.object({ type: z.literal('readiness-changed'), readiness }),
  /** The station forgot the person of the caller's session. */
  z.object({ type: z.literal('person-cleared') }),
])
export type StationEvent = z.infer<typeof stationEvent>

/**
 * A fault of a page, as it is reported: its id, where it surfaced, and the error's class. Message and stack may hold
 * personal data and stay in the page.
 */
export const pageIncident = z.object({
  incident: z.string().regex(/^[0-9a-f]{8}(?:(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/),
  /** `page`: in drawing or in a handler; `promise`: in work that nobody waited for. */
  where: z.enum(['page', 'promise']),
  /** The name of a class, and not just any word. */
  error: z.string().regex(/^(?:[A-Za-z]{0,30}(?:Error|Exception)|unknown)$/),
})
export type PageIncident = z.infer<typeof pageIncident>

/**
 * The code with which the station closes the socket of a further window of a face (RFC 6455, 7.4.2: 4000 to 4999 are an
 * application's own).
 */
export const OPEN_ELSEWHERE = 4409

export const station = {
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
   * Writes a page's fault into the station's log, where a technician finds it by its id. A face that reports too many
   * is not heard for a while.
   */
  reportIncident: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['nobody', 'resident', 'clerk', 'supervisor'],
    refusals: [],
  })
    .input(pageIncident)
    .output(z.object({ ok: z.literal(true) })),
}
