import type { Clock } from '../../hardware/ports.ts'
import {
  checkTests,
  createKeypadTest,
  fingerprintTests,
  printerTests,
  tenderTests,
  answerKeypad,
  type Devices,
  type GuidingLights,
} from './devices/index.ts'
import type { Binding } from './binding/index.ts'
import type { ForgottenCard } from './cards/index.ts'
import type { createMoney } from './payments/index.ts'
import type { Station } from './port.ts'
import type { ReadPapers } from './reads/index.ts'
import { answerScanner, type Scans } from './scans/index.ts'
import type { Sessions } from './serving/index.ts'
import type { Logger } from './storage/log.ts'

/** Attaches devices to a station: each to the list of devices, and to whatever room works with it. */
export function createAttachments(parts: {
  clock: Clock
  devices: Devices
  money: ReturnType<typeof createMoney> | undefined
  binding: Binding | undefined
  papers: Pick<ReadPapers, 'attachPrinter'>
  sessions: Sessions
  scans: Scans
  log: Logger
  lights: GuidingLights
  cards: ForgottenCard
}) {
  const { clock, devices, money, binding, papers, sessions, scans, log, lights, cards } = parts
  return {
    attachDevice: (device) => devices.attach(device, checkTests(device)),
    attachScanner: (scanner, face) =>
      devices.attachScanner(scanner, answerScanner({ face, sessions, scans, log }), face),
    attachTender(kind, tender) {
      const detach = devices.attach(tender, tenderTests(tender))
      return both(detach, money?.attachTender(kind, { ...tender, health: () => devices.healthOf(tender) }))
    },
    attachPrinter(printer) {
      const lit = lights.lit(printer)
      const stop = both(devices.attach(printer, printerTests(printer)), money?.attachPrinter(lit))
      return both(both(stop, binding?.attachPrinter(lit)), papers.attachPrinter(lit))
    },
    attachKeypad(keypad) {
      const isInUse = () =>
        money?.machine.isPaying() === true || (sessions.active('kiosk', ['resident'])?.person ?? null) !== null
      const { tests, takes } = createKeypadTest(keypad, clock, isInUse)
      return both(devices.attach(keypad, tests), answerKeypad(keypad, sessions, takes))
    },
    attachDrawer: (drawer) => both(devices.attach(drawer, checkTests(drawer)), money?.attachDrawer(drawer)),
    attachCardReader(reader) {
      const stop = both(devices.attach(reader, checkTests(reader)), cards.attach(reader))
      return both(stop, binding?.desk.attachReader(reader))
    },
    attachFingerprint: (sensor) => devices.attach(sensor, fingerprintTests(sensor)),
    attachLights: (each) => both(devices.attach(each, lights.testsOf(each)), lights.attach(each)),
  } satisfies Pick<Station, Extract<keyof Station, `attach${string}`>>
}

/** One function that does both. */
const both = (one: () => void, other: (() => void) | undefined) => () => {
  one()
  other?.()
}
