import type { DoctorReport, Operator, StationEvent, Status } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import { describeError } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import { clockTrouble } from '../trust/index.ts'
import { examineStation, type Surroundings } from './doctor.ts'
import { every } from './every.ts'
import { CHECK_TOLD_MS, DISK_LOOK_MS, ERASE_LOOK_MS, KEY_LOOK_MS } from './limits.ts'
import { keepSigningKey } from './signing-key.ts'
import { createStationStatus, type StationParts } from './status.ts'

/**
 * What keeps the station well while it runs: it says how the station is and publishes each change, erases what is past
 * its retention, rotates the signing key, and lets the gateway know the journal's head.
 */
export interface Upkeep {
  /** `operator`: who is signed in at the caller's session. */
  status(operator: Operator | null): Status
  doctor(): Promise<DoctorReport>
  /** Looks how the station is now, and publishes it where it has changed. */
  look(): void
  close(): void
}

export interface UpkeepDeps extends StationParts {
  log: Logger
  /** Tells every page. */
  publish(event: StationEvent): void
  /** Whether only another shell's key store can unlock the keys. */
  keysLocked: boolean
  surroundings: Surroundings | undefined
}

export function startUpkeep(deps: UpkeepDeps): Upkeep {
  const { clock, gateway, trust, journal, journalState, machine, log, publish } = deps
  const started = { wall: clock.now(), monotonic: clock.monotonic() }
  const station = createStationStatus(deps)

  let published = JSON.stringify(station.readiness())
  function look(): void {
    const now = station.readiness()
    journalState.logLoss()
    if (JSON.stringify(now) === published) return
    published = JSON.stringify(now)
    log.info({ state: now.state, reason: now.reasons }, 'readiness')
    publish({ type: 'readiness-changed', readiness: now })
  }

  /** What nobody waits for and may fail: it is tried again at the next look, and the log says `sentence`. */
  const inBackground = (work: Promise<void> | undefined, sentence: string): void => {
    work?.catch((error: unknown) => log.error(describeError(error), sentence))
  }
  const keepKey = journal && keepSigningKey({ journal, gateway, clock, log })
  const keepKeySoon = () => inBackground(keepKey?.(), 'the signing key could not be kept')

  /** The keys of the gateway's time are the bundle's: with another bundle what it said last is looked at again. */
  const trustTime = () => gateway.trustTime((signed, nonce) => trust.readTime(signed, nonce), look)

  inBackground(journal && logCheck(journal, deps, look), 'the journal could not be looked at')
  const stops = [
    gateway.onLine(() => {
      log.info({ line: gateway.line().state }, 'line')
      publish({ type: 'line-changed', line: station.line() })
      look()
      keepKeySoon()
    }),
    trust.onChange(() => {
      trustTime()
      const now = station.trust()
      log.info({ state: now.state, version: now.version, alert: now.alert?.code }, 'trust')
      publish({ type: 'trust-changed', trust: now })
      look()
    }),
    every(clock, DISK_LOOK_MS, look),
    every(clock, ERASE_LOOK_MS, () => inBackground(erasePast(deps), 'erasing failed')),
    every(clock, KEY_LOOK_MS, keepKeySoon),
    machine?.onChange(look),
    journal?.onUnwritten(look),
  ]
  trustTime()
  if (journal) carryHead(journal, deps, look)
  journalState.logLoss()

  return {
    status: (operator) => station.status(operator),
    doctor: () =>
      examineStation({
        status: station.status(null),
        drift: clock.now() - started.wall - (clock.monotonic() - started.monotonic),
        clockOffset: gateway.clockOffset(),
        folder: deps.folder,
        isHeld: journalState.isHeld(),
        fault: journal?.fault(),
        unwritten: journal?.unwritten(),
        entries: journal?.head().seq,
        loss: journal?.loss(),
        unkeptHeads: journal?.unkeptHeads(),
        bodyKeysLost: deps.bodyKeysLost,
        signingKeys: journal?.signingKeys(),
        checking: journal?.checking(),
        takings: journalState.isPastKnown() ? machine?.takings(undefined) : undefined,
        keysLocked: deps.keysLocked,
        surroundings: deps.surroundings,
      }),
    look,
    close() {
      for (const stop of stops) stop?.()
    },
  }
}

/** Says in the log how far the look at the journal's past is, and that it is over. */
async function logCheck(journal: Journal, { clock, log }: UpkeepDeps, look: () => void): Promise<void> {
  if (!journal.checking()) return
  const tell = () => log.info(journal.checking() ?? {}, 'the journal is looked at before money is taken')
  tell()
  const stop = every(clock, CHECK_TOLD_MS, tell)
  await journal.whenChecked().finally(stop)
  log.info({ entries: journal.head().seq, firstBad: journal.fault()?.seq }, 'the journal was looked at')
  look()
}

/** Erases what is past its retention, which the trust bundle says. */
async function erasePast({ clock, gateway, trust, journal, log }: UpkeepDeps): Promise<void> {
  // What is erased is gone for good: not by a clock that may be wrong.
  if (clockTrouble(gateway.clockOffset()) !== undefined) return
  const trusted = trust.bundle(clock.now())
  if (!trusted.ok || trusted.bundle.retention === undefined) return
  const erased = await journal?.eraseDue(trusted.bundle.retention)
  if (erased && erased.erased > 0) log.info({ count: erased.erased }, 'what is past its retention was erased')
}

/** Has the gateway's calls carry the journal's head, and the journal hear what the gateway says of heads. */
function carryHead(journal: Journal, { gateway }: UpkeepDeps, look: () => void): void {
  gateway.carryHead(
    () => journal.head(),
    (known) => {
      const isKnown = journal.confirm(known)
      if (!isKnown) look()
      return isKnown || journal.isLossKept() ? isKnown : undefined
    },
    (head) => journal.heard(head),
  )
}
