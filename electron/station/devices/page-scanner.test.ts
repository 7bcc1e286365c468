import { describe, expect, it } from 'vitest'
import type { DeviceHealth } from '../../../hardware/ports.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createDevices } from './devices.ts'
import { createPageScanner } from './page-scanner.ts'

function make(mode: 'training' | 'production', isNamed = true) {
  const { clock } = createManualClock()
  const devices = createDevices({ clock, onChange: () => undefined, onGone: () => undefined })
  const scanner = createPageScanner({ mode, clock, devices, onGone: () => undefined })
  if (isNamed) scanner.use()
  return { devices, scanner }
}

/** The station's own scanner in keyboard mode, as its driver has it. */
const ownScanner = (health: Pick<DeviceHealth, 'state' | 'error'>, id = 'own') => ({
  device: { vendor: '0c2e', product: '0204', mode: 'keyboard' as const },
  health: () => ({ id, kind: 'scanner' as const, virtual: false, since: 0, ...health }),
  onHealth: () => () => undefined,
  close: () => Promise.resolve(),
})

describe('a scanner whose keys a page captures', () => {
  it('is a device of a production kiosk, and not protected, from its first code on', () => {
    const { devices, scanner } = make('production')
    expect(devices.list()).toEqual([])
    expect(scanner.takes('kiosk', 'hid-keyboard', 'page')).toBe(true)
    const [report] = devices.reports()
    expect(report).toMatchObject({ kind: 'scanner', state: 'ready', face: 'kiosk', trouble: 'not-protected' })
    expect(report?.setUp?.todo).toContain('the code is in its manual')
  })

  it.each([
    ['in training', 'training', 'kiosk', 'hid-keyboard', 'page'],
    ['at a counter, where somebody watches', 'production', 'counter', 'hid-keyboard', 'page'],
    ['by a camera', 'production', 'kiosk', 'camera', 'page'],
    ["by the station's own scanner", 'production', 'kiosk', 'hid-keyboard', 'station'],
  ] as const)('is no device for a code that was read %s, which counts', (_how, mode, face, source, reader) => {
    const { devices, scanner } = make(mode, false)
    expect(scanner.takes(face, source, reader)).toBe(true)
    expect(devices.list()).toEqual([])
  })

  it('is shown and not used where the settings name no scanner in keyboard mode', () => {
    const { devices, scanner } = make('production', false)
    expect(scanner.takes('kiosk', 'hid-keyboard', 'page')).toBe(false)
    expect(devices.reports()).toMatchObject([
      {
        state: 'unused',
        trouble: 'unused',
        todo: expect.stringContaining('A keyboard at the kiosk typed a code') as unknown,
        setUp: { todo: expect.stringContaining('the code is in its manual') as unknown },
      },
    ])
    scanner.takes('kiosk', 'hid-pos', 'station')
    expect(devices.list()).toEqual([])
  })

  it.each([
    ['is read by the station alone', { state: 'ready' }, false],
    ['reaches the desktop too', { state: 'ready', error: 'not-protected' }, true],
    ['can not be opened, so that its keys come by the page', { state: 'failed', error: 'permission-denied' }, true],
    ['is not seen by any driver', { state: 'lost', error: 'not-found' }, true],
  ] as const)('counts or not where the one that the settings name %s', (_how, health, counts) => {
    const { devices, scanner } = make('production')
    devices.attach(ownScanner(health), {}, 'kiosk')
    expect(scanner.takes('kiosk', 'hid-keyboard', 'page')).toBe(counts)
  })

  it('is not the own one that was unplugged, but the own one that came back without its rule', () => {
    const { devices, scanner } = make('production')
    const health: Pick<DeviceHealth, 'state' | 'error'> = { state: 'ready' }
    devices.attach({ ...ownScanner(health), health: () => ownScanner(health).health() }, {}, 'kiosk')
    scanner.review()
    Object.assign(health, { state: 'lost', error: 'unplugged' })
    expect(scanner.takes('kiosk', 'hid-keyboard', 'page')).toBe(false)
    Object.assign(health, { state: 'ready', error: 'not-protected' })
    expect(scanner.takes('kiosk', 'hid-keyboard', 'page')).toBe(true)
    expect(devices.list().map(({ id }) => id)).toEqual(['own'])
  })

  it.each([
    ['alone', { state: 'ready' }],
    ['with the desktop', { state: 'ready', error: 'not-protected' }],
  ] as const)('is no device any more once the station reads the own one %s', (_how, health) => {
    const { devices, scanner } = make('production')
    scanner.takes('kiosk', 'hid-keyboard', 'page')
    expect(devices.list()).toMatchObject([{ error: 'not-protected' }])
    devices.attach(ownScanner(health), {}, 'kiosk')
    scanner.review()
    expect(devices.list().map(({ id }) => id)).toEqual(['own'])
  })

  it('counts where one of two own scanners types to the page too', () => {
    const { devices, scanner } = make('production')
    devices.attach(ownScanner({ state: 'ready' }), {}, 'kiosk')
    devices.attach(ownScanner({ state: 'ready', error: 'not-protected' }, 'other'), {}, 'kiosk')
    expect(scanner.takes('kiosk', 'hid-keyboard', 'page')).toBe(true)
  })
})
