import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { safeStorage } from 'electron'
import { createTurns } from '../../common/turns.ts'
import { keyProtectionOf, type KeyProtection } from './key-protection.ts'

const KEY_BYTES = 32

/**
 * The store answers within this time, or counts as locked for now: it may wait for a person to unlock it. In
 * milliseconds.
 */
const ANSWER_MS = 20_000

/**
 * The station's data key behind the system's own key store, which only the main process can ask. Nothing here rejects,
 * nor waits for longer than 20 s.
 */
export interface SystemKeys {
  /**
   * What protects the data key on this machine; `locked` where the store doesn't say so in time. Asked anew each time.
   */
  protection(): Promise<KeyProtection | 'locked'>
  /** Whether the store opens the data key that lies here, or none lies here. Nothing is made or sealed anew. */
  opens(): Promise<boolean>
  /** The data key, made at first use; null where the store doesn't give it. */
  open(): Promise<Uint8Array | null>
  /**
   * Takes over a key that a file held; false where the store refuses it, and where it holds another or one that it
   * can't read, which stays.
   */
  adopt(dataKey: Uint8Array): Promise<boolean>
  /** Forgets the key, which lies in a file from now on; false where that can't be done. */
  forget(): Promise<boolean>
}

/** @param folder the station's data folder, where the wrapped key lies (`keys/data.safe`, 0600) */
export function openSystemKeys(folder: string): SystemKeys {
  const file = path.join(folder, 'keys', 'data.safe')
  const turns = createTurns()

  /**
   * One after the other: a key that the store took long to seal would take the place of one that was made meanwhile.
   */
  const inTurn = <T>(work: () => Promise<T>, otherwise: T): Promise<T> => inTime(turns(work), otherwise)
  const wrap = async (dataKey: Uint8Array): Promise<void> => {
    const sealed = await safeStorage.encryptStringAsync(Buffer.from(dataKey).toString('base64'))
    // The store may be gone since it was asked what it is.
    if (keyProtectionOf(process.platform, sealed) !== 'system') throw new Error('the store protects nothing')
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const draft = await open(`${file}.new`, 'w', 0o600)
    await draft.writeFile(sealed)
    await draft.sync()
    await draft.close()
    await rename(`${file}.new`, file)
  }
  const held = (): Promise<Buffer | 'none' | 'locked'> =>
    readFile(file).catch((error: unknown) =>
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'locked',
    )

  /** A text that the store sealed says with what: the key that lies there, or else one that is sealed for that. */
  const protectionNow = async (): Promise<KeyProtection | 'locked'> => {
    const sealed = await held()
    if (sealed === 'locked') return sealed
    if (sealed !== 'none') return keyProtectionOf(process.platform, sealed)
    // That it is available is said of whatever stands behind it, and waits for the store to be opened.
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'file'
    return keyProtectionOf(process.platform, await safeStorage.encryptStringAsync('balcao'))
  }
  const read = async (): Promise<Uint8Array | 'none' | 'locked'> => {
    const sealed = await held()
    if (typeof sealed === 'string') return sealed
    const opened = await safeStorage.decryptStringAsync(sealed)
    const dataKey = Buffer.from(opened.result, 'base64')
    if (dataKey.length !== KEY_BYTES) return 'locked'
    // A key that is open is good, whether the store takes it anew or not.
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
        const sealed = await held()
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

/** `otherwise` where it isn't answered in time, or not at all. */
async function inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  const { promise: late, resolve } = Promise.withResolvers<T>()
  const limit = setTimeout(() => resolve(otherwise), ANSWER_MS)
  try {
    return await Promise.race([answer.catch(() => otherwise), late])
  } finally {
    clearTimeout(limit)
  }
}
