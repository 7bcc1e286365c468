import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway, enrol } from '../../gateway/client.ts'
import { moneyContract } from '../../gateway/money-contract.ts'
import type { Gateway, GatewayMoney } from '../../gateway/port.ts'
import { books as booksAnswer, mintedBills, mintedCodes } from '../serving/books-contract.ts'
import { openBooks } from './books.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import { sandboxClock, sandboxRandom } from '../serving/clock.ts'
import { launchSandbox, type Sandbox } from '../serving/launch.ts'
import { askBooks, openSampleMoney, endSampleMoney, transactionId } from './money.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-ownership-'))
const log = { info() {}, warn() {} }
const isOthers = { ok: false, refusal: { code: 'gateway-refused', params: { reason: 'status', status: 403 } } }
let sandbox: Sandbox
let one: Gateway
let other: Gateway

async function station(): Promise<Gateway> {
  const enrolled = await enrol({
    url: sandbox.url,
    code: sandbox.enrolmentCode,
    publicKey: rawPublicKey(generateKeyPairSync('x25519').publicKey),
  })
  if (!enrolled.ok) throw new Error(enrolled.refusal.code)
  return createGateway({ url: sandbox.url, token: enrolled.token, clock: sandboxClock, random: sandboxRandom, log })
}

beforeAll(async () => {
  const launched = await launchSandbox({ folder: join(folder, 'data') })
  if (!launched.ok) throw new Error(launched.refusal.code)
  ;({ sandbox } = launched)
  ;[one, other] = [await station(), await station()]
})

afterAll(async () => {
  one.close()
  other.close()
  await sandbox.close()
  endSampleMoney()
  rmSync(folder, { recursive: true, force: true })
})

const books = async () => booksAnswer.parse((await askBooks(sandbox, '/books')).json)

interface Payment {
  /** A call for this payment, as its own station makes it. */
  calls: { readonly [Name in Exclude<keyof GatewayMoney, 'findBills' | 'quote'>]: (by: Gateway) => Promise<unknown> }
}

/** A payment of one new bill that nobody has reserved yet; `by` quotes it. */
async function paymentOf(number: number, by: Gateway): Promise<Payment> {
  const [bill] = mintedBills.parse((await askBooks(sandbox, '/bills', { count: 1 })).json).bills
  const [code] = mintedCodes.parse((await askBooks(sandbox, '/mint', { count: 1 })).json).codes
  if (!bill || !code) throw new Error('no bill')
  const transaction = transactionId(number)
  const { ref, amountAvos } = bill
  const [item, attempt, shown] = [`${transaction}:1`, `${transaction}/1`, `${transaction}/2`]
  const quoteOf = async (gateway: Gateway) => {
    const quoted = await gateway.money.quote({ place: 'kiosk', bills: [ref] })
    return quoted.ok && quoted.answer.ok ? quoted.answer.quote : ''
  }
  const own = await quoteOf(by)
  return {
    calls: {
      reserve: async (gateway) =>
        gateway.money.reserve({
          transaction,
          place: 'kiosk',
          quote: gateway === by ? own : await quoteOf(gateway),
          forMs: 60_000,
          items: [{ item, ref, amountAvos }],
        }),
      chargeWallet: (gateway) =>
        gateway.money.chargeWallet({ attempt, code: code.text, amountAvos, deadlineMs: 60_000 }),
      showWallet: (gateway) => gateway.money.showWallet({ attempt: shown, amountAvos, deadlineMs: 60_000 }),
      walletStatus: (gateway) => gateway.money.walletStatus({ attempt }),
      submitItem: (gateway) =>
        gateway.money.submitItem({
          item,
          transaction,
          ref,
          amountAvos,
          paidAt: 1,
          tender: 'wallet-scan',
          receipt: 'R-1',
        }),
      itemStates: (gateway) => gateway.money.itemStates({ transaction, items: [item] }),
      sendMessage: (gateway) =>
        gateway.money.sendMessage({ key: `${transaction}/62000001`, phone: '62000001', text: 'TRAINING' }),
      release: (gateway) => gateway.money.release({ transaction }),
      reverseWallet: (gateway) => gateway.money.reverseWallet({ attempt }),
      reverseItem: (gateway) => gateway.money.reverseItem({ item, reason: 'refund' }),
    },
  }
}

