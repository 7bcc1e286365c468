import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway, enrol } from '../../gateway/client.ts'
import type { Gateway } from '../../gateway/port.ts'
import { openTrust, type Trust } from '../../station/trust/index.ts'
import { readCode } from '../../station/codes/index.ts'
import { books as booksAnswer, mintedBills, mintedCodes } from '../serving/books-contract.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import { sandboxClock, sandboxRandom } from '../serving/clock.ts'
import { launchSandbox, type Sandbox } from '../serving/launch.ts'
import { askBooks } from './money.fixture.ts'
import { createManualClock } from '../trust/trust.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-books-http-'))
const transaction = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`
const log = { info() {}, warn() {} }
let sandbox: Sandbox
let gateway: Gateway
let trust: Trust

beforeAll(async () => {
  const launched = await launchSandbox({ folder: join(folder, 'sandbox') })
  if (!launched.ok) throw new Error(launched.refusal.code)
  ;({ sandbox } = launched)
  const pair = generateKeyPairSync('x25519')
  const enrolled = await enrol({
    url: sandbox.url,
    code: sandbox.enrolmentCode,
    publicKey: rawPublicKey(pair.publicKey),
  })
  if (!enrolled.ok) throw new Error(enrolled.refusal.code)
  gateway = createGateway({ url: sandbox.url, token: enrolled.token, clock: sandboxClock, random: sandboxRandom, log })
  const opened = openTrust({
    folder,
    gateway,
    clock: sandboxClock,
    random: sandboxRandom,
    log,
    enrolment: { stationId: enrolled.stationId, key: pair.privateKey, root: enrolled.root },
    mode: 'training',
  })
  if (!opened.ok) throw new Error(opened.refusal.code)
  ;({ trust } = opened)
})

afterAll(async () => {
  trust.close()
  gateway.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const ask = (path: string, body?: unknown, headers?: Record<string, string>) => askBooks(sandbox, path, body, headers)

const books = async () => booksAnswer.parse((await ask('/books')).json)
const newBill = async () => mintedBills.parse((await ask('/bills', { count: 1 })).json).bills[0]!
const newCode = async () => mintedCodes.parse((await ask('/mint', { count: 1 })).json).codes[0]!

/** Finds, quotes and holds one slip for a transaction. */
async function hold(number: number, by = gateway) {
  const bill = await newBill()
  const found = await by.money.findBills({ place: 'kiosk', by: { kind: 'slip', number: bill.number } })
  expect(found).toMatchObject({
    ok: true,
    answer: { ok: true, bills: [{ ref: bill.ref, amountAvos: bill.amountAvos }] },
  })
  const quoted = await by.money.quote({ place: 'kiosk', bills: [bill.ref] })
  if (!quoted.ok || !quoted.answer.ok) throw new Error('no quote')
  const item = { item: `${transaction(number)}:1`, ref: bill.ref, amountAvos: bill.amountAvos }
  const held = await by.money.reserve({
    transaction: transaction(number),
    place: 'kiosk',
    quote: quoted.answer.quote,
    forMs: 60_000,
    items: [item],
  })
  expect(held).toMatchObject({ ok: true, answer: { ok: true } })
  return item
}
const submission = (number: number, item: { item: string; ref: string; amountAvos: number }) => ({
  ...item,
  transaction: transaction(number),
  paidAt: sandboxClock.now(),
  tender: 'wallet-scan' as const,
  receipt: 'R-1',
})

describe('a payment over real HTTP', () => {
  it('is reserved, charged, acknowledged and found in the books', async () => {
    const item = await hold(1)
    const { text } = await newCode()
    const attempt = `${transaction(1)}/1`
    expect(
      await gateway.money.chargeWallet({ attempt, code: text, amountAvos: item.amountAvos, deadlineMs: 180_000 }),
    ).toMatchObject({ ok: true, answer: { state: 'approved' } })
    expect(await gateway.money.submitItem(submission(1, item))).toMatchObject({ ok: true, answer: { ok: true } })
    const all = await books()
    expect(all.items).toContainEqual(
      expect.objectContaining({ item: item.item, transaction: transaction(1), ref: item.ref, state: 'acknowledged' }),
    )
    expect(all.wallets).toContainEqual(
      expect.objectContaining({ attempt, amountAvos: item.amountAvos, state: 'approved', reversedAvos: 0 }),
    )
  })

  it('took place although its answer was lost, and is found by its status', async () => {
    const item = await hold(2)
    const { digits } = await newCode()
    const attempt = `${transaction(2)}/1`
    await ask('/faults', {
      faults: [
        { call: 'chargeWallet', act: 'lose' },
        { call: 'submitItem', act: 'drop' },
        { call: 'walletStatus', act: 'late', ms: 50 },
      ],
    })
    expect(
      await gateway.money.chargeWallet({ attempt, code: digits, amountAvos: 100, deadlineMs: 60_000 }),
    ).toMatchObject({ ok: false, refusal: { code: 'gateway-unreachable' } })
    expect(await gateway.money.walletStatus({ attempt })).toMatchObject({ ok: true, answer: { state: 'approved' } })
    expect(await gateway.money.submitItem(submission(2, item))).toMatchObject({
      ok: false,
      refusal: { code: 'gateway-unreachable' },
    })
    expect((await books()).items.some(({ transaction: of }) => of === transaction(2))).toBe(false)
    expect(await gateway.money.submitItem(submission(2, item))).toMatchObject({ ok: true, answer: { ok: true } })
    expect(
      await gateway.money.reverseWallet({ attempt, part: { key: `${transaction(2)}:1`, amountAvos: 40 } }),
    ).toMatchObject({ ok: true, answer: { state: 'reversed' } })
    expect((await books()).wallets).toContainEqual(
      expect.objectContaining({ attempt, state: 'approved', reversedAvos: 40 }),
    )
  })

  it('stays paid when its reversal is refused for good', async () => {
    const item = await hold(7)
    const { digits } = await newCode()
    const attempt = `${transaction(7)}/1`
    await gateway.money.chargeWallet({ attempt, code: digits, amountAvos: 100, deadlineMs: 60_000 })
    await gateway.money.submitItem(submission(7, item))
    await ask('/faults', {
      faults: [
        { call: 'reverseWallet', act: 'refuse', reason: 'refused' },
        { call: 'reverseItem', act: 'refuse', reason: 'not-reversible' },
      ],
    })
    // The station asks again as if it hadn't heard the answer, and gets the same one.
    for (let times = 0; times < 2; times++) {
      expect(await gateway.money.reverseWallet({ attempt })).toEqual({ ok: true, answer: { state: 'refused' } })
      expect(await gateway.money.reverseItem({ item: item.item, reason: 'refund' })).toEqual({
        ok: true,
        answer: { ok: false, code: 'not-reversible' },
      })
    }
    const { items, wallets } = await books()
    expect(wallets).toContainEqual(expect.objectContaining({ attempt, state: 'approved', reversedAvos: 0 }))
    expect(items).toContainEqual(expect.objectContaining({ item: item.item, state: 'acknowledged' }))
  })

  it('that was reversed stays so when it is asked for again', async () => {
    const item = await hold(9)
    const { digits } = await newCode()
    const attempt = `${transaction(9)}/1`
    const part = { key: item.item, amountAvos: 40 }
    await gateway.money.chargeWallet({ attempt, code: digits, amountAvos: 100, deadlineMs: 60_000 })
    await gateway.money.submitItem(submission(9, item))
    const asked = [
      () => gateway.money.reverseItem({ item: item.item, reason: 'refund' }),
      () => gateway.money.reverseWallet({ attempt, part }),
      () => gateway.money.reverseWallet({ attempt }),
    ]
    const answers = []
    for (const call of asked) answers.push(await call())
    await ask('/faults', {
      faults: [
        { call: 'reverseWallet', act: 'refuse', reason: 'refused' },
        { call: 'reverseItem', act: 'refuse', reason: 'not-reversible' },
      ],
    })
    for (const [index, again] of asked.entries()) expect(await again()).toEqual(answers[index])
    expect(answers.slice(1)).toEqual(Array.from({ length: 2 }, () => ({ ok: true, answer: { state: 'reversed' } })))
    await ask('/faults', { clear: true })
  })

  it("is reversed after its agency's refusal, once its cash was handed back", async () => {
    const item = await hold(8)
    await ask('/faults', { faults: [{ call: 'submitItem', act: 'refuse', reason: 'bill-barred' }] })
    expect(await gateway.money.submitItem(submission(8, item))).toEqual({
      ok: true,
      answer: { ok: false, code: 'bill-barred' },
    })
    const state = () => gateway.money.itemStates({ transaction: transaction(8), items: [item.item] })
    expect(await state()).toMatchObject({ answer: { items: [{ state: 'refused' }] } })
    for (let times = 0; times < 2; times++)
      expect(await gateway.money.reverseItem({ item: item.item, reason: 'refund' })).toEqual({
        ok: true,
        answer: { ok: true },
      })
    expect(await state()).toMatchObject({ answer: { items: [{ state: 'reversed' }] } })
    expect(await gateway.money.submitItem(submission(8, item))).toEqual({
      ok: true,
      answer: { ok: false, code: 'bill-barred' },
    })
  })

  it('by a shown code is approved only by the training itself', async () => {
    await ask('/auto', { walletShow: 'approve' })
    const attempt = `${transaction(3)}/1`
    const shown = await gateway.money.showWallet({ attempt, amountAvos: 5_000, deadlineMs: 60_000 })
    if (!shown.ok || !shown.answer.ok) throw new Error('no code')
    expect(
      readCode(
        { bytes: new TextEncoder().encode(shown.answer.text), source: 'camera', symbology: ']Q1' },
        { walletPrefixes: [] },
      ),
    ).toMatchObject({ kind: 'merchant-qr' })
    expect(await gateway.money.walletStatus({ attempt })).toMatchObject({
      ok: true,
      answer: { state: 'approved', approvedAvos: 5_000 },
    })
    await ask('/auto', { walletShow: 'wait' })
  })

  it('is a conflict when its key comes again with another amount', async () => {
    const item = await hold(4)
    await gateway.money.submitItem(submission(4, item))
    expect(await gateway.money.submitItem(submission(4, { ...item, amountAvos: 1 }))).toEqual({
      ok: false,
      refusal: { code: 'gateway-refused', params: { reason: 'status', status: 409 } },
    })
  })

  it.each([0, -1, 1_000_000_001, 1.5])("isn't reserved for an amount of %d", async (amountAvos) => {
    const bill = await newBill()
    const quoted = await gateway.money.quote({ place: 'kiosk', bills: [bill.ref] })
    if (!quoted.ok || !quoted.answer.ok) throw new Error('no quote')
    const id = transaction(500 + (Math.abs(Math.round(amountAvos)) % 400))
    const held = await gateway.money.reserve({
      transaction: id,
      place: 'kiosk',
      quote: quoted.answer.quote,
      forMs: 60_000,
      items: [{ item: `${id}:1`, ref: bill.ref, amountAvos }],
    })
    expect(held.ok && held.answer.ok).toBe(false)
    expect((await books()).reservations.some(({ refs }) => refs.includes(bill.ref))).toBe(false)
  })

  it('keeps one message for each key, and sends none', async () => {
    await hold(5)
    const message = { key: `${transaction(5)}/62000001`, phone: '62000001', text: 'TRAINING' }
    await gateway.money.sendMessage(message)
    await gateway.money.sendMessage(message)
    expect((await books()).messages).toEqual([expect.objectContaining(message)])
  })
})

describe("the stations' own facts", () => {
  it('include a published key only when its id fits it', async () => {
    const publicKey = sandboxRandom.bytes(32)
    const kid = new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, 8))
    expect(await gateway.publishKey({ kid, publicKey })).toEqual({ ok: true })
    expect(await gateway.publishKey({ kid: new Uint8Array(8), publicKey })).toMatchObject({
      ok: false,
      refusal: { code: 'gateway-refused' },
    })
  })

  it("list a station's published keys to that station alone", async () => {
    const keyOf = (publicKey: Uint8Array) => ({
      kid: new Uint8Array(createHash('sha256').update(publicKey).digest().subarray(0, 8)),
      publicKey,
    })
    const [first, second, theirs] = [1, 2, 3].map(() => keyOf(sandboxRandom.bytes(32)))
    if (!first || !second || !theirs) throw new Error('three')
    const enrolled = await enrol({
      url: sandbox.url,
      code: sandbox.enrolmentCode,
      publicKey: rawPublicKey(generateKeyPairSync('x25519').publicKey),
    })
    if (!enrolled.ok) throw new Error(enrolled.refusal.code)
    const station = createGateway({
      url: sandbox.url,
      token: enrolled.token,
      clock: sandboxClock,
      random: sandboxRandom,
      log,
    })
    expect(await station.stationKeys()).toEqual({ ok: true, publicKeys: [] })
    for (const key of [first, second, first]) expect(await station.publishKey(key)).toEqual({ ok: true })
    expect(await gateway.publishKey(theirs)).toEqual({ ok: true })
    expect(await gateway.publishKey(first)).toMatchObject({
      ok: false,
      refusal: { code: 'gateway-refused', params: { status: 409 } },
    })
    expect(await station.stationKeys()).toEqual({ ok: true, publicKeys: [first.publicKey, second.publicKey] })
    expect(await gateway.stationKeys()).toMatchObject({
      publicKeys: expect.not.arrayContaining([first.publicKey]) as unknown,
    })
    station.close()
  })
})

describe('a station whose journal went back', () => {
  it('can settle what it owes and begin nothing new, until the training is reset', async () => {
    const pair = generateKeyPairSync('x25519')
    const enrolled = await enrol({
      url: sandbox.url,
      code: sandbox.enrolmentCode,
      publicKey: rawPublicKey(pair.publicKey),
    })
    if (!enrolled.ok) throw new Error(enrolled.refusal.code)
    const time = createManualClock(sandboxClock.now())
    const station = createGateway({
      url: sandbox.url,
      token: enrolled.token,
      clock: time.clock,
      random: sandboxRandom,
      log,
    })
    let seq = 9
    let beats = 0
    station.verifyTimesWith(
      () => {
        beats++
        return undefined
      },
      () => {},
    )
    const beat = async () => {
      const before = beats
      await time.pass(5_000)
      while (beats === before) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    station.carryHead(() => ({ seq, hash: new Uint8Array(32).fill(seq) }))
    const held = await hold(800, station)
    const bill = await newBill()
    const quoted = await station.money.quote({ place: 'kiosk', bills: [bill.ref] })
    if (!quoted.ok || !quoted.answer.ok) throw new Error('no quote')
    await beat()
    seq = 6
    await beat()
    await beat()
    await beat()
    expect([station.headsNamed().map((head) => head.seq), station.suspect()]).toEqual([[9], 'went-back'])
    const forbidden = { ok: false, refusal: { code: 'gateway-refused', params: { reason: 'status', status: 403 } } }
    expect(await station.money.quote({ place: 'kiosk', bills: [bill.ref] })).toEqual(forbidden)
    const item = { item: `${transaction(801)}:1`, ref: bill.ref, amountAvos: bill.amountAvos }
    expect(
      await station.money.reserve({
        transaction: transaction(801),
        place: 'kiosk',
        quote: quoted.answer.quote,
        forMs: 60_000,
        items: [item],
      }),
    ).toEqual(forbidden)
    expect(await station.money.submitItem(submission(800, held))).toMatchObject({ ok: true, answer: { ok: true } })
    await ask('/reset', {})
    expect(await station.money.quote({ place: 'kiosk', bills: [bill.ref] })).toMatchObject({
      ok: true,
      answer: { ok: true },
    })
    station.close()
  })
})

describe('a money call', () => {
  it("carries the journal's head, which doesn't count as part of the question", async () => {
    const pair = generateKeyPairSync('x25519')
    const enrolled = await enrol({
      url: sandbox.url,
      code: sandbox.enrolmentCode,
      publicKey: rawPublicKey(pair.publicKey),
    })
    if (!enrolled.ok) throw new Error(enrolled.refusal.code)
    const station = createGateway({
      url: sandbox.url,
      token: enrolled.token,
      clock: createManualClock(sandboxClock.now()).clock,
      random: sandboxRandom,
      log,
    })
    let seq = 9
    let has: number[] = []
    station.carryHead(
      () => ({ seq, hash: new Uint8Array(32).fill(seq) }),
      undefined,
      (head) => void has.push(head.seq),
    )
    await expect.poll(() => has).toEqual([9])
    has = []
    const held = await hold(810, station)
    seq = 12
    const first = await station.money.submitItem(submission(810, held))
    seq = 13
    expect(await station.money.submitItem(submission(810, held))).toEqual(first)
    seq = 11
    expect(await station.money.submitItem(submission(810, held))).toEqual(first)
    expect(has.filter((each) => each !== 9)).toEqual([12, 13])
    station.close()
  })
})

describe('the trust bundle', () => {
  it("carries season, caps, retention, and a wallet's maintenance as soon as it begins", async () => {
    expect(await trust.refresh()).toEqual({ ok: true })
    const bundle = () => {
      const opened = trust.bundle(sandboxClock.now())
      if (!opened.ok) throw new Error(opened.refusal.code)
      return opened.bundle
    }
    expect(bundle().wallets).toMatchObject([
      { id: 'govpay', maintenance: [] },
      { id: 'mpay', capAvos: 2_000_000, maintenance: [] },
    ])
    const before = bundle().season
    expect(before?.until).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect((await ask('/season', { fromInDays: 2, untilInDays: 1 })).status).toBe(400)
    await ask('/season', { fromInDays: 20, untilInDays: 110 })
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(String(bundle().season?.from) > String(before?.from)).toBe(true)
    await ask('/reset', {})
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(bundle().season).toEqual(before)
    expect(bundle().retention?.['*']).toBeGreaterThan(0)
    expect(bundle().authorisations['vehicle-tax']).toEqual(['nameChinese', 'nameForeign'])
    await ask('/faults', { maintenance: [{ wallet: 'mpay', on: true }] })
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(bundle().wallets[1]?.maintenance).toHaveLength(2)
    await ask('/faults', { maintenance: [{ wallet: 'mpay', on: true, window: { from: '23:30', until: '00:15' } }] })
    expect(await trust.refresh()).toEqual({ ok: true })
    expect(bundle().wallets[1]?.maintenance).toEqual([{ from: '23:30', until: '00:15' }])
    await ask('/faults', { maintenance: [{ wallet: 'mpay', on: false }] })
  })
})

describe("the training's own address for the books", () => {
  it('answers under its own host alone, to JSON of its own form', async () => {
    expect((await ask('/books', undefined, { host: new URL(sandbox.phoneUrl).host })).status).toBe(404)
    expect((await ask('/books', undefined, { host: new URL(sandbox.url).host })).status).toBe(404)
    expect((await ask('/reset', {}, { host: new URL(sandbox.url).host })).status).toBe(404)
    expect((await ask('/faults', { faults: [] }, { 'content-type': 'text/plain' })).status).toBe(400)
    expect((await ask('/reset', {}, { 'content-type': 'text/plain' })).status).toBe(400)
    expect((await ask('/mint', { count: 0 })).status).toBe(400)
    expect((await ask('/auto', { walletShow: 'perhaps' })).status).toBe(400)
    expect((await ask('/faults', { bills: [{ number: 'nobody', paidElsewhere: true }] })).status).toBe(404)
    for (const fault of [
      { call: 'reserve', act: 'refuse' },
      { call: 'reserve', act: 'refuse', reason: 'fine-first' },
      { call: 'findBills', act: 'refuse', reason: 'bill-unknown' },
      { call: 'quote', act: 'ask-holder' },
    ])
      expect([fault, (await ask('/faults', { faults: [fault] })).status]).toEqual([fault, 400])
    for (const window of [
      { from: '24:00', until: '01:00' },
      { from: '01:00', until: '01:00' },
    ]) {
      expect((await ask('/faults', { maintenance: [{ wallet: 'mpay', on: true, window }] })).status).toBe(400)
    }
    expect((await ask('/nothing')).status).toBe(404)
  })

  it('makes a bill that was paid elsewhere payable again when the training is reset', async () => {
    const found = async () => gateway.money.findBills({ place: 'kiosk', by: { kind: 'slip', number: '2026000201' } })
    await ask('/faults', { bills: [{ number: '2026000201', paidElsewhere: true }] })
    expect(await found()).toMatchObject({ answer: { bills: [{ bar: 'paid' }] } })
    expect((await ask('/reset', {})).status).toBe(200)
    expect(await found()).toMatchObject({ answer: { bills: [{ amountAvos: 120_000 }] } })
  })
})
