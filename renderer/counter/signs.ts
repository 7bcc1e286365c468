import type { Device, Line, Reason, Trust } from '../../electron/contract/index.ts'

/** How each state of a part of the station is shown. */
type Sign = 'good' | 'warn' | 'stop' | 'wait'

export const LINE_SIGNS: Record<Line['state'], Sign> = { up: 'good', down: 'stop', starting: 'wait' }
export const TRUST_SIGNS: Record<Trust['state'], Sign> = { current: 'good', missing: 'stop', expired: 'stop' }
export const DEVICE_SIGNS: Record<Device['state'], Sign> = {
  ready: 'good',
  starting: 'wait',
  lost: 'warn',
  failed: 'stop',
}
/** Reasons that the foot names: those for which new money waits and that nothing else there says. */
export const REASON_SIGNS: Readonly<Partial<Record<Reason, Sign>>> = {
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
