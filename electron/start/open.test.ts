import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openJournal } from '../station/journal/index.ts'
import { createKeyFile, openKeys } from '../station/storage/keys.ts'
import { readEntries } from './journal.ts'
import { openStation } from './open.ts'
import { explainStart } from './explain.ts'
import { readSettings } from './settings.ts'
import { systemClock, systemRandom } from './system.ts'

let parent: string
let data: string
let said: string[]
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-open-'))
  data = join(parent, 'data')
  said = []
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

/** Opens a station and closes it: what `doctor` says of its journal, and whether readiness says that keys were lost. */
async function live(): Promise<[state: string | undefined, areKeysLost: boolean]> {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_: object, message: string) => void said.push(message),
  }
  const outcome = await openStation({
    path: data,
    heads: join(parent, 'heads'),
    clock: systemClock,
    random: systemRandom,
    log: () => log,
  })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  const { station } = outcome.opened
  const { checks } = await station.doctor()
  const areKeysLost = station.status().readiness.reasons.includes('keys-lost')
  await outcome.opened.close()
  return [checks.find(({ name }) => name === 'journal')?.state, areKeysLost]
}

async function seal(): Promise<void> {
  const keys = await openKeys(data, createKeyFile(data, systemRandom), systemRandom)
  if (!keys.ok) throw new Error(keys.refusal.code)
  const { keys: own } = keys
  const opened = openJournal({
    folder: data,
    clock: systemClock,
    random: systemRandom,
    heads: join(parent, 'heads'),
    wrapping: own,
    keyFiles: own,
  })
  if (!opened.ok) throw new Error(opened.refusal.code)
  await opened.journal.append([
    { kind: 'note', actor: 'system', transaction: null, facts: {}, body: { plate: 'MT-00-01' } },
  ])
  opened.journal.close()
}

function loseKeys(): void {
  for (const name of ['journal-keys.db', 'journal-keys.db-wal', 'journal-keys.db-shm'])
    rmSync(join(data, name), { force: true })
}

async function losses(): Promise<number> {
  const read = await readEntries(data, { from: 1, limit: 100 })
  if (!read.ok) throw new Error(read.refusal.code)
  return read.entries.filter(({ kind }) => kind === 'body-keys-lost').length
}

describe('a journal whose body keys were deleted', () => {
  it('opens, records the loss once, and reports it at each start', async () => {
    expect(await live()).toEqual(['ok', false])
    await seal()
    loseKeys()
    expect(await live()).toEqual(['warning', true])
    expect([said.length, await losses()]).toEqual([1, 1])
    await seal()
    expect(await live()).toEqual(['warning', true])
    expect([said.length, await losses()]).toEqual([2, 1])
  })

  it('has lost nothing when nothing was sealed yet', async () => {
    await live()
    loseKeys()
    expect(await live()).toEqual(['ok', false])
    expect([said, existsSync(join(data, 'journal-keys.db'))]).toEqual([[], true])
  })
})

describe('what doctor says of the settings', () => {
  const SETTINGS = {
    station: { id: 'DSI-01', site: 'Edifício China Plaza' },
    gateway: { url: 'https://gateway.example' },
  }

  async function checkOf(mode: 'training' | 'production') {
    const outcome = await openStation({
      path: data,
      mode,
      heads: join(parent, 'heads'),
      clock: systemClock,
      random: systemRandom,
      log: () => ({ info: () => undefined, warn: () => undefined, error: () => undefined }),
    })
    if (!outcome.ok) throw new Error(outcome.refusal.code)
    const { checks } = await outcome.opened.station.doctor()
    await outcome.opened.close()
    return checks.find(({ name }) => name === 'settings')
  }

  it.each([
    ['a field has a mistake', JSON.stringify({ ...SETTINGS, devices: { scanners: [{ vendor: 'Acme' }] } }, null, 2)],
    ['it is no JSON', '{'],
    ['it is not there', undefined],
  ])('is the sentence of a start, and what to do, when %s', async (_when, text) => {
    await checkOf('production')
    if (text !== undefined) writeFileSync(join(data, 'settings.json'), text)
    const read = readSettings(data)
    const sentence = read.ok ? '' : explainStart(read.refusal)
    expect(sentence).toContain('settings.json')
    expect(await checkOf('production')).toEqual({
      name: 'settings',
      state: 'failed',
      detail: sentence,
      todo: expect.stringContaining('Correct settings.json') as unknown,
    })
  })

  it('is that they are understood when they are', async () => {
    await checkOf('production')
    writeFileSync(join(data, 'settings.json'), JSON.stringify(SETTINGS))
    expect(await checkOf('production')).toEqual({
      name: 'settings',
      state: 'ok',
      detail: 'settings.json is understood.',
    })
  })

  it('is nothing in training, which has none', async () => {
    expect(await checkOf('training')).toBeUndefined()
  })
})
