import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemRandom } from '../../start.ts'
import { createEnrolmentKey, createKeyFile, keyProtection, openKeys, type Enrolment, type KeyStore } from './keys.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => createKeyFile(folder, systemRandom)
const damaged = (name: string) => ({ ok: false, refusal: { code: 'data-damaged', params: { file: name } } })

/** A system store, as Electron's main process offers one. */
function systemStore(first?: Uint8Array): KeyStore & { held: Uint8Array | undefined } {
  const store: KeyStore & { held: Uint8Array | undefined } = {
    protection: 'system',
    held: first,
    open() {
      store.held ??= systemRandom.bytes(32)
      return Promise.resolve({ ok: true, dataKey: store.held })
    },
    adopt(dataKey) {
      store.held ??= Uint8Array.from(dataKey)
      return Promise.resolve(
        Buffer.from(store.held).equals(dataKey) ? { ok: true } : { ok: false, refusal: { code: 'key-locked' } },
      )
    },
  }
  return store
}

async function open(store: KeyStore) {
  const outcome = await openKeys(folder, store, systemRandom)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.keys
}

function enrolment(): Enrolment & { publicKey: Uint8Array } {
  const { key, publicKey } = createEnrolmentKey()
  return { stationId: 'S-1', token: 'a-token-of-the-gateway', root: systemRandom.bytes(32), key, publicKey }
}

