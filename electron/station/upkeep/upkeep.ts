import type { DoctorReport, Operator, StationEvent, Status } from '../../contract/index.ts'
import type { Journal } from '../journal/index.ts'
import { describeError } from '../storage/faults.ts'
import type { Logger } from '../storage/log.ts'
import { clockTrouble } from '../trust/index.ts'
import { examineStation, type Surroundings } from './doctor.ts'
import { every } from './every.ts'
import { CHECK_LOGGED_MS, DEVICES_ASKED_MS, DISK_LOOK_MS, ERASE_LOOK_MS, KEY_LOOK_MS } from './limits.ts'
import { keepSigningKey } from './signing-key.ts'
import { createStationStatus, type StationParts } from './status.ts'

/**
 * Keeps the station in order while it runs: publishes each change of its state, erases personal data past its
 * retention, rotates the signing key, and tells the gateway the journal's head.
 */
export interface Upkeep {
  /** The status for a page; `operator` is the one signed in at the caller's session. */
  status(operator: Operator | null): Status
  doctor(): Promise<DoctorReport>
  /** Publishes the readiness where it has changed. */
  publishReadiness(): void
  close(): void
}

/** What upkeep needs beside the parts of the status. */
export interface UpkeepDeps extends StationParts {
  log: Logger
  /** Publishes an event to every page. */
  publish(event: StationEvent): void
  /** Whether only another shell's key store can unlock the keys. */
  keysLocked: boolean
  surroundings: Surroundings | undefined
  /** Asks the devices how they are, where nobody is served. */
  testDevices(): Promise<void> | undefined
}

/** Starts upkeep's timers and listeners; `close` stops them. */
export function startUpkeep(deps: UpkeepDeps): Upkeep {
  const { clock, gateway, trust, journal, journalState, machine, log, publish } = deps
  const started = { wall: clock.now(), monotonic: clock.monotonic() }
  const station = createStationStatus(deps)

  let published = JSON.stringify(station.readiness())
  function publishReadiness(): void {
    const now = station.readiness()
    journalState.logLoss()
    if (JSON.stringify(now) === published) return
    published = JSON.stringify(now)
    log.info({ state: now.state, reason: now.reasons }, 'readiness')
    publish({ type: 'readiness-changed', readiness: now })
  }

  /** Runs work that may fail: an error is logged with `sentence`, and the next time tries again. */
  const inBackground = (work: Promise<void> | undefined, sentence: string): void => {
    work?.catch((error: unknown) => log.error(describeError(error), sentence))
  }
  const keepKey = journal && keepSigningKey({ journal, gateway, clock, log })
  const keepKeySoon = () => inBackground(keepKey?.(), 'the signing key could not be kept')

  /** Verifies the gateway's last signed time anew, since its keys come with the trust bundle. */
  const verifyTime = () => gateway.verifyTimesWith((signed, nonce) => trust.readTime(signed, nonce), publishReadiness)

  inBackground(journal && logCheck(journal, deps, publishReadiness), 'the journal could not be looked at')
  const stops = [
    gateway.onLine(() => {
      log.info({ line: gateway.line().state }, 'line')
      publish({ type: 'line-changed', line: station.line() })
      publishReadiness()
      keepKeySoon()
    }),
    trust.onChange(() => {
      verifyTime()
      const now = station.trust()
      log.info({ state: now.state, version: now.version, alert: now.alert?.code }, 'trust')
      publish({ type: 'trust-changed', trust: now })
      publishReadiness()
    }),
    every(clock, DISK_LOOK_MS, publishReadiness),
    every(clock, ERASE_LOOK_MS, () => inBackground(eraseDue(deps), 'erasing failed')),
    every(clock, KEY_LOOK_MS, keepKeySoon),
    every(clock, DEVICES_ASKED_MS, () => inBackground(deps.testDevices(), 'the devices could not be tested')),
    machine?.onChange(publishReadiness),
    journal?.onUnwritten(publishReadiness),
  ]
  verifyTime()
  if (journal) carryHead(journal, deps, publishReadiness)
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
        unwritableHeads: journal?.unwritableHeads(),
        bodyKeysLost: deps.bodyKeysLost,
        signingKeys: journal?.signingKeys(),
        checking: journal?.checking(),
        takings: journalState.isHistoryChecked() ? machine?.takings(undefined) : undefined,
        keysLocked: deps.keysLocked,
        surroundings: deps.surroundings,
      }),
    publishReadiness,
    close() {
      for (const stop of stops) stop?.()
    },
  }
}

/** Logs the progress and the end of the check of the journal's past. */
async function logCheck(journal: Journal, { clock, log }: UpkeepDeps, publishReadiness: () => void): Promise<void> {
  if (!journal.checking()) return
  const logProgress = () => log.info(journal.checking() ?? {}, 'the journal is looked at before money is taken')
  logProgress()
  const stop = every(clock, CHECK_LOGGED_MS, logProgress)
  await journal.whenChecked().finally(stop)
  log.info({ entries: journal.head().seq, firstBad: journal.fault()?.seq }, 'the journal was looked at')
  publishReadiness()
}

/** Erases personal data past its retention, which the trust bundle states. */
async function eraseDue({ clock, gateway, trust, journal, log }: UpkeepDeps): Promise<void> {
  // Erasing can't be undone, so it isn't done by a clock that may be wrong.
  if (clockTrouble(gateway.clockOffset()) !== undefined) return
  const trusted = trust.bundle(clock.now())
  if (!trusted.ok || trusted.bundle.retention === undefined) return
  const erased = await journal?.eraseDue(trusted.bundle.retention)
  if (erased && erased.erased > 0) log.info({ count: erased.erased }, 'what is past its retention was erased')
}

/** Sends the journal's head with the gateway's calls, and passes the heads that the gateway knows to the journal. */
function carryHead(journal: Journal, { gateway }: UpkeepDeps, publishReadiness: () => void): void {
  gateway.carryHead(
    () => journal.head(),
    (gatewayHead) => {
      const isInJournal = journal.confirm(gatewayHead)
      if (!isInJournal) publishReadiness()
      return isInJournal || journal.isLossKept() ? isInJournal : undefined
    },
    (head) => journal.noteKept(head),
  )
}
