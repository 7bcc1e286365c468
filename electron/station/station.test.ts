import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encode } from 'cborg'
import { openSocketLines, type Line, type Lines } from '../../build/twins/lines.ts'
import { APPROVED, createTwinStation, HOLDER } from '../../build/twins/station.ts'
import { createVirtualTender } from '../../hardware/payment-terminal/virtual.ts'
import { createVirtualScanner } from '../../hardware/scanner/virtual.ts'
import { FIELD_NAMES, type ServiceId, type StationEvent } from '../contract/index.ts'
import { createKeyPair, signMessage } from '../sandbox/trust/eid.ts'
import { systemRandom } from '../start/system.ts'
import { encodeBase45 } from './codes/index.ts'
import type { NewEntry } from './journal/index.ts'
import { PERSON_KEPT_MS } from './serving/limits.ts'
import { KEY_LOOK_MS, SIGNING_KEY_USED_MS } from './upkeep/limits.ts'
import { createLog } from './storage/log.ts'
import { createReceipts } from './receipts/index.ts'
import { sampleReceipt } from './receipts/receipts.fixture.ts'
import type { StationDeps } from './port.ts'
import { createStation } from './station.ts'

let twin: ReturnType<typeof createTwinStation>
let lines: Lines
let logs: string

beforeEach(async () => {
  logs = mkdtempSync(join(tmpdir(), 'balcao-logs-'))
  twin = createTwinStation({ logTo: logs })
  lines = await openSocketLines(twin.station)
})
afterEach(async () => {
  await lines.close()
  await twin.close()
  rmSync(logs, { recursive: true, force: true })
})

const base64 = (text: string) => Buffer.from(text).toString('base64')
const scanned = (line: Line, text: string, service?: ServiceId) =>
  line.client.scan.submit({
    data: base64(text),
    source: 'camera',
    symbology: ']Q1',
    ...(service === undefined ? {} : { service }),
  })
const refusalOf = (answer: { ok: boolean; refusal?: { code: string } | undefined }) =>
  answer.ok ? 'ok' : answer.refusal?.code

const kiosk = () => lines.open({ face: 'kiosk', session: 'k' })
async function counter() {
  const line = await lines.open({ face: 'counter', session: 'c' })
  await line.client.operators.signInTraining()
  return line
}

/** Every way in which one of the holder's fields could be written. */
const WRITTEN: Readonly<Record<(typeof FIELD_NAMES)[number], readonly string[]>> = {
  idNumber: ['99001357', '9900135', '900135'],
  nameChinese: ['測試一', '\\u6e2c\\u8a66\\u4e00'],
  nameForeign: ['TESTE UM', 'TESTE'],
  birthDate: ['1987-06-05', '19870605', '05/06/1987', '1987'],
  kind: ['"P"'],
  cardValidUntil: ['2031-02-03', '20310203', '2031'],
  guardianBound: ['guardianBound'],
}

/** Whether bytes hold a text, also inside base64. */
function holds(frames: readonly string[], text: string): boolean {
  return frames.some(
    (frame) =>
      frame.includes(text) ||
      (frame.match(/[A-Za-z0-9+/=]{16,}/g) ?? []).some((part) =>
        Buffer.from(part, 'base64').toString('utf8').includes(text),
      ),
  )
}

