import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSocketLines } from '../../build/twins/lines.ts'
import { createTwinStation } from '../../build/twins/station.ts'
import { createVirtualCardReader } from '../../hardware/card-reader/virtual.ts'
import { attachCardReaders } from './card-readers.ts'
import { systemRandom as random } from './system.ts'

const NAME = 'ACME Reader [CCID] (12) 00 00'

let twin: ReturnType<typeof createTwinStation>
beforeEach(() => {
  twin = createTwinStation()
})
afterEach(() => twin.close())

function attached(names: readonly string[] | null) {
  const { clock } = twin
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  const { cards, onDriversFault } = attachCardReaders({ station: twin.station, log }, { names, clock, random })
  return {
    log,
    cards,
    onDriversFault,
    find: (name: string) =>
      cards.onReader({ ...createVirtualCardReader({ id: 'found', clock, random }), name: name.replace(/ 00$/, '') }),
    devices: () => twin.station.status().devices.map(({ id, state, error }) => [id, state, error]),
    /** What a test that a technician asks for finds. */
    async lastTest(id: string) {
      const lines = await openSocketLines(twin.station)
      const { client } = await lines.open({ face: 'technician', session: 't' })
      const tested = await client.devices.test({ id, test: 'status' })
      await lines.close()
      return tested.ok ? tested.device.lastTest : tested.refusal
    },
    /** What doctor says is to be done about the devices. */
    todo: async () =>
      (await twin.station.doctor()).checks.flatMap(({ name, todo }) => (name === 'devices' ? todo : [])),
  }
}

const MISSING = 'card-reader-ACME Reader [CCID] (12) 00'

describe('a card reader that the settings name', () => {
  it('is the one that is found, whatever number PC/SC gives it', async () => {
    const { find, devices, cards } = attached([NAME])
    expect(cards.use).toEqual(['ACME Reader [CCID] (12) 00'])
    expect(devices()).toEqual([[MISSING, 'starting', undefined]])
    find(NAME)
    await twin.manual.pass(20_000)
    expect(devices()).toEqual([['found', 'ready', undefined]])
    expect(twin.station.status().card).toBe('none')
  })

  it('is lost when it is not found in ten seconds, and doctor says how it is named', async () => {
    const { devices, todo } = attached([NAME])
    await twin.manual.pass(9_999)
    expect(devices()).toEqual([[MISSING, 'starting', undefined]])
    await twin.manual.pass(1)
    expect(devices()).toEqual([[MISSING, 'lost', 'not-found']])
    expect(await todo()).toEqual([expect.stringContaining("'devices.cardReader' in settings.json")])
  })

  it.each([
    ['library-missing', 'sudo apt install libpcsclite1 pcscd'],
    ['service-missing', 'sudo systemctl enable --now pcscd.socket'],
    ['permission-denied', 'sudo cp build/polkit/70-balcao.rules /etc/polkit-1/rules.d/'],
    ['driver-missing', 'pcsc-mini'],
  ] as const)('is failed when PC/SC is not to be had, and doctor has the command: %s', async (code, command) => {
    const { cards, devices, todo, find, lastTest } = attached([NAME])
    cards.onFault(code === 'library-missing' ? { code, library: 'libpcsclite.so.1' } : { code })
    await twin.manual.pass(20_000)
    expect(devices()).toEqual([[MISSING, 'failed', code]])
    expect(twin.station.status().readiness.reasons).toContain('device-lost')
    expect(await todo()).toEqual([expect.stringContaining(command)])
    expect(await lastTest(MISSING)).toMatchObject({ error: code })
    cards.onFault(undefined)
    expect(devices()).toEqual([[MISSING, 'lost', 'not-found']])
    find(NAME)
    expect(devices()).toEqual([['found', expect.any(String), undefined]])
  })

  it('is failed while the process of the drivers is not there, and not because a scanner has no driver', () => {
    const { cards, onDriversFault, devices } = attached([NAME])
    onDriversFault({ code: 'driver-missing' })
    expect(devices()).toEqual([[MISSING, 'starting', undefined]])
    cards.onFault({ code: 'service-missing' })
    onDriversFault({ code: 'driver-stopped' })
    expect(devices()).toEqual([[MISSING, 'failed', 'driver-stopped']])
    onDriversFault(undefined)
    expect(devices()).toEqual([[MISSING, 'lost', 'not-found']])
  })
})

it.each([
  ['the settings name none', []],
  ['in training', null],
])('a machine without PC/SC lacks nothing when %s', async (_when, names) => {
  const { cards, devices, log } = attached(names)
  cards.onFault({ code: 'library-missing', library: 'libpcsclite.so.1' })
  await twin.manual.pass(20_000)
  expect(devices()).toEqual([])
  expect(log.error).not.toHaveBeenCalled()
  expect(log.info).toHaveBeenCalledWith({ code: 'library-missing' }, 'no card readers')
})
