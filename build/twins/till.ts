import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Outcome, Payment, TenderKind } from '../../electron/contract/index.ts'
import type { GatewayMoney } from '../../electron/gateway/port.ts'
import { createManualClock } from '../../electron/sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../../electron/start/system.ts'
import { storageRefusal } from '../../electron/station/storage/faults.ts'
import { JOURNAL_FILE, openJournal, type Entry, type Journal } from '../../electron/station/journal/index.ts'
import { SCHEMA } from '../../electron/station/journal/schema.ts'
import { createKeyFile, openKeys } from '../../electron/station/storage/keys.ts'
import { createMachine, type Machine } from '../../electron/station/payments/machine.ts'
import type { PaymentOrder } from '../../electron/station/payments/order.ts'
import { createCashTender } from '../../electron/station/payments/tenders/cash.ts'
import { createWalletTenders } from '../../electron/station/payments/tenders/wallet.ts'
import { clockTrouble, createTrueClock } from '../../electron/station/trust/true-clock.ts'
import type { Tender } from '../../hardware/payment-terminal/port.ts'
import { createVirtualTender, type VirtualTender } from '../../hardware/payment-terminal/virtual.ts'
import type { Random } from '../../hardware/ports.ts'
import { createTwinAgencies, type TwinAgencies } from './agencies.ts'
import { accepted } from './accepted.ts'

/** A payment machine on its own journal, whose clock, disk, power, gateway and card terminal the test controls. */
export interface TwinTill {
  readonly machine: Machine
  readonly journal: Journal
  readonly manual: ReturnType<typeof createManualClock>
  readonly agencies: TwinAgencies
  readonly card: VirtualTender
  /** Tenders that replace the till's own of their kind; undefined: the till has none of this kind. */
  readonly tenders: Map<TenderKind, Tender | undefined>
  /** `offset`: the gateway's clock minus the machine's, in milliseconds; undefined while it isn't known. */
  readonly time: { offset: number | undefined }
  /** `fault`: called before each commit, which throws what it throws; `freeBytes`: the free space of the disk. */
  readonly disk: { fault: (() => void) | undefined; freeBytes: number; isOlder: boolean; isEndConfirmed: boolean }
  /** The folder of the journal's heads. */
  readonly heads: string
  /** Whether the gateway acknowledges the head that comes with an item. */
  acknowledgesHeads: boolean
  /** The faults of disks and drivers that the machine reported. */
  readonly faults: unknown[]
  order(refs: readonly string[], tender: TenderKind, changes?: Partial<PaymentOrder>): PaymentOrder
  /** Begins a payment and answers its transaction. Rejects where it is refused. */
  pay(order: PaymentOrder): Promise<string>
  show(transaction: string): Payment
  /** Lets `ms` milliseconds pass, and everything happen that follows by itself until then. */
  pass(ms?: number): Promise<void>
  /**
   * Changes the journal's database by SQL, as an attacker with SQLite would, while the station runs or not. The schema
   * and SQLite's schema version are the same afterwards.
   */
  tamper(sql: string): void
  /**
   * Cuts the power at the `commits`-th commit from now: before it is durable, or after that, before anybody has heard
   * of it.
   */
  cutPowerAt(commits: number, when: 'before' | 'after'): void
  /** Cuts the power now. */
  crash(): void
  readonly isDead: boolean
  /**
   * Starts the machine again on the same folder and lets it settle open payments as far as it can. `meanwhile`: changes
   * the folder while nothing runs.
   */
  restart(meanwhile?: (folder: string) => void): Promise<void>
  /** The kinds of the transaction's entries, in order. */
  kindsOf(transaction: string): string[]
  close(): void
}

const PLENTY = 2 ** 40
/** A folder in memory, which is faster and enough, since a power cut here is only simulated. */
const MEMORY = '/dev/shm'