const named = Object.entries(moneyContract).flatMap(([name, procedure]) =>
  procedure['~orpc'].meta.names ? [name] : [],
)

describe('a transaction', () => {
  it('belongs to its station: every other one gets 403 for each call, and nothing changes', async () => {
    const { calls } = await paymentOf(1, one)
    expect(Object.keys(calls).sort()).toEqual(named.sort())
    // The bill is reserved and not charged yet; other stations learn the transaction's id from `heldBy` and `paidBy`.
    const held = await calls.reserve(one)
    expect(held).toMatchObject({ ok: true, answer: { ok: true } })
    for (const [name, call] of Object.entries(calls)) expect([name, await call(other)]).toEqual([name, isOthers])
    expect(await calls.chargeWallet(one)).toMatchObject({ ok: true, answer: { state: 'approved' } })
    expect(await calls.showWallet(one)).toMatchObject({ ok: true, answer: { ok: true } })
    const acknowledged = await calls.submitItem(one)
    expect(acknowledged).toMatchObject({ ok: true, answer: { ok: true } })
    const before = await books()
    for (const [name, call] of Object.entries(calls)) expect([name, await call(other)]).toEqual([name, isOthers])
    expect(await books()).toEqual(before)
    expect([await calls.reserve(one), await calls.submitItem(one)]).toEqual([held, acknowledged])
    expect(await calls.walletStatus(one)).toMatchObject({ ok: true, answer: { state: 'approved' } })
  })

  it("is refused beside one of the asker's own in the same call, and nothing changes", async () => {
    const [own, others] = [await paymentOf(6, other), await paymentOf(7, one)]
    await own.calls.reserve(other)
    await others.calls.reserve(one)
    const [mine, theirs] = [transactionId(6), transactionId(7)]
    const before = await books()
    const item = { ref: 'r', amountAvos: 1 }
    const paid = { ...item, paidAt: 1, tender: 'cash' as const, receipt: 'R-1' }
    const held = { place: 'kiosk' as const, quote: 'q', forMs: 60_000 }
    const { money } = other
    const answers = [
      await money.submitItem({ ...paid, item: `${theirs}:1`, transaction: mine }),
      await money.submitItem({ ...paid, item: `${mine}:1`, transaction: theirs }),
      await money.itemStates({ transaction: mine, items: [`${mine}:1`, `${theirs}:1`] }),
      await money.itemStates({ transaction: theirs, items: [`${mine}:1`] }),
      await money.reserve({
        ...held,
        transaction: transactionId(8),
        items: [
          { ...item, item: `${transactionId(8)}:1` },
          { ...item, item: `${theirs}:1` },
        ],
      }),
      await money.reserve({ ...held, transaction: theirs, items: [{ ...item, item: `${mine}:2` }] }),
    ]
    expect(answers.map((answer) => (answer.ok ? answer : answer.refusal.params?.['status']))).toEqual([
      403, 409, 409, 403, 409, 403,
    ])
    expect(await books()).toEqual(before)
  })

  it('belongs to the station that charged it when nobody reserved it', async () => {
    const { calls } = await paymentOf(2, one)
    await calls.showWallet(one)
    for (const [name, call] of Object.entries(calls)) expect([name, await call(other)]).toEqual([name, isOthers])
  })

  it("isn't taken by a station that undid it before it came", async () => {
    const { calls } = await paymentOf(3, one)
    const before = await books()
    for (const call of [calls.release, calls.reverseItem, calls.submitItem, calls.reverseWallet, calls.itemStates])
      expect(await call(other)).toMatchObject({ ok: true })
    // A message needs a payment.
    expect(await calls.sendMessage(other)).toEqual(isOthers)
    expect(await books()).toEqual(before)
    expect(await calls.walletStatus(other)).toMatchObject({ ok: true, answer: { state: 'reversed' } })
    expect(await calls.walletStatus(one)).toMatchObject({ ok: true, answer: { state: 'none' } })
    expect(await calls.itemStates(one)).toEqual({
      ok: true,
      answer: { items: [{ item: `${transactionId(3)}:1`, state: 'none' }] },
    })
    expect(await calls.reserve(one)).toMatchObject({ ok: true, answer: { ok: true } })
    expect(await calls.chargeWallet(one)).toMatchObject({ ok: true, answer: { state: 'approved' } })
    expect(await calls.submitItem(one)).toMatchObject({ ok: true, answer: { ok: true } })
  })

  it("isn't kept from its own station by a refusal to another before it came", async () => {
    const { calls } = await paymentOf(5, one)
    await askBooks(sandbox, '/faults', {
      faults: [
        { call: 'reverseItem', act: 'refuse', reason: 'not-reversible' },
        { call: 'reverseWallet', act: 'refuse', reason: 'refused' },
      ],
    })
    for (let times = 0; times < 2; times++) {
      expect(await calls.reverseItem(other)).toMatchObject({ ok: true, answer: { ok: false, code: 'not-reversible' } })
      expect(await calls.reverseWallet(other)).toMatchObject({ ok: true, answer: { state: 'refused' } })
    }
    for (const call of [calls.reserve, calls.chargeWallet, calls.submitItem]) await call(one)
    expect(await calls.reverseItem(one)).toMatchObject({ ok: true, answer: { ok: true } })
    expect(await calls.reverseWallet(one)).toMatchObject({ ok: true, answer: { state: 'reversed' } })
  })

  it('is refused to its own station when that undid it before it came', async () => {
    const { calls } = await paymentOf(4, one)
    for (const call of [calls.release, calls.submitItem, calls.reverseWallet]) await call(one)
    expect(await calls.reserve(one)).toMatchObject({ ok: true, answer: { ok: false, code: 'quote-expired' } })
    expect(await calls.chargeWallet(one)).toMatchObject({
      ok: true,
      answer: { state: 'declined', reason: 'reversed-before' },
    })
    expect(await calls.submitItem(one)).toMatchObject({ ok: true, answer: { ok: false, code: 'not-reserved' } })
  })
})

