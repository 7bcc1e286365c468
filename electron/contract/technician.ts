import { z } from 'zod'
import { deviceId, deviceReport } from './devices.ts'
import { instant, outcome, procedure } from './procedure.ts'
import { refusal } from './refusals.ts'
import { CODE_REFUSALS, codeKind, hint, receiptState, submittedScan } from './scan.ts'
import { device, readiness } from './station.ts'

/** One check of `doctor`. `todo`: what the technician can do, in one English sentence. */
export const check = z.object({
  name: z.enum([
    'data-folder',
    'disk',
    'database',
    'settings',
    'clock',
    'keys',
    'trust',
    'gateway',
    'journal',
    'payments',
    'devices',
    'browser-policy',
  ]),
  state: z.enum(['ok', 'warning', 'failed']),
  detail: z.string(),
  todo: z.string().optional(),
})
export type Check = z.infer<typeof check>

/** The answer of `doctor`: the station's state, its devices, and each check. */
export const doctorReport = z.object({ state: readiness.shape.state, devices: z.array(device), checks: z.array(check) })
export type DoctorReport = z.infer<typeof doctorReport>

/**
 * A device that a technician confirmed: it is used, at this face, beside those that `settings.json` names. `serial` and
 * `port` are what it is known by from then on; another one of its model isn't meant.
 */
export const confirmedDevice = z.object({
  id: z.string(),
  vendor: z.string(),
  product: z.string(),
  serial: z.string().optional(),
  port: z.string().optional(),
  face: z.enum(['kiosk', 'counter']),
  at: instant,
})
export type ConfirmedDevice = z.infer<typeof confirmedDevice>

const forTechnicians = { faces: ['technician'], roles: ['technician'] } as const

/** What the station makes of a code, without any field of an identity. `verdict`: of a verified eID only. */
export const technicianScan = z.object({
  kind: codeKind,
  ok: z.boolean(),
  refusal: refusal.optional(),
  receipt: receiptState.optional(),
  verdict: z
    .object({ assurance: z.literal('bundle'), issuedAt: instant, expiresAt: instant, bundleIssuedAt: instant })
    .optional(),
  hint: hint.optional(),
})
export type TechnicianScan = z.infer<typeof technicianScan>

/** The procedures of the technician's command line. */
export const technician = {
  /** Checks the station and its surroundings; refuses nothing. */
  doctor: procedure({ faces: ['technician'], roles: ['technician'], refusals: [] }).output(doctorReport),
  /**
   * Reads a code as the station would, at the instant `at` or now. The replay memory isn't touched, and the gateway
   * isn't asked.
   */
  scan: procedure({ faces: ['technician'], roles: ['technician'], refusals: CODE_REFUSALS })
    .input(submittedScan.pick({ data: true, symbology: true, text: true }).extend({ at: instant.optional() }))
    .output(technicianScan),
  /** The devices that the station has or has found, and those that a technician confirmed. */
  devices: procedure({ ...forTechnicians, refusals: [] }).output(
    z.object({ devices: z.array(deviceReport), confirmed: z.array(confirmedDevice) }),
  ),
  /**
   * Confirms a found device that isn't used, so that it is used from now on, also after a restart, at this face. Refuses
   * with `invalid-input`; its `why` is `unknown`: no device of this id is found; `used`: it is used already; `kind`: only
   * scanners are confirmed; `no-mark`: it has neither serial number nor socket by which it can be known again.
   */
  confirmDevice: procedure({ ...forTechnicians, refusals: ['invalid-input'] })
    .input(z.object({ id: deviceId, face: confirmedDevice.shape.face }))
    .output(outcome({ device: confirmedDevice })),
  /** Takes a confirmation back. Refuses with `invalid-input` (`unconfirmed`) where there is none. */
  withdrawDevice: procedure({ ...forTechnicians, refusals: ['invalid-input'] })
    .input(z.object({ id: deviceId }))
    .output(outcome({ device: confirmedDevice })),
}
