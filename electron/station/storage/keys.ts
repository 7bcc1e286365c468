import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import type { Random } from '../../../hardware/ports.ts'
import { refuse, type Outcome } from '../../contract/index.ts'
import { writeAtomically } from './folder.ts'
import { makePath } from './paths.ts'

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const ENROLMENT = 'balcao enrolment 1'
const ASKED = 'balcao enrolment asked 1'
const SIGNING_KEY = 'balcao signing key 1'
const CONFIRMED = 'balcao confirmed keys 1'

/** The file of a data folder that holds its data key, where no system's key store does. */
export const DATA_KEY_FILE = 'keys/data.key'

/** Where the public signing keys are found in a data folder. */
export const publishedKeysFile = (folder: string) => join(folder, 'keys', 'published.json')

/** What protects the one data key that wraps all others: the system's own key store, or a file of the data folder. */
export interface KeyStore {
  protection: 'system' | 'file'
  /** The data key (32 bytes), made at first use. Refuses with `key-locked` where this store can't give it. */
  open(): Promise<Outcome<{ dataKey: Uint8Array }>>
  /**
   * Takes over the data key that a file held until now. Good once this store holds that key, even if it held it before;
   * refused where it holds another key, which it keeps. A store without this method leaves the key in its file.
   */
  adopt?(dataKey: Uint8Array): Promise<Outcome>
  /**
   * For a store in a file: the system's store that held the data key before and turned out to protect nothing. The key
   * moves from there into the file.
   */
  former?: FormerStore
}

/** A store that hands its data key over to a file. */
export interface FormerStore {
  /** The data key, as `KeyStore.open` answers it. */
  open(): Promise<Outcome<{ dataKey: Uint8Array }>>
  /** Removes the data key from this store, once it is in the file. */
  forget(): Promise<void>
}

/** The station's keys, open. */
export interface Keys {
  protection: KeyStore['protection']
  /** The station's identity at the gateway. Undefined before it was enrolled, and where the data key has changed. */
  enrolment(): Enrolment | undefined
  /**
   * The key to enrol with by a one-time code, given as its SHA-256 in hex. The key is written before it is answered,
   * and stays the same for this code until `enrol`. `publicKey`: raw X25519, 32 bytes.
   */
  enrolmentKey(code: string): EnrolmentKey
  /** Seals an enrolment and durably replaces the last one by it. */
  enrol(enrolment: Enrolment): void
  /** Seals a value for others to store; `unwrap` opens it only with the same `purpose`. */
  wrap(plain: Uint8Array, purpose: string): Uint8Array
  /**
   * Opens what `wrap` sealed. Undefined where it was sealed with another data key or for another purpose, or was
   * changed since.
   */
  unwrap(sealed: Uint8Array, purpose: string): Uint8Array | undefined
  /**
   * The key that signs the journal and the receipts: PKCS #8. Undefined before there was one, and where the data key
   * has changed.
   */
  signingKey(): Uint8Array | undefined
  keepSigningKey(pkcs8: Uint8Array): void
  /**
   * The public signing keys that the gateway confirmed as this station's. None where there were none, and where the
   * data key has changed or the file was.
   */
  confirmedKeys(): readonly ConfirmedKey[]
  keepConfirmedKeys(keys: readonly ConfirmedKey[]): void
  /** Writes the public keys, a JWK Set (RFC 7517), unsealed into the folder's `publishedKeysFile`. */
  publish(jwks: string): void
}

/**
 * The station's enrolment at its gateway. `key`: its private X25519 key; `root`: the pinned root's raw Ed25519 public
 * key, 32 bytes; `code`: the SHA-256, in hex, of the one-time code that it enrolled by, so that a new code is noticed.
 */
export interface Enrolment {
  stationId: string
  token: string
  root: Uint8Array
  key: KeyObject
  code?: string | undefined
}

export interface EnrolmentKey {
  key: KeyObject
  publicKey: Uint8Array
}

/**
 * A public signing key that the gateway confirmed. `publicKey`: raw Ed25519, 32 bytes; `from`: when the journal
 * introduced it, in milliseconds since 1970.
 */
export interface ConfirmedKey {
  publicKey: Uint8Array
  from: number
}

const sealedKeys = z.array(z.object({ publicKey: z.base64(), from: z.int() }))
const sealedAsked = z.object({ code: z.string(), key: z.base64() })
const sealedEnrolment = z.object({
  stationId: z.string().min(1),
  token: z.string().min(1),
  root: z.base64(),
  key: z.base64(),
  code: z.string().optional(),
})

/**
 * Makes the store that keeps the data key in a file of the folder, readable by its owner alone. It protects less than
 * the system's store, and the screen says so.
 */
