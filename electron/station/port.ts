import type { WebSocket } from 'ws'
import type { CardReader } from '../../hardware/card-reader/port.ts'
import type { CashDrawer } from '../../hardware/cash-drawer/port.ts'
import type { FingerprintSensor } from '../../hardware/fingerprint/port.ts'
import type { Keypad } from '../../hardware/keypad/port.ts'
import type { Lights } from '../../hardware/lights/port.ts'
import type { Clock, Random } from '../../hardware/ports.ts'
import type { Tender } from '../../hardware/payment-terminal/port.ts'
import type { Printer } from '../../hardware/printer/port.ts'
import type { Scanner } from '../../hardware/scanner/port.ts'
import type { Device, DoctorReport, Status, TechnicianScan, TenderKind } from '../contract/index.ts'
import type { Gateway } from '../gateway/port.ts'
import type { Attached, ConfirmedDevices, DeviceDesk } from './devices/index.ts'
import type { Journal } from './journal/index.ts'
import type { Caller, PortLike, Router, TrainingPart, WindowArrival } from './serving/index.ts'
import type { DataFolder } from './storage/folder.ts'
import type { Logger } from './storage/log.ts'
import type { Trust } from './trust/index.ts'
import type { ExaminedCode, StationIdentity, Surroundings } from './upkeep/index.ts'

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
   * Takes a scanner that the station owns; its scans go to the session of `face`, or of any face, that was used last.
   * The returned function lets it go.
   */
  attachScanner(scanner: Scanner, face: Device['face']): () => void
  /** The kiosk's page may read for a scanner in keyboard mode, since the settings name one there. */
  usePageScanner(): void
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
  /** Takes a fingerprint sensor, which the counter and a technician may test. The returned function lets it go. */
  attachFingerprint(sensor: FingerprintSensor): () => void
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
