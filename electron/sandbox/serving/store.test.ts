import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { openStore } from './store.ts'

const folder = mkdtempSync(join(tmpdir(), 'balcao-store-'))
const store = openStore(folder)
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

it('waits for the disk only where an answer must hold after a power cut, and does all of it or nothing', () => {
  const level = store.row(z.object({ synchronous: z.int() }), 'PRAGMA synchronous')
  const [normal, full] = [{ synchronous: 1 }, { synchronous: 2 }]
  expect([store.inTransaction(level), store.durably(level), level()]).toEqual([normal, full, normal])
  expect(() =>
    store.durably(() => {
      store.keepSetting('half', 'done')
      throw new Error('the rest fails')
    }),
  ).toThrow('the rest fails')
  expect([store.setting('half'), level()]).toEqual([undefined, normal])
})
