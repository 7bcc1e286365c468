import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identityContract } from '../../gateway/identity-contract.ts'
import { EXAMPLES } from '../../gateway/openapi-examples.ts'
import type { Gateway } from '../../gateway/port.ts'
import { askBooks } from '../agencies/money.fixture.ts'
import { bindingNumber, phoneResident, type PhoneResident } from '../phones/phone-contract.ts'
import { register as registerAnswer } from '../serving/books-contract.ts'
import { enrolAt, launchSample } from '../../../build/twins/enrolled.ts'
import type { Sandbox } from '../serving/launch.ts'
import type { Act } from './act.ts'
import { actBy, actId, beginSampleRegister, TO_RESET, type OtherWords } from './identity.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-identity-'))
const status = (code: number) => ({ ok: false, refusal: { params: { reason: 'status', status: code } } })
let sandbox: Sandbox
let one: Gateway
let other: Gateway
let token: string
let card: (id: string) => string

const station = async (): Promise<Gateway> => (await enrolAt(sandbox)).gateway

beforeAll(async () => {
  ;({ card } = beginSampleRegister(join(folder, 'data')))
  sandbox = await launchSample({ folder: join(folder, 'data') })
  ;[one, other] = [await station(), await station()]
  ;({ token } = await enrolAt(sandbox))
})

