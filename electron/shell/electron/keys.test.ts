import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSystemKeys } from './keys.ts'

/** Electron's key store, replaced by one that encrypts nothing, since Electron's own isn't under test. */
vi.mock('electron', () => ({
  safeStorage: {
    isAsyncEncryptionAvailable: () => Promise.resolve(true),
    getSelectedStorageBackend: () => 'gnome_libsecret',
    encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`sealed ${text}`)),
    decryptStringAsync: (sealed: Buffer) => {
      const text = sealed.toString('utf8')
      return text.startsWith('sealed ')
        ? Promise.resolve({ result: text.slice(7), shouldReEncrypt: false })
        : Promise.reject(new Error('locked'))
    },
  },
}))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'balcao-system-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const FIRST = Buffer.alloc(32, 1)
const OTHER = Buffer.alloc(32, 2)

describe("the data key in the system's store", () => {
  it('is taken over from a file when the store has none or the same one', async () => {
    const keys = openSystemKeys(folder)
    expect([await keys.adopt(FIRST), await keys.adopt(FIRST)]).toEqual([true, true])
    expect(Buffer.from((await keys.open()) ?? [])).toEqual(FIRST)
  })

  it('is never overwritten by another', async () => {
    const keys = openSystemKeys(folder)
    const made = await keys.open()
    expect(await keys.adopt(OTHER)).toBe(false)
    expect(await keys.open()).toEqual(made)
  })

  it("is not overwritten when it can't be read", async () => {
    const held = path.join(folder, 'keys', 'data.safe')
    mkdirSync(path.dirname(held))
    writeFileSync(held, 'locked')
    const keys = openSystemKeys(folder)
    expect([await keys.adopt(OTHER), await keys.open()]).toEqual([false, null])
    expect(readFileSync(held, 'utf8')).toBe('locked')
  })
})
