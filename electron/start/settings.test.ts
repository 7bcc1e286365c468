import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-settings-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const GOOD = {
  station: { id: 'DSI-01', site: 'Edifício China Plaza' },
  gateway: { url: 'https://gateway.example/api' },
  enrolmentCode: 'once',
  rootSha256: 'ab'.repeat(32),
}

describe('settings', () => {
  it('are read when they are complete, and left unchanged', () => {
    const text = JSON.stringify(GOOD)
    writeFileSync(join(folder, 'settings.json'), text)
    expect(readSettings(folder)).toEqual({ ok: true, settings: GOOD })
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(text)
  })

  it.each<[string, unknown, string]>([
    ['a field is missing', { ...GOOD, station: { id: 'x' } }, 'station.site'],
    ['the gateway is spoken to in the open', { ...GOOD, gateway: { url: 'http://gateway.example' } }, 'gateway.url'],
    ['the address is none', { ...GOOD, gateway: { url: 'file:///etc/passwd' } }, 'gateway.url'],
    ["the root's hash is not one", { ...GOOD, rootSha256: 'abc' }, 'rootSha256'],
    ['the hours of updates are none', { ...GOOD, updates: { from: '02:00', until: '26:00' } }, 'updates.until'],
    ['there is more than is known', { ...GOOD, debug: true }, ''],
    ['it is another thing', [], 'station'],
  ])('are refused, naming the field, when %s', (_when, content, field) => {
    writeFileSync(join(folder, 'settings.json'), JSON.stringify(content))
    expect(readSettings(folder)).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { file: 'settings.json', field } },
    })
  })

  it.each([
    ['are not there', undefined],
    ['are no JSON', '{'],
    ['are empty', ''],
  ])('are refused when they %s, and nothing is written', (_when, content) => {
    if (content !== undefined) writeFileSync(join(folder, 'settings.json'), content)
    expect(readSettings(folder)).toMatchObject({ ok: false, refusal: { code: 'invalid-input' } })
    if (content !== undefined) expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(content)
  })

  it('may name a gateway on this machine without TLS', () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:2']) {
      writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...GOOD, gateway: { url } }))
      expect(readSettings(folder).ok, url).toBe(true)
    }
  })
})
