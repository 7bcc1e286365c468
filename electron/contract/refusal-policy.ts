import type { StepId } from './next-steps.ts'
import type { RefusalCode } from './refusals.ts'

/** The office whose hotline can help; `none` where a call can't. */
export type Hotline = 'DSI' | 'DSAT' | 'SAFP' | 'none'

/**
 * What helps after a payment was refused: another way to pay (`other`), the same once more (`again`), looking at what
 * is owed again (`look`), or choosing less (`choose`).
 */
export type RecoveryAction = 'other' | 'again' | 'look' | 'choose'

/** What the person, the clerk who helps them, and the page do after a refusal. */
export interface RefusalPolicy {
  /** What the person does next, the most useful first. There is always a way to a counter or to staff (Law 2/2020). */
  resident: readonly StepId[]
  /** What the clerk does next, and whom they tell: a technician, a supervisor, the agency. */
  clerk: readonly StepId[]
  /** The hotline that the person can call. */
  hotline: Hotline
  /** What a page offers where a payment was refused. */
  recovery: RecoveryAction
  /**
   * Which part of a typed search can be typed again: the owner's proof, or all of it. Absent where another try can't
   * help, for instance while a plate is locked.
   */
  retype?: 'proof' | 'all'
  /** The quote isn't what its agencies say any more: the amounts are asked for again before anything else is offered. */
  isRequoted?: true
}

const scanAfresh: RefusalPolicy = {
  resident: ['open-eid', 'hold-code', 'dsi-counter'],
  clerk: ['clerk-ask-fresh', 'clerk-scan-again', 'clerk-document'],
  hotline: 'DSI',
  recovery: 'again',
}
const notGenuine: RefusalPolicy = {
  resident: ['own-phone', 'open-eid', 'dsi-counter'],
  clerk: ['clerk-do-not-accept', 'clerk-document', 'clerk-report'],
  hotline: 'DSI',
  recovery: 'again',
}
const machine: RefusalPolicy = {
  resident: ['other-machine', 'ask-staff'],
  clerk: ['clerk-technician'],
  hotline: 'SAFP',
  recovery: 'again',
}
const slip: RefusalPolicy = {
  resident: ['whole-slip', 'issuer-counter'],
  clerk: ['clerk-payer-slip', 'clerk-agency'],
  hotline: 'none',
  recovery: 'again',
}

/** Of a refused act: what can be tried with this card, and else DSI's counter. */
const actRefused = (resident: readonly StepId[], clerk: readonly StepId[]): RefusalPolicy => ({
  resident: [...resident, 'dsi-counter'],
  clerk,
  hotline: 'DSI',
  recovery: 'again',
})

/** Of entity accounts: what helps at this desk, and else SAFP's counter or its line. */
const entityRefused = (resident: readonly StepId[], clerk: readonly StepId[]): RefusalPolicy => ({
  resident: [...resident, 'safp-counter'],
  clerk,
  hotline: 'SAFP',
  recovery: 'again',
})

