import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { compareBooks, type Charge } from '../../../build/crash/books.ts'
import type { MoneyCall, CallFault } from '../../../build/twins/agencies.ts'
import { createTwinTill, type TwinTill } from '../../../build/twins/till.ts'
import type { Behaviour } from '../../../hardware/payment-terminal/virtual.ts'
import { ITEM_STATES, PAYMENT_STATES, TENDERS, type ItemState, type PaymentState } from '../../contract/index.ts'
import type { Entry, JournalValue } from '../journal/index.ts'
import { ledger, type Ledger } from './ledger.ts'
import { isSettled } from './record.ts'
import { ITEM_MOVES, ITEM_TABLE, MOVES, PAYMENT_TABLE } from './states.ts'

const RUNS = process.env['BALCAO_FULL'] === '1' ? 2_000 : 120
const BILLS = 5
const HOUR = 3_600_000

/** A fine, the tax that it blocks, and three more bills. */
const BASKETS = [[0], [1, 0], [2], [2, 3], [4], [0, 1, 2, 3, 4], [3, 4]].map((basket) =>
  basket.toSorted((one, other) => one - other),
)

const index = fc.nat({ max: 30 })
const act = fc.constantFrom<(CallFault | undefined)[]>(
  'drop',
  'lose',
  'nonsense',
  'twice',
  { late: 700 },
  { late: 100_000 },
  undefined,
)
const call = fc.constantFrom<MoneyCall[]>(
  'reserve',
  'release',
  'submitItem',
  'reverseItem',
  'chargeWallet',
  'showWallet',
  'walletStatus',
  'reverseWallet',
)
const behaviour = fc.constantFrom<Behaviour[]>(
  { do: 'approve' },
  { do: 'approve' },
  { do: 'decline', reason: 'declined' },
  { do: 'cancel' },
  { do: 'wait' },
  { do: 'lose', take: true },
  { do: 'lose', take: false },
  { do: 'late', ms: 2_000 },
  { do: 'take-and-say', answer: 'declined' },
  { do: 'take-and-say', answer: 'cancelled' },
)
const says = fc.constantFrom(
  'approve' as const,
  'approve' as const,
  'wait' as const,
  'less' as const,
  'insufficient-funds' as const,
  'take-and-decline' as const,
  'take-and-cancel' as const,
)

