import type * as Electron from 'electron'
import { setTimeout as wait } from 'node:timers/promises'
import { machine } from './state.ts'

/** Chromium's prefixes of texts sealed with its fixed password, and with a key of the desktop's store. */
const MARKS = { fixed: 'v10', store: 'v11' } as const

/** Waits while the store doesn't answer, such as one that waits for a person. */
async function storeHangs(): Promise<void> {
  while (machine.store === 'hangs') await wait(50, undefined, { ref: false })
}

async function storeAnswers(): Promise<void> {
  await storeHangs()
  if (machine.store === 'locked') throw new Error('the store is temporarily unavailable')
}

export const safeStorage = {
  async isAsyncEncryptionAvailable() {
    await storeHangs()
    return true
  },
  getSelectedStorageBackend: () => machine.backend,
  async encryptStringAsync(text) {
    await storeAnswers()
    if (machine.store === 'full') throw new Error('the store takes nothing')
    return Buffer.from(
      `${machine.store === 'fixed' ? MARKS.fixed : MARKS.store}${Buffer.from(text).toString('base64')}`,
    )
  },
  async decryptStringAsync(sealed) {
    await storeAnswers()
    const text = sealed.toString('latin1')
    if (!Object.values(MARKS).some((mark) => text.startsWith(mark)))
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
    return {
      result: Buffer.from(text.slice(3), 'base64').toString(),
      shouldReEncrypt: machine.store === 'full' || machine.store === 'rotated',
    }
  },
} satisfies Pick<
  typeof Electron.safeStorage,
  'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend' | 'encryptStringAsync' | 'decryptStringAsync'
>