describe('a clock', () => {
  const readiness = async (line: Line) => (await line.client.station.status()).readiness
  const clock = async () => (await twin.station.doctor()).checks.find(({ name }) => name === 'clock')

  it("that is unconfirmed or far from the gateway's limits the station until it is right", async () => {
    const line = await kiosk()
    expect(await readiness(line)).toEqual({ state: 'ready', reasons: [], unavailable: ['card', 'paper'] })
    twin.gateway.setTime(undefined)
    expect(await readiness(line)).toEqual({
      state: 'limited',
      reasons: ['clock-unknown'],
      unavailable: ['payments', 'card', 'paper'],
    })
    expect(await clock()).toMatchObject({ state: 'failed' })
    twin.gateway.setTime(-120_001)
    expect(await readiness(line)).toEqual({
      state: 'limited',
      reasons: ['clock-wrong'],
      unavailable: ['payments', 'card', 'paper'],
    })
    twin.gateway.setTime(120_000)
    expect(await readiness(line)).toEqual({ state: 'ready', reasons: [], unavailable: ['card', 'paper'] })
    expect(Date.parse((await line.client.station.status()).now)).toBe(twin.clock.now() + 120_000)
  })

  it('that is set while the station runs is reported to pages, when wrong and when right', async () => {
    const line = await kiosk()
    const heard: StationEvent[] = []
    void (async () => {
      for await (const event of await line.client.station.events()) heard.push(event)
    })().catch(() => undefined)
    await line.client.station.status()
    const told = async () => {
      twin.gateway.setTime(0)
      await line.client.station.status()
      return heard.flatMap((event) => (event.type === 'readiness-changed' ? [event.readiness.reasons] : []))
    }
    const right = twin.clock.now()
    twin.manual.setWall(right - 20 * 365 * 86_400_000)
    twin.gateway.setTime(20 * 365 * 86_400_000)
    await line.client.station.status()
    expect(Date.parse((await line.client.station.status()).now)).toBe(right)
    expect(await clock()).toMatchObject({ state: 'failed', detail: expect.stringContaining('behind') as string })
    twin.manual.setWall(right)
    expect(await told()).toEqual([['clock-wrong'], []])
    expect(await clock()).toMatchObject({ state: 'ok' })
  })
})

describe('an update', () => {
  it('waits while a person is known, at whichever face', async () => {
    expect(twin.station.isQuiet()).toBe(true)
    const line = await kiosk()
    expect((await scanned(line, twin.phone().eid(), 'my-eid')).ok).toBe(true)
    expect(twin.station.isQuiet()).toBe(false)
    await line.client.person.end()
    expect(twin.station.isQuiet()).toBe(true)
  })
})

