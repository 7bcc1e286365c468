import type { CashDrawer } from '../../../hardware/cash-drawer/port.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Tender } from '../../../hardware/payment-terminal/port.ts'
import type { Printer } from '../../../hardware/printer/port.ts'
import type { TenderKind } from '../../contract/index.ts'
import type { Gateway } from '../../gateway/port.ts'
import { describeError, storageRefusal } from '../storage/faults.ts'
import type { DataFolder } from '../storage/folder.ts'
import type { Journal } from '../journal/index.ts'
import { DISK_LOW_BYTES } from '../storage/limits.ts'
import type { Logger } from '../storage/log.ts'
import { createPaymentDesk, type PaymentDesk } from './desk.ts'
import { createMachine, type Machine } from './machine.ts'
import { createOffers } from './offers.ts'
import { createCashTender } from './tenders/cash.ts'
import { createWalletTenders } from './tenders/wallet.ts'
import { createReceipts } from '../receipts/index.ts'
import { clockTrouble, createTrueClock, type Trust } from '../trust/index.ts'

/** A station's payments as a whole: the machine, the desk in front of it, the tenders and the printer. */
export interface Money {
  readonly desk: PaymentDesk
  readonly machine: Machine
  /** Attaches a tender in place of the one before. Returns the function that removes it again. */
  attachTender(kind: TenderKind, tender: Tender): () => void
  attachPrinter(printer: Printer): () => void
  attachDrawer(drawer: CashDrawer): () => void
  /** Whether no money is moving and no receipt waits. */
  isQuiet(): boolean
  close(): Promise<void>
}

/** What a station's payments need of its other rooms. */
export interface MoneyDeps {
  folder: Pick<DataFolder, 'mode' | 'freeBytes'>
  journal: Journal
  gateway: Gateway
  trust: Trust
  clock: Clock
  random: Random
  log: Logger
  station: () => { id: string; site: string }
  /** Whether a known head isn't in the journal. */
  hasGoneBack(): boolean
  /** Whether the gateway, or a head outside the folder, has confirmed where the journal ends. */
  isEndConfirmed(): boolean
}

/**
 * Wires a station's payments. Wallets and cash are there from the start; a card terminal, a printer and a drawer are
 * attached.
 */
export function createMoney(deps: MoneyDeps): Money {
  const { folder, journal, gateway, trust, random, log, station } = deps
  const clock = createTrueClock(deps.clock, gateway)
  const tenders = new Map<TenderKind, Tender>([
    ...createWalletTenders({ gateway, clock }),
    ['cash', createCashTender(clock)],
  ])
  let printer: Printer | undefined
  let drawer: CashDrawer | undefined

  const machine = createMachine({
    journal,
    gateway,
    clock,
    entryClock: deps.clock,
    random,
    station,
    hasGoneBack: () => deps.hasGoneBack(),
    isEndConfirmed: () => deps.isEndConfirmed(),
    isClockRight: () => clockTrouble(gateway.clockOffset()) === undefined,
    training: folder.mode === 'training',
    tender: (kind) => tenders.get(kind),
    freeBytes: () => folder.freeBytes(),
    storageRefusal,
    onFault: (error) => log.error(describeError(error), 'something broke beside a payment'),
  })
  const wallets = () => {
    const trusted = trust.bundle(clock.now())
    return trusted.ok ? trusted.bundle.wallets : []
  }
  const desk = createPaymentDesk({
    machine,
    gateway,
    clock,
    printer: () => printer,
    drawer: () => drawer,
    offers: createOffers({
      clock,
      wallets,
      tender: (kind) => tenders.get(kind),
      isLineUp: () => gateway.line().state === 'up',
      isDiskLow: () => folder.freeBytes() < DISK_LOW_BYTES,
    }),
    receipts: createReceipts(journal.signer),
  })

  return {
    desk,
    machine,
    attachTender(kind, tender) {
      const before = tenders.get(kind)
      tenders.set(kind, tender)
      return () => {
        if (tenders.get(kind) !== tender) return
        if (before) tenders.set(kind, before)
        else tenders.delete(kind)
      }
    },
    attachPrinter(attached) {
      printer = attached
      return () => {
        if (printer === attached) printer = undefined
      }
    },
    attachDrawer(attached) {
      drawer = attached
      return () => {
        if (drawer === attached) drawer = undefined
      }
    },
    isQuiet: () => !machine.isMoneyOpen() && !machine.areReceiptsWaiting(),
    async close() {
      desk.close()
      await machine.close()
    },
  }
}