/** The policy of each refusal: a code without one doesn't compile. */
export const REFUSAL_POLICY: Readonly<Record<RefusalCode, RefusalPolicy>> = {
  malformed: scanAfresh,
  'scanner-setup': {
    resident: ['other-machine', 'ask-staff'],
    clerk: ['clerk-scanner-setup', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'scanner-unused': {
    resident: ['hold-code', 'ask-staff'],
    clerk: ['clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'reading-key-unknown': {
    resident: ['update-app', 'open-eid', 'dsi-counter'],
    clerk: ['clerk-bundle', 'clerk-ask-update', 'clerk-document'],
    hotline: 'DSI',
    recovery: 'again',
  },
  tampered: notGenuine,
  'wrong-audience': {
    resident: ['eid-not-border', 'hold-code'],
    clerk: ['clerk-ask-open-eid', 'clerk-scan-again'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'issuer-unknown': {
    resident: ['update-app', 'dsi-counter'],
    clerk: ['clerk-bundle', 'clerk-do-not-accept', 'clerk-document'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'credential-forged': notGenuine,
  'credential-expired': {
    resident: ['renew-online', 'hold-code', 'dsi-counter'],
    clerk: ['clerk-ask-update', 'clerk-scan-again', 'clerk-document'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'presentation-forged': notGenuine,
  expired: {
    resident: ['open-eid', 'newest-code', 'dsi-counter'],
    clerk: ['clerk-ask-fresh', 'clerk-scan-again'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'clock-ahead': {
    resident: ['phone-clock', 'open-eid', 'dsi-counter'],
    clerk: ['clerk-ask-clock', 'clerk-scan-again', 'clerk-technician'],
    hotline: 'DSI',
    recovery: 'again',
  },
  replayed: {
    resident: ['newest-code', 'dsi-counter'],
    clerk: ['clerk-ask-fresh', 'clerk-scan-again'],
    hotline: 'DSI',
    recovery: 'again',
  },
  revoked: {
    resident: ['own-phone', 'dsi-counter'],
    clerk: ['clerk-do-not-accept', 'clerk-document', 'clerk-dsi'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'trust-expired': {
    resident: ['other-machine', 'dsi-counter'],
    clerk: ['clerk-line', 'clerk-document', 'clerk-technician'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'trust-missing': {
    resident: ['wait-try', 'other-machine', 'dsi-counter'],
    clerk: ['clerk-line', 'clerk-document', 'clerk-technician'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'trust-refused': {
    resident: ['other-machine', 'dsi-counter'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'border-pass': {
    resident: ['eid-not-border', 'hold-code'],
    clerk: ['clerk-ask-open-eid', 'clerk-scan-again'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'merchant-qr': {
    resident: ['whole-slip', 'ask-staff'],
    clerk: ['clerk-payer-slip'],
    hotline: 'none',
    recovery: 'again',
  },
  'unknown-code': {
    resident: ['open-eid', 'hold-code', 'ask-staff'],
    clerk: ['clerk-ask-open-eid', 'clerk-scan-again'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'wrong-crc': {
    resident: ['try-paper-slip', 'issuer-counter'],
    clerk: ['clerk-scan-again', 'clerk-payer-slip', 'clerk-agency'],
    hotline: 'none',
    recovery: 'again',
  },
  'wrong-currency': slip,
  'wrong-country': slip,
  'unknown-agency': slip,
  'card-removed': {
    resident: ['card-in-again', 'ask-staff'],
    clerk: ['clerk-card-again'],
    hotline: 'none',
    recovery: 'again',
  },
  'card-unreadable': {
    resident: ['card-in-again', 'other-machine', 'dsi-counter'],
    clerk: ['clerk-card-again', 'clerk-card-dsi', 'clerk-technician'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'card-foreign': {
    resident: ['own-card', 'ask-staff'],
    clerk: ['clerk-own-card'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'card-forged': {
    resident: ['to-dsi', 'ask-staff'],
    clerk: ['clerk-refuse-card', 'clerk-card-dsi', 'clerk-report'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'card-issuer-unknown': {
    resident: ['other-machine', 'dsi-counter'],
    clerk: ['clerk-bundle', 'clerk-refuse-card', 'clerk-technician'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'card-expired': {
    resident: ['renew-card', 'ask-staff'],
    clerk: ['clerk-card-dsi'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'card-cancelled': {
    resident: ['newest-card', 'to-dsi'],
    clerk: ['clerk-refuse-card', 'clerk-card-dsi'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'card-unknown': {
    resident: ['to-dsi', 'ask-staff'],
    clerk: ['clerk-refuse-card', 'clerk-card-dsi'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'service-not-approved': {
    resident: ['ask-staff', 'dsi-counter'],
    clerk: ['clerk-choose', 'clerk-document'],
    hotline: 'DSI',
    recovery: 'again',
  },
  'service-not-chosen': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-choose', 'clerk-scan-again'],
    hotline: 'none',
    recovery: 'again',
  },
  'person-gone': {
    resident: ['open-eid', 'hold-code'],
    clerk: ['clerk-ask-fresh', 'clerk-scan-again'],
    hotline: 'none',
    recovery: 'again',
  },
  'sign-in-failed': {
    resident: ['ask-staff'],
    clerk: ['clerk-sign-in', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'vehicle-unknown': {
    resident: ['check-plate', 'use-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry', 'clerk-dsat'],
    hotline: 'DSAT',
    recovery: 'again',
    retype: 'all',
  },
  'proof-wrong': {
    resident: ['check-proof', 'use-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry'],
    hotline: 'DSAT',
    recovery: 'again',
    retype: 'proof',
  },
  'proof-locked': {
    resident: ['with-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry', 'clerk-dsat'],
    hotline: 'DSAT',
    recovery: 'again',
  },
  'bill-unknown': {
    resident: ['check-number', 'issuer-counter'],
    clerk: ['clerk-check-number', 'clerk-agency'],
    hotline: 'none',
    recovery: 'look',
    retype: 'all',
  },
  'too-soon': {
    resident: ['wait-try', 'use-eid', 'dsat-counter'],
    clerk: ['clerk-check-entry'],
    hotline: 'DSAT',
    recovery: 'again',
    retype: 'proof',
  },
  'bill-paid': {
    resident: ['no-need-to-pay', 'issuer-counter'],
    clerk: ['clerk-already', 'clerk-agency'],
    hotline: 'none',
    recovery: 'look',
  },
  'bill-pending': { resident: ['come-back', 'ask-staff'], clerk: ['clerk-wait'], hotline: 'none', recovery: 'look' },
  'bill-barred': {
    resident: ['to-dsat', 'issuer-counter'],
    clerk: ['clerk-dsat', 'clerk-agency'],
    hotline: 'DSAT',
    recovery: 'look',
  },
  'bill-overdue': { resident: ['to-issuer', 'ask-staff'], clerk: ['clerk-agency'], hotline: 'none', recovery: 'look' },
  'amount-changed': {
    resident: ['look-again', 'issuer-counter'],
    clerk: ['clerk-requote'],
    hotline: 'none',
    recovery: 'other',
    isRequoted: true,
  },
  'amount-invalid': {
    resident: ['to-issuer', 'ask-staff'],
    clerk: ['clerk-agency', 'clerk-technician'],
    hotline: 'none',
    recovery: 'look',
  },
  'quote-expired': {
    resident: ['look-again', 'ask-staff'],
    clerk: ['clerk-requote'],
    hotline: 'none',
    recovery: 'other',
    isRequoted: true,
  },
  'too-many-vehicles': {
    resident: ['ten-at-most', 'dsat-counter'],
    clerk: ['clerk-split'],
    hotline: 'none',
    recovery: 'choose',
  },
  'nothing-to-pay': {
    resident: ['no-need-to-pay', 'dsat-counter'],
    clerk: ['clerk-already'],
    hotline: 'DSAT',
    recovery: 'look',
  },
  settling: {
    resident: ['wait-try', 'other-machine', 'ask-staff'],
    clerk: ['clerk-wait'],
    hotline: 'none',
    recovery: 'again',
  },
  'clock-unsure': {
    resident: ['other-machine', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'payment-under-way': {
    resident: ['finish-first', 'ask-staff'],
    clerk: ['clerk-wait'],
    hotline: 'none',
    recovery: 'again',
  },
  'too-often': { resident: ['wait-try', 'ask-staff'], clerk: ['clerk-technician'], hotline: 'none', recovery: 'again' },
  'head-unwitnessed': {
    resident: ['wait-try', 'other-machine', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'cash-short': {
    resident: ['other-tender', 'ask-staff'],
    clerk: ['clerk-count', 'clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'wallet-code-missing': {
    resident: ['new-wallet-code', 'other-tender', 'ask-staff'],
    clerk: ['clerk-new-code', 'clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'tender-declined': {
    resident: ['other-tender', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'insufficient-funds': {
    resident: ['other-tender', 'wallet-own-limit', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'tender-limit': {
    resident: ['other-tender', 'wallet-own-limit', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'wallet-code-used': {
    resident: ['new-wallet-code', 'other-tender', 'ask-staff'],
    clerk: ['clerk-new-code', 'clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'wallet-code-expired': {
    resident: ['new-wallet-code', 'other-tender', 'ask-staff'],
    clerk: ['clerk-new-code', 'clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'wallet-code-unknown': {
    resident: ['other-tender', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'wallet-maintenance': {
    resident: ['other-tender', 'ask-staff'],
    clerk: ['clerk-other-tender'],
    hotline: 'none',
    recovery: 'other',
  },
  'tender-unavailable': {
    resident: ['other-tender', 'other-machine', 'ask-staff'],
    clerk: ['clerk-other-tender', 'clerk-technician'],
    hotline: 'none',
    recovery: 'other',
  },
  'tender-timeout': {
    resident: ['money-goes-back', 'other-tender', 'ask-staff'],
    clerk: ['clerk-other-tender', 'clerk-wait'],
    hotline: 'none',
    recovery: 'other',
  },
  'payment-interrupted': {
    resident: ['money-goes-back', 'ask-staff'],
    clerk: ['clerk-requote', 'clerk-supervisor'],
    hotline: 'none',
    recovery: 'other',
  },
  'payment-unknown': {
    resident: ['come-back', 'ask-staff'],
    clerk: ['clerk-check-number', 'clerk-supervisor'],
    hotline: 'none',
    recovery: 'look',
  },
  'cannot-cancel': { resident: ['wait-try', 'ask-staff'], clerk: ['clerk-wait'], hotline: 'none', recovery: 'again' },
  'not-paid': { resident: ['look-again', 'ask-staff'], clerk: ['clerk-requote'], hotline: 'none', recovery: 'look' },
  'already-refunded': {
    resident: ['money-goes-back', 'ask-staff'],
    clerk: ['clerk-already', 'clerk-supervisor'],
    hotline: 'none',
    recovery: 'again',
  },
  'payment-doubted': { resident: ['ask-staff'], clerk: ['clerk-supervisor'], hotline: 'none', recovery: 'again' },
  'printer-out': {
    resident: ['receipt-by-phone', 'ask-staff'],
    clerk: ['clerk-printer', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'printer-silent': {
    resident: ['receipt-by-phone', 'ask-staff'],
    clerk: ['clerk-printer', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'phone-invalid': {
    resident: ['check-phone-number', 'receipt-by-phone'],
    clerk: ['clerk-phone-number'],
    hotline: 'none',
    recovery: 'again',
  },
  'too-many-numbers': {
    resident: ['receipt-by-phone', 'ask-staff'],
    clerk: ['clerk-give-receipt'],
    hotline: 'none',
    recovery: 'again',
  },
  'receipt-forged': {
    resident: ['whole-slip', 'ask-staff'],
    clerk: ['clerk-scan-again', 'clerk-supervisor'],
    hotline: 'none',
    recovery: 'again',
  },
  'receipt-key-unknown': {
    resident: ['ask-staff', 'issuer-counter'],
    clerk: ['clerk-technician', 'clerk-supervisor'],
    hotline: 'none',
    recovery: 'again',
  },
  'act-under-way': actRefused(['wait-try'], ['clerk-wait']),
  'act-unknown': actRefused(['start-again'], ['clerk-start-again']),
  'act-changed': actRefused(['start-again'], ['clerk-start-again']),
  'act-withdrawn': actRefused(['start-again'], ['clerk-start-again']),
  'consent-missing': actRefused([], ['clerk-consent']),
  'consent-declined': actRefused([], ['clerk-consent']),
  'reader-missing': actRefused(['other-machine'], ['clerk-technician']),
  'finger-no-match': actRefused(['other-finger'], ['clerk-other-finger']),
  'finger-locked': actRefused([], ['clerk-compare-face', 'clerk-dsi']),
  'finger-sensor-lost': actRefused(['other-machine'], ['clerk-compare-face', 'clerk-technician']),
  'guardian-needed': actRefused(['guardian-with-card'], ['clerk-guardian']),
  'guardian-wrong': actRefused(['guardian-with-card'], ['clerk-guardian', 'clerk-dsi']),
  'number-unknown': actRefused(['new-number'], ['clerk-new-number']),
  'number-used': actRefused(['new-number'], ['clerk-new-number']),
  'number-expired': actRefused(['new-number'], ['clerk-new-number']),
  'number-of-another': actRefused(['card-of-number', 'new-number'], ['clerk-card-of-number', 'clerk-new-number']),
  'number-locked': actRefused(['come-back'], ['clerk-dsi']),
  'digits-wrong': actRefused(['whose-digits'], ['clerk-whose-digits']),
  'digits-locked': actRefused(['start-again'], ['clerk-whose-card', 'clerk-dsi']),
  'binding-not-yours': actRefused([], ['clerk-dsi']),
  'binding-over': actRefused(['start-again'], ['clerk-start-again']),
  'nothing-bound': actRefused([], ['clerk-dsi']),
  'undo-unknown': actRefused([], ['clerk-dsi']),
  'undo-used': actRefused([], ['clerk-dsi']),
  'undo-late': actRefused([], ['clerk-dsi']),
  'undo-of-another': actRefused(['card-of-number'], ['clerk-card-of-number']),
  'face-not-enough': actRefused([], ['clerk-dsi']),
  'own-record': actRefused([], ['clerk-colleague']),
  'card-left': {
    resident: ['card-in-again', 'ask-staff'],
    clerk: ['clerk-card-again'],
    hotline: 'none',
    recovery: 'again',
  },
  'department-not-allowed': entityRefused([], ['clerk-safp']),
  'entity-unknown': entityRefused(['check-entity-number'], ['clerk-check-entity']),
  'login-unknown': entityRefused(['check-entity-number'], ['clerk-check-entity']),
  'request-forged': entityRefused(['new-request'], ['clerk-new-request', 'clerk-report']),
  'request-stale': entityRefused(['new-request'], ['clerk-new-request']),
  'request-used': entityRefused(['new-request'], ['clerk-new-request']),
  'request-of-another': entityRefused(['new-request'], ['clerk-new-request', 'clerk-check-entity']),
  'not-staff': entityRefused(['ask-administrator'], ['clerk-check-entity']),
  'document-wrong': entityRefused(['registered-document'], ['clerk-registered-document']),
  'login-inactive': entityRefused(['ask-administrator'], ['clerk-send-activation']),
  'security-code-on': entityRefused(['use-code'], ['clerk-changed-already']),
  'not-entitled': entityRefused(['ask-administrator'], ['clerk-entitled']),
  'activation-not-pending': entityRefused([], ['clerk-changed-already']),
  'right-not-lost': entityRefused([], ['clerk-changed-already']),
  'face-on': entityRefused([], ['clerk-changed-already']),
  'face-not-possible': entityRefused(['new-request'], ['clerk-security-code']),
  'documents-missing': entityRefused(['bring-documents'], ['clerk-complete-documents']),
  'proxy-not-empowered': entityRefused(['bring-power'], ['clerk-complete-documents']),
  'entity-exists': entityRefused(['ask-administrator'], ['clerk-check-entity']),
  'no-code-found': {
    resident: ['hold-code', 'ask-staff'],
    clerk: ['clerk-scan-again'],
    hotline: 'none',
    recovery: 'again',
  },
  'image-unreadable': {
    resident: ['hold-code', 'ask-staff'],
    clerk: ['clerk-scan-again'],
    hotline: 'none',
    recovery: 'again',
  },
  'key-locked': machine,
  'folder-in-use': machine,
  'folder-unwritable': machine,
  'folder-newer': machine,
  'disk-full': machine,
  'journal-locked': {
    resident: ['wait-try', 'other-machine', 'ask-staff'],
    clerk: ['clerk-wait', 'clerk-technician'],
    hotline: 'SAFP',
    recovery: 'again',
  },
  'data-damaged': machine,
  'journal-went-back': machine,
  'invalid-input': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-scan-again', 'clerk-technician'],
    hotline: 'SAFP',
    recovery: 'again',
  },
  'not-allowed': {
    resident: ['ask-staff'],
    clerk: ['clerk-sign-in', 'clerk-technician'],
    hotline: 'none',
    recovery: 'again',
  },
  'unknown-procedure': machine,
  'gateway-unreachable': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-document'],
    hotline: 'SAFP',
    recovery: 'again',
    retype: 'proof',
  },
  'gateway-refused': {
    resident: ['wait-try', 'ask-staff'],
    clerk: ['clerk-line', 'clerk-technician'],
    hotline: 'SAFP',
    recovery: 'again',
    retype: 'proof',
  },
  fault: machine,
}
