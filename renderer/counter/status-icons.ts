import type { Device, Line, PaymentPhase, Reason, Trust } from '../../electron/contract/index.ts'

/** The icon that shows a state of a part of the station, or of a payment. */
type StatusIcon = 'good' | 'warn' | 'stop' | 'wait'

export const LINE_ICONS: Record<Line['state'], StatusIcon> = { up: 'good', down: 'stop', starting: 'wait' }
export const TRUST_ICONS: Record<Trust['state'], StatusIcon> = { current: 'good', missing: 'stop', expired: 'stop' }
export const PAYMENT_ICONS: Record<PaymentPhase | 'none' | 'asking', StatusIcon> = {
  none: 'wait',
  asking: 'wait',
  'under-way': 'wait',
  paid: 'good',
  open: 'warn',
  ended: 'stop',
}
export const DEVICE_ICONS: Record<Device['state'], StatusIcon> = {
  ready: 'good',
  starting: 'wait',
  lost: 'warn',
  failed: 'stop',
  unused: 'wait',
}
/** The reasons that the counter's foot shows: they stop new payments, and no other icon of the foot shows them. */
export const REASON_ICONS: Readonly<Partial<Record<Reason, StatusIcon>>> = {
  settling: 'wait',
  'journal-checking': 'wait',
  'cash-open': 'warn',
  'money-stuck': 'warn',
  'disk-low': 'warn',
  'clock-unknown': 'warn',
  'clock-wrong': 'stop',
  'journal-damaged': 'stop',
  'journal-locked': 'warn',
  'journal-went-back': 'stop',
  'head-unwitnessed': 'stop',
}
