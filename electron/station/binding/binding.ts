import type { CardReader } from '../../../hardware/card-reader/port.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import type { Outcome } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import { createActs, type Acts } from '../acts/index.ts'
import type { IdCard } from '../cards/index.ts'
import type { Journal } from '../journal/index.ts'
import type { IdentityChecks } from '../reads/index.ts'
import { createReceipts } from '../receipts/index.ts'
import { describeError, storageRefusal } from '../storage/faults.ts'
import type { DataFolder } from '../storage/folder.ts'
import type { Logger } from '../storage/log.ts'
import { clockTrouble, createTrueClock, type Trust } from '../trust/index.ts'
import { createBindingDesk, type BindingDesk } from './desk.ts'

/** A station's acts on identity as a whole: the machine and the desk in front of it. */
export interface Binding {
  readonly desk: BindingDesk
  readonly acts: Acts
  attachPrinter(printer: Printer): () => void
  /** Whether no act is under way, so that ending the station disturbs nobody. */
  isQuiet(): boolean
  close(): void
}

/** Wires a station's acts on identity. */
export function createBinding(deps: {
  folder: Pick<DataFolder, 'mode' | 'freeBytes'>
  journal: Journal
  gateway: Gateway
  trust: Trust
  clock: Clock
  random: Random
  log: Logger
  hasGoneBack(): boolean
  station(): { id: string; site: string }
  isCardOfVisit(): boolean
  checks: Pick<IdentityChecks, 'verified'>
  readCard(reader: CardReader, insertion: number): Promise<Outcome<{ card: IdCard }>>
}): Binding {
  const { folder, journal, gateway, trust, random, log } = deps
  const clock = createTrueClock(deps.clock, gateway)
  let printer: Printer | undefined
  const onFault = (error: unknown) => log.error(describeError(error), 'something broke beside an act')
  const acts = createActs({
    journal,
    gateway,
    clock,
    entryClock: deps.clock,
    random,
    training: folder.mode === 'training',
    hasGoneBack: () => deps.hasGoneBack(),
    isClockRight: () => clockTrouble(gateway.clockOffset()) === undefined,
    freeBytes: () => folder.freeBytes(),
    storageRefusal,
    onFault,
  })
  const desk = createBindingDesk({
    acts,
    gateway,
    trust,
    clock,
    random,
    checks: deps.checks,
    readCard: (reader, insertion) => deps.readCard(reader, insertion),
    isCardOfVisit: () => deps.isCardOfVisit(),
    isOwnRecord(actor, { subject }) {
      const trusted = trust.bundle(clock.now())
      const own = trusted.ok ? trusted.bundle.operators?.find(({ id }) => id === actor) : undefined
      return own !== undefined && Buffer.from(own.subject).equals(subject)
    },
    onFault,
    receipts: createReceipts(journal.signer),
    printer: () => printer,
    station: () => deps.station(),
    training: folder.mode === 'training',
  })
  return {
    desk,
    acts,
    attachPrinter(attached) {
      printer = attached
      return () => {
        if (printer === attached) printer = undefined
      }
    },
    isQuiet: () => !desk.isUnderWay() && !acts.isAnyOpen(),
    close() {
      desk.close()
      acts.close()
    },
  }
}
