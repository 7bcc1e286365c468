import { join } from 'node:path'
import type { z } from 'zod'
import {
  books as sandboxBooks,
  continuation,
  mintedBills,
  mintedCodes,
  type autoOrder,
  type billOrder,
  type Fault,
  type faultOrder,
} from '../../electron/sandbox/serving/books-contract.ts'
import { launchSandbox } from '../../electron/sandbox/serving/launch.ts'
import type { ControlOrder } from '../../hardware/payment-terminal/simulator/messages.ts'
import { askAt } from './ask.ts'
import type { AgencyItem, Charge } from './books.ts'
import type { JournalEnd } from './journal-book.ts'
import type { Seeded } from './seeded.ts'
import type { StationOrder } from './station-orders.ts'
import { openTerminal } from './terminal.ts'

/** What goes wrong, and what customers do. */
export interface Words {
  gateway?: readonly Fault[]
  shown?: z.input<typeof autoOrder>
  terminal?: ControlOrder
}

export type MintedBill = z.infer<typeof mintedBills>['bills'][number]

/**
 * Everybody outside the station: agencies and wallets behind their gateway, and the card terminal. They live through
 * every kill.
 */
export interface World {
  order: Pick<StationOrder, 'sandbox' | 'terminal'>
  /** Bills that nobody has paid yet. */
  mintBills(count: number): Promise<MintedBill[]>
  /** What a wallet shows, good once. */
  walletCode(): Promise<string>
  /** For the next life some answers are slow, lost or no. */
  injectFaults(chance: Seeded): Promise<void>
  /** From now on everybody answers as they should. */
  clearFaults(): Promise<void>
  /**
   * The same but for what is said here: of the gateway's calls, of the codes that a station shows, and of the terminal.
   */
  calmBut(words: Words): Promise<void>
  /** The processes of the gateway and the terminal at this moment. */
  pids(): number[]
  /**
   * Has a gateway that was killed back at once, on its folder and at its port: who launched it waits longer with each
   * time that it dies.
   */
  bringBack(): Promise<void>
  books(): Promise<{ charges: Charge[]; agencies: AgencyItem[] }>
  /** The head of this station's journal that the gateway heard of last, if any. */
  heads(station: string): Promise<JournalEnd[]>
  /**
   * The code with which a station enrols again as the same one, after its folder or its journal was lost: good once.
   */
  continueCode(station: string): Promise<string>
  close(): Promise<void>
}

const CODES_AT_ONCE = 100
const HANDFUL = 4
const BACK_WITHIN_MS = 30_000
const LOOK_MS = 100
const AMOUNT = { from: 101, range: 90_000 }

/**
 * Starts the agencies, the wallets and the card terminal, each in a process of its own, in folders beside the
 * station's.
 */
