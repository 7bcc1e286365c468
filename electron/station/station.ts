import type { WebSocket } from 'ws'
import type { Clock, Random } from '../../hardware/ports.ts'
import type { Tender } from '../../hardware/payment-terminal/port.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import type { Scan, Scanner } from '../../hardware/scanner/port.ts'
import {
  contract,
  refuse,
  type DoctorReport,
  type Face,
  type Line,
  type Readiness,
  type Status,
  type TechnicianScan,
  type TenderKind,
  type Trust as TrustStatus,
} from '../contract/index.ts'
import type { Gateway } from '../gateway/port.ts'
import { createDevices } from './devices/index.ts'
import {
  createIncidents,
  createStationProcedures,
  createTechnicianProcedures,
  examineStation,
  keepSigningKey,
  readinessOf,
  type ExaminedCode,
  type Surroundings,
} from './upkeep/index.ts'
import { describeError } from './storage/faults.ts'
import type { DataFolder } from './storage/folder.ts'
import { createIdentity, createPersonProcedures, createReplayMemory } from './identity/index.ts'
import type { Journal } from './journal/index.ts'
import { CHECK_TOLD_MS, DISK_LOOK_MS, ERASE_LOOK_MS, KEY_LOOK_MS } from './limits.ts'
import type { Logger } from './storage/log.ts'
import { createOperatorProcedures } from './operators/index.ts'
import { createBillProcedures, createMoney, createPaymentProcedures, customerOf } from './payments/index.ts'
import {
  type Caller,
  type WindowArrival,
  createRouter,
  createSessions,
  createTransport,
  createWindows,
  type PortLike,
  type Router,
  type Session,
} from './serving/index.ts'
import { createScanProcedures, createScans, scanOf } from './scans/index.ts'
import { createServiceProcedures } from './services/index.ts'
import { clockTrouble, createTrueClock, type Trust } from './trust/index.ts'

/**
 * Who the station is and where it stands; `phone`: in training, the address of the page that plays residents' phones.
 */
export interface StationIdentity {
  id: string
  site: string
  phone: string | null
}

/** A station: everything it decides, without a screen. */
export interface Station {
  readonly router: Router
  status(session?: Session): Status
  doctor(): Promise<DoctorReport>
  examine(code: ExaminedCode): Promise<TechnicianScan>
  /** Serves the contract to one connection of a page, until it closes. */
  serveSocket(socket: WebSocket, caller: Caller): void
  /**
   * The same for a browser's window, of which a face has one: a further one's socket is closed with `OPEN_ELSEWHERE`.
   */
  serveWindow(socket: WebSocket, caller: Caller, arrival: WindowArrival): void
  /** The same for a port. Ports come from a shell that has one window of each face itself. */
  servePort(port: PortLike, caller: Caller): void
  /**
   * Takes a scanner that the station owns; its scans go to the session that `face` used last. The returned function
   * lets it go.
   */
  attachScanner(scanner: Scanner, face: Face): () => void
  /** Takes a way to pay that the station owns, such as a card terminal. The returned function lets it go. */
  attachTender(kind: TenderKind, tender: Tender): () => void
  attachPrinter(printer: Printer): () => void
  /** Whether nobody is served and no money is open: ending it now for an update is seen by nobody. */
  isQuiet(): boolean
  /** Settles the payments that were open when the station stopped; until then it takes no new money. */
  settle(): Promise<void>
  close(): Promise<void>
}

