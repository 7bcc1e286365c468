import { fork } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGateway, enrol } from '../../gateway/client.ts'
import type { Gateway } from '../../gateway/port.ts'
import { readCode } from '../../station/codes/index.ts'
import { verifyPresentation } from '../../station/identity/presentation.ts'
import { openTrust, type Trust } from '../../station/trust/index.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import { sandboxClock, sandboxRandom } from './clock.ts'
import { launchSandbox, type Sandbox } from './launch.ts'
import { phoneResident, phoneResidents, type PhoneResident } from '../phones/phone-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-launch-'))
const log = { info() {}, warn() {} }
let sandbox: Sandbox
let gateway: Gateway
let trust: Trust
const closing: (() => void)[] = []

async function launch(name: string, more: object = {}): Promise<Sandbox> {
  const outcome = await launchSandbox({ folder: join(folder, name), ...more })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.sandbox
}

/** A station of its own key at this sandbox. */
async function station(name: string, at = sandbox) {
  const pair = generateKeyPairSync('x25519')
  const enrolled = await enrol({ url: at.url, code: at.enrolmentCode, publicKey: rawPublicKey(pair.publicKey) })
  if (!enrolled.ok) throw new Error(JSON.stringify(enrolled.refusal))
  const line = createGateway({ url: at.url, token: enrolled.token, clock: sandboxClock, random: sandboxRandom, log })
  closing.push(() => {
    line.close()
  })
  const opened = openTrust({
    folder: join(folder, name),
    gateway: line,
    clock: sandboxClock,
    random: sandboxRandom,
    log,
    enrolment: { stationId: enrolled.stationId, key: pair.privateKey, root: enrolled.root },
    mode: 'training',
  })
  if (!opened.ok) throw new Error(opened.refusal.code)
  closing.push(() => {
    opened.trust.close()
  })
  expect(await opened.trust.refresh()).toEqual({ ok: true })
  line.verifyTimesWith(
    (signed, nonce) => opened.trust.readTime(signed, nonce),
    () => {},
  )
  return { gateway: line, trust: opened.trust, root: enrolled.root }
}

/** The sandbox's answer to the phone page. */
function askPhone(path: string): Promise<unknown> {
  const { host } = new URL(sandbox.phoneUrl)
  return new Promise((resolve, reject) => {
    request(`${sandbox.url}${path}`, { headers: { host } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => {
        resolve(JSON.parse(text))
      })
    })
      .on('error', reject)
      .end()
  })
}

const phoneOf = async (id: string): Promise<PhoneResident> =>
  phoneResident.parse(await askPhone(`/phone/residents/${id}`))

function verify(phone: PhoneResident, by: Trust = trust) {
  const now = sandboxClock.now()
  const opened = by.bundle(now)
  if (!opened.ok || !('text' in phone.eid)) throw new Error('no eID')
  const { issuerKeys, readingKeys } = opened.bundle
  return verifyPresentation(
    phone.eid.text,
    { issuerKeys: [...issuerKeys], readingKeys: [...readingKeys], isRevoked: (bindingId) => by.isRevoked(bindingId) },
    { now, audience: 'verify', seen: () => false },
  )
}

async function until(happened: () => boolean | Promise<boolean>) {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 20))
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

beforeAll(async () => {
  sandbox = await launch('one')
  ;({ gateway, trust } = await station('station-one'))
})

