import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { safeStorage } from 'electron'
import { keyProtectionOf } from './key-protection.ts'

const KEY_BYTES = 32

/** The station's data key behind the system's own key store, which only the main process can ask. */
export interface SystemKeys {
  protection: 'system' | 'file'
  /** The data key, made at first use; null where the store doesn't give it. */
  open(): Promise<Uint8Array | null>
  /** Takes over a key that a file held; false where the store refuses it, and where it holds another or one that it can't read, which stays. */
  adopt(dataKey: Uint8Array): Promise<boolean>
}

/** @param folder the station's data folder, where the wrapped key lies (`keys/data.safe`, 0600) */
export async function openSystemKeys(folder: string): Promise<SystemKeys> {
  const file = path.join(folder, 'keys', 'data.safe')
  const available = await safeStorage.isAsyncEncryptionAvailable().catch(() => false)
  const backend = process.platform === 'linux' ? safeStorage.getSelectedStorageBackend() : 'system'

  const wrap = async (dataKey: Uint8Array): Promise<void> => {
    const sealed = await safeStorage.encryptStringAsync(Buffer.from(dataKey).toString('base64'))
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
    const draft = await open(`${file}.new`, 'w', 0o600)
    await draft.writeFile(sealed)
    await draft.sync()
    await draft.close()
    await rename(`${file}.new`, file)
  }
  /** The key that lies there: undefined where there is none, null where it can't be read. */
  const read = async (): Promise<Uint8Array | null | undefined> => {
    const sealed = await readFile(file).catch((error: unknown) => (error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : null))
    if (!sealed) return sealed
    const opened = await safeStorage.decryptStringAsync(sealed).catch(() => null)
    const dataKey = Buffer.from(opened?.result ?? '', 'base64')
    if (dataKey.length !== KEY_BYTES) return null
    if (opened?.shouldReEncrypt) await wrap(dataKey)
    return dataKey
  }
  return {
    protection: keyProtectionOf({ platform: process.platform, available, backend }),
    async open() {
      const held = await read()
      if (held !== undefined) return held
      const dataKey = randomBytes(KEY_BYTES)
      await wrap(dataKey)
      return dataKey
    },
    async adopt(dataKey) {
      try {
        const held = await read()
        if (held === undefined) await wrap(dataKey)
        return held === undefined || (held !== null && Buffer.from(held).equals(dataKey))
      } catch {
        return false
      }
    }
  }
}
