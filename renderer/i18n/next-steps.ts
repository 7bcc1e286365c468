import type { RefusalCode, Slip } from '../../electron/contract/index.ts'

/** One thing to do next; its words are `steps.<id>`. */
export const STEPS = [
  'open-eid',
  'hold-code',
  'newest-code',
  'update-app',
  'phone-clock',
  'own-phone',
  'renew-online',
  'try-paper-slip',
  'whole-slip',
  'eid-not-border',
  'ask-staff',
  'dsi-counter',
  'issuer-counter',
  'other-machine',
  'wait-try',
  'clerk-ask-fresh',
  'clerk-ask-open-eid',
  'clerk-ask-update',
  'clerk-ask-clock',
  'clerk-document',
  'clerk-dsi',
  'clerk-do-not-accept',
  'clerk-report',
  'clerk-choose',
  'clerk-scan-again',
  'clerk-sign-in',
  'clerk-bundle',
  'clerk-technician',
  'clerk-scanner-setup',
  'clerk-payer-slip',
  'clerk-agency',
  'clerk-line',
  'check-plate',
  'check-proof',
  'use-eid',
  'with-eid',
  'to-dsat',
  'to-issuer',
  'check-number',
  'dsat-counter',
  'other-tender',
  'new-wallet-code',
  'wallet-own-limit',
  'look-again',
  'come-back',
  'ten-at-most',
  'no-need-to-pay',
  'finish-first',
  'receipt-by-phone',
  'check-phone-number',
  'money-goes-back',
  'clerk-check-entry',
  'clerk-check-number',
  'clerk-dsat',
  'clerk-other-tender',
  'clerk-new-code',
  'clerk-requote',
  'clerk-already',
  'clerk-wait',
  'clerk-count',
  'clerk-split',
  'clerk-printer',
  'clerk-supervisor',
  'clerk-phone-number',
  'clerk-give-receipt',
] as const
export type StepId = (typeof STEPS)[number]

/** Steps that aren't a next one but another way, for whoever can't or won't follow the steps above them. */
export const OTHER_WAYS: ReadonlySet<StepId> = new Set<StepId>([
  'dsi-counter',
  'issuer-counter',
  'dsat-counter',
  'ask-staff',
  'use-eid',
  'clerk-document',
  'clerk-agency',
  'clerk-technician',
])

/** Which office's hotline helps; `none` where a telephone doesn't. */
export type Hotline = 'DSI' | 'DSAT' | 'SAFP' | 'none'

/** The offices' public hotlines. */
export const HOTLINES: Record<Exclude<Hotline, 'none'>, string> = {
  DSI: '2837 0777',
  DSAT: '8866 6363',
  SAFP: '8866 8866',
}

/** The hotlines of those who send notices and slips, where they have a public one. */
const AGENCY_HOTLINES: Partial<Record<Slip['agency'], string>> = {
  DSAT: HOTLINES.DSAT,
  PSP: '2837 4214',
  MP: '2872 8268',
}

/** Whom to ring about a notice or slip. */
export const agencyHotline = (agency: Slip['agency']): string | undefined => AGENCY_HOTLINES[agency]

interface NextSteps {
  resident: readonly StepId[]
  clerk: readonly StepId[]
  hotline: Hotline
}

const scanAfresh: NextSteps = {
  resident: ['open-eid', 'hold-code', 'dsi-counter'],
  clerk: ['clerk-ask-fresh', 'clerk-scan-again', 'clerk-document'],
  hotline: 'DSI',
}
const notGenuine: NextSteps = {
  resident: ['own-phone', 'open-eid', 'dsi-counter'],
  clerk: ['clerk-do-not-accept', 'clerk-document', 'clerk-report'],
  hotline: 'DSI',
}
const machine: NextSteps = { resident: ['other-machine', 'ask-staff'], clerk: ['clerk-technician'], hotline: 'SAFP' }
const slip: NextSteps = {
  resident: ['whole-slip', 'issuer-counter'],
  clerk: ['clerk-payer-slip', 'clerk-agency'],
  hotline: 'none',
}

