import type { KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'cborg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ENTITY_ACT_KINDS } from '../../gateway/entity-contract.ts'
import type { Gateway } from '../../gateway/port.ts'
import { READING_OF_ACT, READING_OF_LOOK_UP } from '../../gateway/reading.ts'
import { decodeBase45 } from '../../station/codes/base45.ts'
import { openEnvelope } from '../../station/trust/envelope.ts'
import { askBooks } from '../agencies/money.fixture.ts'
import { phoneResident } from '../phones/phone-contract.ts'
import { register as registerAnswer } from '../serving/books-contract.ts'
import { sandboxRandom } from '../serving/clock.ts'
import { enrolAt, launchSample } from '../../../build/twins/enrolled.ts'
import type { Sandbox } from '../serving/launch.ts'
import type { EidKeyPair } from '../trust/eid.ts'
import { createKeyPair } from '../trust/eid.ts'
import { requestClaims, requestSecurityCode, signRequest } from '../trust/security-code.ts'
import type { Act } from './act.ts'
import { actBy, actId, beginSampleRegister, sampleApplication, type Application } from './identity.fixture.ts'

/** Entity accounts over the real HTTP API, at a station of SAFP and at others. */

const folder = mkdtempSync(join(tmpdir(), 'balcao-entities-'))
const COMPANY = '99100001'
const PENDING = '99100002'
const BUILDING = '99100003'
const PASSPORT = { kind: 'passport', number: 'TX9900024' } as const
const BLUE_CARD = { kind: 'blue-card', number: '99000017' } as const
const MINUTE = 60_000

const status = (code: number) => ({ ok: false, refusal: { params: { reason: 'status', status: code } } })
const refused = (code: string) => ({ ok: true, answer: { state: 'refused', code } })
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

let sandbox: Sandbox
let gateway: Gateway
let key: KeyObject
let card: (id: string) => string
let appOf: (euid: string) => EidKeyPair
let acts = 0

beforeAll(async () => {
  ;({ card, appOf } = beginSampleRegister(join(folder, 'data')))
  sandbox = await launchSample({ folder: join(folder, 'data'), department: 'SAFP' })
  ;({ gateway, key } = await enrolAt(sandbox))
})

afterAll(async () => {
  gateway.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const nextAct = () => actId((acts += 1))
const register = async () => registerAnswer.parse((await askBooks(sandbox, '/register')).json)
/** What changed of entities by acts, so without what the training began with. */
const changes = async () => (await register()).entities.filter(({ act }) => act !== undefined)
const phoneOf = async (id: string) =>
  phoneResident.parse(
    (await askBooks({ ...sandbox, booksUrl: sandbox.phoneUrl }, `/phone/residents/${id}?language=en`)).json,
  )
/** The request that a resident's phone shows for this login now, base64. */
async function shownRequest(id: string, euid: string): Promise<string> {
  const login = (await phoneOf(id)).logins.find((each) => each.euid === euid)
  const decoded = decodeBase45(login?.request?.text.slice('MES1:'.length) ?? '')
  if (!decoded.ok) throw new Error('the phone shows no request')
  return base64(decoded.bytes)
}
/** A request that the app of this login signs. */
const signed = (euid: string, entity: string, at = Date.now()): string =>
  base64(requestSecurityCode({ phone: appOf(euid), random: sandboxRandom }, { euid, entity, at }))

const byCard = (resident: string, what: Act['what'], by: 'finger' | 'face' = 'finger'): Act =>
  actBy(card(resident), nextAct(), what, { place: 'counter', by })
const byPapers = (papers: typeof PASSPORT | typeof BLUE_CARD, what: Act['what']): Act => ({
  act: nextAct(),
  reading: READING_OF_ACT[what.kind],
  place: 'counter',
  person: { by: 'document-check', papers },
  what,
})
const ask = (question: Act, of = gateway) => of.identity.performAct(question)
const codeBy = (papers: typeof PASSPORT | typeof BLUE_CARD, entity: string, request: string) =>
  ask(byPapers(papers, { kind: 'security-code', entity, request }))
const findCode = (papers: typeof PASSPORT | typeof BLUE_CARD, entity: string, request: string) =>
  gateway.identity.findSecurityCode({ reading: READING_OF_ACT['security-code'], papers, entity, request })
async function entityOf(number: string) {
  const found = await gateway.identity.findEntity({ reading: READING_OF_LOOK_UP, by: { what: 'number', number } })
  if (!found.ok || !found.answer.ok) throw new Error(JSON.stringify(found))
  return found.answer.entity
}

describe('an entity desk', () => {
  it('finds an entity by its number, with its administrators first, and by an EUID that login alone', async () => {
    const company = await entityOf(COMPANY)
    expect(company).toMatchObject({ number: COMPANY, nameForeign: 'COMÉRCIO DE TESTE, LDA.', state: 'active' })
    expect(company.logins.map(({ role }) => role)).toEqual([
      'administrator',
      'administrator',
      'administrator',
      'staff',
      'staff',
      'staff',
    ])
    const by = { what: 'euid', euid: 'EU99100015' } as const
    expect(await gateway.identity.findEntity({ reading: READING_OF_ACT['enable-face'], by })).toMatchObject({
      answer: { ok: true, entity: { number: COMPANY, logins: [{ euid: 'EU99100015' }] } },
    })
  })

  it('sees the lock, face recognition, documents and pending activations, and no whole name', async () => {
    const [, , , passport, locked, faceOff] = (await entityOf(COMPANY)).logins
    expect(passport).toMatchObject({ document: 'passport', face: 'not-possible', securityCode: 'off' })
    expect(locked).toMatchObject({ nameMasked: '測•••', lock: { endsBy: 'password-reset' }, face: 'on' })
    expect(faceOff).toMatchObject({ face: 'off', securityCode: 'not-needed' })
    const pending = await entityOf(PENDING)
    expect(pending.state).toBe('pending')
    expect(pending.activation?.expiresAt).toBeLessThan(Date.now())
    expect((await entityOf(BUILDING)).logins).toMatchObject([{ state: 'right-lost' }, { document: 'blue-card' }])
    expect(JSON.stringify([await entityOf(COMPANY), pending])).not.toMatch(/TESTE DEZASS|9900002|TX99/)
  })

  it('says what it does not find', async () => {
    const find = (by: Parameters<Gateway['identity']['findEntity']>[0]['by']) =>
      gateway.identity.findEntity({ reading: READING_OF_LOOK_UP, by })
    expect(await find({ what: 'number', number: '1' })).toMatchObject({ answer: { code: 'entity-unknown' } })
    expect(await find({ what: 'euid', euid: 'EU1' })).toMatchObject({ answer: { code: 'login-unknown' } })
  })
})

describe('a security code', () => {
  it('is refused for each reason of its own, and nothing changes', async () => {
    const before = await register()
    const request = signed('EU99100014', COMPANY)
    const [ME, YOU] = [PASSPORT, BLUE_CARD]
    const stranger = createKeyPair()
    const claims = (deviceKey: EidKeyPair) =>
      requestClaims({
        euid: 'EU99100014',
        entity: COMPANY,
        deviceKey: deviceKey.publicKey,
        at: Date.now(),
        cti: sandboxRandom.bytes(16),
      })
    const app = appOf('EU99100014')
    for (const [papers, entity, message, code] of [
      [ME, '1', request, 'entity-unknown'],
      [ME, COMPANY, 'bm9uZQ==', 'request-forged'],
      [ME, COMPANY, base64(signRequest(stranger, claims(stranger))), 'request-forged'],
      [ME, COMPANY, base64(signRequest(stranger, claims(app))), 'request-forged'],
      [ME, COMPANY, base64(signRequest(app, claims(stranger))), 'request-forged'],
      [ME, COMPANY, signed('EU99100014', COMPANY, Date.now() - 12 * MINUTE), 'request-stale'],
      [ME, COMPANY, signed('EU99100014', COMPANY, Date.now() + MINUTE), 'request-stale'],
      [ME, BUILDING, request, 'request-of-another'],
      [YOU, COMPANY, signed('EU99100032', COMPANY), 'not-staff'],
      [YOU, COMPANY, request, 'document-wrong'],
    ] as const) {
      expect([code, await findCode(papers, entity, message)]).toEqual([code, { ok: true, answer: { ok: false, code } }])
      expect([code, await codeBy(papers, entity, message)]).toEqual([code, refused(code)])
    }
    const after = await register()
    expect(after.entities).toEqual(before.entities)
    expect(after.acts.slice(before.acts.length).every(({ answer }) => answer.state === 'refused')).toBe(true)
  })

  it('is switched on by the request that the phone shows, which then shows it on', async () => {
    expect((await phoneOf('passport-staff')).logins).toMatchObject([{ securityCode: 'off', request: {} }])
    const request = await shownRequest('passport-staff', 'EU99100014')
    const spare = signed('EU99100014', COMPANY)
    expect(await findCode(PASSPORT, COMPANY, request)).toEqual({
      ok: true,
      answer: {
        ok: true,
        entity: { number: COMPANY, nameChinese: '測試貿易有限公司', nameForeign: 'COMÉRCIO DE TESTE, LDA.' },
        login: { euid: 'EU99100014', nameMasked: 'T••• D•••', document: 'passport' },
      },
    })
    const question = byPapers(PASSPORT, { kind: 'security-code', entity: COMPANY, request })
    const done = await ask(question)
    expect(done).toMatchObject({ answer: { state: 'done' } })
    expect(await ask(question)).toEqual(done)
    expect(await gateway.identity.settleAct({ act: question.act })).toEqual(done)
    expect(await changes()).toMatchObject([{ subject: 'EU99100014', what: 'code-on', act: question.act }])
    const [login] = (await phoneOf('passport-staff')).logins
    expect(login).toMatchObject({ securityCode: 'on' })
    expect(login?.request).toBeUndefined()
    expect(await codeBy(PASSPORT, COMPANY, request)).toEqual(refused('request-used'))
    expect(await codeBy(PASSPORT, COMPANY, spare)).toEqual(refused('security-code-on'))
  })

  it('is switched on once for each entity', async () => {
    const request = signed('EU99100032', BUILDING)
    expect(await codeBy(BLUE_CARD, BUILDING, request)).toMatchObject({ answer: { state: 'done' } })
    expect(await codeBy(BLUE_CARD, '99100004', request)).toEqual(refused('request-used'))
    expect((await phoneOf('blue-card')).logins.map(({ securityCode }) => securityCode)).toEqual(['on', 'off'])
    const other = await shownRequest('blue-card', 'EU99100042')
    expect(await codeBy(BLUE_CARD, BUILDING, other)).toEqual(refused('request-of-another'))
    expect(await codeBy(BLUE_CARD, '99100004', other)).toMatchObject({ answer: { state: 'done' } })
  })

  it('is taken for ten minutes after its end, since the person confirms in between', async () => {
    await askBooks(sandbox, '/reset', {})
    const late = signed('EU99100014', COMPANY, Date.now() - 10 * MINUTE)
    expect(await codeBy(PASSPORT, COMPANY, late)).toMatchObject({ answer: { state: 'done' } })
  })
})

describe('an activation code', () => {
  const resend = (entity: string, euid?: string): Act['what'] => ({
    kind: 'activation-code',
    entity,
    ...(euid === undefined ? {} : { euid }),
  })

  it('is sent anew to an account whose code expired, by its administrator, and comes to the phone', async () => {
    const before = (await phoneOf('fleet')).messages
    expect(await ask(byCard('fleet', resend(PENDING)))).toMatchObject({
      answer: { state: 'done', activation: { lastDigits: '04' } },
    })
    expect((await entityOf(PENDING)).activation?.expiresAt).toBeGreaterThan(Date.now())
    const [newest] = (await phoneOf('fleet')).messages
    expect(newest?.text).toMatch(/^TRAINING: .* \d{8} \(99100002\)$/)
    expect(before).not.toContainEqual(newest)
  })

  it('is sent to a login, by its holder or an administrator, and to nobody else', async () => {
    const login = resend('99100004', 'EU99100043')
    for (const by of ['rare-name', 'administrator-two'])
      expect(await ask(byCard(by, login))).toMatchObject({
        answer: { state: 'done', activation: { lastDigits: '23' } },
      })
    expect(await ask(byCard('fleet', login))).toEqual(refused('not-entitled'))
    expect(await ask(byPapers(BLUE_CARD, login))).toEqual(refused('not-entitled'))
    expect(await ask(byCard('expired-card', login))).toEqual(refused('card-expired'))
    expect(await ask(byCard('rare-name', resend('1')))).toEqual(refused('entity-unknown'))
    expect(await ask(byCard('rare-name', resend(COMPANY, 'EU99100043')))).toEqual(refused('login-unknown'))
    expect(await ask(byCard('administrator-one', resend(COMPANY)))).toEqual(refused('activation-not-pending'))
    expect(await ask(byCard('sole-administrator', resend(BUILDING)))).toEqual(refused('not-entitled'))
  })
})

describe("an administrator's right", () => {
  it('is restored once, to whoever lost it', async () => {
    const restore = { kind: 'restore-administrator', entity: BUILDING, euid: 'EU99100031' } as const
    expect(await ask(byCard('fleet', restore))).toEqual(refused('not-entitled'))
    const other = { ...restore, entity: COMPANY, euid: 'EU99100011' } as const
    expect(await ask(byCard('administrator-one', other))).toEqual(refused('right-not-lost'))
    expect(await ask(byCard('sole-administrator', restore))).toMatchObject({ answer: { state: 'done' } })
    expect((await entityOf(BUILDING)).logins[0]).toMatchObject({ role: 'administrator', state: 'active' })
    expect(await ask(byCard('sole-administrator', restore))).toEqual(refused('right-not-lost'))
  })
})

describe('face recognition', () => {
  it("is switched on again by the login's holder, where their document is Macao's ID card", async () => {
    const enable = (euid: string, entity = COMPANY) => ({ kind: 'enable-face', entity, euid }) as const
    expect(await ask(byCard('administrator-one', enable('EU99100016')))).toEqual(refused('not-entitled'))
    expect(await ask(byCard('staff-face-off', enable('EU99100016'), 'face'))).toMatchObject({
      answer: { state: 'done' },
    })
    expect(await ask(byCard('staff-face-off', enable('EU99100016')))).toEqual(refused('face-on'))
    expect(await ask(byPapers(PASSPORT, enable('EU99100014')))).toEqual(refused('face-not-possible'))
    expect(await ask(byCard('rare-name', enable('EU99100043', '99100004')))).toEqual(refused('login-inactive'))
  })
})

describe('an application', () => {
  const lodge = (change: Partial<Application>, registration = 'TR-9100') =>
    ask(
      byCard('late-tax', {
        kind: 'lodge-application',
        application: { ...sampleApplication(registration), ...change },
      }),
    )

  it('is taken in whole alone, once for an entity, and has a number', async () => {
    for (const paper of ['application-form', 'agreement', 'administrators-form'] as const) {
      const papers = sampleApplication('').papers.filter((each) => each !== paper)
      expect(await lodge({ papers })).toEqual(refused('documents-missing'))
    }
    expect(await lodge({ representatives: ['original', 'not-seen'] })).toEqual(refused('documents-missing'))
    for (const power of [
      { isNotarised: false, namesOpening: true },
      { isNotarised: true, namesOpening: false },
    ])
      expect(await lodge({ handedInBy: { who: 'proxy', ...power } })).toEqual(refused('proxy-not-empowered'))
    expect(await lodge({}, 'TR-9001')).toEqual(refused('entity-exists'))
    const proxy = { handedInBy: { who: 'proxy', isNotarised: true, namesOpening: true } } as const
    const taken = await lodge(proxy)
    expect(taken).toMatchObject({
      answer: { state: 'done', application: expect.stringMatching(/^P-\d{6}$/) as string },
    })
    expect(await lodge({})).toEqual(refused('entity-exists'))
  })
})

describe('a question that does not hang together', () => {
  const freeze: Act['what'] = { kind: 'freeze', reason: 'lost', bindings: ['AAAAAAAAAAAAAAAAAAAACQ=='] }
  const bind = { kind: 'bind', number: '9900000015' } as const

  it('is refused with 400 whose reading is the one of another kind of act, whatever the kind', async () => {
    const whats: Act['what'][] = [
      bind,
      freeze,
      { kind: 'end-freeze', freeze: actId(1) },
      { kind: 'lift-freeze', code: 'bm9uZQ==' },
      { kind: 'activation-code', entity: PENDING },
      { kind: 'restore-administrator', entity: BUILDING, euid: 'EU99100031' },
      { kind: 'enable-face', entity: COMPANY, euid: 'EU99100016' },
      { kind: 'lodge-application', application: sampleApplication('TR-9200') },
    ]
    const before = await register()
    const readings = [...Object.values(READING_OF_ACT), READING_OF_LOOK_UP]
    for (const what of whats)
      for (const reading of readings) {
        const own = READING_OF_ACT[what.kind]
        if (reading.service === own.service && reading.purpose === own.purpose) continue
        expect(await ask({ ...byCard('two-cars', what), reading })).toMatchObject(status(400))
      }
    const request = signed('EU99100014', COMPANY)
    const code = byPapers(PASSPORT, { kind: 'security-code', entity: COMPANY, request })
    expect(await ask({ ...code, reading: READING_OF_LOOK_UP })).toMatchObject(status(400))
    // A service that has no such purpose.
    const mixed = { service: 'eid-binding', purpose: 'reset' } as const
    expect(await gateway.identity.checkCard({ reading: mixed, document: card('two-cars') })).toMatchObject(status(400))
    expect(await register()).toEqual(before)
  })

  it('is refused with 400 whose person was identified in no way of its kind, or at a kiosk', async () => {
    const request = signed('EU99100014', COMPANY)
    const code = { kind: 'security-code', entity: COMPANY, request } as const
    expect(await ask(byPapers(PASSPORT, freeze))).toMatchObject(status(400))
    expect(await ask(byPapers(PASSPORT, bind))).toMatchObject(status(400))
    expect(await ask(byCard('two-cars', code))).toMatchObject(status(400))
    const resend = byCard('fleet', { kind: 'activation-code', entity: PENDING })
    expect(await ask({ ...resend, place: 'kiosk' })).toMatchObject(status(400))
    const person = { by: 'finger', document: card('fleet'), guardian: card('mother') } as const
    expect(await ask({ ...resend, person })).toMatchObject(status(400))
  })
})

describe('an act on an entity account', () => {
  it('that was settled before it came is never done, and its answer that was lost is the first', async () => {
    await askBooks(sandbox, '/reset', {})
    const resend = { kind: 'activation-code', entity: PENDING } as const
    const withdrawn = byCard('fleet', resend)
    expect(await gateway.identity.settleAct({ act: withdrawn.act })).toEqual(refused('act-withdrawn'))
    const before = await changes()
    expect(await ask(withdrawn)).toEqual(refused('act-withdrawn'))
    expect(await changes()).toEqual(before)
    await askBooks(sandbox, '/faults', { faults: [{ call: 'performAct', act: 'lose' }] })
    const lost = byCard('fleet', resend)
    expect(await ask(lost)).toMatchObject({ refusal: { code: 'gateway-unreachable' } })
    const settled = await gateway.identity.settleAct({ act: lost.act })
    expect(settled).toMatchObject({ answer: { state: 'done', activation: {} } })
    expect(await ask(lost)).toEqual(settled)
    expect((await changes()).filter(({ act }) => act === lost.act)).toHaveLength(1)
  })

  it('belongs to its station: every other one gets 403 for it', async () => {
    const { gateway: other } = await enrolAt(sandbox)
    const question = byCard('fleet', { kind: 'activation-code', entity: PENDING })
    await ask(question)
    expect(await ask(question, other)).toMatchObject(status(403))
    expect(await other.identity.settleAct({ act: question.act })).toMatchObject(status(403))
    other.close()
  })

  it('is not done at a station whose journal went back', async () => {
    const { gateway: suspect } = await enrolAt(sandbox)
    let journal = { seq: 9, hash: new Uint8Array(32).fill(9) }
    suspect.carryHead(
      () => journal,
      () => false,
    )
    await suspect.identity.settleAct({ act: nextAct() })
    journal = { seq: 9, hash: new Uint8Array(32).fill(1) }
    await suspect.identity.settleAct({ act: nextAct() })
    const question = byCard('fleet', { kind: 'activation-code', entity: PENDING })
    expect(await ask(question, suspect)).toMatchObject(status(403))
    suspect.close()
  })
})

describe('the department of a station', () => {
  const questions = (): Act[] => [
    byPapers(PASSPORT, { kind: 'security-code', entity: COMPANY, request: signed('EU99100014', COMPANY) }),
    byCard('fleet', { kind: 'activation-code', entity: PENDING }),
    byCard('sole-administrator', { kind: 'restore-administrator', entity: BUILDING, euid: 'EU99100031' }),
    byCard('staff-face-off', { kind: 'enable-face', entity: COMPANY, euid: 'EU99100016' }),
    byCard('late-tax', { kind: 'lodge-application', application: sampleApplication('TR-9300') }),
  ]
  /** Starts the sandbox again at another department; the station and the register are the same. */
  async function moveTo(department?: 'SAFP' | 'DSI' | 'DSAT'): Promise<void> {
    await sandbox.close()
    const port = Number(new URL(sandbox.url).port)
    sandbox = await launchSample({ folder: join(folder, 'data'), port, ...(department && { department }) })
    await askBooks(sandbox, '/reset', {})
  }
  /** What the newest trust bundle says of the station's department. */
  async function bundled(): Promise<unknown> {
    const fetched = await gateway.trustBundle(0)
    const opened = fetched.ok && fetched.bundle ? openEnvelope(fetched.bundle, key) : fetched
    if (!opened.ok || !('content' in opened)) throw new Error('no bundle')
    const [, , payload] = z
      .tuple([z.unknown(), z.unknown(), z.instanceof(Uint8Array)])
      .rest(z.unknown())
      .parse(decode(opened.content.subarray(1), { useMaps: true }))
    const { department, entityActs } = z
      .object({ department: z.string(), entityActs: z.array(z.string()) })
      .parse(Object.fromEntries(decode(payload, { useMaps: true }) as Map<string, unknown>))
    return [department, entityActs]
  }
  const look = (reading: Parameters<Gateway['identity']['findEntity']>[0]['reading']) =>
    gateway.identity.findEntity({ reading, by: { what: 'number', number: COMPANY } })
  const notAllowed = { ok: true, answer: { ok: false, code: 'department-not-allowed' } }

  it('decides what it may do and look up, and the trust bundle says so: SAFP all, DSI some, DSAT none', async () => {
    for (const [department, allowed] of [
      ['DSAT', []],
      [undefined, []],
      ['DSI', ['security-code', 'enable-face']],
      ['SAFP', ENTITY_ACT_KINDS],
    ] as const) {
      await moveTo(department)
      const done: string[] = []
      for (const question of questions()) {
        const answer = await ask(question)
        if (answer.ok && answer.answer.state === 'done') done.push(question.what.kind)
        else
          expect([department, question.what.kind, answer]).toEqual([
            department,
            question.what.kind,
            refused('department-not-allowed'),
          ])
      }
      expect([department, done]).toEqual([department, allowed])
      expect(await bundled()).toEqual([department ?? 'DSAT', allowed])
    }
    await moveTo('DSI')
    expect(await look(READING_OF_LOOK_UP)).toMatchObject({ answer: { ok: true } })
    expect(await look(READING_OF_ACT['restore-administrator'])).toEqual(notAllowed)
    await moveTo('DSAT')
    expect(await look(READING_OF_LOOK_UP)).toEqual(notAllowed)
    expect(await findCode(PASSPORT, COMPANY, signed('EU99100014', COMPANY))).toEqual(notAllowed)
  })
})
