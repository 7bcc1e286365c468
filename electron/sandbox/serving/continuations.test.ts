import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createGateway, enrol } from '../../gateway/client.ts'
import type { Gateway } from '../../gateway/port.ts'
import { books, continuation, mintedBills } from './books-contract.ts'
import { rawPublicKey } from '../trust/bundle.ts'
import { sandboxClock, sandboxRandom } from './clock.ts'
import { launchSandbox, type Sandbox } from './launch.ts'
import { askBooks, transactionId } from '../agencies/money.fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-continue-'))
const log = { info() {}, warn() {} }
let sandbox: Sandbox
const closing: Gateway[] = []

beforeAll(async () => {
  const launched = await launchSandbox({ folder: join(folder, 'data') })
  if (!launched.ok) throw new Error(launched.refusal.code)
  ;({ sandbox } = launched)
})
afterAll(async () => {
  for (const each of closing) each.close()
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const newKey = () => rawPublicKey(generateKeyPairSync('x25519').publicKey)

async function enrolBy(code: string, publicKey = newKey()) {
  const enrolled = await enrol({ url: sandbox.url, code, publicKey })
  if (!enrolled.ok) return enrolled
  const gateway = createGateway({
    url: sandbox.url,
    token: enrolled.token,
    clock: sandboxClock,
    random: sandboxRandom,
    log,
  })
  closing.push(gateway)
  return { ok: true as const, id: enrolled.stationId, token: enrolled.token, gateway }
}

async function stationBy(code: string, publicKey = newKey()) {
  const enrolled = await enrolBy(code, publicKey)
  if (!enrolled.ok) throw new Error(enrolled.refusal.code)
  return enrolled
}

/** What the gateway holds against a token's station after a heartbeat whose head is of the given `history`. */
async function suspectAfter(token: string, history: number): Promise<unknown> {
  const journal = { seq: 9, hash: Buffer.alloc(32, history).toString('base64') }
  const answer = await fetch(`${sandbox.url}/v1/heartbeat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ journal }),
  })
  return z.object({ suspect: z.string().optional() }).parse(await answer.json()).suspect
}

const isRefused = { ok: false, refusal: { code: 'gateway-refused', params: { status: 403 } } }

const codeFor = async (station: string) =>
  continuation.parse((await askBooks(sandbox, '/continue', { station })).json).code

async function newBill() {
  const [bill] = mintedBills.parse((await askBooks(sandbox, '/bills', { count: 1 })).json).bills
  if (!bill) throw new Error('no bill')
  return bill
}

describe('an enrolment code that continues a station', () => {
  it("gives its holder the station's transactions and voids the old token", async () => {
    const before = await stationBy(sandbox.enrolmentCode)
    const { ref, amountAvos } = await newBill()
    const quoted = await before.gateway.money.quote({ place: 'counter', bills: [ref] })
    if (!quoted.ok || !quoted.answer.ok) throw new Error('no quote')
    const transaction = transactionId(1)
    const item = `${transaction}:1`
    expect(
      await before.gateway.money.reserve({
        transaction,
        quote: quoted.answer.quote,
        forMs: 60_000,
        place: 'counter',
        items: [{ item, ref, amountAvos }],
      }),
    ).toMatchObject({ ok: true, answer: { ok: true } })

    const after = await stationBy(await codeFor(before.id))
    expect(after.id).toBe(before.id)
    expect(await after.gateway.money.itemStates({ transaction, items: [item] })).toMatchObject({
      ok: true,
      answer: { items: [{ state: 'reserved' }] },
    })
    expect(await before.gateway.money.itemStates({ transaction, items: [item] })).toMatchObject({
      ok: false,
      refusal: { code: 'gateway-refused', params: { status: 401 } },
    })
  })

  it('is good once, and answers again to the same key', async () => {
    const { id } = await stationBy(sandbox.enrolmentCode)
    const [code, key] = [await codeFor(id), newKey()]
    const first = await stationBy(code, key)
    const again = await stationBy(code, key)
    expect([first.id, again.id]).toEqual([id, id])
    expect(await enrolBy(code)).toMatchObject(isRefused)
    expect((await stationBy(sandbox.enrolmentCode)).id).not.toBe(id)
  })

  it("clears the journal's suspicion once, not again when it is repeated", async () => {
    const before = await stationBy(sandbox.enrolmentCode)
    expect([await suspectAfter(before.token, 1), await suspectAfter(before.token, 2)]).toEqual([undefined, 'forked'])
    const [code, key] = [await codeFor(before.id), newKey()]
    const first = await stationBy(code, key)
    expect([await suspectAfter(first.token, 2), await suspectAfter(first.token, 3)]).toEqual([undefined, 'forked'])
    const again = await stationBy(code, key)
    expect([again.id, again.token]).toEqual([first.id, first.token])
    expect(await suspectAfter(again.token, 2)).toBe('forked')
  })

  it('is void once a later code continued the station', async () => {
    const { id } = await stationBy(sandbox.enrolmentCode)
    const [code, key] = [await codeFor(id), newKey()]
    await stationBy(code, key)
    const later = await stationBy(await codeFor(id))
    expect(await enrolBy(code, key)).toMatchObject(isRefused)
    expect(await suspectAfter(later.token, 1)).toBeUndefined()
  })

  it('is refused with the key of another station', async () => {
    const [{ id }, key] = [await stationBy(sandbox.enrolmentCode), newKey()]
    const other = await stationBy(sandbox.enrolmentCode, key)
    const code = await codeFor(id)
    expect(await enrolBy(code, key)).toMatchObject(isRefused)
    expect(await suspectAfter(other.token, 1)).toBeUndefined()
    expect((await stationBy(code)).id).toBe(id)
  })

  it('is issued only for a station that exists', async () => {
    expect((await askBooks(sandbox, '/continue', { station: 'T-none' })).status).toBe(404)
    expect((await askBooks(sandbox, '/continue', {})).status).toBe(400)
    expect(books.safeParse((await askBooks(sandbox, '/books')).json).success).toBe(true)
  })
})

describe("the training's own enrolment code", () => {
  it("doesn't clear the journal's suspicion when it is repeated", async () => {
    const key = newKey()
    const first = await stationBy(sandbox.enrolmentCode, key)
    expect([await suspectAfter(first.token, 1), await suspectAfter(first.token, 2)]).toEqual([undefined, 'forked'])
    const again = await stationBy(sandbox.enrolmentCode, key)
    expect([again.id, again.token]).toEqual([first.id, first.token])
    expect(await suspectAfter(again.token, 1)).toBe('forked')
  })
})