export async function openWorld(folder: string): Promise<World> {
  const launched = await launchSandbox({ folder: join(folder, 'sandbox') })
  if (!launched.ok) throw new Error(`no sandbox: ${launched.refusal.code}`)
  let { sandbox } = launched
  const terminal = await openTerminal(join(folder, 'terminal'))
  const ask = askAt(sandbox.booksUrl)
  const { port } = new URL(sandbox.url)
  const codes: string[] = []
  let handful = 0

  return {
    order: {
      sandbox: {
        url: sandbox.url,
        phoneUrl: sandbox.phoneUrl,
        enrolmentCode: sandbox.enrolmentCode,
        root: Buffer.from(sandbox.root).toString('base64'),
      },
      terminal: terminal.address,
    },
    async mintBills(count) {
      // Amounts that differ: payments that are mistaken for each other are found by their sums.
      const handfuls = await Promise.all(
        Array.from({ length: Math.ceil(count / HANDFUL) }, () => {
          const order: z.input<typeof billOrder> = {
            count: HANDFUL,
            kind: 'slip',
            amountAvos: AMOUNT.from + ((handful++ * 997) % AMOUNT.range),
          }
          return ask('POST', '/bills', order)
        }),
      )
      return handfuls.flatMap((minted) => mintedBills.parse(minted).bills)
    },
    async walletCode() {
      if (codes.length === 0)
        codes.push(
          ...mintedCodes
            .parse(await ask('POST', '/mint', { count: CODES_AT_ONCE, forMs: 86_400_000 }))
            .codes.map(({ text }) => text),
        )
      return codes.pop() ?? ''
    },
    async injectFaults(chance) {
      const order: z.input<typeof faultOrder> = { clear: true, faults: chosenFaults(chance) }
      await Promise.all([
        ask('POST', '/faults', order),
        ask('POST', '/auto', {
          walletShow: chance.chance(0.9) ? 'approve' : 'decline',
          afterMs: chance.between(0, 300),
        }),
        terminal.injectFaults(chance),
      ])
    },
    async clearFaults() {
      await Promise.all([
        ask('POST', '/faults', { clear: true }),
        ask('POST', '/auto', { walletShow: 'approve', afterMs: 0 }),
        terminal.clearFaults(),
      ])
    },
    async calmBut({ gateway = [], shown = { walletShow: 'approve' }, terminal: told = {} }) {
      await Promise.all([
        ask('POST', '/faults', { clear: true, faults: gateway }),
        ask('POST', '/auto', shown),
        terminal.control(told),
      ])
    },
    pids: () => [sandbox.pid(), terminal.pid()].filter((pid) => pid !== undefined),
    async bringBack() {
      await sandbox.close()
      // While it was gone somebody else may have got its port for a moment.
      for (const until = performance.now() + BACK_WITHIN_MS; ;) {
        const again = await launchSandbox({ folder: join(folder, 'sandbox'), port: Number(port) })
        if (again.ok) {
          sandbox = again.sandbox
          return
        }
        if (performance.now() > until)
          throw new Error(`no sandbox: ${again.refusal.code}, ${JSON.stringify(again.refusal.params)}`)
        await new Promise<void>((resolve) => {
          setTimeout(resolve, LOOK_MS)
        })
      }
    },
    async books() {
      const { items, wallets } = sandboxBooks.parse(await ask('GET', '/books'))
      const agencies = items.map(({ item, ref, amountAvos, state }): AgencyItem => ({
        item,
        bill: ref,
        amountAvos,
        acknowledged: state === 'refused' || ref === '' ? 0 : 1,
        reversed: state === 'reversed',
      }))
      const charges = wallets.map(({ attempt, amountAvos, state, reversedAvos }): Charge => ({
        attempt,
        transaction: attempt.slice(0, attempt.indexOf('/')),
        takenAvos: state === 'approved' || reversedAvos > 0 ? amountAvos : 0,
        givenBackAvos: reversedAvos,
      }))
      return { agencies, charges: [...charges, ...(await terminal.charges())] }
    },
    async heads(station) {
      return sandboxBooks
        .parse(await ask('GET', '/books'))
        .stations.filter((each) => each.station === station)
        .map(({ seq, hash }) => ({ seq, hash }))
    },
    async continueCode(station) {
      return continuation.parse(await ask('POST', '/continue', { station })).code
    },
    async close() {
      await Promise.all([sandbox.close(), terminal.close()])
    },
  }
}

/** What goes wrong in one life: nothing, some of it, or much, each now and then and a few times. */
function chosenFaults(chance: Seeded): Fault[] {
  const faults: Fault[] = []
  const share = chance.pick([0, 0.5, 1])
  const now = (part: number, fault: Fault) => {
    if (chance.chance(part * share)) faults.push(fault)
  }
  const ms = () => chance.between(50, 600)
  now(0.3, { call: 'chargeWallet', act: 'lose' })
  now(0.3, { call: 'chargeWallet', act: 'late', ms: ms() })
  now(0.2, { call: 'chargeWallet', act: 'hang', ms: ms() })
  now(0.3, { call: 'chargeWallet', act: 'refuse', reason: 'insufficient-funds' })
  now(0.2, { call: 'chargeWallet', act: 'take-and-decline' })
  now(0.2, { call: 'showWallet', act: 'take-and-cancel' })
  now(0.2, { call: 'showWallet', act: 'lose' })
  now(0.2, { call: 'showWallet', act: 'late', ms: ms() })
  now(0.2, { call: 'walletStatus', act: 'lose' })
  now(0.2, { call: 'walletStatus', act: 'late', ms: ms() })
  now(0.2, { call: 'reserve', act: 'lose' })
  now(0.2, { call: 'reserve', act: 'late', ms: ms() })
  now(0.1, { call: 'reserve', act: 'drop' })
  now(0.2, { call: 'release', act: 'lose' })
  now(0.3, { call: 'submitItem', act: 'lose' })
  now(0.3, { call: 'submitItem', act: 'late', ms: ms() })
  now(0.2, { call: 'submitItem', act: 'drop' })
  now(0.5, { call: 'submitItem', act: 'refuse', reason: 'bill-barred' })
  now(0.5, { call: 'reverseWallet', act: 'lose' })
  now(0.3, { call: 'reverseWallet', act: 'drop' })
  now(0.3, { call: 'reverseItem', act: 'lose' })
  return faults
}
