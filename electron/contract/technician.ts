import { z } from 'zod'
import { instant, procedure } from './procedure.ts'
import { refusal } from './refusals.ts'
import { CODE_REFUSALS, codeKind, hint, receiptState, submittedScan } from './scan.ts'
import { device, readiness } from './station.ts'

/** One check of `doctor`. `todo`: what the technician can do, in one English sentence. */
export const check = z.object({
  name: z.enum([
    'data-folder',
    'disk',
    'database',
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
}