export interface StationDeps {
  folder: DataFolder
  clock: Clock
  random: Random
  log: Logger
  trust: Trust
  gateway: Gateway
  /** Undefined where only another shell's key store can unlock it: then the station takes no money. */
  journal?: Journal | undefined
  /** Whether a head kept outside the data folder is in the journal, and none isn't. */
  journalAgreed?: boolean
  /** The journal's entry that says that keys of sealed bodies were lost, as long as nobody took note of it. */
  bodyKeysLost?: number | undefined
  identity: () => StationIdentity
  keyProtection: 'system' | 'file'
  /** Whether only another shell's key store can unlock the keys. */
  keysLocked?: boolean
  surroundings?: Surroundings
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()

/**
 * Builds a station and wires its rooms. It reaches for nothing by itself: folder, clock, chance, trust and gateway come
 * from outside.
 */
export function createStation(deps: StationDeps): Station {
  const { folder, clock, log, trust, gateway } = deps
  const trueClock = createTrueClock(clock, gateway)
  const sessions = createSessions(clock)
  const windows = createWindows(clock)
  const devices = createDevices((device) => {
    log.info({ device: device.id, kind: device.kind, state: device.state }, 'device')
    sessions.publish({ type: 'device-changed', device })
    watchReadiness()
  })
  const replay = createReplayMemory(folder.db, clock)
  const identity = createIdentity({ trust, gateway, clock, replay })
  const incidents = createIncidents({ clock, log })
  const { journal } = deps
  const money =
    journal &&
    createMoney({
      folder,
      journal,
      gateway,
      trust,
      clock,
      random: deps.random,
      log,
      station: () => deps.identity(),
      hasGoneBack,
      isJudged,
    })
  const scans = createScans({
    trust,
    identity,
    clock,
    onWalletCode: (session, code) => money?.desk.noteWalletCode(customerOf(session), code),
    receiptKeys: () => journal?.publishedKeys() ?? [],
    becameOf: (receipt) => money?.machine.becameOf(receipt),
    onPendingSlip: (session, transaction) =>
      money?.desk.recall(customerOf(session), transaction) ?? refuse('payment-unknown'),
  })
  const started = { wall: clock.now(), monotonic: clock.monotonic() }

  const lineStatus = (): Line => {
    const { state, since } = gateway.line()
    return { state, since: iso(since) }
  }
  const readiness = (): Readiness =>
    readinessOf({
      mode: folder.mode,
      line: gateway.line().state,
      trust: trustStatus(trust),
      clock: clockTrouble(gateway.clockOffset()),
      devices: devices.list(),
      freeBytes: journal?.unwritten() === 'disk-full' ? 0 : folder.freeBytes(),
      keyProtection: deps.keyProtection,
      payments: money?.machine.readiness(),
      isMoneyStuck: money?.machine.isStuck(),
      journalWentBack: hasGoneBack(),
      headUnwitnessed: money?.machine.areReceiptsWaiting(),
      journalDamaged: !isHeld() || journal?.fault() !== undefined || isUnwritable(),
      journalLocked: journal?.unwritten() === 'journal-locked',
      areBodyKeysLost: deps.bodyKeysLost !== undefined,
    })

  /**
   * Whether the journal takes no entry, for another reason than a full disk or another program's lock, which have
   * states of their own.
   */
  function isUnwritable(): boolean {
    const code = journal?.unwritten()
    return code !== undefined && code !== 'disk-full' && code !== 'journal-locked'
  }

  /**
   * Whether a head of the journal is known, outside the folder or at the gateway, that isn't in it (money.md, "Enemies
   * seen at the next contact").
   */
  function hasGoneBack(): boolean {
    for (const named of gateway.headsNamed()) journal?.confirm(named)
    return journal?.loss() !== undefined || gateway.suspect() !== undefined
  }

  let toldLoss = 0
  /** The log names what was lost as soon as it is known. */
  function tellLoss(): void {
    const loss = journal?.loss()
    if (!loss || loss.until === toldLoss) return
    toldLoss = loss.until
    log.error(
      { from: loss.from, until: loss.until, source: loss.heads.map(({ from }) => from).join(' ') },
      'entries of the journal are lost: it went back',
    )
  }

  const isPastKnown = () => journal !== undefined && !journal.checking() && !journal.fault()
  /**
   * Whether the gateway has said where the journal ends, or without the line a head outside the folder. A gateway that
   * refuses the token is there: it may have continued the station elsewhere.
   */
  function isJudged(): boolean {
    return (
      gateway.headJudged() ||
      (gateway.line().state === 'down' && !gateway.isTokenRefused() && deps.journalAgreed === true)
    )
  }

  const isHeld = () => journal?.isHeld() ?? folder.isHeld()

  async function erasePast(): Promise<void> {
    // What is erased is gone for good: not by a clock that may be wrong.
    if (clockTrouble(gateway.clockOffset()) !== undefined) return
    const trusted = trust.bundle(clock.now())
    if (!trusted.ok || trusted.bundle.retention === undefined) return
    const erased = await journal?.eraseDue(trusted.bundle.retention)
    if (erased && erased.erased > 0) log.info({ count: erased.erased }, 'what is past its retention was erased')
  }

  const keepKey = journal && keepSigningKey({ journal, gateway, clock, log })
  const keepSigningKeySoon = () => {
    keepKey?.().catch((error: unknown) => log.error(describeError(error), 'the signing key could not be kept'))
  }

  /** The keys of the gateway's time are the bundle's: with another bundle what it said last is looked at again. */
  function heedTime() {
    gateway.trustTime((signed, nonce) => trust.readTime(signed, nonce), watchReadiness)
  }

  let published = JSON.stringify(readiness())
  function watchReadiness() {
    const now = readiness()
    tellLoss()
    if (JSON.stringify(now) === published) return
    published = JSON.stringify(now)
    log.info({ state: now.state, reason: now.reasons }, 'readiness')
    sessions.publish({ type: 'readiness-changed', readiness: now })
  }

  /** Says how far the look at the journal's past is, and that it is over. */
  async function tellOfCheck(): Promise<void> {
    if (!journal?.checking()) return
    const tell = () => log.info(journal.checking() ?? {}, 'the journal is looked at before money is taken')
    tell()
    const stop = every(clock, CHECK_TOLD_MS, tell)
    await journal.whenChecked().finally(stop)
    log.info({ entries: journal.head().seq, firstBad: journal.fault()?.seq }, 'the journal was looked at')
    watchReadiness()
  }
  tellOfCheck().catch((error: unknown) => log.error(describeError(error), 'the journal could not be looked at'))

  const stops = [
    gateway.onLine(() => {
      log.info({ line: gateway.line().state }, 'line')
      sessions.publish({ type: 'line-changed', line: lineStatus() })
      watchReadiness()
      keepSigningKeySoon()
    }),
    trust.onChange(() => {
      heedTime()
      const now = trustStatus(trust)
      log.info({ state: now.state, version: now.version, alert: now.alert?.code }, 'trust')
      sessions.publish({ type: 'trust-changed', trust: now })
      watchReadiness()
    }),
    every(clock, DISK_LOOK_MS, watchReadiness),
    every(clock, ERASE_LOOK_MS, () => {
      erasePast().catch((error: unknown) => log.error(describeError(error), 'erasing failed'))
    }),
    every(clock, KEY_LOOK_MS, keepSigningKeySoon),
    money?.machine.onChange(watchReadiness) ?? (() => undefined),
    journal?.onUnwritten(watchReadiness) ?? (() => undefined),
  ]
  heedTime()
  if (journal) {
    gateway.carryHead(
      () => journal.head(),
      (known) => {
        const isKnown = journal.confirm(known)
        if (!isKnown) watchReadiness()
        return isKnown || journal.isLossKept() ? isKnown : undefined
      },
      (head) => journal.heard(head),
    )
  }
  tellLoss()

  const desk = () => {
    if (!money) throw new Error('this station has no journal')
    return money.desk
  }
  const router = createRouter(
    {
      station: createStationProcedures({ status: (session) => status(session), incidents }),
      operators: createOperatorProcedures({ mode: folder.mode }),
      services: createServiceProcedures({ trust, clock }),
      scan: createScanProcedures({ scans }),
      person: createPersonProcedures(),
      bills: createBillProcedures({ desk }),
      payments: createPaymentProcedures({ desk }),
      technician: createTechnicianProcedures({ doctor: () => doctor(), examine: (code) => examine(code) }),
    },
    deps,
  )
  const transport = createTransport(router)

  function status(session?: Session): Status {
    const { id, site, phone } = deps.identity()
    return {
      mode: folder.mode,
      station: { id, site },
      now: iso(trueClock.now()),
      line: lineStatus(),
      trust: trustStatus(trust),
      devices: devices.list(),
      readiness: readiness(),
      keyProtection: deps.keyProtection,
      operator: session?.operator ?? null,
      phone,
    }
  }

  function doctor(): Promise<DoctorReport> {
    const drift = clock.now() - started.wall - (clock.monotonic() - started.monotonic)
    return examineStation({
      status: status(),
      drift,
      clockOffset: gateway.clockOffset(),
      folder,
      isHeld: isHeld(),
      fault: journal?.fault(),
      unwritten: journal?.unwritten(),
      entries: journal?.head().seq,
      loss: journal?.loss(),
      unkeptHeads: journal?.unkeptHeads(),
      bodyKeysLost: deps.bodyKeysLost,
      signingKeys: journal?.signingKeys(),
      checking: journal?.checking(),
      takings: isPastKnown() ? money?.machine.takings(undefined) : undefined,
      keysLocked: deps.keysLocked === true,
      surroundings: deps.surroundings,
    })
  }

  function examine({ at, ...code }: ExaminedCode): Promise<TechnicianScan> {
    return scans.examine(scanOf(code, 'typed'), at === undefined ? clock.now() : Date.parse(at))
  }

  function serveSocket(socket: WebSocket, caller: Caller): void {
    const { session, leave } = sessions.join(caller)
    transport.serveSocket(socket, session, leave)
  }

  async function answerScanner(face: Face, scan: Scan): Promise<void> {
    const session = sessions.active(face, contract.scan.submit['~orpc'].meta.roles)
    if (!session) {
      log.warn({ face, source: scan.source }, 'a scan that nobody waits for')
      return
    }
    session.use()
    session.publish({ type: 'scan-answered', answer: await scans.answer(session, scan, undefined) })
  }

  return {
    router,
    status,
    doctor,
    examine,
    serveSocket,
    serveWindow(socket, caller, arrival) {
      void windows.admit(caller.face, arrival, socket, () => serveSocket(socket, caller))
    },
    servePort(port, caller) {
      const { session, leave } = sessions.join(caller)
      transport.servePort(port, session, leave)
    },
    attachScanner: (scanner, face) =>
      devices.attachScanner(scanner, (scan) => {
        answerScanner(face, scan).catch((error: unknown) =>
          log.error({ source: scan.source, ...describeError(error) }, 'a scan failed'),
        )
      }),
    attachTender(kind, tender) {
      const detach = [devices.attach(tender), money?.attachTender(kind, tender)]
      return () => {
        for (const each of detach) each?.()
      }
    },
    attachPrinter(printer) {
      const detach = [devices.attach(printer), money?.attachPrinter(printer)]
      return () => {
        for (const each of detach) each?.()
      }
    },
    isQuiet: () =>
      !sessions.holdsPerson() && money?.machine.isMoneyOpen() !== true && money?.machine.areReceiptsWaiting() !== true,
    async settle() {
      await money?.machine.recover()
      watchReadiness()
    },
    async close() {
      for (const stop of stops) stop()
      await money?.close()
      sessions.close()
      await devices.close()
    },
  }
}

function trustStatus(trust: Trust): TrustStatus {
  const { state, version, issuedAt, expiresAt, alert } = trust.status()
  return {
    state,
    ...(version === undefined ? {} : { version }),
    ...(issuedAt === undefined ? {} : { issuedAt: iso(issuedAt) }),
    ...(expiresAt === undefined ? {} : { expiresAt: iso(expiresAt) }),
    ...(alert === undefined ? {} : { alert }),
  }
}

/** Calls `then` every `ms` milliseconds until the returned function is called. */
function every(clock: Clock, ms: number, then: () => void): () => void {
  let cancel = clock.after(ms, again)
  function again() {
    then()
    cancel = clock.after(ms, again)
  }
  return () => cancel()
}