describe('an eID', () => {
  it.each([
    ['counter', 'identity-check'],
    ['counter', 'vehicle-holder'],
    ['counter', 'age-proof'],
    ['kiosk', 'my-eid'],
  ] as const)('shows the %s only what is approved for %s', async (face, service) => {
    const line = face === 'counter' ? await counter() : await kiosk()
    const events = await line.client.station.events()
    const answer = await scanned(line, twin.phone().eid(), service)
    expect(answer).toMatchObject({
      ok: true,
      kind: 'eid-presentation',
      person: { service, assurance: { level: 'online' } },
    })
    const approved = APPROVED[service] ?? []
    expect(answer.ok && answer.person?.fields.map(({ name }) => name)).toEqual(approved)
    const beforeShown = [...line.frames.in]
    const shown = await line.client.person.show()
    expect(shown.ok && shown.person.fields.map(({ value }) => value)).toHaveLength(approved.length)
    await line.client.services.list()
    await line.client.station.status()
    await events.next()
    await scanned(line, twin.phone().eid(), service)
    await scanned(line, 'ME1:NOT AN EID', service)
    await line.client.person.end()

    for (const name of FIELD_NAMES.filter((field) => !approved.includes(field))) {
      for (const text of WRITTEN[name])
        expect(holds([...line.frames.in, ...line.frames.out], text), `${name} as ${text}`).toBe(false)
    }
    for (const text of [...WRITTEN.idNumber, ...WRITTEN.birthDate])
      expect(holds(beforeShown, text), `masked ${text}`).toBe(false)
    if (approved.includes('idNumber')) expect(JSON.stringify(shown)).toContain('9900135(7)')
  })

  it('is masked until it is shown', async () => {
    const line = await counter()
    const answer = await scanned(line, twin.phone().eid(), 'identity-check')
    expect(answer.ok && answer.person?.fields).toContainEqual({ name: 'idNumber', value: '9••••••(•)', masked: true })
    expect(await line.client.person.show()).toMatchObject({
      ok: true,
      person: { fields: expect.arrayContaining([{ name: 'idNumber', value: '9900135(7)', masked: false }]) as unknown },
    })
  })

  it("isn't read, asked about or remembered before its service is chosen and approved", async () => {
    const line = await counter()
    const text = twin.phone().eid()
    expect(refusalOf(await scanned(line, text))).toBe('service-not-chosen')
    expect(refusalOf(await scanned(line, text, 'my-eid'))).toBe('service-not-approved')
    twin.trust.change({ ...twin.trust.current!, authorisations: { 'identity-check': ['nameForeign'] } })
    expect(refusalOf(await scanned(line, text, 'vehicle-holder'))).toBe('service-not-approved')
    expect(twin.gateway.asked).toBe(0)
    expect(refusalOf(await scanned(line, text, 'identity-check'))).toBe('ok')
    expect(refusalOf(await scanned(line, text, 'identity-check'))).toBe('replayed')
  })

  it('is refused, and no service offered, when the trust bundle is missing or has expired', async () => {
    const line = await kiosk()
    const { current } = twin.trust
    twin.trust.change(null)
    expect(refusalOf(await scanned(line, twin.phone().eid()))).toBe('trust-missing')
    twin.trust.change(current, true)
    expect(refusalOf(await scanned(line, twin.phone().eid()))).toBe('trust-expired')
    expect(await line.client.services.list()).toEqual([])
    expect(await line.client.station.status()).toMatchObject({
      readiness: { state: 'closed', reasons: ['trust-expired'] },
      trust: { state: 'expired' },
    })
  })

  it('is shown with its assurance and the time of that', async () => {
    const line = await kiosk()
    twin.gateway.status = null
    const answer = await scanned(line, twin.phone().eid())
    expect(answer.ok && answer.person?.assurance).toEqual({
      level: 'bundle',
      at: new Date(twin.clock.now()).toISOString(),
      bundleIssuedAt: new Date(twin.trust.current!.issuedAt).toISOString(),
    })
    twin.gateway.status = 'dead'
    expect(refusalOf(await scanned(line, twin.phone().eid()))).toBe('revoked')
    twin.gateway.status = 'seen-elsewhere'
    expect(refusalOf(await scanned(line, twin.phone().eid()))).toBe('replayed')
  })

  it('of an expired card is shown as expired from the day after its last in Macao', async () => {
    const line = await kiosk()
    const last = new Date(twin.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const before = new Date(twin.clock.now() - 16 * 3_600_000).toISOString().slice(0, 10)
    expect(await scanned(line, twin.phone({ ...HOLDER, cardValidUntil: last }).eid())).toMatchObject({
      person: { card: 'valid' },
    })
    expect(await scanned(line, twin.phone({ ...HOLDER, cardValidUntil: before }).eid())).toMatchObject({
      person: { card: 'expired' },
    })
  })

  it('that is refused also clears the person before', async () => {
    const line = await counter()
    await scanned(line, twin.phone().eid(), 'identity-check')
    expect(refusalOf(await scanned(line, twin.phone().eid('border'), 'identity-check'))).toBe('wrong-audience')
    expect(await line.client.person.show()).toEqual({ ok: false, refusal: { code: 'person-gone' } })
  })

  it("isn't shown when its person left while it was being verified", async () => {
    const line = await kiosk()
    const events = await line.client.station.events()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    twin.gateway.until = promise.then(() => undefined)
    const [first, second] = [scanned(line, twin.phone().eid()), scanned(line, twin.phone().eid())]
    await nextOf(events, 'scan-read')
    await nextOf(events, 'scan-read')
    await line.client.person.end()
    resolve(undefined)
    expect([refusalOf(await first), refusalOf(await second)]).toEqual(['person-gone', 'person-gone'])
    expect(await line.client.person.show()).toMatchObject({ ok: false })
  })

  it('is forgotten after the limit, and the page hears of it', async () => {
    const line = await kiosk()
    const events = await line.client.station.events()
    await scanned(line, twin.phone().eid())
    await twin.manual.pass(PERSON_KEPT_MS)
    expect(await line.client.person.show()).toMatchObject({ ok: false })
    expect(await nextOf(events, 'person-cleared')).toEqual({ type: 'person-cleared' })
  })
})

describe('another code', () => {
  it.each([
    ['MEX1:ABC', 'border-pass', 'border-pass'],
    ['000201', 'merchant-qr', 'merchant-qr'],
    ['MEO1:ABC', 'operator-badge', 'malformed'],
    ['https://example.test/', 'unknown', 'unknown-code'],
    ['MEB1:1234567890', 'binding-number', 'malformed'],
    ['2812345678901234', 'wallet-payment', 'ok'],
    ['x'.repeat(5_000), 'unknown', 'unknown-code'],
  ])('beginning %.20s is %s: %s', async (text, kind, refusal) => {
    const line = await kiosk()
    const events = await line.client.station.events()
    const answer = await scanned(line, text)
    expect([answer.kind, refusalOf(answer)]).toEqual([kind, refusal])
    expect((await events.next()).value).toEqual({ type: 'scan-read', kind })
  })

  it('of a signed kind is refused, since its issuer is unknown here', async () => {
    const claims = encode(
      new Map<number, unknown>([
        [7, new Uint8Array(16)],
        [4, 2_000_000_000],
      ]),
    )
    const message = signMessage({
      protectedHeaders: new Map([[1, -8]]),
      payload: claims,
      key: createKeyPair('EdDSA').privateKey,
    })
    for (const [prefix, kind] of [
      ['MEA1:', 'approval'],
      ['MEO1:', 'operator-badge'],
      ['MEU1:', 'undo-code'],
      ['MES1:', 'security-code-request'],
    ]) {
      expect(await twin.station.examine({ data: base64(`${prefix ?? ''}${encodeBase45(message)}`) })).toEqual({
        kind,
        ok: false,
        refusal: { code: 'issuer-unknown' },
      })
    }
  })
})

describe("a technician's examination of an eID", () => {
  it('verifies it for the instant asked, without remembering it or showing the person', async () => {
    const text = twin.phone().eid()
    const look = (at?: string) => twin.station.examine({ data: base64(text), ...(at === undefined ? {} : { at }) })
    const first = await look()
    expect(first).toMatchObject({ kind: 'eid-presentation', ok: true, verdict: { assurance: 'bundle' } })
    expect(Object.keys(first.verdict ?? {}).sort()).toEqual(['assurance', 'bundleIssuedAt', 'expiresAt', 'issuedAt'])
    expect(JSON.stringify(first)).not.toMatch(/9900|TESTE|測試/)
    expect((await look()).ok).toBe(true)
    expect(await look(new Date(twin.clock.now() + 600_000).toISOString())).toMatchObject({
      ok: false,
      refusal: { code: 'expired' },
    })
    expect(await look(new Date(twin.clock.now() - 600_000).toISOString())).toMatchObject({
      ok: false,
      refusal: { code: 'clock-ahead' },
    })
    expect(refusalOf(await scanned(await kiosk(), text))).toBe('ok')
    expect(twin.gateway.asked).toBe(1)
  })
})

describe('the signing key', () => {
  const signing = () => Buffer.from(twin.journal.signer.kid()).toString('hex')
  const keysCheck = async () =>
    (await twin.station.doctor()).checks.find(({ name, state }) => name === 'keys' && state !== 'ok')

  it('is sent to the gateway once when the line is up', async () => {
    const first = signing()
    twin.gateway.status = null
    twin.gateway.setLine('up')
    await twin.manual.pass(0)
    expect(twin.gateway.keys).toEqual([])
    twin.gateway.status = 'live'
    await twin.manual.pass(2 * KEY_LOOK_MS)
    expect(twin.gateway.keys).toEqual([first])
  })

  it('is replaced after a year, sent to the gateway, and stays published', async () => {
    const first = signing()
    twin.manual.setWall(twin.clock.now() + SIGNING_KEY_USED_MS)
    await twin.manual.pass(KEY_LOOK_MS)
    expect(signing()).not.toBe(first)
    expect(twin.gateway.keys.at(-1)).toBe(signing())
    expect(twin.journal.publishedKeys().map(({ kid }) => Buffer.from(kid).toString('hex'))).toEqual([first, signing()])
  })

  it('makes no receipt genuine before the gateway has confirmed it, even one that lists no keys', async () => {
    const receipt = createReceipts(twin.journal.signer).receipt(sampleReceipt()).code
    const look = async () => refusalOf(await twin.station.examine({ data: base64(receipt) }))
    expect(await look()).toBe('receipt-key-unknown')
    expect(await keysCheck()).toMatchObject({ state: 'warning', detail: expect.stringContaining('entry 1') as unknown })
    twin.gateway.setLine('up')
    await twin.manual.pass(0)
    expect(await look()).toBe('ok')
    expect(await keysCheck()).toBeUndefined()
  })

  it('of earlier is confirmed when the gateway lists it', async () => {
    const first = twin.journal.signer.publicKey()
    await twin.journal.rotateKey()
    twin.gateway.listed = [new Uint8Array(32), first]
    twin.gateway.setLine('up')
    await twin.manual.pass(0)
    expect(twin.journal.signingKeys()).toMatchObject([{ vouchedBy: 'gateway' }, { vouchedBy: 'gateway' }])
  })

  it("is sent again soon, and the list asked for, when the gateway couldn't answer", async () => {
    const first = twin.journal.signer.publicKey()
    await twin.journal.rotateKey()
    Object.assign(twin.gateway, { listed: [first], refusesKeys: 503 })
    twin.gateway.setLine('up')
    await twin.manual.pass(0)
    expect(twin.journal.publishedKeys()).toEqual([])
    twin.gateway.refusesKeys = null
    await twin.manual.pass(60_000)
    expect(twin.journal.signingKeys()).toMatchObject([{ vouchedBy: 'gateway' }, { vouchedBy: 'gateway' }])
  })

  it("is replaced once when the gateway knows it as another station's", async () => {
    const first = signing()
    twin.gateway.refusesKeys = 409
    twin.gateway.setLine('up')
    await twin.manual.pass(2 * KEY_LOOK_MS)
    const second = signing()
    expect([second === first, twin.journal.publishedKeys()]).toEqual([false, []])
    twin.gateway.refusesKeys = null
    await twin.manual.pass(KEY_LOOK_MS)
    expect([signing(), twin.gateway.keys]).toEqual([second, [second]])
    expect(twin.journal.signingKeys()).toMatchObject([{ vouchedBy: 'nothing' }, { vouchedBy: 'gateway' }])
  })
})

describe('a payment that was left open', () => {
  const transaction = '019c9999-0000-7000-8000-000000000001'
  const item = { item: `${transaction}:1`, agency: 'DSAT', kind: 'tax', avos: 85_000, requires: [] }
  const of = (kind: string, facts: NewEntry['facts']): NewEntry => ({ kind, actor: 'resident', transaction, facts })

  /**
   * Starts a station whose journal holds a card payment that was asked for and has passed its deadline. `reversals`:
   * how often the terminal was told to give it back.
   */
  async function leftOpen(heads: Pick<StationDeps, 'journalAgreed'>) {
    await twin.journal.append([
      of('payment-intended', { tender: 'card', place: 'kiosk', training: true, totalAvos: 85_000, items: [item] }),
      of('payment-reserved', {}),
      of('payment-asked', { attempt: `${transaction}/1`, deadlineAt: twin.clock.now() }),
    ])
    const station = createStation({
      folder: twin.folder,
      clock: twin.clock,
      random: systemRandom,
      log: createLog({ stderr: false }),
      trust: twin.trust,
      gateway: twin.gateway,
      journal: twin.journal,
      identity: () => ({ id: 'T-1', site: 'test', phone: null }),
      keyProtection: 'file',
      ...heads,
    })
    const card = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock: twin.clock, provider: 'TwinCard' })
    station.attachTender('card', card)
    await station.settle()
    await twin.manual.pass(60_000)
    return { station, reversals: () => card.books().length, close: () => station.close() }
  }

  it("isn't reversed before the gateway has judged the journal, and is afterwards", async () => {
    twin.gateway.judgement = undefined
    const { reversals, close } = await leftOpen({ journalAgreed: true })
    expect(reversals()).toBe(0)
    twin.gateway.judgement = { heads: [twin.journal.head()] }
    await twin.manual.pass(60_000)
    expect(reversals()).toBe(1)
    await close()
  })

  it.each([
    [true, 1],
    [false, 0],
  ])('is reversed without the line only if a head anchor agrees (%s)', async (journalAgreed, expected) => {
    twin.gateway.judgement = undefined
    twin.gateway.setLine('down')
    const { reversals, close } = await leftOpen({ journalAgreed })
    expect(reversals()).toBe(expected)
    await close()
  })

  it("isn't reversed when the gateway refuses the station's token, even if a head anchor agrees", async () => {
    twin.gateway.judgement = undefined
    twin.gateway.tokenRefused = true
    twin.gateway.setLine('down')
    const { reversals, close } = await leftOpen({ journalAgreed: true })
    expect(reversals()).toBe(0)
    await close()
  })

  it.each<[string, () => Pick<StationDeps, 'journalAgreed'>]>([
    [
      "the gateway knows a head that isn't in the journal",
      () => {
        twin.gateway.judgement = { heads: [twin.journal.head(), { seq: 99, hash: new Uint8Array(32) }] }
        return { journalAgreed: true }
      },
    ],
    [
      'the gateway holds it against the station',
      () => {
        twin.gateway.judgement = { suspect: 'forked' }
        return { journalAgreed: true }
      },
    ],
  ])("isn't reversed when %s, and readiness and doctor say so", async (_, prepare) => {
    const { station, reversals, close } = await leftOpen(prepare())
    expect(reversals()).toBe(0)
    expect(station.status().readiness.reasons).toContain('journal-went-back')
    expect((await station.doctor()).checks).toContainEqual(
      expect.objectContaining({
        name: 'journal',
        state: 'failed',
        todo: expect.stringContaining('accept-loss') as string,
      }),
    )
    await close()
  })
})