/** What people, providers, lines, disks and power cuts can do to a till. */
const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('pay'),
      basket: fc.constantFrom(...BASKETS),
      tender: fc.constantFrom(...TENDERS),
      twice: fc.boolean(),
      card: fc.option(behaviour),
      wallet: fc.option(says),
    }),
  },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('pass'), ms: fc.constantFrom(0, 400, 5_000, 60_000, 200_000) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('fault'), call, act }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('line'), up: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('deaf'),
      calls: fc.constantFrom('status' as const, 'reverse' as const),
      effect: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('hear') }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('decide'), index, approve: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant('cancel'), index }) },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant('refund'), index, item: fc.nat({ max: 4 }), twice: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('refuse'), bill: fc.nat({ max: BILLS - 1 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('elsewhere'), bill: fc.nat({ max: BILLS - 1 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('wall'), ms: fc.constantFrom(-HOUR, -1_000, 1_000, 10 * 60_000, HOUR) }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('disk'), commits: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('power'),
      commits: fc.integer({ min: 1, max: 5 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('crash') }) },
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

/** What the people remember, whatever happens to the till. */
interface World {
  bills: string[]
  told: Map<string, PaymentState>
  /** The clerk's answers about open cash, which stay the same each time. */
  answered: Map<string, boolean>
}

async function happen(till: TwinTill, world: World, operation: Operation): Promise<void> {
  const transactions = transactionsOf(till)
  const chosen = (at: number) =>
    transactions[at % Math.max(transactions.length, 1)] ?? '01999999-0000-7000-8000-000000000001'
  switch (operation.op) {
    case 'pay': {
      const refs = operation.basket.map((at) => world.bills[at] ?? '')
      if (operation.card) till.card.behave(operation.card)
      if (operation.wallet) till.agencies.answerWallets(operation.wallet)
      for (let windows = operation.twice ? 2 : 1; windows > 0; windows--)
        void till.machine.begin(till.order(refs, operation.tender))
      break
    }
    case 'pass':
      await till.pass(operation.ms)
      break
    case 'fault':
      till.agencies.planFaults(operation.call, operation.act)
      break
    case 'line':
      till.agencies.setLine(operation.up)
      break
    case 'deaf':
      till.card.dropAnswers(operation.calls, operation.effect)
      break
    case 'hear':
      till.card.answerAgain('status')
      till.card.answerAgain('reverse')
      break
    case 'decide': {
      const attempt = `${chosen(operation.index)}/1`
      till.card.decide(attempt, operation.approve ? 'approve' : 'cancel')
      till.agencies.decide(attempt, operation.approve ? 'approve' : 'cancel')
      break
    }
    case 'cancel':
      void till.machine.cancel(chosen(operation.index))
      break
    case 'refund': {
      const paid = transactions.filter((each) => world.told.has(each))
      const transaction = paid[operation.index % Math.max(paid.length, 1)] ?? chosen(operation.index)
      const items = till.machine.show(transaction)?.items ?? []
      const order = {
        transaction,
        items: [items[operation.item % Math.max(items.length, 1)]?.item ?? 'none'],
        reason: 'a reason',
        actor: 'supervisor',
      }
      for (let windows = operation.twice ? 2 : 1; windows > 0; windows--) void till.machine.refund(order)
      break
    }
    case 'refuse':
      till.agencies.refuseItem(world.bills[operation.bill] ?? '', 'bill-barred')
      break
    case 'elsewhere':
      till.agencies.change(world.bills[operation.bill] ?? '', { bar: 'paid' })
      break
    case 'wall':
      till.manual.setWall(till.manual.clock.now() + operation.ms)
      break
    case 'disk': {
      let left = operation.commits
      till.disk.fault = () => {
        if (left-- > 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      }
      break
    }
    case 'power':
      till.cutPowerAt(operation.commits, operation.when)
      break
    case 'crash':
      till.crash()
      break
  }
  await till.pass()
  if (till.isDead) await till.restart()
  await answerCash(till, world)
  listen(till, world)
}

/** The clerk remembers whether the cash is in the drawer: where a page said *paid*, it is. */
async function answerCash(till: TwinTill, { told, answered }: World): Promise<void> {
  if (till.machine.readiness() !== 'cash-open') return
  for (const { transaction } of till.machine.openCash()) {
    const taken =
      told.has(transaction) || (answered.get(transaction) ?? Number.parseInt(transaction.slice(-1), 16) % 2 === 0)
    answered.set(transaction, taken)
    void till.machine.answerCash(transaction, taken)
  }
  await till.pass()
}

/** Expects that a payment that a page heard is paid stays paid. */
function listen(till: TwinTill, { told }: World): void {
  for (const transaction of transactionsOf(till)) {
    const { state } = till.show(transaction)
    if (state === 'committed' || state === 'receipted') told.set(transaction, state)
    else if (told.has(transaction)) throw new Error(`${transaction} was paid and is ${state}`)
  }
}

const transactionsOf = (till: TwinTill): string[] => [
  ...new Set(entriesOf(till).flatMap(({ transaction }) => transaction ?? [])),
]

function entriesOf(till: TwinTill): Entry[] {
  const all: Entry[] = []
  till.journal.rebuild({
    name: 'all',
    version: 1,
    empty: () => null,
    fold: (_, entry) => void all.push(entry),
    write: () => null,
    read: () => null,
  })
  return all
}

/** Lets everybody answer properly, for as long as anything can take. */
async function clearFaults(till: TwinTill, world: World): Promise<void> {
  till.agencies.setLine(true)
  till.agencies.answerWallets('approve')
  till.card.behave({ do: 'approve' })
  till.card.answerAgain('status')
  till.card.answerAgain('reverse')
  till.disk.fault = undefined
  till.cutPowerAt(Infinity, 'before')
  if (till.isDead) await till.restart()
  await answerCash(till, world)
  for (let minute = 0; minute < 12; minute++) await till.pass(60_000)
  listen(till, world)
}

/** Expects no move in the journal that the tables don't allow from its state. */
function expectForward(till: TwinTill): void {
  const payments = new Map<string, PaymentState>()
  const items = new Map<string, ItemState>()
  for (const { kind, transaction, facts } of entriesOf(till)) {
    if (transaction === null) continue
    if (kind === 'payment-intended') payments.set(transaction, 'intended')
    const move = MOVES.find((each) => each === kind)
    const itemMove = ITEM_MOVES.find((each) => each === kind)
    if (move) {
      const next = PAYMENT_TABLE[payments.get(transaction) ?? 'refused'][move]
      expect(PAYMENT_STATES, `${kind} after ${String(payments.get(transaction))}`).toContain(next)
      if (next) payments.set(transaction, next)
    }
    if (itemMove) {
      const item = z.string().parse(facts['item'])
      expect(['committed', 'receipted'], kind).toContain(payments.get(transaction))
      const next = ITEM_TABLE[items.get(item) ?? 'waiting'][itemMove]
      expect(ITEM_STATES, `${kind} after ${String(items.get(item))}`).toContain(next)
      if (next) items.set(item, next)
    }
  }
}

/** A ledger as text, independent of the hashes' byte types. */
const textOf = (state: Ledger) => JSON.stringify(plain(ledger.write(state)))
function plain(value: JournalValue | undefined): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map((each: JournalValue) => plain(each))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .toSorted(([one], [other]) => one.localeCompare(other))
        .map(([name, each]) => [name, plain(each)]),
    )
  return value
}

function expectBooks(till: TwinTill, world: World): void {
  const shown = transactionsOf(till).map((transaction) => till.show(transaction))
  const refunds = new Set(
    entriesOf(till)
      .filter(({ kind, facts }) => kind === 'payment-intended' && facts['refundOf'] !== undefined)
      .map(({ transaction }) => transaction),
  )
  const payments = shown.filter(({ transaction }) => !refunds.has(transaction))
  const journal = payments.map(({ transaction, tender, totalAvos, state, receipt, items }) => ({
    transaction,
    tender,
    totalAvos,
    committed: state === 'committed' || state === 'receipted',
    receipt: receipt?.number,
    items: items.map(({ item, bill, amountAvos, state: itemState }) => ({ item, bill, amountAvos, state: itemState })),
  }))
  const drawer = payments
    .filter(
      ({ tender, transaction }) =>
        tender === 'cash' && (world.answered.get(transaction) ?? world.told.has(transaction)),
    )
    .map(({ transaction, totalAvos, items }): Charge => ({
      attempt: transaction,
      transaction,
      takenAvos: totalAvos,
      givenBackAvos: items
        .filter(({ state }) => state === 'refunded')
        .reduce((sum, { amountAvos }) => sum + amountAvos, 0),
    }))
  const cards = till.card.books().map(({ attempt, takenAvos, givenBackAvos }): Charge => ({
    attempt,
    transaction: attempt.slice(0, attempt.indexOf('/')),
    takenAvos,
    givenBackAvos,
  }))
  const { charges, agencies } = till.agencies.books()
  const all = [...charges, ...cards, ...drawer]
  const comparison = compareBooks({
    journal,
    charges: all,
    agencies,
    told: payments
      .filter(({ transaction }) => world.told.has(transaction))
      .map(({ transaction, totalAvos, receipt }) => ({ transaction, totalAvos, receipt: receipt?.number })),
  })
  expect(comparison.findings).toEqual([])

  // To the avo, the money that providers kept equals the days' takings, and the agencies' items plus a supervisor's
  // tasks.
  const kept = all.reduce((sum, { takenAvos, givenBackAvos }) => sum + takenAvos - givenBackAvos, 0)
  const days = [...till.journal.rebuild(ledger).days.values()]
    .flatMap((day) => Object.values(day))
    .reduce((sum, { totalAvos }) => sum + totalAvos, 0)
  const standing = journal
    .filter(({ committed }) => committed)
    .flatMap(({ items }) => items)
    .filter(({ state }) => state === 'acknowledged' || state === 'task')
    .reduce((sum, { amountAvos }) => sum + amountAvos, 0)
  expect({ days, standing }).toEqual({ days: kept, standing: kept })
}

it(
  'loses nothing, doubles nothing and never goes back, in whichever order things go wrong',
  { timeout: RUNS * 2_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
        const till = await createTwinTill()
        try {
          const fine = till.agencies.owe({ agency: 'PSP', kind: 'fine', amountAvos: 30_000 })
          const tax = till.agencies.owe({ requires: [fine.ref] })
          const world: World = {
            bills: [fine.ref, tax.ref, ...[2, 3, 4].map(() => till.agencies.owe().ref)],
            told: new Map(),
            answered: new Map(),
          }
          for (const each of operations) await happen(till, world, each)
          await clearFaults(till, world)
          expectForward(till)
          expectBooks(till, world)
          const rebuilt = textOf(till.journal.rebuild(ledger))
          expect([...till.journal.rebuild(ledger).open.values()].filter((payment) => !isSettled(payment))).toEqual([])
          expect(textOf(till.journal.follow(ledger))).toBe(rebuilt)
          await till.restart()
          expect(textOf(till.journal.follow(ledger))).toBe(rebuilt)
          expect(till.machine.takings(undefined).open).toEqual([])
        } finally {
          till.close()
        }
      }),
      { numRuns: RUNS },
    )
  },
)
