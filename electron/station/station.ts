import type { WebSocket } from 'ws'
import type { CardReader } from '../../hardware/card-reader/port.ts'
import type { CashDrawer } from '../../hardware/cash-drawer/port.ts'
import type { Keypad } from '../../hardware/keypad/port.ts'
import type { Lights } from '../../hardware/lights/port.ts'
import type { Clock, Random } from '../../hardware/ports.ts'
import type { Tender } from '../../hardware/payment-terminal/port.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import type { Scanner } from '../../hardware/scanner/port.ts'
import { defined } from '../common/defined.ts'
import {
  contract,
  type CardState,
  type Device,
  type DoctorReport,
  type Status,
  type TechnicianScan,
  type TenderKind,
} from '../contract/index.ts'
import type { Gateway } from '../gateway/port.ts'
import { createForgottenCard, type ForgottenCard } from './cards/index.ts'
import {
  createConfirmedDevices,
  createDeviceDesk,
  answerKeypad,
  createDeviceNotes,
  createDeviceProcedures,
  createDevices,
  createPageCameras,
  createPageScanner,
  printerTests,
  tenderTests,
  createGuidingLights,
  type Attached,
  type ConfirmedDevices,
  type DeviceDesk,
  type Devices,
  type GuidingLights,
} from './devices/index.ts'
import { createIdentity, createPersonProcedures, createReplayMemory } from './identity/index.ts'
import type { Journal } from './journal/index.ts'
import { createOperatorProcedures } from './operators/index.ts'
import { createBillProcedures, createMoney, createPaymentProcedures, customerOf } from './payments/index.ts'
import { answerScanner, createCheckScan, createScanProcedures, createScans, scanOf, type Scans } from './scans/index.ts'
import { createServiceProcedures } from './services/index.ts'
import {
  createRouter,
  createSessions,
  createTransport,
  createWindows,
  type Caller,
  type PortLike,
  type Router,
  type TrainingPart,
  type Sessions,
  type WindowArrival,
} from './serving/index.ts'
import type { DataFolder } from './storage/folder.ts'
import { describeError } from './storage/faults.ts'
import type { Logger } from './storage/log.ts'
import type { Trust } from './trust/index.ts'
import {
  createIncidents,
  createJournalState,
  createStationProcedures,
  createTechnicianProcedures,
  startUpkeep,
  type ExaminedCode,
  type StationIdentity,
  type Surroundings,
} from './upkeep/index.ts'

