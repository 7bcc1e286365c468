import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { safeStorage } from 'electron'
import { createTurns } from '../../common/turns.ts'
import { keyProtectionOf, type KeyProtection } from './key-protection.ts'

const KEY_BYTES = 32

/**
 * How long the store has to answer, in milliseconds; then it counts as locked for now, since it may wait for a person
 * to unlock it.
 */
const ANSWER_MS = 20_000

/**
 * The station's data key behind the system's own key store, which only the main process can ask (money.md, "One data
 * key wraps all others"). No method rejects or takes longer than 20 s.
 */
export interface SystemKeys {
  /**
   * What protects the data key on this machine, asked anew each time; `locked` where the store doesn't answer in time.
   */
  protection(): Promise<KeyProtection | 'locked'>
  /** Whether the store opens the data key of this folder, or the folder has none. Nothing is made or sealed. */
  opens(): Promise<boolean>
  /** The data key, 32 bytes, made at the first call; null where the store doesn't give it. */
  open(): Promise<Uint8Array | null>
  /**
   * Takes over a data key that a file held. False where the store refuses it, or already holds another key or one that
   * it can't read, which stays.
   */
  adopt(dataKey: Uint8Array): Promise<boolean>
  /** Deletes the sealed key, since a file holds the data key from now on; false where that fails. */
  forget(): Promise<boolean>
}

/**
 * Opens the key store for a data folder.
 *
 * @param folder the station's data folder, which holds the wrapped key (`keys/data.safe`, 0600)
 */
export function openSystemKeys(folder: string): SystemKeys {
  const file = path.join(folder, 'keys', 'data.safe')
  const turns = createTurns()

  /** One call at a time: otherwise a key that the store was slow to seal could replace one that was made meanwhile. */
  const inTurn = <T>(work: () => Promise<T>, otherwise: T): Promise<T> => orAfterTimeout(turns(work), otherwise)
  const wrap = async (dataKey: Uint8Array): Promise<void> => {
    const sealed = await safeStorage.encryptStringAsync(Buffer.from(dataKey).toString('base64'))
    // The store may have gone since `protection` asked.
    if (keyProtectionOf(process.platform, sealed) !== 'system') throw new Error('the store protects nothing')
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const draft = await open(`${file}.new`, 'w', 0o600)
    await draft.writeFile(sealed)
    await draft.sync()
    await draft.close()
    await rename(`${file}.new`, file)
  }
  const readSealed = (): Promise<Buffer | 'none' | 'locked'> =>
    readFile(file).catch((error: unknown) =>
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'locked',
    )

  /**
   * The protection is read from a sealed text: the data key of this folder or, where there is none, a text that is
   * sealed for this.
   */
  const protectionNow = async (): Promise<KeyProtection | 'locked'> => {
    const sealed = await readSealed()
    if (sealed === 'locked') return sealed
    if (sealed !== 'none') return keyProtectionOf(process.platform, sealed)
    // Electron calls encryption available whatever protects it, and waits here until the store is opened.
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'file'
    return keyProtectionOf(process.platform, await safeStorage.encryptStringAsync('balcao'))
  }
  const read = async (): Promise<Uint8Array | 'none' | 'locked'> => {
    const sealed = await readSealed()
    if (typeof sealed === 'string') return sealed
    const opened = await safeStorage.decryptStringAsync(sealed)
    const dataKey = Buffer.from(opened.result, 'base64')
    if (dataKey.length !== KEY_BYTES) return 'locked'
    // An opened key is good even where the store can't seal it again.
    if (opened.shouldReEncrypt) await wrap(dataKey).catch(() => undefined)
    return dataKey
  }
  const readOrKeep = async (dataKey: Uint8Array): Promise<Uint8Array | 'locked'> => {
    const found = await read()
    if (found !== 'none') return found
    await wrap(dataKey)
    return dataKey
  }

  return {
    protection: () => inTurn(protectionNow, 'locked'),
    opens: () =>
      inTurn(async () => {
        const sealed = await readSealed()
        if (typeof sealed === 'string') return sealed === 'none'
        return Buffer.from((await safeStorage.decryptStringAsync(sealed)).result, 'base64').length === KEY_BYTES
      }, false),
    async open() {
      const found = await inTurn(() => readOrKeep(randomBytes(KEY_BYTES)), 'locked')
      return found === 'locked' ? null : found
    },
    async adopt(dataKey) {
      const found = await inTurn(() => readOrKeep(dataKey), 'locked')
      return found !== 'locked' && Buffer.from(found).equals(dataKey)
    },
    forget: () => inTurn(() => rm(file, { force: true }).then(() => true), false),
  }
}

/** Answers `otherwise` where the store doesn't answer in time or rejects. */
async function orAfterTimeout<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>()
  const limit = setTimeout(() => resolve(otherwise), ANSWER_MS)
  try {
    return await Promise.race([answer.catch(() => otherwise), late])
  } finally {
    clearTimeout(limit)
  }
}
