import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { RESIDENTS } from '../phones/residents.ts'
import { sandboxRandom } from '../serving/clock.ts'
import { openStore } from '../serving/store.ts'
import { issueIdCards } from './id-cards.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const unbound = { newestOf: () => undefined }

function open() {
  const folder = mkdtempSync(join(tmpdir(), 'balcao-cards-'))
  const store = openStore(folder)
  closing.push(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return store
}

describe('the ID cards of the training', () => {
  it('are issued once to each resident who may have an eID, and are found by their id', () => {
    const store = open()
    issueIdCards(store, unbound, sandboxRandom)
    const first = RESIDENTS.map(({ id }) => store.idCardOf(id))
    issueIdCards(store, unbound, sandboxRandom)
    expect(RESIDENTS.map(({ id }) => store.idCardOf(id))).toEqual(first)
    expect(RESIDENTS.filter((_, at) => first[at] === undefined).map(({ binding }) => binding)).toEqual(['none', 'none'])
    for (const card of first) if (card) expect(store.residentByDocument(card.document)).toBe(card.resident)
    expect(store.residentByDocument(new Uint8Array(16))).toBeUndefined()
  })

  it('name their holder as the eID of an earlier program does', () => {
    const store = open()
    const subject = new Uint8Array(16).fill(5)
    issueIdCards(store, { newestOf: (resident) => (resident === 'mother' ? { subject } : undefined) }, sandboxRandom)
    expect(store.idCardOf('mother')?.subject).toEqual(subject)
    expect(store.idCardOf('guardian')?.subject).not.toEqual(subject)
  })
})
