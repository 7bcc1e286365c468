import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Gateway } from '../../gateway/port.ts'
import { books as booksAnswer, mintedBills, mintedCodes } from '../serving/books-contract.ts'
import { answered, createKills, enrolAt, launchSample } from '../../../build/twins/enrolled.ts'
import type { Sandbox } from '../serving/launch.ts'
import { askBooks, transactionId } from './money.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-durable-'))
const CUSTOMERS = 6
const PAYMENTS_EACH = 8
/** After how many answers the process is killed, each time while the other customers wait for theirs. */
const KILL_AT = [20, 75, 130]
let sandbox: Sandbox
let gateway: Gateway

beforeAll(async () => {
  sandbox = await launchSample({ folder: join(folder, 'sandbox') })
  ;({ gateway } = await enrolAt(sandbox))
})

afterAll(async () => {
  gateway.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

it('each answer holds and nothing happens twice when the sandbox is killed under load', async () => {
  const said: { again: () => Promise<unknown>; answer: unknown }[] = []
  const kills = createKills(() => sandbox, KILL_AT)

  /** Asks until there is an answer, with the same key, and remembers it. */
  async function asked<T>(call: () => Promise<{ ok: true; answer: T } | { ok: false }>): Promise<T> {
    const answer = await answered(call)
    said.push({ answer, again: call })
    kills.said()
    return answer
  }
  async function minted<T>(path: string, read: (json: unknown) => T): Promise<T> {
    return answered(async () => {
      const made = await askBooks(sandbox, path, { count: 1 }).catch(() => undefined)
      return made?.status === 200 ? { ok: true, answer: read(made.json) } : { ok: false }
    })
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

  expect(kills.count()).toBe(KILL_AT.length)
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
