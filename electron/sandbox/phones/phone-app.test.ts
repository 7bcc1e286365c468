import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { sandboxRandom } from '../serving/clock.ts'
import { openBindings } from '../identity/bindings.ts'
import { openRegister } from '../identity/register.ts'
import { issueIdCards } from '../trust/id-cards.ts'
import { openKeys } from '../trust/keys.ts'
import { createPhoneApp } from './phone-app.ts'
import { phoneResident, walletRequest } from './phone-contract.ts'
import { openPages } from './pages.ts'
import { openPhones } from './phones.ts'
import { RESIDENTS } from './residents.ts'
import {
  STATION_A,
  endSampleMoney,
  itemsOf,
  MINUTE,
  openSampleMoney,
  transactionId,
} from '../agencies/money.fixture.ts'
import { openStore } from '../serving/store.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
  endSampleMoney()
})

/** The phones' API over a sandbox's books, with a clock that stands still. */
function open() {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-phones-'))
  const sample = openSampleMoney()
  const store = openStore(folder)
  closing.push(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const { clock } = sample.time
  const keys = openKeys(store, sandboxRandom)
  const bindings = openBindings({ store, clock, random: sandboxRandom })
  issueIdCards(store, bindings, sandboxRandom)
  bindings.bindFirst(RESIDENTS)
  const register = openRegister({ store, bindings, keys, clock, random: sandboxRandom })
  const phones = openPhones({ keys, register, money: sample.money, clock, random: sandboxRandom })
  const app = createPhoneApp({ phones, pages: openPages(undefined) })
  const post = (path: string, body: unknown, type = 'application/json') =>
    app.request(path, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) })
  return {
    ...sample,
    app,
    post,
    phone: async (id: string) =>
      phoneResident.parse(await (await app.request(`/phone/residents/${id}?language=en`)).json()),
    decide: async (id: string, order: unknown) => {
      const answer = await post(`/phone/residents/${id}/decisions`, order)
      return {
        status: answer.status,
        request: answer.status === 200 ? walletRequest.parse(await answer.json()) : undefined,
      }
    },
    show(number: number, amountAvos = 5_000) {
      const shown = sample.money.wallets.show(STATION_A, {
        attempt: `${transactionId(number)}/1`,
        amountAvos,
        deadlineMs: 3 * MINUTE,
      })
      if (!shown.ok) throw new Error(shown.reason)
      return shown.text
    },
  }
}

describe("the notices and slips in a resident's phone", () => {
  it('are all that they owe, with the state of each', async () => {
    const { phone, vehicle, hold, submit } = open()
    const states = async () =>
      (await phone('two-cars')).slips.map(({ slipKind, purpose, state }) => [slipKind, purpose, state])
    expect(await states()).toEqual([
      ['tax', 'MT-00-01', 'due'],
      ['fine', 'MT-00-02', 'due'],
      ['tax', 'MT-00-02', 'due'],
    ])
    const refs = vehicle('MT-00-02', '0001').bills.map(({ ref }) => ref)
    const [fine] = itemsOf(hold(1, refs))
    expect(await states()).toEqual([
      ['tax', 'MT-00-01', 'due'],
      ['fine', 'MT-00-02', 'pending'],
      ['tax', 'MT-00-02', 'pending'],
    ])
    submit(1, fine!)
    expect((await states())[1]).toEqual(['fine', 'MT-00-02', 'paid'])
  })

  it('say which is due today and which is overdue', async () => {
    const { phone } = open()
    expect((await phone('defendant')).slips.map(({ agency, number, state }) => [agency, number, state])).toEqual([
      ['MP', '2026000201', 'due-today'],
      ['TUI', '2026000202', 'overdue'],
      ['IAM', '2026000203', 'due'],
      ['DSF', '2026000204', 'due'],
    ])
    expect((await phone('late-tax')).slips.map(({ state }) => state)).toEqual(['overdue', 'overdue'])
    expect((await phone('blue-card')).slips).toHaveLength(2)
    expect((await phone('four-cars')).slips.map(({ purpose }) => purpose)).not.toContain('MT-00-05')
  })

  it('carry the number by which a station finds them', async () => {
    const { phone, money } = open()
    for (const id of ['two-cars', 'late-tax', 'fleet', 'defendant', 'blue-card', 'expired-card']) {
      for (const { number, slipKind, amountAvos } of (await phone(id)).slips) {
        const found = money.findBills(STATION_A, {
          place: 'kiosk',
          by: { kind: slipKind === 'slip' ? 'slip' : 'notice', number },
        })
        const bills = found.ok ? [...found.bills, ...found.vehicles.flatMap((vehicle) => vehicle.bills)] : []
        expect(bills).toContainEqual(expect.objectContaining({ number, kind: slipKind, amountAvos }))
      }
    }
  })
})

