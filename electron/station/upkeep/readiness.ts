import {
  FACILITIES,
  type Device,
  type Facility,
  type Line,
  type Readiness,
  type Reason,
  type Trust,
} from '../../contract/index.ts'
import type { Mode } from '../storage/folder.ts'
import { DISK_LOW_BYTES } from '../storage/limits.ts'

/** The facts from which a station's readiness follows. */
export interface ReadinessInputs {
  mode: Mode
  line: Line['state']
  trust: Pick<Trust, 'state' | 'alert'>
  /** What is wrong with this machine's time. */
  clock?: 'clock-unknown' | 'clock-wrong' | undefined
  devices: readonly Pick<Device, 'kind' | 'state' | 'error' | 'face'>[]
  freeBytes: number
  keyProtection: 'system' | 'file'
  /** Whether new money is taken; undefined where this station takes none. */
  payments?: 'checking' | 'settling' | 'cash-open' | 'ready' | undefined
  /** Whether a payment, an item or a reversal has waited for too long. */
  isMoneyStuck?: boolean | undefined
  /** Whether a known head isn't in the journal. */
  journalWentBack?: boolean | undefined
  /** Whether receipts wait, because no head that holds their payments is known outside the data folder. */
  headUnwitnessed?: boolean | undefined
  /** Whether keys of the journal's sealed bodies were lost and nobody has accepted the loss. */
  areBodyKeysLost?: boolean | undefined
  /** Whether an entry isn't as it was written, or none can be added. */
  journalDamaged?: boolean | undefined
  /** Whether another program holds a lock on the journal's database. */
  journalLocked?: boolean | undefined
}

/**
 * The published state with its reasons. `closed` means that no service can be given: the station has no valid trust
 * data, and nothing under way would change that. A sealed key file limits a production station, and so does a scanner of
 * its kiosk that isn't protected, since nobody watches who types there; in training they only show.
 */
export function readinessOf(now: ReadinessInputs): Readiness {
  const holds: Readonly<Record<Reason, boolean>> = {
    'line-down': now.line === 'down',
    'line-starting': now.line === 'starting',
    // Without the line or trust data the time can't be known, and those reasons say so. Where the offered bundle has
    // expired by this machine's clock, the clock may be the cause.
    'clock-unknown':
      now.clock === 'clock-unknown' &&
      now.line === 'up' &&
      (now.trust.state !== 'missing' || now.trust.alert?.params?.['reason'] === 'expired'),
    'clock-wrong': now.clock === 'clock-wrong',
    'trust-missing': now.trust.state === 'missing',
    'trust-expired': now.trust.state === 'expired',
    'trust-alert': now.trust.alert !== undefined,
    'key-file': now.keyProtection === 'file' && now.mode === 'production',
    'disk-low': now.freeBytes < DISK_LOW_BYTES,
    'journal-checking': now.payments === 'checking',
    settling: now.payments === 'settling',
    'cash-open': now.payments === 'cash-open',
    'money-stuck': now.isMoneyStuck === true,
    'journal-damaged': now.journalDamaged === true,
    'journal-locked': now.journalLocked === true,
    'journal-went-back': now.journalWentBack === true,
    'head-unwitnessed': now.headUnwitnessed === true && now.journalWentBack !== true,
    'keys-lost': now.areBodyKeysLost === true,
    'device-lost': now.devices.some((device) => isAway(device) && !isSpare(device, now.devices)),
    'scanner-unprotected': now.mode === 'production' && now.devices.some(isUnprotected),
  }
  const reasons = REASON_ORDER.filter((reason) => holds[reason])
  const unavailable = unavailableOf(now, reasons)
  if (reasons.length === 0) return { state: 'ready', reasons, unavailable }
  return { state: servesNobody(now) ? 'closed' : 'limited', reasons, unavailable }
}

/** The reasons for which no payment can be made, by any tender, for more than a moment. */
const STOPS_PAYMENTS: readonly Reason[] = [
  'line-down',
  'disk-low',
  'clock-unknown',
  'clock-wrong',
  'journal-checking',
  'journal-damaged',
  'journal-locked',
  'journal-went-back',
  'head-unwitnessed',
]

function unavailableOf({ trust, devices }: ReadinessInputs, reasons: readonly Reason[]): Facility[] {
  const ofKind = (kind: Device['kind']) => devices.filter((device) => device.kind === kind && device.state !== 'unused')
  const isWorking = ({ state }: Pick<Device, 'state'>) => state === 'ready' || state === 'starting'
  const holds: Readonly<Record<Facility, boolean>> = {
    payments: reasons.some((reason) => STOPS_PAYMENTS.includes(reason)),
    eid: trust.state !== 'current',
    // A station without a scanner of its own reads by its pages, by camera and keyboard.
    scanner: ofKind('scanner').length > 0 && !ofKind('scanner').some(isWorking),
    card: !ofKind('payment-terminal').some(isWorking),
    paper: !ofKind('printer').some(({ state }) => state === 'ready'),
  }
  return FACILITIES.filter((facility) => holds[facility])
}

const isAway = ({ state }: Pick<Device, 'state'>): boolean => state === 'lost' || state === 'failed'

/** Whether it is the camera of a page that needs none, since a scanner works there. */
const isSpare = ({ kind, face }: Pick<Device, 'kind' | 'face'>, devices: ReadinessInputs['devices']): boolean =>
  kind === 'camera' &&
  devices.some(
    (other) => other.kind === 'scanner' && other.state === 'ready' && (other.face === undefined || other.face === face),
  )

/** Whether it works and its keys reach more than the station, where nobody watches. */
const isUnprotected = ({ state, error, face }: Pick<Device, 'state' | 'error' | 'face'>): boolean =>
  state === 'ready' && error === 'not-protected' && face === 'kiosk'

function servesNobody({ line, trust }: ReadinessInputs): boolean {
  if (trust.state === 'expired') return line !== 'starting'
  return trust.state === 'missing' && (line === 'down' || trust.alert !== undefined)
}

const REASON_ORDER: readonly Reason[] = [
  'journal-went-back',
  'journal-damaged',
  'journal-locked',
  'head-unwitnessed',
  'clock-wrong',
  'trust-missing',
  'trust-expired',
  'clock-unknown',
  'cash-open',
  'journal-checking',
  'settling',
  'money-stuck',
  'line-down',
  'line-starting',
  'trust-alert',
  'disk-low',
  'device-lost',
  'scanner-unprotected',
  'keys-lost',
  'key-file',
]
