import { z } from 'zod'
import { person } from './person.ts'
import { instant, procedure } from './procedure.ts'
import { refusal, type RefusalCode } from './refusals.ts'
import { serviceId } from './services.ts'

/** The kinds of code (codes.md, section 1). The prefix or template alone decides the kind. */
export const CODE_KINDS = [
  'eid-presentation',
  'border-pass',
  'binding-number',
  'security-code-request',
  'payment-slip',
  'merchant-qr',
  'wallet-payment',
  'operator-badge',
  'receipt',
  'pending-slip',
  'undo-code',
  'approval',
  'z-report',
  'unknown',
] as const
export const codeKind = z.enum(CODE_KINDS)
export type CodeKind = z.infer<typeof codeKind>

/** What an unknown code looks like; its content is never opened, logged or shown. */
export const HINTS = [
  'url',
  'wifi',
  'blue-card',
  'ean',
  'health-certificate',
  'contact',
  'text',
  'binary',
  'too-long',
  'empty',
] as const
export const hint = z.enum(HINTS)
export type Hint = z.infer<typeof hint>

/** The number of a notice or slip, as every search takes it. */
export const billNumber = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\w./-]+$/)

/** The public facts of a payment slip, as its code states them. Amount in avos (1 MOP = 100 avos). */
export const slip = z.object({
  agency: z.enum(['DSAT', 'PSP', 'MP', 'TUI', 'DSF', 'IAM']),
  slipKind: z.enum(['tax', 'fine', 'slip']),
  amountAvos: z.int().nonnegative(),
  billNumber,
  reference: z.string().optional(),
  purpose: z.string().optional(),
  /** Pay-by date, YYYY-MM-DD in Asia/Macau. */
  payBy: z.string().optional(),
})
export type Slip = z.infer<typeof slip>

/** The most codes that come together and are looked at. */
export const MAX_LOOKED_AT = 8

/** The longest code that is read at all, in bytes (codes.md, section 1). */
export const MAX_CODE_BYTES = 4096

/**
 * The most that `scan.submit` takes: longer than any code, so that too long a one is answered as `unknown` and not as
 * bad input.
 */
const MAX_SUBMITTED_BASE64 = 65_536

export const submittedScan = z.object({
  /** The code's bytes, base64. */
  data: z.base64().max(MAX_SUBMITTED_BASE64),
  source: z.enum(['camera', 'hid-keyboard', 'typed']),
  /** AIM symbology identifier (ISO/IEC 15424), such as `]Q1`. */
  symbology: z.string().max(8).optional(),
  /**
   * What the reader took the bytes for, where it decodes them: a camera's decoder has used the code's own ECI and
   * modes.
   */
  text: z
    .string()
    .max(2 * MAX_CODE_BYTES)
    .optional(),
  /**
   * What else a keyboard-mode scanner's keys can have meant, each as `data`: by their places, and as this computer's
   * layout has them.
   */
  readings: z.array(z.base64().max(MAX_SUBMITTED_BASE64)).max(3).optional(),
  /** The service at hand, whose approved fields are read from an eID. */
  service: serviceId.optional(),
})
export type SubmittedScan = z.infer<typeof submittedScan>

/**
 * What became of a genuine receipt. `isKnown`: whether the journal has its payment; `gone`: which of its items aren't
 * paid any more, the latest first, each since when. `lost`: entries after its payment are lost, so that what became of
 * the others isn't known here; `taken-back`: an agency says that it took some of them back, or it is `unknown`.
 */
export const receiptState = z.object({
  isKnown: z.boolean(),
  lost: z.enum(['unknown', 'taken-back']).optional(),
  gone: z
    .array(
      z.object({
        agency: slip.shape.agency,
        kind: slip.shape.slipKind,
        amountAvos: z.int(),
        state: z.enum(['reversing', 'reversed', 'refunded', 'task']),
        since: instant,
      }),
    )
    .max(60),
})
export type ReceiptState = z.infer<typeof receiptState>

/** What a scan means. */
export const scanAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    kind: codeKind,
    person: person.optional(),
    slip: slip.optional(),
    receipt: receiptState.optional(),
  }),
  z.object({ ok: z.literal(false), kind: codeKind, refusal, hint: hint.optional() }),
])
export type ScanAnswer = z.infer<typeof scanAnswer>

/**
 * What a code's form alone says of it: its kind, whether this station can do anything with it, and the slip that it is,
 * to choose by.
 */
export const lookedAt = z.object({ kind: codeKind, usable: z.boolean(), slip: slip.optional() })
export type LookedAt = z.infer<typeof lookedAt>

/** What a code by itself can be refused with. */
export const CODE_REFUSALS = [
  'malformed',
  'scanner-setup',
  'reading-key-unknown',
  'tampered',
  'wrong-audience',
  'issuer-unknown',
  'credential-forged',
  'credential-expired',
  'presentation-forged',
  'expired',
  'clock-ahead',
  'revoked',
  'trust-expired',
  'trust-missing',
  'border-pass',
  'merchant-qr',
  'unknown-code',
  'wrong-crc',
  'wrong-currency',
  'wrong-country',
  'unknown-agency',
  'receipt-forged',
  'receipt-key-unknown',
  'payment-unknown',
  'data-damaged',
  'journal-went-back',
] as const satisfies readonly RefusalCode[]

export const scan = {
  /**
   * Looks at codes that are in view together, so that the right one is submitted: nothing is proven, remembered, told
   * to a session or charged. In the order of the codes.
   */
  look: procedure({ faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'], refusals: [] })
    .input(
      z.object({
        codes: z
          .array(submittedScan.omit({ service: true }))
          .min(1)
          .max(MAX_LOOKED_AT),
      }),
    )
    .output(z.object({ codes: z.array(lookedAt) })),
  /**
   * Reads one code for the caller's session. A code that can't be used is a refusal with its kind, never an error. A
   * genuine receipt of this station is answered with what became of it (`data-damaged` or `journal-went-back` where
   * nothing can be said, since the journal isn't as it was written or entries are lost); its pending slip gives the
   * session that payment back, so that `payments.current` and `payments.show` answer with it.
   */
  submit: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['resident', 'clerk', 'supervisor'],
    refusals: [...CODE_REFUSALS, 'replayed', 'service-not-approved', 'service-not-chosen', 'person-gone'],
  })
    .input(submittedScan)
    .output(scanAnswer),
}
