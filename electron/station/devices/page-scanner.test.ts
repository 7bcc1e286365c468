import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createDevices } from './devices.ts'
import { createPageScanner } from './page-scanner.ts'

function make(mode: 'training' | 'production') {
  const { clock } = createManualClock()
  const devices = createDevices({ clock, onChange: () => undefined, onGone: () => undefined })
  return { devices, scanner: createPageScanner({ mode, clock, devices, onGone: () => undefined }) }
}

describe('a scanner whose keys a page captures', () => {
  it('is a device of a production kiosk, and not protected, from its first code on', () => {
    const { devices, scanner } = make('production')
    expect(devices.list()).toEqual([])
    scanner.noteRead('kiosk', 'hid-keyboard', 'page')
    const [report] = devices.reports()
    expect(report).toMatchObject({ kind: 'scanner', state: 'ready', face: 'kiosk', trouble: 'not-protected' })
    expect(report?.setUp?.todo).toContain('the code is in its manual')
  })

  it.each([
    ['in training', 'training', 'kiosk', 'hid-keyboard', 'page'],
    ['at a counter, where somebody watches', 'production', 'counter', 'hid-keyboard', 'page'],
    ['by a camera', 'production', 'kiosk', 'camera', 'page'],
    ["by the station's own scanner", 'production', 'kiosk', 'hid-keyboard', 'station'],
  ] as const)('is no device for a code that was read %s', (_how, mode, face, source, reader) => {
    const { devices, scanner } = make(mode)
    scanner.noteRead(face, source, reader)
    expect(devices.list()).toEqual([])
  })
})