describe("a head that the gateway names and the journal doesn't have", () => {
  it('is a loss at once, and asked for again until its anchor is written', async () => {
    const lost = { seq: 99, hash: new Uint8Array(32) }
    const heads = join(twin.path, 'heads')
    writeFileSync(heads, '')
    for (let times = 0; times < 2; times++) expect(twin.gateway.holds(lost)).toBeUndefined()
    expect(twin.gateway.holds(twin.journal.head())).toBe(true)
    expect(twin.station.status().readiness.reasons).toContain('journal-went-back')
    rmSync(heads)
    await twin.manual.pass(3_000)
    expect(twin.gateway.holds(lost)).toBe(false)
    expect(twin.station.status().readiness.reasons).toContain('journal-went-back')
  })
})

describe('a journal that takes no entries', () => {
  it.each([
    ['disk-full', 'disk-low'],
    ['folder-unwritable', 'journal-damaged'],
    ['data-damaged', 'journal-damaged'],
    ['journal-locked', 'journal-locked'],
  ] as const)('is reported by readiness and doctor until it takes entries again (%s)', async (code, reason) => {
    let unwritten: typeof code | undefined
    let tell: () => void = () => undefined
    const station = createStation({
      folder: twin.folder,
      clock: twin.clock,
      random: systemRandom,
      log: createLog({ stderr: false }),
      trust: twin.trust,
      gateway: twin.gateway,
      journal: {
        ...twin.journal,
        unwritten: () => unwritten,
        onUnwritten(listener) {
          tell = listener
          return () => undefined
        },
      },
      identity: () => ({ id: 'T-1', site: 'test', phone: null }),
      keyProtection: 'file',
    })
    unwritten = code
    tell()
    expect(station.status().readiness).toEqual({
      state: 'limited',
      reasons: [reason],
      unavailable: ['payments', 'card', 'paper'],
    })
    expect((await station.doctor()).checks).toContainEqual(
      expect.objectContaining({ name: 'journal', state: 'failed', detail: expect.stringContaining(code) as string }),
    )
    unwritten = undefined
    tell()
    expect(station.status().readiness).toEqual({ state: 'ready', reasons: [], unavailable: ['card', 'paper'] })
    await station.close()
  })
})

