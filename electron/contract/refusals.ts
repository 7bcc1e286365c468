import { z } from 'zod'

/**
 * The closed list of all refusals to a person, a technician or another machine. Each code has sentences for a resident
 * and a clerk in `renderer/i18n`, in every language, and its next steps in `refusal-policy.ts`.
 */
export const REFUSAL_CODES = [
  // A code that was scanned (codes.md, sections 1 and 2)
  'malformed',
  // A keyboard-mode scanner whose layout, Caps Lock or prefix keeps a code from being read
  'scanner-setup',
  // A keyboard at a kiosk that typed a code and isn't a scanner of this station
  'scanner-unused',
  'reading-key-unknown',
  'tampered',
  'wrong-audience',
  'issuer-unknown',
  'credential-forged',
  'credential-expired',
  'presentation-forged',
  'expired',
  'clock-ahead',
  'replayed',
  // `at` and `bundleIssuedAt` where the trust bundle decided without the gateway, as in `assurance`
  'revoked',
  'trust-expired',
  'trust-missing',
  // A trust bundle, root or filter that was offered and not taken; `reason` says why
  'trust-refused',
  'border-pass',
  'merchant-qr',
  'unknown-code',
  'wrong-crc',
  'wrong-currency',
  'wrong-country',
  'unknown-agency',
  // An ID card in the reader (codes.md, section 6); the last three are also the gateway's answers
  'card-removed',
  'card-unreadable',
  'card-foreign',
  'card-forged',
  'card-issuer-unknown',
  'card-expired',
  'card-cancelled',
  'card-unknown',
  // A service at this station
  'service-not-approved',
  'service-not-chosen',
  'person-gone',
  'sign-in-failed',
  // Finding what is to be paid (domain.md)
  'vehicle-unknown',
  'proof-wrong',
  'proof-locked',
  'bill-unknown',
  'too-soon',
  // Before money is asked for: nothing is charged (money.md)
  'bill-paid',
  'bill-pending',
  'bill-barred',
  'bill-overdue',
  'amount-changed',
  'amount-invalid',
  'quote-expired',
  'too-many-vehicles',
  'nothing-to-pay',
  'settling',
  'clock-unsure',
  'payment-under-way',
  'too-often',
  'head-unwitnessed',
  'cash-short',
  'wallet-code-missing',
  // Tenders
  'tender-declined',
  'insufficient-funds',
  'tender-limit',
  'wallet-code-used',
  'wallet-code-expired',
  'wallet-code-unknown',
  'wallet-maintenance',
  'tender-unavailable',
  'tender-timeout',
  'payment-interrupted',
  // Payments and receipts
  'payment-unknown',
  'cannot-cancel',
  'not-paid',
  'already-refunded',
  'payment-doubted',
  'printer-out',
  'printer-silent',
  'phone-invalid',
  'too-many-numbers',
  'receipt-forged',
  'receipt-key-unknown',
  // An act on identity: nothing was bound, frozen or ended (domain.md)
  'act-under-way',
  'act-unknown',
  'act-changed',
  'act-withdrawn',
  'consent-missing',
  'consent-declined',
  'reader-missing',
  'finger-no-match',
  'finger-locked',
  'finger-sensor-lost',
  'guardian-needed',
  'guardian-wrong',
  'number-unknown',
  'number-used',
  'number-expired',
  'number-of-another',
  'number-locked',
  'digits-wrong',
  'digits-locked',
  'binding-not-yours',
  'binding-over',
  'nothing-bound',
  'undo-unknown',
  'undo-used',
  'undo-late',
  'undo-of-another',
  'face-not-enough',
  'own-record',
  'card-left',
  // Entity accounts at a desk: nothing was changed (domain.md)
  'department-not-allowed',
  'entity-unknown',
  'login-unknown',
  'request-forged',
  'request-stale',
  'request-used',
  'request-of-another',
  'not-staff',
  'document-wrong',
  'login-inactive',
  'security-code-on',
  'not-entitled',
  'activation-not-pending',
  'right-not-lost',
  'face-on',
  'face-not-possible',
  'documents-missing',
  'proxy-not-empowered',
  'entity-exists',
  // A picture or a technician's command
  'no-code-found',
  'image-unreadable',
  'key-locked',
  // The data folder and the machine
  'folder-in-use',
  'folder-unwritable',
  'folder-newer',
  'disk-full',
  'journal-locked',
  'data-damaged',
  'journal-went-back',
  // The contract, the sockets and the gateway
  'invalid-input',
  'not-allowed',
  'unknown-procedure',
  'gateway-unreachable',
  'gateway-refused',
  'fault',
] as const

export const refusalCode = z.enum(REFUSAL_CODES)
export type RefusalCode = z.infer<typeof refusalCode>

/** A refusal: the code of its sentence, and the sentence's parameters. Never personal data. */
export const refusal = z.object({
  code: refusalCode,
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
export type Refusal = z.infer<typeof refusal>

/** The result of anything that can be refused: `ok` with its fields, or a refusal. */
export type Outcome<T extends object = object> = ({ ok: true } & T) | { ok: false; refusal: Refusal }

/** Makes the result of a refusal. */
export function refuse(code: RefusalCode, params?: Refusal['params']): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: params ? { code, params } : { code } }
}
