import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkFolder } from './check.ts'

const LEFT = fileURLToPath(new URL('../../build/fixtures/5f1766a/station', import.meta.url))
const SETTINGS = { station: { id: 'DSI-01', site: 'Balcão de teste' }, gateway: { url: 'https://gateway.example' } }

let parent: string
let data: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'balcao-check-'))
  data = join(parent, 'data')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

describe('the check of a data folder before this program writes to it', () => {
  beforeEach(() => {
    cpSync(LEFT, data, { recursive: true })
  })

  it('accepts one that can be migrated, and leaves its version', async () => {
    writeFileSync(join(data, 'version'), '1 training\n')
    const before = readFileSync(join(data, 'journal.db'))
    expect(await checkFolder(data, 'training')).toEqual({ ok: true })
    expect(readFileSync(join(data, 'version'), 'utf8')).toBe('1 training\n')
    expect(readFileSync(join(data, 'journal.db')).equals(before)).toBe(true)
    expect(readdirSync(data)).not.toContain('copies')
  })

  it.each<[string, () => void, string]>([
    ['newer than it', () => writeFileSync(join(data, 'version'), '99 training\n'), 'folder-newer'],
    ['damaged', () => writeFileSync(join(data, 'version'), 'x'), 'data-damaged'],
    ['being restored', () => writeFileSync(join(data, 'version'), 'restoring\n'), 'data-damaged'],
    ['of the other mode', () => writeFileSync(join(data, 'version'), '1 production\n'), 'not-allowed'],
    ['without a journal in its file', () => writeFileSync(join(data, 'journal.db'), 'x'.repeat(8_192)), 'data-damaged'],
  ])('refuses one that is %s', async (_how, spoil, code) => {
    spoil()
    expect(await checkFolder(data, 'training')).toMatchObject({ ok: false, refusal: { code } })
  })

  it('requires readable settings in production', async () => {
    writeFileSync(join(data, 'version'), '1 production\n')
    expect(await checkFolder(data, 'production')).toMatchObject({ ok: false, refusal: { code: 'invalid-input' } })
    writeFileSync(join(data, 'settings.json'), JSON.stringify(SETTINGS))
    expect(await checkFolder(data, 'production')).toEqual({ ok: true })
  })
})

describe('the same check of a folder where no station has been', () => {
  it('accepts it and makes nothing', async () => {
    expect(await checkFolder(data, 'production')).toEqual({ ok: true })
    expect(readdirSync(parent)).toEqual([])
    mkdirSync(data)
    expect(await checkFolder(data, 'production')).toEqual({ ok: true })
    expect(readdirSync(data)).toEqual([])
  })
})
