import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { plantKey } from '../../build/twins/planted.ts'
import { launchSandbox, type Sandbox } from '../sandbox/serving/launch.ts'
import { readSigningKey, type Signer } from '../station/journal/index.ts'
import { createKeyFile, openKeys, type Keys } from '../station/storage/keys.ts'
import { createReceipts } from '../station/receipts/index.ts'
import { CAR, sampleReceipt } from '../station/receipts/receipts.fixture.ts'
import { backUpFolder, restoreFolder } from './backup.ts'
import { connectOnce, sandboxEndpoint } from './connect.ts'
import { verifyFolder } from './journal.ts'
import { openStation, type OpenStation } from './open.ts'
import { checkReceiptText } from './receipt.ts'
import { systemClock, systemRandom } from './system.ts'

let parent: string
let data: string
let restored: string
let sandbox: Sandbox
let stations: OpenStation[]
let warned: [object, string][]

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-signing-'))
  const launched = await launchSandbox({ folder: join(parent, 'sandbox') })
  if (!launched.ok) throw new Error(launched.refusal.code)
  ;({ sandbox } = launched)
})
afterAll(async () => {
  await sandbox.close()
  rmSync(parent, { recursive: true, force: true })
})
beforeEach(() => {
  const own = mkdtempSync(join(parent, 'station-'))
  data = join(own, 'data')
  restored = join(own, 'restored')
  stations = []
  warned = []
  vi.stubEnv('BALCAO_HEADS', join(own, 'heads'))
})
afterEach(async () => {
  await close()
  vi.unstubAllEnvs()
})

const log = {
  info: () => undefined,
  warn: (facts: object, message: string) => void warned.push([facts, message]),
  error: () => undefined,
}

async function open(path = data): Promise<OpenStation> {
  const outcome = await openStation({ path, clock: systemClock, random: systemRandom, log: () => log })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  stations.push(outcome.opened)
  return outcome.opened
}

async function close(): Promise<void> {
  for (const each of stations.splice(0)) await each.close()
}

/** Connects to the sandbox and waits until it has confirmed the station's own key. */
async function connect(opened: OpenStation): Promise<void> {
  expect(await connectOnce(opened, sandboxEndpoint(sandbox), systemClock)).toEqual({ ok: true })
  await vi.waitFor(async () => expect(await look(opened, signerOf(await keysOf(opened.folder.path)))).toBe('ok'))
}

async function keysOf(path: string): Promise<Keys> {
  const opened = await openKeys(path, createKeyFile(path, systemRandom), systemRandom)
  if (!opened.ok) throw new Error(opened.refusal.code)
  return opened.keys
}

function signerOf(keys: Keys): Signer {
  const pkcs8 = keys.signingKey()
  if (!pkcs8) throw new Error('no key')
  return readSigningKey(pkcs8)
}

/** A receipt over 999,999 patacas. */
const receiptOf = (signer: Signer) =>
  createReceipts(signer).receipt(sampleReceipt({ items: [{ ...CAR, amountAvos: 99_999_900 }] })).code

/** What the station answers of such a receipt, as at the counter; the command line has to agree about its folder. */
async function look(opened: OpenStation, signer: Signer): Promise<string> {
  const code = receiptOf(signer)
  const seen = await opened.station.examine({ data: Buffer.from(code).toString('base64') })
  const checked = await checkReceiptText(code, undefined, opened.folder.path)
  expect(checked.ok).toBe(seen.ok)
  return checked.ok ? 'ok' : checked.refusal.code
}

describe('a forged receipt', () => {
  it('is refused when its key was written into the database, even after the gateway confirmed others', async () => {
    const before = await open()
    await connect(before)
    await close()
    const planted = plantKey(join(data, 'journal.db'))
    const opened = await open()
    const own = signerOf(await keysOf(data))
    expect([await look(opened, planted), await look(opened, own)]).toEqual(['receipt-key-unknown', 'ok'])
    await connect(opened)
    await vi.waitFor(() =>
      expect(warned).toContainEqual([{ entry: 2 }, 'nothing vouches for a signing key of the journal']),
    )
    expect([await look(opened, planted), await look(opened, own)]).toEqual(['receipt-key-unknown', 'ok'])
    expect((await opened.station.doctor()).checks).toContainEqual({
      name: 'keys',
      state: 'warning',
      detail: expect.stringContaining('entry 2:') as unknown,
      todo: expect.stringContaining('gateway') as unknown,
    })
    expect(await verifyFolder(data, { hashes: false })).toMatchObject({
      ok: true,
      keys: [
        { from: 1, by: 'first', vouchedBy: 'gateway' },
        { from: 2, by: 'none', vouchedBy: 'nothing' },
      ],
    })
  })

  it("is refused when its key came with a backup, while the station's own keys are confirmed again", async () => {
    const before = await open()
    expect(await verifyFolder(data, { hashes: false })).toMatchObject({ ok: true, keys: [{ vouchedBy: 'nothing' }] })
    await connect(before)
    const old = signerOf(await keysOf(data))
    const enrolment = (await keysOf(data)).enrolment()
    const backup = join(data, '..', 'backup')
    expect(await backUpFolder(data, backup)).toMatchObject({ ok: true })
    await close()
    const planted = plantKey(backup)
    expect(await restoreFolder(backup, restored, { yes: true })).toMatchObject({ ok: true })
    // Plays the gateway's operators, who let the restored folder continue as the same station.
    if (enrolment) (await keysOf(restored)).enrol(enrolment)
    const opened = await open(restored)
    const own = signerOf(await keysOf(restored))
    const all = async () => [await look(opened, planted), await look(opened, old), await look(opened, own)]
    expect(await all()).toEqual(Array.from({ length: 3 }, () => 'receipt-key-unknown'))
    await connect(opened)
    await vi.waitFor(async () => expect(await all()).toEqual(['receipt-key-unknown', 'ok', 'ok']))
    expect(await verifyFolder(restored, { hashes: false })).toMatchObject({
      ok: true,
      keys: [
        { from: 1, vouchedBy: 'gateway' },
        { from: 2, vouchedBy: 'nothing' },
        { from: 3, vouchedBy: 'gateway' },
      ],
    })
  })
})