describe('a scanner that the station owns', () => {
  it('answers to the session that its face used last, and reports its faults', async () => {
    const line = await kiosk()
    const events = await line.client.station.events()
    const scanner = createVirtualScanner({ id: 'twin', clock: twin.clock })
    const detach = twin.station.attachScanner(scanner, 'kiosk')
    expect(scanner.scan(Buffer.from(twin.phone().eid()), ']Q1')).toBe(true)
    expect(await nextOf(events, 'scan-answered')).toMatchObject({ answer: { ok: true, person: { service: 'my-eid' } } })

    scanner.unplug()
    expect(scanner.scan(Buffer.from('x'))).toBe(false)
    expect(await nextOf(events, 'device-changed')).toMatchObject({
      device: { id: 'twin', virtual: true, state: 'lost', error: 'unplugged' },
    })
    expect(await line.client.station.status()).toMatchObject({
      readiness: { state: 'limited', reasons: ['device-lost'] },
    })
    scanner.replug(100)
    expect(scanner.scan(Buffer.from('x'))).toBe(false)
    await twin.manual.pass(100)
    expect((await line.client.station.status()).readiness.state).toBe('ready')
    scanner.scan(Buffer.from('first after the replug'))
    expect(await nextOf(events, 'scan-answered')).toMatchObject({ answer: { kind: 'unknown' } })
    scanner.drop('gap')
    expect(await nextOf(events, 'scan-answered')).toMatchObject({
      answer: { ok: false, kind: 'unknown', refusal: { code: 'malformed' } },
    })
    scanner.fail('stalled')
    expect(await nextOf(events, 'device-changed')).toMatchObject({ device: { state: 'failed', error: 'stalled' } })

    detach()
    expect(await nextOf(events, 'device-gone')).toEqual({ type: 'device-gone', id: 'twin' })
    expect(twin.station.status().devices).toEqual([])
  })

  it("limits a production kiosk while it isn't protected, also one that only the page sees", async () => {
    const own = createTwinStation({ mode: 'production' })
    own.station.usePageScanner()
    const ownLines = await openSocketLines(own.station)
    try {
      const line = await ownLines.open({ face: 'kiosk', session: 'k' })
      const unprotected = () => own.station.status().readiness.reasons.includes('scanner-unprotected')
      const events = await line.client.station.events()
      await line.client.scan.submit({ data: 'aGk=', source: 'camera' })
      expect(unprotected()).toBe(false)
      await line.client.scan.submit({ data: 'aGk=', source: 'hid-keyboard' })
      await line.client.scan.submit({ data: 'aGk=', source: 'hid-keyboard' })
      expect(await nextOf(events, 'readiness-changed')).toMatchObject({
        readiness: { state: 'limited', reasons: expect.arrayContaining(['scanner-unprotected']) as string[] },
      })
      expect(own.station.status().devices).toMatchObject([{ kind: 'scanner', face: 'kiosk', error: 'not-protected' }])

      const scanner = createVirtualScanner({ id: 'twin', clock: own.clock })
      own.station.attachScanner(scanner, 'kiosk')
      expect(unprotected()).toBe(true)
      scanner.scan(Buffer.from('hi'))
      expect(unprotected()).toBe(false)
      expect(own.station.status().devices).toMatchObject([{ id: 'twin', face: 'kiosk' }])
    } finally {
      await ownLines.close()
      await own.close()
    }
  })

  it('proves its way by a check code, which does nothing else', async () => {
    const [desk, page] = [await counter(), await kiosk()]
    expect(await desk.client.devices.scanCheck()).toEqual({ check: null })
    const { check } = await desk.client.devices.startScanCheck()
    const events = await page.client.station.events()
    const scanner = createVirtualScanner({ id: 'twin', clock: twin.clock })
    twin.station.attachScanner(scanner, 'kiosk')
    scanner.scan(Buffer.from(check.text))
    expect(await nextOf(events, 'scan-answered')).toMatchObject({ answer: { ok: true, kind: 'check-scan' } })
    expect(await desk.client.devices.scanCheck()).toMatchObject({
      check: { text: check.text, state: 'read', read: { face: 'kiosk', way: 'hid-pos', reading: 'whole' } },
    })
  })

  it("isn't heard by a counter without a sign-in", async () => {
    const line = await lines.open({ face: 'counter', session: 'c' })
    const scanner = createVirtualScanner({ id: 'twin', clock: twin.clock })
    twin.station.attachScanner(scanner, 'counter')
    scanner.scan(Buffer.from('hello'))
    await line.client.station.status()
    await line.client.operators.signInTraining()
    const events = await line.client.station.events()
    scanner.scan(Buffer.from(twin.phone().eid()))
    expect(await nextOf(events, 'scan-answered')).toMatchObject({
      answer: { ok: false, refusal: { code: 'service-not-chosen' } },
    })
  })

  it('reads for the service that the page says, and counts once what the camera sees too', async () => {
    const line = await counter()
    const events = await line.client.station.events()
    const scanner = createVirtualScanner({ id: 'twin', clock: twin.clock })
    twin.station.attachScanner(scanner, 'counter')
    await line.client.scan.expect({ service: 'identity-check' })
    const eid = Buffer.from(twin.phone().eid())
    scanner.scan(eid)
    const answer = { ok: true, person: { service: 'identity-check' } }
    expect(await nextOf(events, 'scan-answered')).toMatchObject({ answer })
    expect(
      await line.client.scan.submit({ data: eid.toString('base64'), source: 'camera', service: 'identity-check' }),
    ).toMatchObject({ ...answer, isSame: true })
  })
})