/** What to do after each refusal, for the person it happened to and for the clerk who helps them: always with a way to a counter (Law 2/2020). */
export const NEXT_STEPS: Record<RefusalCode, NextSteps> = {
  malformed: scanAfresh,
  'scanner-setup': {
    resident: ['other-machine', 'ask-staff'],
    clerk: ['clerk-scanner-setup', 'clerk-technician'],
    hotline: 'none',
  },
  'reading-key-unknown': {
    resident: ['update-app', 'open-eid', 'dsi-counter'],
    clerk: ['clerk-bundle', 'clerk-ask-update', 'clerk-document'],
    hotline: 'DSI',
  },
  tampered: notGenuine,
  'wrong-audience': {
    resident: ['eid-not-border', 'hold-code'],
    clerk: ['clerk-ask-open-eid', 'clerk-scan-again'],
    hotline: 'DSI',
  },
  'issuer-unknown': {
    resident: ['update-app', 'dsi-counter'],
    clerk: ['clerk-bundle', 'clerk-do-not-accept', 'clerk-document'],
    hotline: 'DSI',
  },
  'credential-forged': notGenuine,
  'credential-expired': {
    resident: ['renew-online', 'hold-code', 'dsi-counter'],
    clerk: ['clerk-ask-update', 'clerk-scan-again', 'clerk-document'],
    hotline: 'DSI',
  },
  'presentation-forged': notGenuine,
  expired: {
    resident: ['open-eid', 'newest-code', 'dsi-counter'],
    clerk: ['clerk-ask-fresh', 'clerk-scan-again'],
    hotline: 'DSI',
  },
  'clock-ahead': {
    resident: ['phone-clock', 'open-eid', 'dsi-counter'],
    clerk: ['clerk-ask-clock', 'clerk-scan-again', 'clerk-technician'],
    hotline: 'DSI',
  },
  replayed: {
    resident: ['newest-code', 'dsi-counter'],
    clerk: ['clerk-ask-fresh', 'clerk-scan-again'],
    hotline: 'DSI',
  },
  revoked: {
    resident: ['own-phone', 'dsi-counter'],
    clerk: ['clerk-do-not-accept', 'clerk-document', 'clerk-dsi'],
    hotline: 'DSI',
  },
  'trust-expired': {
    resident: ['other-machine', 'dsi-counter'],
    clerk: ['clerk-line', 'clerk-document', 'clerk-technician'],
    hotline: 'DSI',
  },
  'trust-missing': {
    resident: ['wait-try', 'other-machine', 'dsi-counter'],
    clerk: ['clerk-line', 'clerk-document', 'clerk-technician'],
    hotline: 'DSI',
  },
  'trust-refused': {
    resident: ['other-machine', 'dsi-counter'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'DSI',
  },
  'border-pass': {
    resident: ['eid-not-border', 'hold-code'],
    clerk: ['clerk-ask-open-eid', 'clerk-scan-again'],
    hotline: 'DSI',
  },
  'merchant-qr': { resident: ['whole-slip', 'ask-staff'], clerk: ['clerk-payer-slip'], hotline: 'none' },
  'unknown-code': {
    resident: ['open-eid', 'hold-code', 'ask-staff'],
    clerk: ['clerk-ask-open-eid', 'clerk-scan-again'],
    hotline: 'DSI',
  },
  'wrong-crc': {
    resident: ['try-paper-slip', 'issuer-counter'],
    clerk: ['clerk-scan-again', 'clerk-payer-slip', 'clerk-agency'],
    hotline: 'none',
  },
  'wrong-currency': slip,
  'wrong-country': slip,
  'unknown-agency': slip,
  'service-not-approved': {
    resident: ['ask-staff', 'dsi-counter'],
    clerk: ['clerk-choose', 'clerk-document'],
    hotline: 'DSI',
  },
  'service-not-chosen': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-choose', 'clerk-scan-again'],
    hotline: 'none',
  },
  'person-gone': {
    resident: ['open-eid', 'hold-code'],
    clerk: ['clerk-ask-fresh', 'clerk-scan-again'],
    hotline: 'none',
  },
  'sign-in-failed': { resident: ['ask-staff'], clerk: ['clerk-sign-in', 'clerk-technician'], hotline: 'none' },
  'vehicle-unknown': {
    resident: ['check-plate', 'use-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry', 'clerk-dsat'],
    hotline: 'DSAT',
  },
  'proof-wrong': {
    resident: ['check-proof', 'use-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry'],
    hotline: 'DSAT',
  },
  'proof-locked': {
    resident: ['with-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry', 'clerk-dsat'],
    hotline: 'DSAT',
  },
  'bill-unknown': {
    resident: ['check-number', 'issuer-counter'],
    clerk: ['clerk-check-number', 'clerk-agency'],
    hotline: 'none',
  },
  'too-soon': { resident: ['wait-try', 'use-eid', 'dsat-counter'], clerk: ['clerk-check-entry'], hotline: 'DSAT' },
  'bill-paid': {
    resident: ['no-need-to-pay', 'issuer-counter'],
    clerk: ['clerk-already', 'clerk-agency'],
    hotline: 'none',
  },
  'bill-pending': { resident: ['come-back', 'ask-staff'], clerk: ['clerk-wait'], hotline: 'none' },
  'bill-barred': { resident: ['to-dsat', 'issuer-counter'], clerk: ['clerk-dsat', 'clerk-agency'], hotline: 'DSAT' },
  'bill-overdue': { resident: ['to-issuer', 'ask-staff'], clerk: ['clerk-agency'], hotline: 'none' },
  'amount-changed': { resident: ['look-again', 'issuer-counter'], clerk: ['clerk-requote'], hotline: 'none' },
  'amount-invalid': {
    resident: ['to-issuer', 'ask-staff'],
    clerk: ['clerk-agency', 'clerk-technician'],
    hotline: 'none',
  },
  'quote-expired': { resident: ['look-again', 'ask-staff'], clerk: ['clerk-requote'], hotline: 'none' },
  'too-many-vehicles': { resident: ['ten-at-most', 'dsat-counter'], clerk: ['clerk-split'], hotline: 'none' },
  'nothing-to-pay': { resident: ['no-need-to-pay', 'dsat-counter'], clerk: ['clerk-already'], hotline: 'DSAT' },
  settling: { resident: ['wait-try', 'other-machine', 'ask-staff'], clerk: ['clerk-wait'], hotline: 'none' },
  'clock-unsure': {
    resident: ['other-machine', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'none',
  },
  'payment-under-way': { resident: ['finish-first', 'ask-staff'], clerk: ['clerk-wait'], hotline: 'none' },
  'too-often': { resident: ['wait-try', 'ask-staff'], clerk: ['clerk-technician'], hotline: 'none' },
  'head-unwitnessed': {
    resident: ['wait-try', 'other-machine', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'none',
  },
  'cash-short': {
    resident: ['other-tender', 'ask-staff'],
    clerk: ['clerk-count', 'clerk-other-tender'],
    hotline: 'none',
  },
  'wallet-code-missing': {
    resident: ['new-wallet-code', 'other-tender', 'ask-staff'],
    clerk: ['clerk-new-code', 'clerk-other-tender'],
    hotline: 'none',
  },
  'tender-declined': { resident: ['other-tender', 'ask-staff'], clerk: ['clerk-other-tender'], hotline: 'none' },
  'insufficient-funds': {
    resident: ['other-tender', 'wallet-own-limit', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
  },
  'tender-limit': {
    resident: ['other-tender', 'wallet-own-limit', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
  },
  'wallet-code-used': {
    resident: ['new-wallet-code', 'other-tender', 'ask-staff'],
    clerk: ['clerk-new-code', 'clerk-other-tender'],
    hotline: 'none',
  },
  'wallet-code-expired': {
    resident: ['new-wallet-code', 'other-tender', 'ask-staff'],
    clerk: ['clerk-new-code', 'clerk-other-tender'],
    hotline: 'none',
  },
  'wallet-code-unknown': { resident: ['other-tender', 'ask-staff'], clerk: ['clerk-other-tender'], hotline: 'none' },
  'wallet-maintenance': { resident: ['other-tender', 'ask-staff'], clerk: ['clerk-other-tender'], hotline: 'none' },
  'tender-unavailable': {
    resident: ['other-tender', 'other-machine', 'ask-staff'],
    clerk: ['clerk-other-tender', 'clerk-technician'],
    hotline: 'none',
  },
  'tender-timeout': {
    resident: ['money-goes-back', 'other-tender', 'ask-staff'],
    clerk: ['clerk-other-tender', 'clerk-wait'],
    hotline: 'none',
  },
  'payment-interrupted': {
    resident: ['money-goes-back', 'ask-staff'],
    clerk: ['clerk-requote', 'clerk-supervisor'],
    hotline: 'none',
  },
  'payment-unknown': {
    resident: ['come-back', 'ask-staff'],
    clerk: ['clerk-check-number', 'clerk-supervisor'],
    hotline: 'none',
  },
  'cannot-cancel': { resident: ['wait-try', 'ask-staff'], clerk: ['clerk-wait'], hotline: 'none' },
  'not-paid': { resident: ['look-again', 'ask-staff'], clerk: ['clerk-requote'], hotline: 'none' },
  'already-refunded': {
    resident: ['money-goes-back', 'ask-staff'],
    clerk: ['clerk-already', 'clerk-supervisor'],
    hotline: 'none',
  },
  'payment-doubted': { resident: ['ask-staff'], clerk: ['clerk-supervisor'], hotline: 'none' },
  'printer-out': {
    resident: ['receipt-by-phone', 'ask-staff'],
    clerk: ['clerk-printer', 'clerk-technician'],
    hotline: 'none',
  },
  'phone-invalid': {
    resident: ['check-phone-number', 'receipt-by-phone'],
    clerk: ['clerk-phone-number'],
    hotline: 'none',
  },
  'too-many-numbers': { resident: ['receipt-by-phone', 'ask-staff'], clerk: ['clerk-give-receipt'], hotline: 'none' },
  'receipt-forged': {
    resident: ['whole-slip', 'ask-staff'],
    clerk: ['clerk-scan-again', 'clerk-supervisor'],
    hotline: 'none',
  },
  'receipt-key-unknown': {
    resident: ['ask-staff', 'issuer-counter'],
    clerk: ['clerk-technician', 'clerk-supervisor'],
    hotline: 'none',
  },
  'no-code-found': { resident: ['hold-code', 'ask-staff'], clerk: ['clerk-scan-again'], hotline: 'none' },
  'image-unreadable': { resident: ['hold-code', 'ask-staff'], clerk: ['clerk-scan-again'], hotline: 'none' },
  'key-locked': machine,
  'folder-in-use': machine,
  'folder-unwritable': machine,
  'folder-newer': machine,
  'disk-full': machine,
  'journal-locked': {
    resident: ['wait-try', 'other-machine', 'ask-staff'],
    clerk: ['clerk-wait', 'clerk-technician'],
    hotline: 'SAFP',
  },
  'data-damaged': machine,
  'journal-went-back': machine,
  'invalid-input': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-scan-again', 'clerk-technician'],
    hotline: 'SAFP',
  },
  'not-allowed': { resident: ['ask-staff'], clerk: ['clerk-sign-in', 'clerk-technician'], hotline: 'none' },
  'unknown-procedure': machine,
  'gateway-unreachable': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-document'],
    hotline: 'SAFP',
  },
  'gateway-refused': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'SAFP',
  },
  fault: machine,
}
