import { defined } from '../../common/defined.ts'
import type { Clock } from '../../../hardware/ports.ts'
import type {
  CardState,
  Device,
  Line,
  Operator,
  Readiness,
  Status,
  Trust as TrustStatus,
} from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import type { Journal } from '../journal/index.ts'
import type { Machine } from '../payments/index.ts'
import type { DataFolder } from '../storage/folder.ts'
import { clockTrouble, createTrueClock, type Trust } from '../trust/index.ts'
import type { JournalState } from './journal-state.ts'
import { readinessOf } from './readiness.ts'

/**
 * The station's id and site; in training `phone` is the address of the page that plays residents' phones. `cameras`: the
 * names of those that the settings want the pages to use.
 */
export interface StationIdentity {
  id: string
  site: string
  phone: string | null
  cameras?: readonly string[] | undefined
}

/** The parts from which the status is made. `journal` and `machine` are undefined while the keys are locked. */
export interface StationParts {
  folder: DataFolder
  clock: Clock
  gateway: Gateway
  trust: Trust
  journal: Journal | undefined
  journalState: JournalState
  machine: Machine | undefined
  devices(): Device[]
  /** What the card reader holds; undefined where there is none. */
  card(): CardState | undefined
  identity(): StationIdentity
  keyProtection: 'system' | 'file'
  /** The entry that records that keys of sealed bodies were lost, until somebody accepts the loss. */
  bodyKeysLost: number | undefined
}

/** The station's state as pages are told it. Times are ISO 8601. */
export interface StationStatus {
  line(): Line
  trust(): TrustStatus
  readiness(): Readiness
  /** The status for a page; `operator` is the one signed in at the caller's session. */
  status(operator: Operator | null): Status
}

/** Makes the station's status; each call looks at the parts anew. */
export function createStationStatus(parts: StationParts): StationStatus {
  const { folder, gateway, trust, journal, journalState, machine } = parts
  const trueClock = createTrueClock(parts.clock, gateway)

  const station: StationStatus = {
    line() {
      const { state, since } = gateway.line()
      return { state, since: iso(since) }
    },
    trust() {
      const { state, version, issuedAt, expiresAt, alert } = trust.status()
      return {
        state,
        ...defined({
          version,
          issuedAt: issuedAt === undefined ? undefined : iso(issuedAt),
          expiresAt: expiresAt === undefined ? undefined : iso(expiresAt),
          alert,
        }),
      }
    },
    readiness: () =>
      readinessOf({
        mode: folder.mode,
        line: gateway.line().state,
        trust: station.trust(),
        clock: clockTrouble(gateway.clockOffset()),
        devices: parts.devices(),
        freeBytes: journal?.unwritten() === 'disk-full' ? 0 : folder.freeBytes(),
        keyProtection: parts.keyProtection,
        payments: machine?.readiness(),
        isMoneyStuck: machine?.isStuck(),
        journalWentBack: journalState.hasGoneBack(),
        headUnwitnessed: machine?.areReceiptsWaiting(),
        journalDamaged: !journalState.isHeld() || journal?.fault() !== undefined || journalState.isUnwritable(),
        journalLocked: journal?.unwritten() === 'journal-locked',
        areBodyKeysLost: parts.bodyKeysLost !== undefined,
      }),
    status(operator) {
      const { id, site, phone, cameras } = parts.identity()
      return {
        mode: folder.mode,
        station: { id, site },
        now: iso(trueClock.now()),
        line: station.line(),
        trust: station.trust(),
        devices: parts.devices(),
        readiness: station.readiness(),
        keyProtection: parts.keyProtection,
        operator,
        phone,
        ...defined({ cameras: cameras && [...cameras], card: parts.card() }),
      }
    },
  }
  return station
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