describe('the books of an earlier sandbox, which kept undos without a station', () => {
  it("are opened with each undo as its own station's", () => {
    const older = join(folder, 'older')
    openBooks(older).close()
    const db = new DatabaseSync(join(older, 'books.db'))
    db.exec(`DROP TABLE undone;
      INSERT INTO reservations VALUES ('${transactionId(1)}', 'T-b', '', 0, '{"ok":false,"code":"quote-expired"}', 1);
      INSERT INTO charges VALUES
        ('${transactionId(1)}/1', 'T-b', '', 'govpay', '', 0, 'reversed', NULL, NULL, NULL, 0, NULL, NULL, 0, 1, 1);
      INSERT INTO items VALUES
        ('${transactionId(1)}:1', '${transactionId(1)}', '', 0, 'reversed', '{"ok":false,"code":"not-reserved"}', 'T-b', 1)`)
    db.close()
    const { money, slip, hold, submit, mint } = openSampleMoney({ folder: older })
    expect(money.wallets.status('T-b', `${transactionId(1)}/1`)).toEqual({ state: 'reversed' })
    const held = hold(1, [slip('2026000201').ref])
    expect(held).toMatchObject({ ok: true, items: [{ item: `${transactionId(1)}:1` }] })
    expect(
      money.wallets.charge('T-a', {
        attempt: `${transactionId(1)}/1`,
        code: mint().text,
        amountAvos: 5,
        deadlineMs: 60_000,
      }),
    ).toMatchObject({ state: 'approved' })
    expect('items' in held && submit(1, held.items[0]!)).toMatchObject({ ok: true })
  })

  it('keep items that are never reversed for their own station', () => {
    const older = join(folder, 'older-kept')
    const first = openSampleMoney({ folder: older })
    const held = first.hold(1, [first.slip('2026000201').ref])
    const charged = first.mint().text
    first.money.wallets.charge('T-a', {
      attempt: `${transactionId(2)}/1`,
      code: charged,
      amountAvos: 5,
      deadlineMs: 60_000,
    })
    first.close()
    const db = new DatabaseSync(join(older, 'books.db'))
    db.exec(`DROP TABLE kept;
      CREATE TABLE never_reversed (id TEXT PRIMARY KEY) STRICT;
      INSERT INTO never_reversed VALUES ('${transactionId(1)}:1'), ('${transactionId(2)}/1')`)
    db.close()
    const { money } = openSampleMoney({ folder: older })
    expect(held).toMatchObject({ ok: true })
    expect(money.reverse('T-a', `${transactionId(1)}:1`)).toEqual({ ok: false, code: 'not-reversible' })
    expect(money.wallets.reverse('T-a', { attempt: `${transactionId(2)}/1` })).toEqual({ state: 'refused' })
  })
})