export function createKeyFile(folder: string, random: Random, former?: FormerStore): KeyStore {
  const file = keyFile(folder)
  return {
    protection: 'file',
    ...defined({ former }),
    open() {
      if (!existsSync(file)) {
        // Sealed files exist, so there was another data key. A new one couldn't open them, and the missing file may
        // still be put back.
        if (hasSealed(folder)) return Promise.resolve(damaged(DATA_KEY_FILE))
        makePath(join(folder, 'keys'))
        writeAtomically(file, random.bytes(KEY_BYTES))
      }
      const dataKey = readFileSync(file)
      return Promise.resolve(dataKey.length === KEY_BYTES ? { ok: true, dataKey } : damaged(DATA_KEY_FILE))
    },
  }
}

/** The refusal of keys that can't be opened; `file` is the file at fault, by its path in the data folder. */
const damaged = (file: string) => refuse('data-damaged', { file })

const keyFile = (folder: string) => join(folder, DATA_KEY_FILE)
const hasSealed = (folder: string) =>
  existsSync(join(folder, 'keys')) && readdirSync(join(folder, 'keys')).some((name) => name.endsWith('.sealed'))

/** Whether anyone who can read the folder can open its keys, since the data key is in a file of it. */
export const areKeysInFile = (folder: string) => keyProtection(folder) === 'file' && existsSync(keyFile(folder))

/** Which kind of store protects the folder's keys; undefined before there are any. */
export function keyProtection(folder: string): KeyStore['protection'] | undefined {
  const file = join(folder, 'keys', 'store')
  if (!existsSync(file)) return existsSync(keyFile(folder)) ? 'file' : undefined
  return readFileSync(file, 'utf8').trim() === 'system' ? 'system' : 'file'
}

/**
 * Opens the station's keys with `store`. Keys that a file protects move into the system's store when one is given that
 * adopts them, and back into a file where that store turned out to protect nothing. Refuses with `key-locked` where
 * only the system's store can unlock them, and with `data-damaged` (`file`) where the sealed enrolment isn't whole, or
 * the data key opens nothing of what is sealed there.
 */
export async function openKeys(folder: string, store: KeyStore, random: Random): Promise<Outcome<{ keys: Keys }>> {
  makePath(join(folder, 'keys'))
  const before = keyProtection(folder)
  if (before === 'system' && store.protection === 'file') {
    if (!store.former) return refuse('key-locked')
    const moved = await moveKeyToFile(folder, store.former)
    if (!moved.ok) return moved
  }
  const chosen =
    before === 'file' && store.protection === 'system' ? await moveKeyToStore(folder, store, random) : store
  const opened = await chosen.open()
  if (!opened.ok) return opened
  if (opened.dataKey.length !== KEY_BYTES) return refuse('data-damaged')
  const read = openSealedKeys(folder, createSecretKey(opened.dataKey), chosen.protection, random)
  // A data key that opens none of the sealed files is the wrong one, so no other copy of a data key is removed for it.
  if (!read.ok) return read
  if (before !== chosen.protection) writeAtomically(join(folder, 'keys', 'store'), `${chosen.protection}\n`)
  if (before === 'file' && chosen.protection === 'system') rmSync(keyFile(folder), { force: true })
  if (before === 'system' && chosen.protection === 'file') await store.former?.forget()
  return read
}

/** Writes the data key that the system's store held into the folder's file, unless that file exists. */
async function moveKeyToFile(folder: string, former: FormerStore): Promise<Outcome> {
  if (existsSync(keyFile(folder))) return { ok: true }
  const held = await former.open()
  if (held.ok) writeAtomically(keyFile(folder), held.dataKey)
  return held
}

/**
 * Answers the store to use for keys that a file protects so far: the system's store once it has the data key, else
 * still the file.
 */
async function moveKeyToStore(folder: string, system: KeyStore, random: Random): Promise<KeyStore> {
  // Without the file there is no data key to move. `file.open` would make a new one, and offer it to a system's store
  // that may hold the right one.
  if (!existsSync(keyFile(folder))) return system
  const file = createKeyFile(folder, random)
  const old = await file.open()
  if (!old.ok || !system.adopt) return file
  return (await system.adopt(old.dataKey)).ok ? system : file
}