describe("a page's camera", () => {
  it('is a device of its face, also without a sign-in, until its connection ends', async () => {
    const line = await lines.open({ face: 'counter', session: 'c' })
    const looking = await kiosk()
    const events = await looking.client.station.events()
    await line.client.devices.announceCamera({ state: 'refused', count: 1 })
    const camera = { id: 'camera-counter', kind: 'camera', face: 'counter', state: 'failed', error: 'camera-refused' }
    expect(await nextOf(events, 'device-changed')).toMatchObject({ device: camera })
    const limited = { readiness: { reasons: expect.arrayContaining(['device-lost']) as string[] } }
    expect(await nextOf(events, 'readiness-changed')).toMatchObject(limited)
    expect(twin.station.deviceDesk.devices().devices).toMatchObject([{ trouble: 'camera-refused' }])
    await line.close()
    expect(await nextOf(events, 'readiness-changed')).not.toMatchObject(limited)
    expect(twin.station.status().devices).toEqual([])
  })
})

describe('the log of a session', () => {
  it("holds no person's name, number, date or code", async () => {
    const line = await counter()
    const texts = [
      twin.phone().eid(),
      twin.phone().eid('border'),
      'https://example.test/TESTE',
      `ME1:${'A'.repeat(100)}`,
    ]
    for (const text of texts) await scanned(line, text, 'identity-check')
    await line.client.scan.submit({ data: '!TESTE UM 99001357', source: 'typed' }).catch(() => undefined)
    line.raw('{"i":"1","p":{"u":"/scan/submit","b":{"json":"TESTE UM 99001357"}}}')
    twin.gateway.setLine('down')
    twin.folder.db.exec('DROP TABLE eid_seen')
    await scanned(line, twin.phone().eid(), 'identity-check').catch(() => undefined)
    await twin.station.doctor()
    const log = readFileSync(join(logs, 'station.log'), 'utf8')
    expect(log).toMatch(/"incident":"[0-9a-f]{8}"/)
    for (const text of [
      ...texts.map((code) => code.slice(4, 40)),
      ...Object.values(WRITTEN)
        .flat()
        .filter((written) => written.length > 4),
    ]) {
      expect(log.includes(text), text).toBe(false)
    }
  })
})

async function nextOf(events: AsyncIterableIterator<StationEvent>, type: StationEvent['type']): Promise<StationEvent> {
  for (;;) {
    const { value, done } = (await events.next()) as IteratorResult<StationEvent, undefined>
    if (done === true) throw new Error('the stream ended')
    if (value.type === type) return value
  }
}
