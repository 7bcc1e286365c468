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
    const checks = checkDevices([device('ready'), device('lost', 'unplugged'), device('unused'), device('starting')])
    expect(checks.map(({ state, detail }) => [state, detail])).toEqual([
      ['failed', 'scanner d-lost: lost (unplugged) since 2026-11-30T00:00:00.000Z.'],
      ['warning', 'scanner d-unused: unused since 2026-11-30T00:00:00.000Z.'],
      ['warning', 'scanner d-starting: starting since 2026-11-30T00:00:00.000Z.'],
    ])
    expect(checks[1]?.todo).toContain("under 'devices' in settings.json")
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
