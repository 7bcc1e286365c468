import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { phoneNumberOf, RESIDENTS } from '../phones/residents.ts'
import { endSampleRegisters, openSampleRegister, TO_BIND } from './identity.fixture.ts'

/** A sandbox's folder as an earlier program left it. */
const LEFT = fileURLToPath(new URL('../../../build/fixtures/5f1766a/sandbox', import.meta.url))
const NUMBER = '9900000015'

const folder = mkdtempSync(join(tmpdir(), 'balcao-older-'))
afterEach(() => {
  endSampleRegisters()
  rmSync(folder, { recursive: true, force: true })
})

interface Older {
  resident: string
  binding_id: Uint8Array
  subject: Uint8Array
  dead: number
}

it("an earlier program's bindings and numbers stay, the dead ones as ended", () => {
  cpSync(LEFT, folder, { recursive: true })
  const db = new DatabaseSync(join(folder, 'sandbox.db'))
  const older = db.prepare('SELECT resident, binding_id, subject, dead FROM bindings').all() as unknown as Older[]
  const now = Date.UTC(2026, 2, 1)
  db.prepare('INSERT OR REPLACE INTO binding_numbers VALUES (?, ?, ?)').run('child-two', NUMBER, now + 60_000)
  db.close()
  expect(older.length).toBeGreaterThan(10)

  for (let opened = 1; opened <= 2; opened++) {
    const { bindings, register, card, store, close } = openSampleRegister({ folder, now })
    for (const { resident, binding_id, subject, dead } of older) {
      const binding = bindings.byId(binding_id)
      expect(binding).toMatchObject({ resident, state: dead === 1 ? 'ended' : 'live' })
      expect(binding?.subject).toEqual(subject)
      expect(store.idCardOf(resident)?.subject).toEqual(subject)
      expect(binding?.phone).toBe(RESIDENTS.find(({ id }) => id === resident)?.phone)
    }
    const dead = older.filter((each) => each.dead === 1)
    expect(dead.length).toBeGreaterThan(0)
    expect(bindings.deadBindings()).toHaveLength(dead.length)
    expect(register.all().bindings.find(({ resident }) => resident === dead[0]?.resident)).toMatchObject({
      history: [{ state: 'live' }, { state: 'ended', at: now }],
    })
    const [document, guardian] = [card('child-two'), card('mother')]
    expect(register.findNumber({ reading: TO_BIND, document, guardian, number: NUMBER })).toMatchObject({
      ok: true,
      telephone: {
        lastDigits: phoneNumberOf(RESIDENTS.find(({ id }) => id === 'mother') ?? RESIDENTS[0]!).slice(-2),
      },
    })
    close()
  }
})
