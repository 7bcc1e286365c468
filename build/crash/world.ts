import { join } from 'node:path'
import { decode } from 'cborg'
import { z } from 'zod'
import {
  books as sandboxBooks,
  continuation,
  heldCard,
  mintedBills,
  mintedCodes,
  type autoOrder,
  type billOrder,
  register as registerOf,
  type Fault,
  type faultOrder,
} from '../../electron/sandbox/serving/books-contract.ts'
import { bindingNumber, phoneResident } from '../../electron/sandbox/phones/phone-contract.ts'
import { launchSandbox } from '../../electron/sandbox/serving/launch.ts'
import type { ControlOrder } from '../../hardware/payment-terminal/simulator/messages.ts'
import { askAt } from './ask.ts'
import type { AgencyItem, Charge } from './books.ts'
import type { HexHead } from './journal-book.ts'
import type { Seeded } from './seeded.ts'
import type { StationOrder } from './station-orders.ts'
import { openTerminal } from './terminal.ts'

/** Orders to the gateway, the wallets and the terminal: what goes wrong, and what customers do. */
export interface WorldOrders {
  gateway?: readonly Fault[]
  shown?: z.input<typeof autoOrder>
  terminal?: ControlOrder
}

export type Register = z.infer<typeof registerOf>
export type MintedBill = z.infer<typeof mintedBills>['bills'][number]

/**
 * Everything outside the station: agencies and wallets behind their gateway, and the card terminal, in processes that
 * go on when the station is killed.
 */
export interface World {
  order: Pick<StationOrder, 'sandbox' | 'terminal'>
  /** Makes new bills, which nobody has paid. */
  mintBills(count: number): Promise<MintedBill[]>
  /** A new payment code of a wallet, valid once. */
  walletCode(): Promise<string>
  /** Prepares faults for the next life: some answers are slow, lost or refusals. */
  injectFaults(chance: Seeded): Promise<void>
  /** Ends all faults. */
  clearFaults(): Promise<void>
  /** Ends all faults and gives these orders to gateway, wallets and terminal. */
  replaceOrders(words: WorldOrders): Promise<void>
  /** The ids of the present processes of the gateway and the terminal. */
  pids(): number[]
  /**
   * Starts a killed gateway again at once, on its folder and its port: by itself its launcher waits longer after each
   * death.
   */
  restartGateway(): Promise<void>
  books(): Promise<{ charges: Charge[]; agencies: AgencyItem[] }>
  /** The register of bindings, and the acts that the gateway did or refused. */
  register(): Promise<Register>
  /** Binds the eIDs as the training begins, without an act, and sets all books back. */
  resetBooks(): Promise<void>
  /** The number by which a resident's eID can be bound to their telephone. */
  bindingNumber(resident: string): Promise<string>
  /** The id of a resident's ID card, as the gateway takes it. */
  documentOf(resident: string): Promise<string>
  /** What a resident's telephone that hears nothing from the register shows as their eID: the text of its code. */
  eidWithoutContact(resident: string): Promise<string>
  /** The newest head of this station's journal that the gateway has, if any. */
  heads(station: string): Promise<HexHead[]>
  /** A code, valid once, with which a station that lost its folder or journal enrols again under the same id. */
  continueCode(station: string): Promise<string>
  close(): Promise<void>
}

/** The claim of an ID card's data that holds its id (codes.md, section 6). */
const DOCUMENT_CLAIM = 8
const CODES_AT_ONCE = 100
const BILLS_PER_ORDER = 4
const BACK_WITHIN_MS = 30_000
const LOOK_MS = 100
const AMOUNT = { from: 101, range: 90_000 }