/** Makes a till. `random`: its source of random bytes, by default the system's. */
export async function createTwinTill(options: { random?: Random } = {}): Promise<TwinTill> {
  const random = options.random ?? systemRandom
  const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'balcao-till-'))
  const manual = createManualClock()
  const card = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock: manual.clock, provider: 'TwinCard' })
  const heads = join(folder, 'heads')
  const disk: TwinTill['disk'] = { fault: undefined, freeBytes: PLENTY, isOlder: false, isEndConfirmed: true }
  const faults: unknown[] = []
  const time: TwinTill['time'] = { offset: 0 }
  const clock = createTrueClock(manual.clock, { clockOffset: () => time.offset })
  const agencies = createTwinAgencies(clock)
  const tenders: TwinTill['tenders'] = new Map()
  const opened = accepted(await openKeys(folder, createKeyFile(folder, random), random))
  const { keys } = opened
  let life = begin()

  /** Begins a life of the machine: once its power is cut, it changes nothing more and gets no answers. */
  function begin() {
    const power = { isOn: true, left: Infinity, when: 'before' as 'before' | 'after' }
    const outcome = accepted(
      openJournal({
        folder,
        clock: manual.clock,
        wall: () => clock.now(),
        random,
        heads,
        wrapping: keys,
        beforeCommit: () => disk.fault?.(),
        keyFiles: keys,
      }),
    )
    const { journal } = outcome
    const cutPower = () => {
      power.isOn = false
    }
    const isOn = () => power.isOn

    function ifOn<Question extends unknown[], T>(
      work: (...question: Question) => Promise<T>,
    ): (...question: Question) => Promise<T> {
      return async (...question) => {
        if (!isOn()) return never()
        const answer = await work(...question)
        return isOn() ? answer : never()
      }
    }
    const powered: Journal = {
      ...journal,
      append: ifOn((entries) => {
        if (--power.left > 0) return journal.append(entries)
        cutPower()
        return power.when === 'after' ? journal.append(entries) : never<readonly Entry[]>()
      }),
    }
    const submitItem: GatewayMoney['submitItem'] = async (question) => {
      const carried = journal.head()
      const answered = await agencies.money.submitItem(question)
      if (answered.ok && till.acknowledgesHeads) journal.noteKept(carried)
      return answered
    }
    const money: GatewayMoney = {
      findBills: ifOn(agencies.money.findBills),
      quote: ifOn(agencies.money.quote),
      reserve: ifOn(agencies.money.reserve),
      release: ifOn(agencies.money.release),
      submitItem: ifOn(submitItem),
      reverseItem: ifOn(agencies.money.reverseItem),
      itemStates: ifOn(agencies.money.itemStates),
      sendMessage: ifOn(agencies.money.sendMessage),
      chargeWallet: ifOn(agencies.money.chargeWallet),
      showWallet: ifOn(agencies.money.showWallet),
      walletStatus: ifOn(agencies.money.walletStatus),
      reverseWallet: ifOn(agencies.money.reverseWallet),
    }
    const ways = new Map<TenderKind, Tender>([
      ...createWalletTenders({ gateway: { money, line: () => ({ state: 'up', since: 0 }) }, clock: manual.clock }),
      ['card', card],
      ['cash', createCashTender(manual.clock)],
    ])
    const tenderOf = (kind: TenderKind): Tender | undefined => {
      const tender = tenders.has(kind) ? tenders.get(kind) : ways.get(kind)
      return tender && { ...tender, ask: ifOn(tender.ask), status: ifOn(tender.status), reverse: ifOn(tender.reverse) }
    }
    const machine = createMachine({
      journal: powered,
      gateway: { money },
      clock,
      entryClock: manual.clock,
      random,
      tender: tenderOf,
      freeBytes: () => disk.freeBytes,
      hasGoneBack: () => disk.isOlder,
      isEndConfirmed: () => disk.isEndConfirmed,
      isClockRight: () => clockTrouble(time.offset) === undefined,
      training: true,
      station: () => ({ id: 'T-1', site: 'test' }),
      storageRefusal,
      onFault: (error) => void faults.push(error),
    })
    return {
      machine,
      journal,
      power,
      end() {
        cutPower()
        void machine.close()
        journal.close()
      },
    }
  }

  function order(refs: readonly string[], tender: TenderKind, changes: Partial<PaymentOrder> = {}): PaymentOrder {
    const quote = agencies.quote(refs)
    const totalAvos = quote.items.reduce((total, { amountAvos }) => total + amountAvos, 0)
    return {
      quote,
      tender,
      place: 'counter',
      actor: 'resident',
      ...(tender === 'cash' ? { givenAvos: totalAvos } : {}),
      ...(tender === 'wallet-scan' ? { customerCode: `code ${quote.id}` } : {}),
      ...changes,
    }
  }

  const till: TwinTill = {
    get machine() {
      return life.machine
    },
    get journal() {
      return life.journal
    },
    get isDead() {
      return !life.power.isOn
    },
    manual,
    agencies,
    card,
    tenders,
    disk,
    heads,
    acknowledgesHeads: true,
    time,
    faults,
    order,
    async pay(asked) {
      const begun: Outcome<{ transaction: string }> = await life.machine.begin(asked)
      if (!begun.ok) throw new Error(begun.refusal.code)
      return begun.transaction
    },
    show(transaction) {
      const payment = life.machine.show(transaction)
      if (!payment) throw new Error('no such payment')
      return payment
    },
    async pass(ms = 0) {
      await untilIdle()
      await manual.pass(ms)
      await untilIdle()
    },
    tamper(sql) {
      const db = new DatabaseSync(join(folder, JOURNAL_FILE))
      const version = Number(db.prepare('PRAGMA schema_version').get()?.['schema_version'])
      db.exec(
        `DROP TRIGGER entries_stay; DROP TRIGGER entries_remain; ${sql}; ${SCHEMA}; PRAGMA schema_version = ${String(version)}`,
      )
      db.close()
    },
    cutPowerAt(commits, when) {
      life.power.left = commits
      life.power.when = when
    },
    crash: () => life.end(),
    async restart(meanwhile) {
      life.end()
      meanwhile?.(folder)
      life = begin()
      await Promise.race([life.machine.recover(), untilIdle()])
      await untilIdle()
    },
    kindsOf: (transaction) => life.journal.entriesOf(transaction).map(({ kind }) => kind),
    close() {
      life.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return till
}

const never = <T>() => new Promise<T>(() => undefined)

/** Resolves when nothing more happens without time passing, since nothing here waits for a real disk or network. */
const untilIdle = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
