import { contract, type CardState } from '../contract/index.ts'
import { createAttachments } from './attachments.ts'
import { createActProcedures, createBinding, ownerOf, type Binding } from './binding/index.ts'
import { createForgottenCard, readIdCard } from './cards/index.ts'
import { openCustomer } from './customer/index.ts'
import { createDeviceProcedures, createGuidingLights, openDevices } from './devices/index.ts'
import type { Journal } from './journal/index.ts'
import { createIdentity, createPersonProcedures, createReplayMemory } from './identity/index.ts'
import { createOperatorProcedures } from './operators/index.ts'
import { createBillProcedures, createMoney, createPaymentProcedures, customerOf, type Money } from './payments/index.ts'
import type { Station, StationDeps } from './port.ts'
import { createIdentityChecks, createReadPapers, createReadProcedures } from './reads/index.ts'
import { createReceipts } from './receipts/index.ts'
import { createCheckScan, createScanProcedures, createScans, scanOf } from './scans/index.ts'
import { createServiceProcedures } from './services/index.ts'
import { createConnections, createRouter, createSessions, type Session, type Sessions } from './serving/index.ts'
import { describeError, storageRefusal } from './storage/faults.ts'
import {
  createIncidents,
  createJournalState,
  createStationProcedures,
  createTechnicianProcedures,
  startUpkeep,
  type ExaminedCode,
} from './upkeep/index.ts'

/** The states of a card whose holder is in front. */
const ATTENDED_CARD: readonly (CardState | undefined)[] = ['in', 'unattended']
/** The states of a card that somebody may still come back for. */
const HELD_CARD: readonly (CardState | undefined)[] = [...ATTENDED_CARD, 'forgotten']

/** Wires what the station makes of scans: each goes to the room whose code it is. */
function openScans(
  { folder, gateway, trust, clock, journal }: StationDeps,
  parts: {
    checkScan: ReturnType<typeof createCheckScan>
    pageScanner: ReturnType<typeof openDevices>['pageScanner']
    money: Money | undefined
    binding: Binding | undefined
    reads: Reads
    onRecalled(): void
  },
) {
  const { checkScan, pageScanner, money, binding, reads } = parts
  return createScans({
    trust,
    checkScan,
    checks: reads.checks,
    identity: createIdentity({ trust, gateway, clock, replay: createReplayMemory(folder.db, clock) }),
    clock,
    takes: (face, source, reader) => pageScanner.takes(face, source, reader),
    onWalletCode: (session, code) => money?.desk.noteWalletCode(customerOf(session), code),
    receiptKeys: () => journal?.publishedKeys() ?? [],
    receiptStatusOf: (receipt) => money?.machine.receiptStatusOf(receipt),
    takeForAct: (session, scanned) => binding?.desk.takeScanned(ownerOf(session), scanned) === true,
    onActSlip: (session, act) => binding?.desk.recall(ownerOf(session), act),
    onPendingSlip(session, transaction) {
      const recalled = money?.desk.recall(customerOf(session), transaction)
      parts.onRecalled()
      return recalled
    },
  })
}

const noJournal = (): never => {
  throw new Error('this station has no journal')
}

/** Wires the acts on identity of a station with this journal; `card` says what its reader holds. */
function openBinding(
  { folder, gateway, trust, clock, random, log, identity }: StationDeps,
  journal: Journal,
  { hasGoneBack, card, reads }: { hasGoneBack(): boolean; card(): CardState | undefined; reads: Reads },
) {
  return createBinding({
    checks: reads.checks,
    folder,
    journal,
    gateway,
    trust,
    clock,
    random,
    log,
    hasGoneBack,
    station: identity,
    isCardOfVisit: () => ATTENDED_CARD.includes(card()),
    readCard(reader, insertion) {
      const trusted = trust.bundle(clock.now())
      const documentKeys = trusted.ok ? (trusted.bundle.documentKeys ?? []) : []
      return readIdCard({ reader, insertion, documentKeys, now: clock.now() })
    },
  })
}

