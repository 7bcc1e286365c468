import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Clock } from '../../hardware/ports.ts'
import { createTwinStation } from '../../build/twins/station.ts'
import { attachDrivers } from './drivers.ts'
import { FOUND_WITHIN_MS } from './missing-devices.ts'
import type { KeypadSetting, ScannerSetting } from './settings.ts'
import { systemClock, systemRandom } from './system.ts'

const scriptOf = (name: string) => resolve(import.meta.dirname, '../../hardware/driver-host', name)
const PLAYED = 'scanner-1209:8c02:A1@1-1:1.0'
const READER = 'card-reader-Played reader 00 00'

let twin: ReturnType<typeof createTwinStation>
let stop: (() => Promise<void>) | undefined
let log: ReturnType<typeof noLog>
beforeEach(() => {
  twin = createTwinStation()
  log = noLog()
})
afterEach(async () => {
  await stop?.()
  await twin.station.close()
})

const noLog = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() })

function attach(
  scanners: readonly ScannerSetting[] | undefined,
  script = 'played-process.fixture.ts',
  cardReaders: readonly string[] | null = null,
  others: { clock?: Clock; keypad?: KeypadSetting } = {},
): void {
  stop = attachDrivers(
    { station: twin.station, log },
    {
      program: { node: process.execPath, script: scriptOf(script) },
      scanners,
      cardReaders,
      clock: systemClock,
      random: systemRandom,
      ...others,
    },
  )
}
const devices = () => twin.station.status().devices
/** A clock by which whatever isn't there at once is missing. */
const foundAtOnce: Clock = {
  ...systemClock,
  after: (ms, then) => systemClock.after(ms === FOUND_WITHIN_MS ? 0 : ms, then),
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 120_000, interval: 20 })

