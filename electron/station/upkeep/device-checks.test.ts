import { describe, expect, it } from 'vitest'
import type { Device } from '../../contract/index.ts'
import { checkDevices } from './device-checks.ts'

const device = (state: Device['state'], error?: string): Device => ({
  id: `d-${state}`,
  kind: 'scanner',
  virtual: false,
  state,
  since: '2026-11-30T00:00:00.000Z',
  ...(error === undefined ? {} : { error }),
})

describe('what doctor says of the devices', () => {
  it('is one good check when all are ready, and when there are none', () => {
    expect(checkDevices([])).toEqual([{ name: 'devices', state: 'ok', detail: '0 ready.' }])
    expect(checkDevices([device('ready')])).toMatchObject([{ state: 'ok', detail: '1 ready.' }])
  })

  it('names each one that is not ready, since when, and what to do', () => {
    const unused: Device = { ...device('unused'), info: { vendor: '1209', product: '8c02', mode: 'hid-pos' } }
    const checks = checkDevices([device('ready'), device('lost', 'unplugged'), unused, device('starting')])
    expect(checks.map(({ state, detail }) => [state, detail])).toEqual([
      ['failed', 'scanner d-lost: lost (unplugged) since 2026-11-30T00:00:00.000Z.'],
      ['warning', 'scanner d-unused: unused since 2026-11-30T00:00:00.000Z.'],
      ['warning', 'scanner d-starting: starting since 2026-11-30T00:00:00.000Z.'],
    ])
    expect(checks[1]?.todo).toContain("under 'devices' in settings.json")
  })

  it('tells whoever looks at a keyboard that typed a code at the kiosk to see who plugged it in', () => {
    expect(checkDevices([device('unused')])[0]?.todo).toContain('see who plugged it in')
  })

  it.each([
    ['0c2e', 'Honeywell\'s manual calls it "HID POS (terminal 131)"'],
    ['0536', 'HID POS Interface'],
    ['1eab', 'Newland\'s manual calls it "HID-POS"'],
    ['05e0', 'the code is in its manual'],
  ])('is how a scanner in keyboard mode of vendor %s is set to HID POS mode, protected or not', (vendor, words) => {
    const scanner = (mode: 'keyboard' | 'hid-pos', state: Device['state'], error?: string): Device => ({
      ...device(state, error),
      info: { vendor, product: '0200', mode },
    })
    const [first, protectedOne] = checkDevices([scanner('keyboard', 'ready')])
    expect([first?.state, first?.detail, protectedOne?.state]).toEqual(['ok', '1 ready.', 'ok'])
    const [exposed] = checkDevices([scanner('keyboard', 'ready', 'not-protected')])
    expect(exposed?.state).toBe('warning')
    expect(exposed?.todo).toContain('71-balcao-keyboard-scanners.rules')
    for (const check of [protectedOne, exposed]) {
      expect(check?.todo).toContain(words)
      expect(check?.todo).toContain("'devices set-up --device ID'")
    }
    expect(checkDevices([scanner('hid-pos', 'ready')])).toHaveLength(1)
    expect(checkDevices([scanner('keyboard', 'lost', 'unplugged')])[0]?.todo).not.toContain(words)
  })

  it('is a warning when a device is ready and will soon not be', () => {
    expect(checkDevices([device('ready', 'paper-low')])).toMatchObject([
      { state: 'warning', todo: 'Put in a new roll before this one ends.' },
    ])
  })

  it.each([
    ['permission-denied', '70-balcao.rules'],
    ['library-missing', 'apt install libusb-1.0-0 libudev1'],
    ['an error of another driver', 'cable'],
  ])('says what to do when the error is %s', (error, words) => {
    expect(checkDevices([device('failed', error)])[0]?.todo).toContain(words)
  })
})
