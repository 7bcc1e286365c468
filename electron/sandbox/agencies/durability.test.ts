import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createGateway, enrol } from '../../gateway/client.ts'
import type { Gateway } from '../../gateway/port.ts'
import { books as booksAnswer, mintedBills, mintedCodes } from '../serving/books-contract.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import { sandboxClock, sandboxRandom } from '../serving/clock.ts'
import { launchSandbox, type Sandbox } from '../serving/launch.ts'
import { askBooks, transactionId } from './money.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-durable-'))
const log = { info() {}, warn() {} }
const CUSTOMERS = 6
const PAYMENTS_EACH = 8
/** After how many answers the process is killed, each time while the other customers wait for theirs. */
const KILL_AT = [20, 75, 130]
let sandbox: Sandbox
let gateway: Gateway

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
})

afterAll(async () => {
  gateway.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const moment = () => new Promise((resolve) => setTimeout(resolve, 20))

it('each answer holds and nothing happens twice when the sandbox is killed under load', async () => {
  const said: { again: () => Promise<unknown>; answer: unknown }[] = []
  const kills: number[] = []

  /** Asks until there is an answer, with the same key, and remembers it. */
  async function asked<T>(call: () => Promise<{ ok: true; answer: T } | { ok: false }>): Promise<T> {
    for (;;) {
      const outcome = await call()
      if (!outcome.ok) {
        await moment()
        continue
      }
      said.push({ answer: outcome.answer, again: call })
      if (said.length === KILL_AT[kills.length]) {
        const pid = sandbox.pid() ?? 0
        kills.push(pid)
        process.kill(pid, 'SIGKILL')
      }
      return outcome.answer
    }
  }
  async function minted<T>(path: string, read: (json: unknown) => T): Promise<T> {
    for (;;) {
      const answered = await askBooks(sandbox, path, { count: 1 }).catch(() => undefined)
      if (answered?.status === 200) return read(answered.json)
      await moment()
    }
  }

  async function pay(number: number): Promise<void> {
    const [bill] = await minted('/bills', (json) => mintedBills.parse(json).bills)
    const [code] = await minted('/mint', (json) => mintedCodes.parse(json).codes)
    if (!bill || !code) throw new Error('nothing to pay')
    const { ref, amountAvos } = bill
    const [transaction, item, attempt] = [
      transactionId(number),
      `${transactionId(number)}:1`,
      `${transactionId(number)}/1`,
    ]
    // A quote has no idempotency key, so each answer is another one.
    let quote: Awaited<ReturnType<Gateway['money']['quote']>>
    do quote = await gateway.money.quote({ place: 'kiosk', bills: [ref] })
    while (!quote.ok)
    const id = quote.answer.ok ? quote.answer.quote : ''
    expect(
      await asked(() =>
        gateway.money.reserve({
          transaction,
          place: 'kiosk',
          quote: id,
          forMs: 300_000,
          items: [{ item, ref, amountAvos }],
        }),
      ),
    ).toMatchObject({ ok: true })
    expect(
      await asked(() => gateway.money.chargeWallet({ attempt, code: code.text, amountAvos, deadlineMs: 60_000 })),
    ).toMatchObject({ state: 'approved' })
    if (number % 4 === 0) {
      await asked(() => gateway.money.reverseWallet({ attempt }))
      await asked(() => gateway.money.reverseItem({ item, reason: 'tender-reversed' }))
    }
    expect(
      await asked(() =>
        gateway.money.submitItem({
          item,
          transaction,
          ref,
          amountAvos,
          paidAt: 0,
          tender: 'wallet-scan',
          receipt: 'R',
        }),
      ),
    ).toMatchObject({ ok: number % 4 !== 0 })
  }

  await Promise.all(
    Array.from({ length: CUSTOMERS }, async (_, customer) => {
      for (let payment = 1; payment <= PAYMENTS_EACH; payment++) await pay(customer * 100 + payment)
    }),
  )

  expect(new Set(kills).size).toBe(KILL_AT.length)
  const before = booksAnswer.parse((await askBooks(sandbox, '/books')).json)
  for (const { answer, again } of said) {
    const outcome = await again()
    // An approved attempt that was given back since says so; every other answer is the same to the letter.
    if (JSON.stringify(answer).includes('"approved"'))
      expect(outcome).toMatchObject({
        ok: true,
        answer: { state: expect.stringMatching(/approved|reversed/) as string },
      })
    else expect(outcome).toEqual({ ok: true, answer })
  }
  const after = booksAnswer.parse((await askBooks(sandbox, '/books')).json)
  expect(after).toEqual(before)
  const numbers = Array.from({ length: CUSTOMERS }, (_, customer) =>
    Array.from({ length: PAYMENTS_EACH }, (__, payment) => customer * 100 + payment + 1),
  ).flat()
  expect(after.items.map(({ item, state }) => [item, state]).sort()).toEqual(
    numbers.map((number) => [`${transactionId(number)}:1`, number % 4 === 0 ? 'reversed' : 'acknowledged']).sort(),
  )
  expect(
    after.wallets
      .map(({ attempt, state, amountAvos, reversedAvos }) => [attempt, state, amountAvos - reversedAvos])
      .sort(),
  ).toEqual(
    numbers
      .map((number) => [
        `${transactionId(number)}/1`,
        number % 4 === 0 ? 'reversed' : 'approved',
        number % 4 === 0 ? 0 : 10_000,
      ])
      .sort(),
  )
  expect(new Set(after.reservations.map(({ transaction }) => transaction)).size).toBe(numbers.length)
})