afterAll(async () => {
  for (const close of closing.splice(0)) close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a station at the sandbox', () => {
  it('gets its trust bundle over real HTTP', () => {
    expect(trust.status()).toMatchObject({ state: 'current', version: 1 })
  })

  it("reads the gateway's signed time", async () => {
    await until(() => gateway.clockOffset() !== undefined)
    expect(Math.abs(gateway.clockOffset() ?? Infinity)).toBeLessThan(1_100)
  })

  it("reads what each resident's phone shows", async () => {
    const list = phoneResidents.parse(await askPhone('/phone/residents?language=zh-Hant'))
    expect(list.length).toBeGreaterThanOrEqual(20)
    const verdicts = new Map<string, string>()
    for (const { id } of list) {
      const phone = await phoneOf(id)
      if (!('text' in phone.eid)) {
        verdicts.set(id, phone.eid.state)
        continue
      }
      const outcome = verify(phone)
      verdicts.set(
        id,
        outcome.ok ? phone.eid.state : typeof outcome.refusal === 'string' ? outcome.refusal : outcome.refusal.code,
      )
      if (outcome.ok) {
        expect(outcome.identity.idNumber).toMatch(/^9900\d{4}$/)
        expect([outcome.identity.nameChinese, outcome.identity.nameForeign]).toEqual([
          phone.nameChinese,
          phone.nameForeign,
        ])
        expect([outcome.issuedAt, outcome.expiresAt]).toEqual([phone.eid.issuedAt, phone.eid.expiresAt])
      }
    }
    const others = Object.fromEntries([...verdicts].filter(([, verdict]) => verdict !== 'shown'))
    expect(others).toEqual({
      'twin-one': 'unbound',
      'twin-two': 'unbound',
      'child-two': 'unbound',
      'expired-card': 'expired-card',
      'cancelled-card': 'revoked',
      'blue-card': 'none',
      'passport-staff': 'none',
    })
  })

  it('sees another code of the same binding each time the phone is opened', async () => {
    const [first, second] = [verify(await phoneOf('two-cars')), verify(await phoneOf('two-cars'))]
    if (!first.ok || !second.ok) throw new Error('refused')
    expect(second.bindingId).toEqual(first.bindingId)
    expect(second.cti).not.toEqual(first.cti)
  })

  it('is told live twice, and another station seen-elsewhere, for one presentation', async () => {
    const verified = verify(await phoneOf('mother'))
    if (!verified.ok) throw new Error('refused')
    const other = await station('station-two')
    const { bindingId, cti } = verified
    expect(await gateway.checkPresentation({ bindingId, cti })).toEqual({ ok: true, status: 'live' })
    expect(await gateway.checkPresentation({ bindingId, cti })).toEqual({ ok: true, status: 'live' })
    expect(await other.gateway.checkPresentation({ bindingId, cti })).toEqual({ ok: true, status: 'seen-elsewhere' })
  })

  it('is told dead for the binding of a cancelled card', async () => {
    const phone = await phoneOf('cancelled-card')
    const opened = trust.bundle(sandboxClock.now())
    if (!opened.ok || !('text' in phone.eid)) throw new Error('no eID')
    const { issuerKeys, readingKeys } = opened.bundle
    const verified = verifyPresentation(
      phone.eid.text,
      { issuerKeys: [...issuerKeys], readingKeys: [...readingKeys], isRevoked: () => false },
      { now: sandboxClock.now(), audience: 'verify', seen: () => false },
    )
    if (!verified.ok) throw new Error('refused')
    expect(await gateway.checkPresentation(verified)).toEqual({ ok: true, status: 'dead' })
  })

  it('reads every other code that a phone shows', async () => {
    const tables = { walletPrefixes: ['990010', '990011', '990020'] }
    const read = (text: string) =>
      readCode({ bytes: new TextEncoder().encode(text), source: 'camera', symbology: ']Q1' }, tables)
    const kinds = new Set<string>()
    for (const { id } of phoneResidents.parse(await askPhone('/phone/residents'))) {
      const phone = await phoneOf(id)
      const texts = [phone.wallet.text, phone.wallet.digits, phone.border.text, ...phone.slips.map((slip) => slip.text)]
      if (phone.bindingNumber) texts.push(phone.bindingNumber.text)
      if (phone.blueCard) texts.push(phone.blueCard.text)
      for (const text of texts) {
        const outcome = read(text)
        kinds.add(outcome.ok ? outcome.code.kind : `${outcome.refusal.code} ${outcome.hint ?? ''}`)
      }
      for (const slip of phone.slips) {
        expect(read(slip.text)).toMatchObject({
          ok: true,
          code: {
            slip: { agency: slip.agency, slipKind: slip.slipKind, amountAvos: slip.amountAvos, payBy: slip.payBy },
          },
        })
      }
    }
    expect([...kinds].sort()).toEqual([
      'binding-number',
      'border-pass ',
      'payment-slip',
      'unknown-code blue-card',
      'wallet-payment',
    ])
    const defendant = await phoneOf('defendant')
    expect(new Set(defendant.slips.map((slip) => slip.state))).toEqual(new Set(['due', 'due-today', 'overdue']))
  })

  it('gets a binding number for each twin that stays the same for a day', async () => {
    const [one, again, two] = [await phoneOf('twin-one'), await phoneOf('twin-one'), await phoneOf('twin-two')]
    expect(again.bindingNumber).toEqual(one.bindingNumber)
    expect(two.bindingNumber?.number).not.toBe(one.bindingNumber?.number)
    expect(one.bindingNumber?.text).toBe(`MEB1:${one.bindingNumber?.number ?? ''}`)
  })

  it("leaves no resident's data in the sandbox's database", () => {
    const database = readFileSync(join(folder, 'one', 'sandbox.db'))
    expect(database.includes('99000001')).toBe(false)
  })
})

