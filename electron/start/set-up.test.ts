import { describe, expect, it } from 'vitest'
import type { DeviceReport } from '../contract/index.ts'
import { canBeSetUp, lookAtSetUp, todoAfterSetUp } from './set-up.ts'

const SOCKET = { vendor: '0c2e', port: '1-2' }
const scanner = (id: string, changes: Partial<DeviceReport> = {}): DeviceReport => ({
  id,
  kind: 'scanner',
  virtual: false,
  state: 'ready',
  since: '2026-11-30T00:00:00.000Z',
  tests: [],
  ...changes,
})
const info = (changes: Partial<NonNullable<DeviceReport['info']>> = {}) => ({
  info: { product: '0200', mode: 'hid-pos' as const, ...SOCKET, ...changes },
})
const KEYBOARD = scanner('keyboard', { ...info({ mode: 'keyboard' }), face: 'kiosk' })
const GONE: DeviceReport = { ...KEYBOARD, state: 'lost', error: 'unplugged' }
const POS = scanner('pos', { state: 'unused', ...info({ product: '0210' }) })

describe('a scanner that is set to HID POS mode', () => {
  it('is the one of its vendor at the same socket', () => {
    expect(lookAtSetUp(KEYBOARD, [KEYBOARD], [GONE, POS])).toEqual({ is: 'changed', device: POS })
  })

  it.each<[string, DeviceReport[], string]>([
    ['it is as it was', [KEYBOARD], 'keyboard'],
    ['it is unplugged', [GONE], 'away'],
    ['another one is at another socket', [GONE, { ...POS, ...info({ port: '1-3' }) }], 'away'],
    ['one of another vendor is at its socket', [GONE, { ...POS, ...info({ vendor: '05e0' }) }], 'away'],
    ['it was in that mode before, and is gone', [KEYBOARD, { ...POS, state: 'lost' }], 'keyboard'],
    ['a keyboard came to its socket', [GONE, { ...POS, ...info({ mode: 'keyboard' }) }], 'away'],
  ])('has not changed where %s', (_where, now, is) => {
    expect(lookAtSetUp(KEYBOARD, [KEYBOARD], now)).toEqual({ is })
  })

  it('has changed already where it is in that mode', () => {
    expect(lookAtSetUp(POS, [POS], [POS])).toMatchObject({ is: 'changed' })
  })

  it('is a new one where the machine names no sockets, or the page captured its keys', () => {
    const there = scanner('there', info({ port: undefined }))
    const next = scanner('next', info({ port: undefined }))
    const unplaced = scanner('unplaced', info({ mode: 'keyboard', port: undefined }))
    const captured = scanner('keyboard-scanner-kiosk', { error: 'not-protected', setUp: { todo: '' } })
    const foreign = scanner('foreign', info({ vendor: '05e0' }))
    expect(lookAtSetUp(unplaced, [unplaced, there], [there, foreign])).toEqual({ is: 'away' })
    expect(lookAtSetUp(unplaced, [unplaced, there], [there, next])).toMatchObject({ device: { id: 'next' } })
    expect(lookAtSetUp(captured, [captured, there], [captured, there])).toEqual({ is: 'keyboard' })
    expect(lookAtSetUp(captured, [captured, there], [there, foreign])).toMatchObject({ device: { id: 'foreign' } })
  })

  it('can be watched where it has a mode, or its keys are captured', () => {
    expect([KEYBOARD, POS, scanner('twin'), { ...POS, kind: 'keypad' as const }].map(canBeSetUp)).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(canBeSetUp(scanner('captured', { setUp: { todo: '' } }))).toBe(true)
  })
})

describe('what else is to be done then', () => {
  const named = (setting: object) => ({
    line: 7,
    setting: { vendor: '0c2e', product: '0200', mode: 'keyboard' as const, face: 'kiosk' as const, ...setting },
  })
  const ready: DeviceReport = { ...POS, state: 'ready' }

  it.each([
    ['nothing where it is used', ready, undefined, undefined],
    ['what its own trouble asks for', { ...ready, todo: 'Plug it in.' }, undefined, 'Plug it in.'],
    [
      'to confirm it where nobody has named it',
      POS,
      undefined,
      "It is not used yet: confirm it ('devices confirm --device pos --face kiosk').",
    ],
    [
      'the line that names its former product, and to confirm it until then',
      POS,
      named({}),
      'settings.json, line 7, names it as it was: take out "mode": "keyboard", change "product" to "0210", then restart ' +
        "the station. Or, until then, confirm it ('devices confirm --device pos --face kiosk').",
    ],
    [
      'the line whose mode alone is another',
      { ...ready, ...info({ serial: 'B2' }) },
      named({ serial: 'A1' }),
      'settings.json, line 7, names it as it was: take out "mode": "keyboard", change "serial" to "B2", then restart the ' +
        'station.',
    ],
    [
      'the serial number that it no longer has',
      { ...ready, ...info() },
      named({ serial: 'A1' }),
      'settings.json, line 7, names it as it was: take out "mode": "keyboard", take out "serial", then restart the station.',
    ],
  ])('is %s', (_what, device, setting, todo) => {
    expect(todoAfterSetUp(device, 'kiosk', setting)).toBe(todo)
  })
})