describe("a resident's wallet", () => {
  it('shows a new code each time, with its limits and balance', async () => {
    const { phone, money } = open()
    const [first, second] = [(await phone('two-cars')).wallet, (await phone('two-cars')).wallet]
    expect(second.text).not.toBe(first.text)
    expect(first).toMatchObject({
      name: 'MPay (TRAINING)',
      balanceAvos: 5_000_000,
      limitAvos: 1_000_000,
      capAvos: 2_000_000,
      isAsleep: false,
    })
    expect(
      money.wallets.charge(STATION_A, {
        attempt: `${transactionId(1)}/1`,
        code: first.text,
        amountAvos: 85_000,
        deadlineMs: MINUTE,
      }),
    ).toMatchObject({ state: 'approved' })
    money.wallets.sleep('mpay', true)
    expect((await phone('two-cars')).wallet).toMatchObject({ balanceAvos: 4_915_000, isAsleep: true })
  })

  it('reads the code that a station shows, and approves it once', async () => {
    const { phone, show, post, decide, money } = open()
    const code = show(1)
    const read = await post('/phone/residents/two-cars/requests', { code })
    expect(walletRequest.parse(await read.json())).toMatchObject({ how: 'shown', amountAvos: 5_000, state: 'pending' })
    expect((await phone('two-cars')).requests).toHaveLength(1)
    expect(await decide('two-cars', { code, approve: true })).toMatchObject({
      status: 200,
      request: { state: 'approved' },
    })
    expect(await decide('mother', { code, approve: false })).toMatchObject({
      status: 200,
      request: { state: 'approved' },
    })
    expect(money.wallets.status(STATION_A, `${transactionId(1)}/1`)).toMatchObject({
      state: 'approved',
      approvedAvos: 5_000,
    })
    expect((await phone('two-cars')).requests).toEqual([])
  })

  it("declines a shown code, and can't approve one after its deadline", async () => {
    const { show, decide, money, time } = open()
    expect(await decide('two-cars', { code: show(1), approve: false })).toMatchObject({
      request: { state: 'cancelled' },
    })
    expect(money.wallets.status(STATION_A, `${transactionId(1)}/1`)).toEqual({ state: 'cancelled' })
    const late = show(2)
    await time.pass(3 * MINUTE + 1)
    expect(await decide('two-cars', { code: late, approve: true })).toMatchObject({
      request: { state: 'declined', reason: 'code-expired' },
    })
  })

  it('refuses a code that nobody shows, and any other JSON than its own', async () => {
    const { show, post, decide, money } = open()
    const code = show(1)
    expect((await decide('two-cars', { code: `${code}X`, approve: true })).status).toBe(404)
    expect((await decide('nobody', { code, approve: true })).status).toBe(404)
    expect((await post('/phone/residents/nobody/requests', { code })).status).toBe(404)
    expect((await decide('two-cars', { attempt: `${transactionId(9)}/1`, approve: true })).status).toBe(404)
    for (const order of [
      {},
      { code },
      { code, approve: 'yes' },
      { code, attempt: `${transactionId(1)}/1`, approve: true },
      [],
      null,
    ])
      expect((await decide('two-cars', order)).status).toBe(400)
    expect((await post('/phone/residents/two-cars/decisions', { code, approve: true }, 'text/plain')).status).toBe(400)
    expect((await post('/phone/residents/two-cars/decisions', { code: 'x'.repeat(5_000), approve: true })).status).toBe(
      413,
    )
    expect(money.wallets.status(STATION_A, `${transactionId(1)}/1`)).toEqual({ state: 'pending' })
  })
})

describe('the messages in a phone', () => {
  it('are those to its own number alone', async () => {
    const { phone, money } = open()
    money.keeping.keepMessage({ key: 'm-1', phone: '62000007', text: 'TRAINING 1' })
    money.keeping.keepMessage({ key: 'm-1', phone: '62000007', text: 'TRAINING 1' })
    expect(() => {
      money.keeping.keepMessage({ key: 'm-1', phone: '62000001', text: 'TRAINING 1' })
    }).toThrow('Conflict')
    const mother = await phone('mother')
    expect([mother.phoneNumber, mother.messages.map(({ text }) => text)]).toEqual(['62000007', ['TRAINING 1']])
    expect((await phone('child-one')).phoneNumber).toBe('62000007')
    expect((await phone('two-cars')).messages).toEqual([])
  })
})