function openSealedKeys(
  folder: string,
  dataKey: KeyObject,
  protection: KeyStore['protection'],
  random: Random,
): Outcome<{ keys: Keys }> {
  const file = join(folder, 'keys', 'enrolment.sealed')
  const askedFile = join(folder, 'keys', 'asked.sealed')
  const signing = join(folder, 'keys', 'signing.sealed')
  const confirmedFile = join(folder, 'keys', 'confirmed.sealed')
  const sealedConfirmed = existsSync(confirmedFile)
    ? unseal(readFileSync(confirmedFile), dataKey, CONFIRMED)
    : undefined
  let confirmed: readonly ConfirmedKey[] = sealedConfirmed
    ? sealedKeys
        .parse(JSON.parse(sealedConfirmed.toString('utf8')))
        .map(({ publicKey, from }) => ({ publicKey: Buffer.from(publicKey, 'base64'), from }))
    : []
  const others = (
    [
      [askedFile, ASKED],
      [signing, SIGNING_KEY],
      [confirmedFile, CONFIRMED],
    ] as const
  ).filter(([path]) => existsSync(path))
  const areOthersOpened = () => others.some(([path, purpose]) => unseal(readFileSync(path), dataKey, purpose))
  let current: Enrolment | undefined
  if (existsSync(file)) {
    const plain = unseal(readFileSync(file), dataKey, ENROLMENT)
    if (!plain) return damaged(areOthersOpened() || protection === 'system' ? 'keys/enrolment.sealed' : DATA_KEY_FILE)
    const parsed = sealedEnrolment.parse(JSON.parse(plain.toString('utf8')))
    current = {
      stationId: parsed.stationId,
      token: parsed.token,
      root: Buffer.from(parsed.root, 'base64'),
      key: readKey(parsed.key),
      code: parsed.code,
    }
  }
  // A data key that opens none of the sealed files isn't this folder's. Going on with it would overwrite files that
  // only the right key opens.
  const [other] = others
  if (!current && other && !areOthersOpened())
    return damaged(protection === 'file' ? DATA_KEY_FILE : `keys/${basename(other[0])}`)
  return {
    ok: true,
    keys: {
      protection,
      enrolment: () => current,
      enrolmentKey(code) {
        const plain = existsSync(askedFile) ? unseal(readFileSync(askedFile), dataKey, ASKED) : undefined
        const asked = plain && sealedAsked.parse(JSON.parse(plain.toString('utf8')))
        if (asked?.code === code) return withPublicKey(readKey(asked.key))
        const made = createEnrolmentKey()
        writeAtomically(
          askedFile,
          seal(
            Buffer.from(JSON.stringify({ code, key: writeKey(made.key) } satisfies z.infer<typeof sealedAsked>)),
            dataKey,
            random,
            ASKED,
          ),
        )
        return made
      },
      enrol(enrolment) {
        const plain = JSON.stringify({
          stationId: enrolment.stationId,
          token: enrolment.token,
          root: Buffer.from(enrolment.root).toString('base64'),
          key: writeKey(enrolment.key),
          code: enrolment.code,
        } satisfies z.infer<typeof sealedEnrolment>)
        writeAtomically(file, seal(Buffer.from(plain), dataKey, random, ENROLMENT))
        current = enrolment
        rmSync(askedFile, { force: true })
      },
      wrap: (plain, purpose) => seal(plain, dataKey, random, purpose),
      unwrap: (sealed, purpose) => unseal(sealed, dataKey, purpose),
      signingKey: () => (existsSync(signing) ? unseal(readFileSync(signing), dataKey, SIGNING_KEY) : undefined),
      keepSigningKey: (pkcs8) => writeAtomically(signing, seal(pkcs8, dataKey, random, SIGNING_KEY)),
      confirmedKeys: () => confirmed,
      keepConfirmedKeys(keys) {
        const plain = JSON.stringify(
          keys.map(({ publicKey, from }) => ({
            publicKey: Buffer.from(publicKey).toString('base64'),
            from,
          })) satisfies z.infer<typeof sealedKeys>,
        )
        writeAtomically(confirmedFile, seal(Buffer.from(plain), dataKey, random, CONFIRMED))
        confirmed = keys
      },
      publish: (jwks) => writeAtomically(publishedKeysFile(folder), jwks),
    },
  }
}

/** A fresh X25519 key pair for an enrolment; `publicKey` is the raw 32 bytes that the gateway is given. */
export const createEnrolmentKey = (): EnrolmentKey => withPublicKey(generateKeyPairSync('x25519').privateKey)

function withPublicKey(key: KeyObject): EnrolmentKey {
  const { x } = z.object({ x: z.base64url() }).parse(createPublicKey(key).export({ format: 'jwk' }))
  return { key, publicKey: Buffer.from(x, 'base64url') }
}

const writeKey = (key: KeyObject) => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')
const readKey = (text: string) => createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })

function seal(plain: Uint8Array, dataKey: KeyObject, random: Random, purpose: string): Uint8Array {
  const iv = random.bytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(purpose))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([iv, body, cipher.getAuthTag()])
}

function unseal(sealed: Uint8Array, dataKey: KeyObject, purpose: string): Buffer | undefined {
  if (sealed.length < IV_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', dataKey, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(purpose))
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}