/** Wires what the journal gets of identity checks, and the papers of what was read of whoever is in front. */
function openReads({ folder, clock, journal, log, identity }: StationDeps) {
  const training = folder.mode === 'training'
  return {
    checks: createIdentityChecks({
      journal,
      clock,
      training,
      storageRefusal,
      onFault: (error) => log.error(describeError(error), 'an identity check could not be recorded'),
    }),
    papers: createReadPapers({
      receipts: journal && createReceipts(journal.signer),
      clock,
      station: () => identity(),
      training,
    }),
  }
}

type Reads = ReturnType<typeof openReads>

/** Whether a visit is that of the kiosk's page; one that was closed long ago ends nothing of whoever is there now. */
function isAtKiosk(session: Session, sessions: Pick<Sessions, 'active'>): boolean {
  const present = sessions.active('kiosk', ['resident'])
  return session.face === 'kiosk' && (present === undefined || present === session)
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
    onGone: (id) => sessions.publish({ type: 'device-gone', id }),
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
  const stopVisits = sessions.onVisitEnd((session) => {
    if (isAtKiosk(session, sessions)) cards.noteVisitEnded()
    void binding?.desk.leave(session)
  })
  sessions.onLeft((session) => pageCameras.forget(session))
  const journalState = createJournalState({ journal, agreed: deps.journalAgreed === true, gateway, folder, log })
  const { hasGoneBack, isEndConfirmed } = journalState
  const station = () => deps.identity()
  const money =
    journal &&
    createMoney({ folder, journal, gateway, trust, clock, random, log, station, hasGoneBack, isEndConfirmed })
  const reads = openReads(deps)
  const binding = journal && openBinding(deps, journal, { hasGoneBack, card: () => cards.state(), reads })
  const checkScan = createCheckScan({ clock, random })
  const scans = openScans(deps, { checkScan, pageScanner, money, binding, reads, onRecalled: () => customer.refresh() })
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
  const incidents = createIncidents({ clock, log })
  const status = () => upkeep.status(null)
  const customer = openCustomer({ clock, sessions, money, binding, status, report: incidents.report })
  const desk = () => money?.desk ?? noJournal()
  const doctor = () => upkeep.doctor()
  const examine = ({ at, ...code }: ExaminedCode) =>
    scans.examine(scanOf(code, 'typed'), at === undefined ? clock.now() : Date.parse(at))
  const router = createRouter(
    {
      station: createStationProcedures({
        status: ({ operator }) => upkeep.status(operator),
        incidents,
      }),
      devices: createDeviceProcedures({ devices, pageCameras, checkScan, isPaying }),
      operators: createOperatorProcedures({ mode: folder.mode }),
      services: createServiceProcedures({ trust, clock }),
      scan: createScanProcedures({ scans }),
      person: createPersonProcedures({ noteAsking: (isAsking) => cards.noteAsking(isAsking) }),
      reads: createReadProcedures(reads),
      bills: createBillProcedures({ desk }),
      payments: createPaymentProcedures({ desk, onOrder: customer.refresh }),
      acts: createActProcedures({ desk: () => binding?.desk ?? noJournal() }),
      customer: customer.procedures,
      technician: createTechnicianProcedures({ doctor, examine, deviceDesk }),
    },
    { log, random, beside: deps.training },
  )

  /** The light at the kiosk's scanner is on while a page there reads codes; a counter that comes has its customer. */
  const onPages = () => {
    lights.showScanner(sessions.active('kiosk', contract.scan.submit['~orpc'].meta.roles) !== undefined)
    customer.refresh()
  }

  return {
    router,
    status,
    doctor,
    examine,
    deviceDesk,
    confirmedDevices,
    ...createConnections({ router, sessions, clock, onPages }),
    usePageScanner: () => pageScanner.use(),
    ...createAttachments({ clock, devices, money, binding, papers: reads.papers, sessions, scans, log, lights, cards }),
    isQuiet: () =>
      !sessions.holdsPerson() &&
      !HELD_CARD.includes(cards.state()) &&
      money?.isQuiet() !== false &&
      binding?.isQuiet() !== false,
    async settle() {
      await Promise.all([money?.machine.recover(), binding?.acts.recover()])
      upkeep.publishReadiness()
    },
    async close() {
      upkeep.close()
      await deviceNotes?.close()
      customer.close()
      binding?.close()
      await reads.checks.close()
      await money?.close()
      stopVisits()
      sessions.close()
      await devices.close()
    },
  }
}