describe('launchSandbox', () => {
  it('starts again on the same port, with the same keys, when its process is killed', async () => {
    const first = sandbox.pid() ?? 0
    process.kill(first, 'SIGKILL')
    await until(() => !isAlive(first))
    await until(async () => (await gateway.trustSuccessions()).ok)
    expect(sandbox.pid()).not.toBe(first)
    await until(() => gateway.line().state === 'up')
    expect(verify(await phoneOf('two-cars')).ok).toBe(true)
  })

  it('stops its process when it is closed', async () => {
    const other = await launch('two')
    const pid = other.pid() ?? 0
    await other.close()
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(join(folder, 'two', 'sandbox.db-wal'))).toBe(false)
  })

  it('refuses with folder-in-use when another runs on the folder, which goes on', async () => {
    expect(await launchSandbox({ folder: join(folder, 'one') })).toMatchObject({
      ok: false,
      refusal: { code: 'folder-in-use' },
    })
    expect((await gateway.trustSuccessions()).ok).toBe(true)
  })

  it('makes keys of its own', async () => {
    const other = await launch('three')
    expect(createHash('sha256').update(other.root).digest('hex')).not.toBe(
      createHash('sha256').update(sandbox.root).digest('hex'),
    )
    await other.close()
  })

  it("refuses with folder-unwritable, data-damaged or invalid-input when it can't start", async () => {
    writeFileSync(join(folder, 'file'), 'no folder')
    expect(await launchSandbox({ folder: join(folder, 'file', 'below') })).toMatchObject({
      ok: false,
      refusal: { code: 'folder-unwritable' },
    })
    const damaged = await launch('damaged')
    await damaged.close()
    writeFileSync(join(folder, 'damaged', 'sandbox.db'), 'x'.repeat(5000))
    expect(await launchSandbox({ folder: join(folder, 'damaged') })).toMatchObject({
      ok: false,
      refusal: { code: 'data-damaged' },
    })
    expect(await launchSandbox({ folder: join(folder, 'address'), phoneAddress: 'not an address' })).toMatchObject({
      ok: false,
      refusal: { code: 'invalid-input' },
    })
  })

  it('offers the phone page on another address behind a six-digit code when asked', async () => {
    const other = await launch('paired', { phoneAddress: '127.0.0.2' })
    expect(other.pairingCode).toMatch(/^\d{6}$/)
    expect((await fetch(other.pairingUrl ?? '')).status).toBe(401)
    await other.close()
  })
})

describe("the sandbox's process", () => {
  it("ends by itself when its parent's channel closes", async () => {
    const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    child.send({ folder: join(folder, 'orphan') })
    await new Promise((resolve) => child.once('message', resolve))
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.disconnect()
    expect(await gone).toBe(0)
  })

  it('refuses invalid orders and ends', async () => {
    const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const answered = new Promise((resolve) => child.once('message', resolve))
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.send({ folder: 7 })
    expect(await answered).toEqual({ state: 'refused', refusal: { code: 'invalid-input' } })
    expect(await gone).toBe(1)
  })
})