/** Starts the sandbox and the card terminal, each in its own process, with folders beside the station's. */
export async function openWorld(folder: string): Promise<World> {
  const launched = await launchSandbox({ folder: join(folder, 'sandbox') })
  if (!launched.ok) throw new Error(`no sandbox: ${launched.refusal.code}`)
  let { sandbox } = launched
  const terminal = await openTerminal(join(folder, 'terminal'))
  const ask = askAt(sandbox.booksUrl)
  const { port } = new URL(sandbox.url)
  const codes: string[] = []
  let orderCount = 0

  return {
    ...registerAt(sandbox),
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
      // Amounts differ, so that payments that were mistaken for each other are found by their sums.
      const handfuls = await Promise.all(
        Array.from({ length: Math.ceil(count / BILLS_PER_ORDER) }, () => {
          const order: z.input<typeof billOrder> = {
            count: BILLS_PER_ORDER,
            kind: 'slip',
            amountAvos: AMOUNT.from + ((orderCount++ * 997) % AMOUNT.range),
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
      const order: z.input<typeof faultOrder> = { clear: true, faults: chooseFaults(chance) }
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
    async replaceOrders({ gateway = [], shown = { walletShow: 'approve' }, terminal: told = {} }) {
      await Promise.all([
        ask('POST', '/faults', { clear: true, faults: gateway }),
        ask('POST', '/auto', shown),
        terminal.control(told),
      ])
    },
    pids: () => [sandbox.pid(), terminal.pid()].filter((pid) => pid !== undefined),
    async restartGateway() {
      await sandbox.close()
      // Another program may hold the port for a moment, since it was free while the gateway was dead.
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

/** Reaches the register of bindings, and the telephones that ask it for numbers. */
function registerAt({
  booksUrl,
  phoneUrl,
}: {
  booksUrl: string
  phoneUrl: string
}): Pick<World, 'register' | 'resetBooks' | 'bindingNumber' | 'eidWithoutContact' | 'documentOf'> {
  const ask = askAt(booksUrl)
  const askPhone = askAt(phoneUrl)
  return {
    register: async () => registerOf.parse(await ask('GET', '/register')),
    async resetBooks() {
      await ask('POST', '/reset', {})
    },
    async bindingNumber(resident) {
      return bindingNumber.parse(await askPhone('POST', `/phone/residents/${resident}/numbers`, {})).number
    },
    async documentOf(resident) {
      const { card } = heldCard.parse(await ask('POST', '/card', { resident }))
      const { person } = z.object({ groups: z.object({ person: z.base64() }) }).parse(card).groups
      const claims: unknown = decode(Buffer.from(person, 'base64'), { useMaps: true })
      const document = claims instanceof Map ? (claims.get(DOCUMENT_CLAIM) as unknown) : undefined
      return Buffer.from(z.instanceof(Uint8Array).parse(document)).toString('base64')
    },
    async eidWithoutContact(resident) {
      const { eid } = phoneResident.parse(await askPhone('GET', `/phone/residents/${resident}?contact=none`))
      if (!('text' in eid)) throw new Error(`the telephone shows no eID: ${eid.state}`)
      return eid.text
    },
  }
}

/** Chooses the faults of one life: none, some or many, each of them a few times. */
function chooseFaults(chance: Seeded): Fault[] {
  const faults: Fault[] = []
  const share = chance.pick([0, 0.5, 1])
  const maybe = (part: number, fault: Fault) => {
    if (chance.chance(part * share)) faults.push(fault)
  }
  const ms = () => chance.between(50, 600)
  maybe(0.3, { call: 'chargeWallet', act: 'lose' })
  maybe(0.3, { call: 'chargeWallet', act: 'late', ms: ms() })
  maybe(0.2, { call: 'chargeWallet', act: 'hang', ms: ms() })
  maybe(0.3, { call: 'chargeWallet', act: 'refuse', reason: 'insufficient-funds' })
  maybe(0.2, { call: 'chargeWallet', act: 'take-and-decline' })
  maybe(0.2, { call: 'showWallet', act: 'take-and-cancel' })
  maybe(0.2, { call: 'showWallet', act: 'lose' })
  maybe(0.2, { call: 'showWallet', act: 'late', ms: ms() })
  maybe(0.2, { call: 'walletStatus', act: 'lose' })
  maybe(0.2, { call: 'walletStatus', act: 'late', ms: ms() })
  maybe(0.2, { call: 'reserve', act: 'lose' })
  maybe(0.2, { call: 'reserve', act: 'late', ms: ms() })
  maybe(0.1, { call: 'reserve', act: 'drop' })
  maybe(0.2, { call: 'release', act: 'lose' })
  maybe(0.3, { call: 'submitItem', act: 'lose' })
  maybe(0.3, { call: 'submitItem', act: 'late', ms: ms() })
  maybe(0.2, { call: 'submitItem', act: 'drop' })
  maybe(0.5, { call: 'submitItem', act: 'refuse', reason: 'bill-barred' })
  maybe(0.5, { call: 'reverseWallet', act: 'lose' })
  maybe(0.3, { call: 'reverseWallet', act: 'drop' })
  maybe(0.3, { call: 'reverseItem', act: 'lose' })
  return faults
}
