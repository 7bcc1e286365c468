import { z } from 'zod'
import { actKind } from './acts.ts'
import { person } from './person.ts'
import { instant, procedure } from './procedure.ts'
import { refusal, type RefusalCode } from './refusals.ts'
import { serviceId } from './services.ts'

/** The kinds of code (codes.md, section 1). A code's prefix or template alone decides its kind. */
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
  'check-scan',
  'unknown',
] as const
export const codeKind = z.enum(CODE_KINDS)
export type CodeKind = z.infer<typeof codeKind>

/** What an unknown code looks like. Its content is never opened, logged or shown. */
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

/** The number of a notice or slip, as every search accepts it. */
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

/** The most codes that `scan.look` takes at once. */
export const MAX_LOOKED_AT = 8

/** The longest code that is read, in bytes (codes.md, section 1). */
export const MAX_CODE_BYTES = 4096

/**
 * The longest code that `scan.submit` accepts, in characters of base64: longer than any code that is read, so that a
 * code which is too long is answered as `unknown` and not as bad input.
 */
const MAX_SUBMITTED_BASE64 = 65_536

/** A scan that a page submits. */
export const submittedScan = z.object({
  /** The code's bytes, base64. */
  data: z.base64().max(MAX_SUBMITTED_BASE64),
  source: z.enum(['camera', 'hid-keyboard', 'typed']),
  /** AIM symbology identifier (ISO/IEC 15424), such as `]Q1`. */
  symbology: z.string().max(8).optional(),
  /**
   * The text that the reader made of the bytes, where it decodes them: a camera's decoder knows the code's ECI and
   * modes.
   */
  text: z
    .string()
    .max(2 * MAX_CODE_BYTES)
    .optional(),
  /**
   * Other byte strings that a keyboard-mode scanner's keys can mean, each as `data`: by the keys' places on a US
   * keyboard, the same with Caps Lock, and under this computer's own layout (codes.md, section 1).
   */
  readings: z.array(z.base64().max(MAX_SUBMITTED_BASE64)).max(3).optional(),
  /** The service for which an eID is read; only its approved fields are. */
  service: serviceId.optional(),
})
export type SubmittedScan = z.infer<typeof submittedScan>

/**
 * What became of a genuine receipt. `isKnown`: whether the journal has its payment. `gone`: which of its items aren't
 * paid any more, the latest first, and since when. `lost`: entries after its payment are lost, so the station can't
 * tell what became of its other items: `taken-back`, an agency says that it took some of them back, or `unknown`.
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

/** Whether another reader of the same face read the same code just before; that one's answer was given already. */
const isSame = z.literal(true).optional()

/** What a scanned code means, or why it is refused. */
export const scanAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    kind: codeKind,
    person: person.optional(),
    slip: slip.optional(),
    receipt: receiptState.optional(),
    /** Of the paper of an act on identity: what was done, from when on. A slip gives the act back to the session. */
    act: z.object({ kind: actKind, at: instant }).optional(),
    /** Of a paper of what was read of somebody: when it was made, and how many reads it lists. */
    reads: z.object({ at: instant, count: z.int() }).optional(),
    isSame,
  }),
  z.object({ ok: z.literal(false), kind: codeKind, refusal, hint: hint.optional(), isSame }),
])
export type ScanAnswer = z.infer<typeof scanAnswer>

/**
 * What a code's form alone says of it: its kind, whether this station can use it, and a slip's facts, by which a person
 * can choose.
 */
export const lookedAt = z.object({ kind: codeKind, usable: z.boolean(), slip: slip.optional() })
export type LookedAt = z.infer<typeof lookedAt>

/** The refusals of a code by itself, whatever the session. */
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

/** The procedures that read codes. */
export const scan = {
  /**
   * Answers what codes that are in view together are, in their order, so that the page submits the right one. Nothing
   * is verified, remembered, told to a session or charged.
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
   * Reads one code for the caller's session. A code that can't be used is answered as a refusal with its kind. That an
   * eID was verified is in the journal before it is answered: where the disk doesn't take that, or too many came within a
   * minute, the eID is refused. A
   * genuine receipt of this station is answered with what became of it, or refused with `data-damaged` or
   * `journal-went-back` where the journal can't be trusted to say. A genuine pending slip gives its payment back to the
   * session: `payments.current` and `payments.show` answer it from then on.
   */
  submit: procedure({
    faces: ['kiosk', 'counter'],
    roles: ['resident', 'clerk', 'supervisor'],
    refusals: [
      ...CODE_REFUSALS,
      'scanner-unused',
      'act-unknown',
      'replayed',
      'service-not-approved',
      'service-not-chosen',
      'person-gone',
      'too-often',
      'key-locked',
      'disk-full',
      'folder-unwritable',
      'journal-locked',
    ],
  })
    .input(submittedScan)
    .output(scanAnswer),
  /**
   * Says what the page at this face is doing: from now on the codes of the station's own scanners are read for this
   * service, as the page's own are.
   */
  expect: procedure({ faces: ['kiosk', 'counter'], roles: ['resident', 'clerk', 'supervisor'], refusals: [] })
    .input(z.object({ service: serviceId.optional() }))
    .output(z.object({})),
}
