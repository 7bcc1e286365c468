import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import type { Device } from '../../contract/index.ts'
import { createConfirmedDevices, type ConfirmedDevices } from './confirmed.ts'

const FOUND: Device = {
  id: 'scanner-0c2e:0b61:A1@1-2:1.0',
  kind: 'scanner',
  virtual: false,
  state: 'unused',
  since: '2026-11-30T00:00:00.000Z',
  info: { vendor: '0c2e', product: '0b61', serial: 'A1', port: '1-2', maker: 'Maker', name: 'Model' },
}

let folder: string
let db: DatabaseSync
let confirmed: ConfirmedDevices
const { clock } = createManualClock()

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'balcao-confirmed-'))
  open()
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(): void {
  db = new DatabaseSync(join(folder, 'station.db'))
  confirmed = createConfirmedDevices(db, clock)
}
const refusedWith = (why: string) => ({
  ok: false,
  refusal: { code: 'invalid-input', params: { option: 'device', why } },
})

describe('a found device', () => {
  it('is confirmed with all that it is known by, for its face, and until it is taken back', () => {
    const heard = vi.fn()
    confirmed.onChange(heard)
    const kept = {
      id: FOUND.id,
      vendor: '0c2e',
      product: '0b61',
      serial: 'A1',
      port: '1-2',
      face: 'kiosk',
      at: new Date(clock.now()).toISOString(),
    }
    expect(confirmed.confirm(FOUND, 'kiosk')).toEqual({ ok: true, device: kept })
    expect(confirmed.list()).toEqual([kept])
    expect(confirmed.withdraw(FOUND.id)).toEqual({ ok: true, device: kept })
    expect(confirmed.list()).toEqual([])
    expect(heard).toHaveBeenCalledTimes(2)
  })

  it('is still confirmed after a restart', () => {
    confirmed.confirm(FOUND, 'counter')
    const before = confirmed.list()
    db.close()
    open()
    expect(confirmed.list()).toEqual(before)
    expect(before).toMatchObject([{ id: FOUND.id, face: 'counter' }])
  })

  it('is at another face when it is confirmed for that one', () => {
    confirmed.confirm(FOUND, 'counter')
    confirmed.confirm(FOUND, 'kiosk')
    expect(confirmed.list()).toMatchObject([{ id: FOUND.id, face: 'kiosk' }])
  })

  it.each<[string, string, Device | undefined]>([
    ['it is not found', 'unknown', undefined],
    ['it is used already', 'used', { ...FOUND, state: 'ready' }],
    ['it was unplugged', 'unknown', { ...FOUND, state: 'lost' }],
    ['it is no scanner', 'kind', { ...FOUND, kind: 'printer' }],
    ['nothing tells it from its equals', 'no-mark', { ...FOUND, info: { vendor: '0c2e', product: '0b61' } }],
  ])('is not confirmed when %s', (_when, why, found) => {
    expect(confirmed.confirm(found, 'kiosk')).toEqual(refusedWith(why))
    expect(confirmed.list()).toEqual([])
  })

  it('that was not confirmed is not taken back', () => {
    expect(confirmed.withdraw(FOUND.id)).toEqual(refusedWith('unconfirmed'))
  })
})
