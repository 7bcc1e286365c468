import type { Device, Line, Readiness, Reason, Trust } from '../../contract/index.ts'
import type { Mode } from '../storage/folder.ts'
import { DISK_LOW_BYTES } from '../storage/limits.ts'

/** What a station's readiness follows from. */
export interface Circumstances {
  mode: Mode
  line: Line['state']
  trust: Pick<Trust, 'state' | 'alert'>
  /** What is wrong with this machine's time. */
  clock?: 'clock-unknown' | 'clock-wrong' | undefined
  devices: readonly Pick<Device, 'state'>[]
  freeBytes: number
  keyProtection: 'system' | 'file'
  /** Whether new money is taken; undefined where this station takes none. */
  payments?: 'checking' | 'settling' | 'cash-open' | 'ready' | undefined
  /** A payment, an item or a reversal waits for longer than it should. */
  isMoneyStuck?: boolean | undefined
  /** The journal is shorter than, or another than, the head kept outside the data folder says. */
  journalWentBack?: boolean | undefined
  /** Receipts wait, since no head that holds their payments is known elsewhere than in the data folder. */
  headUnwitnessed?: boolean | undefined
  /** Keys of the journal's sealed bodies were lost, and nobody took note of it yet. */
  areBodyKeysLost?: boolean | undefined
  /** An entry isn't as it was written, or none can be added. */
  journalDamaged?: boolean | undefined
  /** Another program holds the journal's database. */
  journalLocked?: boolean | undefined
}

/**
 * The one published state and its reasons. `closed`: no service can be given, since nothing says whom to trust, and
 * nothing is under way that would change that. A sealed key file limits a production station; in training it is only
 * shown (`status.keyProtection`).
 */
export function readinessOf(now: Circumstances): Readiness {
  const holds: Readonly<Record<Reason, boolean>> = {
    'line-down': now.line === 'down',
    'line-starting': now.line === 'starting',
    // Without the line or trust it can't be known: their reasons say so. Of a bundle that is over by this machine's
    // clock the clock may be why.
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
    'device-lost': now.devices.some(({ state }) => state === 'lost' || state === 'failed'),
  }
  const reasons = REASON_ORDER.filter((reason) => holds[reason])
  if (reasons.length === 0) return { state: 'ready', reasons }
  return { state: servesNobody(now) ? 'closed' : 'limited', reasons }
}

function servesNobody({ line, trust }: Circumstances): boolean {
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
  'keys-lost',
  'key-file',
]