describe("the station's keys", () => {
  it('are the same after a restart, sealed by the data key', async () => {
    const keys = await open(file())
    expect(keys.enrolment()).toBeUndefined()
    const made = enrolment()
    expect(made.publicKey).toHaveLength(32)
    keys.enrol(made)

    const again = (await open(file())).enrolment()
    expect(again).toMatchObject({ stationId: 'S-1', token: made.token })
    expect(Buffer.from(again!.root)).toEqual(Buffer.from(made.root))
    expect(again!.key.equals(made.key)).toBe(true)
    for (const name of readdirSync(join(folder, 'keys'))) {
      const path = join(folder, 'keys', name)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(readFileSync(path).includes(made.token)).toBe(false)
    }
  })

  it('keep one key for an enrolment code until the enrolment is stored', async () => {
    const keys = await open(file())
    const { key, publicKey } = keys.enrolmentKey('one')
    const again = (await open(file())).enrolmentKey('one')
    expect(again.key.equals(key)).toBe(true)
    expect(Buffer.from(again.publicKey)).toEqual(Buffer.from(publicKey))
    keys.enrol({ ...enrolment(), key })
    expect(keys.enrolment()?.key.equals(key)).toBe(true)
    expect(keys.enrolmentKey('one').key.equals(key)).toBe(false)
    const other = keys.enrolmentKey('two')
    expect(keys.enrolmentKey('two').key.equals(other.key)).toBe(true)
    expect(keys.enrolmentKey('one').key.equals(other.key)).toBe(false)
  })

  it('are refused as damaged when a byte of the sealed file or the data key changed', async () => {
    const keys = await open(file())
    keys.enrol(enrolment())
    const sealed = join(folder, 'keys', 'enrolment.sealed')
    const whole = readFileSync(sealed)
    for (const at of [0, 20, whole.length - 1]) {
      const bytes = Buffer.from(whole)
      bytes[at]! ^= 1
      writeFileSync(sealed, bytes)
      expect(await openKeys(folder, file(), systemRandom)).toEqual(damaged('keys/data.key'))
    }
    writeFileSync(sealed, whole.subarray(0, 5))
    expect((await openKeys(folder, file(), systemRandom)).ok).toBe(false)
    writeFileSync(sealed, whole)
    writeFileSync(join(folder, 'keys', 'data.key'), 'short')
    expect(await openKeys(folder, file(), systemRandom)).toEqual(damaged('keys/data.key'))
    expect(readFileSync(sealed)).toEqual(whole)
  })

  it("are refused with the damaged file's name when the data key opens another file", async () => {
    const keys = await open(file())
    keys.enrol(enrolment())
    keys.keepSigningKey(systemRandom.bytes(48))
    writeFileSync(join(folder, 'keys', 'enrolment.sealed'), systemRandom.bytes(80))
    expect(await openKeys(folder, file(), systemRandom)).toEqual(damaged('keys/enrolment.sealed'))
  })

  it("are refused with the sealed file's name when the system's data key doesn't open it", async () => {
    ;(await open(systemStore())).keepSigningKey(systemRandom.bytes(48))
    const other = systemStore(systemRandom.bytes(32))
    expect(await openKeys(folder, other, systemRandom)).toEqual(damaged('keys/signing.sealed'))
  })

  it("are refused as locked to a file store when the system's store protects them", async () => {
    const system = systemStore()
    ;(await open(system)).enrol(enrolment())
    expect(keyProtection(folder)).toBe('system')
    expect(await openKeys(folder, file(), systemRandom)).toEqual({ ok: false, refusal: { code: 'key-locked' } })
    expect(existsSync(join(folder, 'keys', 'data.key'))).toBe(false)
    expect((await open(system)).enrolment()?.stationId).toBe('S-1')
  })

  it("move from their file into the system's store when that accepts them", async () => {
    ;(await open(file())).enrol(enrolment())
    const system = systemStore()
    const keys = await open(system)
    expect(keys.protection).toBe('system')
    expect(keys.enrolment()?.stationId).toBe('S-1')
    expect(existsSync(join(folder, 'keys', 'data.key'))).toBe(false)
    expect((await openKeys(folder, file(), systemRandom)).ok).toBe(false)
  })

  it("stay in their file when the system's store refuses them", async () => {
    ;(await open(file())).enrol(enrolment())
    const { open: openSystem } = systemStore()
    const without: KeyStore = { protection: 'system', open: openSystem }
    const failing: KeyStore = {
      ...without,
      adopt: () => Promise.resolve({ ok: false, refusal: { code: 'key-locked' } }),
    }
    for (const store of [without, failing]) {
      const keys = await open(store)
      expect(keys.protection).toBe('file')
      expect(keys.enrolment()?.stationId).toBe('S-1')
    }
  })

  it("stay those of the system's store, even if the folder's marker says otherwise", async () => {
    const system = systemStore()
    ;(await open(system)).enrol(enrolment())
    const held = Buffer.from(system.held ?? [])
    const marker = join(folder, 'keys', 'store')
    const dataKey = join(folder, 'keys', 'data.key')
    for (const text of ['file\n', '']) {
      writeFileSync(marker, text)
      expect(await openKeys(folder, file(), systemRandom)).toEqual(damaged('keys/data.key'))
      expect(existsSync(dataKey)).toBe(false)
      const keys = await open(system)
      expect([keys.protection, keyProtection(folder), keys.enrolment()?.stationId]).toEqual(['system', 'system', 'S-1'])
    }
    writeFileSync(marker, 'file\n')
    writeFileSync(dataKey, systemRandom.bytes(32))
    expect(await openKeys(folder, system, systemRandom)).toEqual(damaged('keys/data.key'))
    rmSync(dataKey)
    expect((await open(system)).enrolment()?.stationId).toBe('S-1')
    expect(Buffer.from(system.held ?? [])).toEqual(held)
  })

  it("stay those of their file when its marker is missing and the system's store holds other keys", async () => {
    ;(await open(file())).enrol(enrolment())
    rmSync(join(folder, 'keys', 'store'))
    const other = await open(systemStore(systemRandom.bytes(32)))
    expect([other.protection, other.enrolment()?.stationId]).toEqual(['file', 'S-1'])
    expect((await open(systemStore())).protection).toBe('system')
    expect(existsSync(join(folder, 'keys', 'data.key'))).toBe(false)
  })

  it('are refused without an enrolment too when the data key is another, and sealed files stay', async () => {
    const keys = await open(file())
    keys.keepSigningKey(systemRandom.bytes(48))
    const [signing, dataKey] = ['signing.sealed', 'data.key'].map((name) => join(folder, 'keys', name))
    const [kept, right] = [readFileSync(signing ?? ''), readFileSync(dataKey ?? '')]
    writeFileSync(dataKey ?? '', systemRandom.bytes(32))
    expect(await openKeys(folder, file(), systemRandom)).toEqual(damaged('keys/data.key'))
    writeFileSync(dataKey ?? '', right)
    expect(readFileSync(signing ?? '')).toEqual(kept)
    expect((await open(file())).signingKey()).toEqual(keys.signingKey())
  })

  it('are refused with the refusal of the store', async () => {
    const locked: KeyStore = {
      protection: 'system',
      open: () => Promise.resolve({ ok: false, refusal: { code: 'key-locked' } }),
    }
    expect(await openKeys(folder, locked, systemRandom)).toEqual({ ok: false, refusal: { code: 'key-locked' } })
    expect(keyProtection(folder)).toBeUndefined()
  })
})