/** A station as shells see it: it decides everything and has no screen. */
export interface Station {
  readonly router: Router
  status(): Status
  doctor(): Promise<DoctorReport>
  examine(code: ExaminedCode): Promise<TechnicianScan>
  /** What a technician does with devices. */
  readonly deviceDesk: DeviceDesk
  /** The devices that a technician confirmed. */
  readonly confirmedDevices: Pick<ConfirmedDevices, 'list' | 'onChange'>
  /** Serves the contract to one connection of a page, until it closes. */
  serveSocket(socket: WebSocket, caller: Caller): void
  /**
   * As `serveSocket`, for a browser's window. A face has one window: the socket of another is closed with
   * `OPEN_ELSEWHERE`.
   */
  serveWindow(socket: WebSocket, caller: Caller, arrival: WindowArrival): void
  /** As `serveSocket`, for a port, which comes from a shell that itself has one window for each face. */
  servePort(port: PortLike, caller: Caller): void
  /**
   * Takes a scanner that the station owns; its scans go to the session of `face`, or of any face, that was used last. The returned function
   * lets it go.
   */
  attachScanner(scanner: Scanner, face: Device['face']): () => void
  /** Takes a device whose health alone matters to the station. The returned function lets it go. */
  attachDevice(device: Attached): () => void
  /** Takes a way to pay that the station owns, such as a card terminal. The returned function lets it go. */
  attachTender(kind: TenderKind, tender: Tender): () => void
  attachPrinter(printer: Printer): () => void
  /** Takes the cash drawer, which is opened when cash was taken. The returned function lets it go. */
  attachDrawer(drawer: CashDrawer): () => void
  /** Takes the kiosk's keypad: its page hears each key. The returned function lets it go. */
  attachKeypad(keypad: Keypad): () => void
  /** Takes a reader of ID cards; a card that somebody forgets in it raises the alarm. */
  attachCardReader(reader: CardReader): () => void
  /** Takes the lights that show where something is to be done. */
  attachLights(lights: Lights): () => void
  /** Whether nobody is served and no money is open, so that ending it for an update disturbs nobody. */
  isQuiet(): boolean
  /** Settles the payments that were open when the station stopped; until then it takes no new money. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** What the composition root gives to a station. */
export interface StationDeps {
  folder: DataFolder
  clock: Clock
  random: Random
  log: Logger
  trust: Trust
  gateway: Gateway
  /** Undefined where only another shell's key store can unlock it: then the station takes no money. */
  journal?: Journal | undefined
  /** Whether the journal holds at least one head that was kept outside the data folder, and every such head. */
  journalAgreed?: boolean
  /** The entry that records that keys of sealed bodies were lost, until somebody accepts the loss. */
  bodyKeysLost?: number | undefined
  identity: () => StationIdentity
  keyProtection: 'system' | 'file'
  /** Whether only another shell's key store can unlock the keys. */
  keysLocked?: boolean
  surroundings?: Surroundings
  /** Training only: what is served to the dock and the tests. */
  training?: TrainingPart | undefined
}

/**
 * Builds a station and wires its rooms. It reaches for nothing by itself: folder, clock, chance, trust and gateway come
 * from outside.
 */
export function createStation(deps: StationDeps): Station {
  const { folder, clock, random, log, trust, gateway, journal } = deps
  const sessions = createSessions(clock)
  const { devices, deviceNotes, confirmedDevices, deviceDesk, pageScanner, pageCameras } = openDevices(deps, {
    onChange: (device) => sessions.publish({ type: 'device-changed', device }),
    publishReadiness: () => upkeep.publishReadiness(),
  })
  const lights = createGuidingLights(clock)
  const cards = createForgottenCard({
    clock,
    log,
    onChange(card) {
      lights.showCard(card)
      sessions.publish({ type: 'card-changed', card })
    },
  })
  const stopVisits = sessions.onVisitEnd((face) => face === 'kiosk' && cards.noteVisitEnded())
  sessions.onLeft((session) => pageCameras.forget(session))
  const journalState = createJournalState({ journal, agreed: deps.journalAgreed === true, gateway, folder, log })
  const { hasGoneBack, isEndConfirmed } = journalState
  const station = () => deps.identity()
  const money =
    journal &&
    createMoney({ folder, journal, gateway, trust, clock, random, log, station, hasGoneBack, isEndConfirmed })
  const checkScan = createCheckScan({ clock, random })
  const scans = createScans({
    trust,
    checkScan,
    identity: createIdentity({ trust, gateway, clock, replay: createReplayMemory(folder.db, clock) }),
    clock,
    onRead: (face, source, reader) => pageScanner.noteRead(face, source, reader),
    onWalletCode: (session, code) => money?.desk.noteWalletCode(customerOf(session), code),
    receiptKeys: () => journal?.publishedKeys() ?? [],
    receiptStatusOf: (receipt) => money?.machine.receiptStatusOf(receipt),
    onPendingSlip: (session, transaction) => money?.desk.recall(customerOf(session), transaction),
  })
  const isPaying = () => money?.machine.isPaying() === true
  const upkeep = startUpkeep({
    folder,
    clock,
    gateway,
    trust,
    journal,
    journalState,
    machine: money?.machine,
    devices: () => devices.list(),
    card: () => cards.state(),
    identity: station,
    keyProtection: deps.keyProtection,
    keysLocked: deps.keysLocked === true,
    bodyKeysLost: deps.bodyKeysLost,
    surroundings: deps.surroundings,
    log,
    publish: (event) => sessions.publish(event),
    testDevices: () => (sessions.holdsPerson() || isPaying() ? undefined : devices.testIdle()),
  })
  const desk = () => {
    if (!money) throw new Error('this station has no journal')
    return money.desk
  }
  const doctor = () => upkeep.doctor()
  const examine = ({ at, ...code }: ExaminedCode) =>
    scans.examine(scanOf(code, 'typed'), at === undefined ? clock.now() : Date.parse(at))
  const router = createRouter(
    {
      station: createStationProcedures({
        status: ({ operator }) => upkeep.status(operator),
        incidents: createIncidents({ clock, log }),
      }),
      devices: createDeviceProcedures({ devices, pageCameras, checkScan, isPaying }),
      operators: createOperatorProcedures({ mode: folder.mode }),
      services: createServiceProcedures({ trust, clock }),
      scan: createScanProcedures({ scans }),
      person: createPersonProcedures({ noteAsking: (isAsking) => cards.noteAsking(isAsking) }),
      bills: createBillProcedures({ desk }),
      payments: createPaymentProcedures({ desk }),
      technician: createTechnicianProcedures({ doctor, examine, deviceDesk }),
    },
    { log, random, beside: deps.training },
  )

  return {
    router,
    status: () => upkeep.status(null),
    doctor,
    examine,
    deviceDesk,
    confirmedDevices,
    ...servingOf({ router, sessions, clock, lights }),
    ...attachingOf({ devices, money, sessions, scans, log, lights, cards }),
    isQuiet: () => !sessions.holdsPerson() && !HELD_CARD.includes(cards.state()) && money?.isQuiet() !== false,
    async settle() {
      await money?.machine.recover()
      upkeep.publishReadiness()
    },
    async close() {
      upkeep.close()
      await deviceNotes?.close()
      await money?.close()
      stopVisits()
      sessions.close()
      await devices.close()
    },
  }
}

/** Makes what keeps the station's devices. `onChange` hears of each; `publishReadiness` is called when it may have changed. */
function openDevices(
  { folder, clock, log, journal }: StationDeps,
  hears: { onChange(device: Device): void; publishReadiness(): void },
) {
  const deviceNotes = journal && createDeviceNotes({ journal, clock, onFault: noteFault(log) })
  const devices = createDevices({
    clock,
    onChange(device) {
      logDevice(log, device)
      deviceNotes?.note(device)
      hears.onChange(device)
      hears.publishReadiness()
    },
    onGone(id) {
      deviceNotes?.forget(id)
      hears.publishReadiness()
    },
  })
  const confirmedDevices = createConfirmedDevices(folder.db, clock)
  return {
    deviceNotes,
    devices,
    confirmedDevices,
    deviceDesk: createDeviceDesk({ devices: () => devices.reports(), confirmed: confirmedDevices, journal, log }),
    pageCameras: createPageCameras({ clock, devices, onGone: () => hears.publishReadiness() }),
    pageScanner: createPageScanner({ mode: folder.mode, clock, devices, onGone: () => hears.publishReadiness() }),
  }
}

/** What connects pages to a station: while a kiosk's page is there, the light at the scanner is on. */
function servingOf(parts: {
  router: Router
  sessions: Sessions
  clock: Clock
  lights: GuidingLights
}): Pick<Station, 'serveSocket' | 'serveWindow' | 'servePort'> {
  const { router, sessions, clock, lights } = parts
  const windows = createWindows(clock)
  const transport = createTransport(router)

  const showTaking = () =>
    lights.showScanner(sessions.active('kiosk', contract.scan.submit['~orpc'].meta.roles) !== undefined)

  function join(caller: Caller): ReturnType<Sessions['join']> {
    const { session, leave } = sessions.join(caller)
    showTaking()
    return {
      session,
      leave() {
        leave()
        showTaking()
      },
    }
  }

  function serveSocket(socket: WebSocket, caller: Caller): void {
    const { session, leave } = join(caller)
    transport.serveSocket(socket, session, leave)
  }

  return {
    serveSocket,
    serveWindow(socket, caller, arrival) {
      void windows.admit(caller.face, arrival, socket, () => serveSocket(socket, caller))
    },
    servePort(port, caller) {
      const { session, leave } = join(caller)
      transport.servePort(port, session, leave)
    },
  }
}

/** What attaches devices to a station: each to the list of devices, and to whatever room works with it. */
function attachingOf(parts: {
  devices: Devices
  money: ReturnType<typeof createMoney> | undefined
  sessions: Sessions
  scans: Scans
  log: Logger
  lights: GuidingLights
  cards: ForgottenCard
}) {
  const { devices, money, sessions, scans, log, lights, cards } = parts
  return {
    attachDevice: (device) => devices.attach(device),
    attachScanner: (scanner, face) =>
      devices.attachScanner(scanner, answerScanner({ face, sessions, scans, log }), face),
    attachTender(kind, tender) {
      const detach = devices.attach(tender, tenderTests(tender))
      return both(detach, money?.attachTender(kind, { ...tender, health: () => devices.healthOf(tender) }))
    },
    attachPrinter: (printer) =>
      both(devices.attach(printer, printerTests(printer)), money?.attachPrinter(lights.lit(printer))),
    attachKeypad: (keypad) => both(devices.attach(keypad), answerKeypad(keypad, sessions)),
    attachDrawer: (drawer) => both(devices.attach(drawer), money?.attachDrawer(drawer)),
    attachCardReader: (reader) => both(devices.attach(reader), cards.attach(reader)),
    attachLights: (each) => both(devices.attach(each), lights.attach(each)),
  } satisfies Partial<Station>
}

const logDevice = (log: Logger, { id, kind, state, error }: Device) =>
  log.info({ device: id, kind, state, ...defined({ error }) }, 'device')

const noteFault = (log: Logger) => (error: unknown) =>
  log.error(describeError(error), 'the journal could not note a device')

/** The states of a card that somebody may still come back for. */
const HELD_CARD: readonly (CardState | undefined)[] = ['in', 'unattended', 'forgotten']

/** One function that does both. */
const both = (one: () => void, other: (() => void) | undefined) => () => {
  one()
  other?.()
}