afterAll(async () => {
  one.close()
  other.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks the phone page's API; `POST` without a question. */
const askPhone = (path: string, method: 'GET' | 'POST' = 'GET') =>
  askBooks({ ...sandbox, booksUrl: sandbox.phoneUrl }, `/phone/residents/${path}`, method === 'GET' ? undefined : {})
const phoneOf = async (path: string): Promise<PhoneResident> => phoneResident.parse((await askPhone(path)).json)
const register = async () => registerAnswer.parse((await askBooks(sandbox, '/register')).json)

const act = (number: number, by: string, what: Act['what'], rest?: OtherWords): Act =>
  actBy(card(by), actId(number), what, rest)
async function bindingsOf(by: string): Promise<string[]> {
  const found = await one.identity.findBindings({ reading: TO_RESET, document: card(by) })
  if (!found.ok || !found.answer.ok) throw new Error(JSON.stringify(found))
  return found.answer.bindings.map(({ binding }) => binding)
}
const versionOf = async (gateway: Gateway, have: number) => {
  const answered = await gateway.trustBundle(have)
  return answered.ok && answered.bundle !== null ? 'newer' : 'same'
}

describe('an act on identity', () => {
  it('belongs to its station: every other one gets 403 for it, and nothing changes', async () => {
    const question = act(1, 'fleet', { kind: 'freeze', reason: 'lost', bindings: await bindingsOf('fleet') })
    const done = await one.identity.performAct(question)
    expect(done).toMatchObject({ ok: true, answer: { state: 'done' } })
    const before = await register()
    expect(await other.identity.performAct(question)).toMatchObject(status(403))
    expect(await other.identity.settleAct({ act: actId(1) })).toMatchObject(status(403))
    expect(await register()).toEqual(before)
    expect(await one.identity.settleAct({ act: actId(1) })).toEqual(done)
    expect(await one.identity.performAct({ ...question, place: 'counter' })).toMatchObject(status(409))
    expect(await other.identity.settleAct({ act: actId(2) })).toMatchObject({
      answer: { state: 'refused', code: 'act-withdrawn' },
    })
    expect(await one.identity.settleAct({ act: actId(2) })).toMatchObject(status(403))
  })

  it('of a station whose journal went back is refused, but for a freeze', async () => {
    const suspect = await station()
    const head = (seq: number) => ({ seq, hash: new Uint8Array(32).fill(seq) })
    let journal = head(9)
    suspect.carryHead(
      () => journal,
      () => false,
    )
    const [binding = ''] = await bindingsOf('elderly')
    const freeze = act(10, 'elderly', { kind: 'freeze', reason: 'lost', bindings: [binding] })
    // A settlement carries the head, and the gateway keeps it.
    await suspect.identity.settleAct({ act: actId(11) })
    journal = { seq: 9, hash: new Uint8Array(32).fill(1) }
    await suspect.identity.settleAct({ act: actId(12) })
    const number = (await phoneOf('twin-two')).bindingNumber?.number ?? ''
    expect(await suspect.identity.performAct(act(13, 'twin-two', { kind: 'bind', number }))).toMatchObject(status(403))
    expect(await suspect.identity.performAct(freeze)).toMatchObject({ ok: true, answer: { state: 'done' } })
    const ending = act(14, 'elderly', { kind: 'end-freeze', freeze: actId(10) })
    expect(await suspect.identity.performAct(ending)).toMatchObject(status(403))
    expect(await one.identity.performAct({ ...ending, act: actId(15) })).toMatchObject({ answer: { state: 'done' } })
    suspect.close()
  })

  it('is settled when its answer was lost, and withdrawn when it never came', async () => {
    const number = (await phoneOf('twin-one')).bindingNumber?.number ?? ''
    const question = act(20, 'twin-one', { kind: 'bind', number })
    await askBooks(sandbox, '/faults', { faults: [{ call: 'performAct', act: 'drop' }] })
    expect(await one.identity.performAct(question)).toMatchObject({ refusal: { code: 'gateway-unreachable' } })
    expect(await one.identity.settleAct({ act: actId(20) })).toMatchObject({ answer: { code: 'act-withdrawn' } })
    expect(await one.identity.performAct(question)).toMatchObject({ answer: { code: 'act-withdrawn' } })
    await askBooks(sandbox, '/faults', { faults: [{ call: 'performAct', act: 'lose' }] })
    const again = { ...question, act: actId(21) }
    expect(await one.identity.performAct(again)).toMatchObject({ refusal: { code: 'gateway-unreachable' } })
    expect(await one.identity.settleAct({ act: actId(21) })).toMatchObject({
      answer: { state: 'done', endedEarlier: false },
    })
    expect((await register()).acts.filter(({ act: id }) => [actId(20), actId(21)].includes(id))).toMatchObject([
      { answer: { code: 'act-withdrawn' }, arrivals: 1 },
      { kind: 'bind', answer: { state: 'done' }, arrivals: 1 },
    ])
  })
})

describe('an invalid question', () => {
  it('is refused, changes no binding, and is no act', async () => {
    const post = (path: string, body: unknown) =>
      fetch(`${sandbox.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const calls = Object.entries(identityContract).map(([name, procedure]) => {
      const [, { asked }] = Object.entries(EXAMPLES).find(([each]) => each === name) ?? ['', { asked: {} }]
      const [question = {}] = Object.values<object>(asked)
      // An act that no station has asked for, so that none is refused as another's.
      return {
        path: procedure['~orpc'].route.path ?? '',
        question: 'act' in question ? { ...question, act: actId(60) } : question,
      }
    })
    const wrong = fc.oneof(
      fc.jsonValue().filter((value) => typeof value !== 'string'),
      fc.constantFrom<unknown>(
        'x'.repeat(3_000),
        -1,
        {},
        [],
        'a-a',
        { kind: 'bind' },
        { kind: 'freeze', reason: 'lost', bindings: [] },
      ),
    )
    const before = await register()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...calls), fc.nat(), wrong, async ({ path, question }, nth, value) => {
        const fields = Object.keys(question)
        const field = fields[nth % fields.length] ?? ''
        const answer = await post(path, { ...question, [field]: value })
        expect([path, field, value, answer.status]).toEqual([path, field, value, 400])
      }),
      { numRuns: 150 },
    )
    const valid = act(60, 'two-cars', { kind: 'freeze', reason: 'lost', bindings: await bindingsOf('two-cars') })
    for (const what of [
      { kind: 'freeze', reason: 'lost', bindings: [] },
      { kind: 'bind', number: '12' },
      { kind: 'else' },
    ])
      expect((await post('/v1/acts', { ...valid, what })).status).toBe(400)
    expect(await register()).toEqual(before)
  })
})

describe("a resident's phone", () => {
  it('shows the eID once it is bound to it, and several beside each other', async () => {
    expect((await phoneOf('child-two')).eid).toEqual({ state: 'unbound' })
    const { number } = bindingNumber.parse((await askPhone('child-two/numbers', 'POST')).json)
    expect((await phoneOf('child-two')).bindingNumber?.number).toBe(number)
    const question = act(30, 'child-two', { kind: 'bind', number }, { guardian: card('mother') })
    expect(await one.identity.performAct(question)).toMatchObject({ answer: { state: 'done' } })
    const child = await phoneOf('child-two')
    expect(child.eid.state).toBe('shown')
    expect(child.bindingNumber).toBeUndefined()
    const beside = ['mother', 'child-one', 'child-two']
    for (const id of beside) expect((await phoneOf(id)).eids.map((eid) => eid.id)).toEqual(beside)
    expect((await phoneOf('two-cars')).eids.map(({ id }) => id)).toEqual(['two-cars'])
  })

  it('makes a number when it is asked, with an eID on it too, but not for somebody without one', async () => {
    expect((await phoneOf('defendant')).bindingNumber).toBeUndefined()
    const made = bindingNumber.parse((await askPhone('defendant/numbers', 'POST')).json)
    expect(bindingNumber.parse((await askPhone('defendant/numbers', 'POST')).json)).toEqual(made)
    expect((await phoneOf('defendant')).bindingNumber).toEqual(made)
    expect((await askPhone('blue-card/numbers', 'POST')).status).toBe(404)
    expect((await askPhone('nobody/numbers', 'POST')).status).toBe(404)
  })

  it('says that its eIDs are frozen at its next contact, and then that they are bound no more', async () => {
    const family = ['stolen-phone', 'stolen-child-one', 'stolen-child-two']
    const states = () => Promise.all(family.map(async (id) => (await phoneOf(id)).eid.state))
    const bundle = await one.trustBundle(0)
    expect(bundle).toMatchObject({ ok: true })
    const bindings = await bindingsOf('stolen-phone')
    const question = act(40, 'stolen-phone', { kind: 'freeze', reason: 'lost', bindings })
    const cti = new Uint8Array(16)
    const check = async () => {
      const [bindingId = ''] = bindings
      const asked = { bindingId: new Uint8Array(Buffer.from(bindingId, 'base64')), cti }
      const checked = await other.checkPresentation(asked)
      return checked.ok && checked.status
    }
    expect([await states(), await check()]).toEqual([['shown', 'shown', 'shown'], 'live'])
    await one.identity.performAct(question)
    expect([await states(), await check()]).toEqual([['frozen', 'frozen', 'frozen'], 'dead'])
    // Without contact the phone goes on, which is why stations ask and have the filter.
    expect((await phoneOf('stolen-phone?contact=none')).eid.state).toBe('shown')
    expect((await askBooks(sandbox, '/freezes', { freeze: actId(40), endsAt: 0 })).status).toBe(200)
    expect((await askBooks(sandbox, '/freezes', { freeze: actId(41), endsAt: 0 })).status).toBe(404)
    expect((await askBooks(sandbox, '/freezes', { freeze: 'none', endsAt: 0 })).status).toBe(400)
    expect([await states(), await check()]).toEqual([['unbound', 'unbound', 'unbound'], 'dead'])
    expect((await phoneOf('stolen-phone')).bindingNumber?.number).toMatch(/^\d{10}$/)
  })
})

describe('the trust bundle', () => {
  it('is issued anew at the next refresh after a binding died or came back, and not otherwise', async () => {
    let version = 0
    while ((await versionOf(one, version)) === 'newer') version++
    const [binding = ''] = await bindingsOf('late-tax')
    const freeze = act(50, 'late-tax', { kind: 'freeze', reason: 'lost', bindings: [binding] })
    const frozen = await one.identity.performAct(freeze)
    if (!frozen.ok || frozen.answer.state !== 'done' || frozen.answer.undo === undefined) throw new Error('not frozen')
    expect(await versionOf(other, version)).toBe('newer')
    expect(await versionOf(other, version + 1)).toBe('same')
    const { undo: code } = frozen.answer
    const lift = act(51, 'late-tax', { kind: 'lift-freeze', code }, { place: 'counter' })
    expect(await one.identity.performAct({ ...lift, place: 'kiosk' })).toMatchObject(status(400))
    expect(await one.identity.performAct(lift)).toMatchObject({ answer: { state: 'done' } })
    expect(await versionOf(other, version + 1)).toBe('newer')
    expect(await versionOf(other, version + 2)).toBe('same')
  })
})