describe("the devices of the drivers' process", () => {
  it('are used when nothing is configured, as in training', async () => {
    attach(undefined)
    await until(() =>
      expect(devices()).toMatchObject([{ id: PLAYED, kind: 'scanner', virtual: false, state: 'ready' }]),
    )
    expect(twin.station.status().readiness.reasons).not.toContain('device-lost')
  })

  it('are shown, and not used, when the settings name others or none', async () => {
    attach([])
    await until(() => expect(devices()).toMatchObject([{ id: PLAYED, state: 'unused' }]))
    expect(twin.station.status().readiness.reasons).not.toContain('device-lost')
  })

  it('leave nothing behind when they are not used and pulled', async () => {
    attach([], 'stranger-process.fixture.ts')
    await until(() => expect(log.info).toHaveBeenCalledWith(expect.anything(), 'scanner found'))
    await until(() => expect(devices()).toEqual([]))
    expect(twin.station.status().readiness.reasons).not.toContain('device-lost')
    expect(twin.station.status().readiness.unavailable).not.toContain('scanner')
  })

  it('are used when the settings name them', async () => {
    attach([{ vendor: '1209', product: '8c02', serial: 'A1', face: 'kiosk' }])
    await until(() => expect(devices()).toMatchObject([{ id: PLAYED, state: 'ready' }]))
  })

  it('stand at the face of the entry that names one, also behind an entry for all of its model', async () => {
    const model = { vendor: '1209', product: '8c02' }
    attach([
      { ...model, face: 'kiosk' },
      { ...model, serial: 'A1', face: 'counter' },
    ])
    await until(() => expect(devices()).toMatchObject([{ id: PLAYED, state: 'ready', face: 'counter' }]))
  })

  it('are used, at the face that was said, once a technician confirmed them, and until that is taken back', async () => {
    attach([])
    await until(() => expect(devices()).toMatchObject([{ id: PLAYED, state: 'unused' }]))
    const { deviceDesk } = twin.station
    const written = vi.spyOn(twin.journal, 'append')
    expect(deviceDesk.confirmDevice({ id: PLAYED, face: 'kiosk' })).toMatchObject({ ok: true })
    await until(() => expect(devices()).toMatchObject([{ id: PLAYED, state: 'ready' }]))
    expect(deviceDesk.confirmDevice({ id: PLAYED, face: 'counter' })).toMatchObject({ ok: false })

    await stop?.()
    attach([])
    await until(() => expect(devices()[1]).toMatchObject({ id: PLAYED, state: 'ready' }))
    expect(deviceDesk.devices().confirmed).toMatchObject([{ id: PLAYED, serial: 'A1', port: '1-1', face: 'kiosk' }])
    expect(deviceDesk.withdrawDevice({ id: PLAYED })).toMatchObject({ ok: true })
    await until(() => expect(devices().at(-1)).toMatchObject({ id: PLAYED, state: 'unused' }))
    expect(written.mock.calls.flat(2).map(({ kind, actor, facts }) => [kind, actor, facts])).toEqual(
      ['device-confirmed', 'device-withdrawn'].map((kind) => [kind, 'technician', { device: PLAYED, face: 'kiosk' }]),
    )
  })

  it('that are named and not there are lost, until they are found', async () => {
    const named = { vendor: '1209', face: 'kiosk' } as const
    const keypad = { vendor: '0001', product: '0002' }
    attach(
      [
        { ...named, product: '8c02' },
        { ...named, product: '8c03', port: '1-9' },
      ],
      undefined,
      null,
      { clock: foundAtOnce, keypad },
    )
    await until(() =>
      expect(devices().map(({ id, kind, state, error }) => [id, kind, state, error])).toEqual(
        expect.arrayContaining([
          [PLAYED, 'scanner', 'ready', undefined],
          ['scanner-1209:8c03@1-9', 'scanner', 'lost', 'not-found'],
          ['keypad-0001:0002', 'keypad', 'lost', 'not-found'],
        ]),
      ),
    )
    expect(devices()).toHaveLength(3)
    expect(twin.station.status().readiness.reasons).toContain('device-lost')
  })

  it('that are named and not there are shown once their process runs, after a first one that did not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'balcao-drivers-'))
    const [script, played] = [join(folder, 'second.mjs'), scriptOf('played-process.fixture.ts')]
    // The first process ends at once; each later one plays.
    writeFileSync(
      script,
      `import { mkdirSync } from 'node:fs'
      try { mkdirSync(${JSON.stringify(join(folder, 'ran'))}) } catch { await import(${JSON.stringify(pathToFileURL(played).href)}) }`,
    )
    let waits = 0
    // The fault comes before the first wait is over.
    const clock: Clock = {
      ...foundAtOnce,
      after: (ms, then) => (ms === FOUND_WITHIN_MS && waits++ === 0 ? () => {} : foundAtOnce.after(ms, then)),
    }
    attach([{ vendor: '1209', product: '8c03', face: 'kiosk' }], script, null, { clock })
    await until(() =>
      expect(devices().toSorted((one, other) => one.id.localeCompare(other.id))).toMatchObject([
        { id: PLAYED, state: 'unused' },
        { id: 'scanner-1209:8c03', state: 'lost', error: 'not-found' },
      ]),
    )
    expect(log.error).toHaveBeenCalled()
    rmSync(folder, { recursive: true })
  })

  it('are one failed device while their process does not start, when some are to be used', async () => {
    attach([{ vendor: '1209', product: '8c02', face: 'kiosk' }], 'none.ts')
    await until(() =>
      expect(devices()).toMatchObject([{ id: 'scanners', kind: 'scanner', state: 'failed', error: 'driver-stopped' }]),
    )
    expect(twin.station.status().readiness.reasons).toContain('device-lost')
  })

  it.each([
    ['none is to be used', []],
    ['nothing is configured, as in training', undefined],
  ])('are none while their process does not start, when %s', async (_when, scanners) => {
    attach(scanners, 'none.ts')
    await until(() => expect(log.error).toHaveBeenCalled())
    expect(devices()).toEqual([])
  })
})

describe("a card reader of the drivers' process", () => {
  const attachCards = (names: readonly string[] | null) => attach([], 'played-cards-process.fixture.ts', names)

  it.each([
    ['the settings name it', ['Played reader 01 00']],
    ['nothing is configured, as in training', null],
  ])('is used when %s', async (_when, names) => {
    attachCards(names)
    await until(() => expect(devices()).toMatchObject([{ id: READER, kind: 'card-reader', state: 'ready' }]))
    await until(() => expect(twin.station.status().card).toBe('in'))
  })

  it('is shown, and its card not opened, when the settings name none', async () => {
    attachCards([])
    await until(() => expect(devices()).toMatchObject([{ id: READER, state: 'unused' }]))
    expect(twin.station.status().card).toBe('none')
  })

  it('is failed or lost, with words for the technician, when the machine itself has none', async () => {
    attach([], 'main.ts', ['No such reader 00 00'])
    const id = 'card-reader-No such reader 00'
    await until(() => expect(devices().find((each) => each.id === id)?.state).toMatch(/^(failed|lost)$/))
    const { checks } = await twin.station.doctor()
    expect(checks.find(({ detail }) => detail.includes(id))?.todo).toMatch(/pcsc|settings\.json/)
  })
})
