import { describe, expect, it } from 'vitest'
import { createVirtualCard } from '../../../hardware/card-reader/virtual-card.ts'
import { createVirtualCardReader } from '../../../hardware/card-reader/virtual.ts'
import { createVirtualCashDrawer } from '../../../hardware/cash-drawer/virtual.ts'
import { createVirtualFingerprintSensor } from '../../../hardware/fingerprint/virtual.ts'
import { KEYPAD_KEYS } from '../../../hardware/keypad/port.ts'
import { createVirtualKeypad } from '../../../hardware/keypad/virtual.ts'
import { createVirtualLights } from '../../../hardware/lights/virtual.ts'
import { createVirtualTender } from '../../../hardware/payment-terminal/virtual.ts'
import { createVirtualPrinter } from '../../../hardware/printer/virtual.ts'
import { createVirtualScanner } from '../../../hardware/scanner/virtual.ts'
import type { Device } from '../../contract/index.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createDevices } from './devices.ts'
import { FINGER_WITHIN_MS, KEYS_WITHIN_MS, TEST_FAILED_FOR_MS, TEST_GOOD_FOR_MS, TEST_WITHIN_MS } from './limits.ts'
import { checkTests, createKeypadTest, fingerprintTests, printerTests, tenderTests } from './tests.ts'

function open() {
  const manual = createManualClock()
  const { clock } = manual
  const told: Device[] = []
  const gone: string[] = []
  const devices = createDevices({
    clock,
    onChange: (device) => void told.push(device),
    onGone: (id) => void gone.push(id),
  })
  const printer = createVirtualPrinter({ id: 'printer', clock })
  const card = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock })
  const scanner = createVirtualScanner({ id: 'scanner', clock })
  devices.attach(printer, printerTests(printer))
  devices.attach(card, tenderTests(card))
  const detach = devices.attachScanner(scanner, { onScan: () => {}, onDrop: () => {} })
  const reportOf = (id: string) => devices.reports().find((report) => report.id === id)
  const now = () => new Date(clock.now()).toISOString()
  return { manual, clock, devices, printer, card, scanner, detach, reportOf, told, gone, now }
}

describe('the report of a device', () => {
  it('has its tests, and no trouble while it is well', () => {
    const { reportOf } = open()
    expect(reportOf('printer')).toMatchObject({ state: 'ready', tests: ['status', 'paper'] })
    expect(reportOf('card')).toMatchObject({ tests: ['status'] })
    expect(reportOf('scanner')).toMatchObject({ tests: [] })
    for (const id of ['printer', 'card', 'scanner']) expect(reportOf(id)).not.toHaveProperty('trouble')
  })

  it('says what the trouble is and what to do, and keeps the last one', async () => {
    const { manual, printer, reportOf, now } = open()
    const at = now()
    printer.paper('out')
    expect(reportOf('printer')).toMatchObject({
      state: 'failed',
      trouble: 'paper-out',
      todo: 'Put in a new roll.',
      lastError: { error: 'paper-out', at },
    })
    await manual.pass(60_000)
    printer.paper('full')
    expect(reportOf('printer')).toMatchObject({ state: 'ready', lastError: { error: 'paper-out', at } })
    expect(reportOf('printer')).not.toHaveProperty('trouble')
  })

  it('says when a scanner read its last code, and nothing of it', async () => {
    const { manual, scanner, reportOf, now } = open()
    expect(reportOf('scanner')).not.toHaveProperty('lastRead')
    await manual.pass(5_000)
    scanner.scan(Buffer.from('A CODE'))
    expect(reportOf('scanner')).toMatchObject({ lastRead: now() })
    expect(JSON.stringify(reportOf('scanner'))).not.toContain('CODE')
  })

  it('ends with the device, which is told', () => {
    const { detach, gone, reportOf } = open()
    detach()
    expect([gone, reportOf('scanner')]).toEqual([['scanner'], undefined])
  })
})

describe('a test', () => {
  it('prints a test paper and says that it came out', async () => {
    const { devices, printer, now } = open()
    expect(await devices.test('printer', 'paper')).toMatchObject({
      ok: true,
      device: { lastTest: { test: 'paper', at: now() } },
    })
    expect(printer.printed()).toHaveLength(1)
  })

  it('that is asked for while it is under way is the same one, so that one paper comes out for all', async () => {
    const { devices, printer } = open()
    const papers = () => Promise.all([1, 2, 3].map(() => devices.test('printer', 'paper')))
    for (const answer of await papers()) expect(answer).toMatchObject({ device: { lastTest: { test: 'paper' } } })
    expect(printer.printed()).toHaveLength(1)
    await papers()
    expect(printer.printed()).toHaveLength(2)
  })

  it('says what kept the paper from coming out', async () => {
    const { devices, printer } = open()
    printer.breakNext('silent')
    expect(await devices.test('printer', 'paper')).toMatchObject({ device: { lastTest: { error: 'not-known' } } })
    printer.paper('out')
    expect(await devices.test('printer', 'paper')).toMatchObject({ device: { lastTest: { error: 'paper-out' } } })
  })

  it('is refused for a device that there is not, and where the device has no such test', async () => {
    const { devices } = open()
    for (const [id, test, why] of [
      ['none', 'status', 'unknown'],
      ['card', 'paper', 'untested'],
      ['scanner', 'status', 'untested'],
    ] as const)
      expect(await devices.test(id, test)).toEqual({
        ok: false,
        refusal: { code: 'invalid-input', params: { option: 'device', why } },
      })
  })

  it('has no effect on a terminal', async () => {
    const { devices, card } = open()
    await devices.test('card', 'status')
    expect(card.books()).toEqual([])
  })

  it('makes a ready terminal that does not answer failed, until it answers again', async () => {
    const { manual, devices, card, reportOf, told } = open()
    card.dropAnswers('status')
    await devices.test('card', 'status')
    expect(reportOf('card')).toMatchObject({ state: 'failed', error: 'not-answering', trouble: 'not-answering' })
    expect(devices.healthOf(card)).toMatchObject({ state: 'failed' })
    expect(told.at(-1)).toMatchObject({ id: 'card', state: 'failed' })
    const since = reportOf('card')?.since
    await manual.pass(60_000)
    await devices.test('card', 'status')
    expect(reportOf('card')).toMatchObject({ since })
    card.answerAgain('status')
    await devices.test('card', 'status')
    expect(reportOf('card')).toMatchObject({ state: 'ready' })
    expect(told.at(-1)).toMatchObject({ id: 'card', state: 'ready' })
  })

  it('waits for a finger on a sensor, and says what came; the sensor is well all the same', async () => {
    const { manual, devices, clock, reportOf, told } = open()
    const sensor = createVirtualFingerprintSensor({ id: 'sensor', clock })
    devices.attach(sensor, fingerprintTests(sensor))
    expect(reportOf('sensor')).toMatchObject({ tests: ['finger'] })
    told.length = 0
    const tested = devices.test('sensor', 'finger')
    await manual.pass(FINGER_WITHIN_MS - 1)
    sensor.lay(1)
    expect(await tested).toEqual({ ok: true, device: reportOf('sensor') })
    expect(reportOf('sensor')?.lastTest).toEqual({ test: 'finger', at: new Date(clock.now()).toISOString() })
    sensor.lift()
    const late = devices.test('sensor', 'finger')
    await manual.pass(FINGER_WITHIN_MS)
    expect(await late).toMatchObject({ device: { state: 'ready', lastTest: { test: 'finger', error: 'no-finger' } } })
    expect(told).toEqual([])
    sensor.unplug()
    expect(await devices.test('sensor', 'finger')).toMatchObject({
      device: { state: 'lost', lastTest: { test: 'finger', error: 'unplugged' } },
    })
  })

  it('hears each key of a keypad, in any order, and ends for all who asked for it', async () => {
    const { devices, clock, now, told } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    const { tests, takes } = createKeypadTest(keypad, clock, () => false)
    devices.attach(keypad, tests)
    told.length = 0
    const meanwhile: boolean[] = []
    keypad.onKey(() => meanwhile.push(takes()))
    const asked = [devices.test('keypad', 'keys'), devices.test('keypad', 'keys')]
    for (const key of ['help', 'up', 'up', 'right', 'left', 'select', 'down'] as const) keypad.press(key)
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ ok: true, device: { tests: ['keys'], lastTest: { test: 'keys', at: now() } } })
    keypad.press('select')
    expect(meanwhile).toEqual([true, true, true, true, true, true, true, false])
    expect(told).toEqual([])
  })

  it('names the keys that a keypad did not send in time; the keypad is well all the same', async () => {
    const { manual, devices, clock, reportOf } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    const { tests, takes } = createKeypadTest(keypad, clock, () => false)
    devices.attach(keypad, tests)
    const tested = devices.test('keypad', 'keys')
    for (const key of KEYPAD_KEYS) if (key !== 'left' && key !== 'help') keypad.press(key)
    await manual.pass(KEYS_WITHIN_MS)
    await tested
    expect(reportOf('keypad')).toMatchObject({
      state: 'ready',
      lastTest: { test: 'keys', error: 'no-key', unheard: ['left', 'help'] },
    })
    expect(takes()).toBe(false)
  })

  it('that failed says what to do, until its device has changed', async () => {
    const { manual, devices, clock, reportOf, printer } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    devices.attach(keypad, createKeypadTest(keypad, clock, () => false).tests)
    const tested = devices.test('keypad', 'keys')
    await manual.pass(KEYS_WITHIN_MS)
    await tested
    const pressEach = { trouble: 'no-key', todo: expect.stringContaining('press each key') as string }
    expect(reportOf('keypad')).toMatchObject({ state: 'ready', lastTest: pressEach })
    expect(reportOf('keypad')).not.toHaveProperty('todo')
    await manual.pass(1)
    keypad.unplug()
    keypad.replug()
    expect(reportOf('keypad')?.lastTest).toMatchObject({ error: 'no-key' })
    expect(reportOf('keypad')?.lastTest).not.toHaveProperty('todo')
    keypad.unplug()
    await devices.test('keypad', 'keys')
    expect(reportOf('keypad')).toMatchObject({ todo: 'Plug it in; it works again by itself.' })
    expect(reportOf('keypad')?.lastTest).not.toHaveProperty('todo')
    printer.breakNext('silent')
    await devices.test('printer', 'paper')
    expect(reportOf('printer')?.lastTest).toMatchObject({
      trouble: 'not-known',
      todo: expect.stringMatching(/^Look whether/) as string,
    })
  })

  it('is refused in the end where its device was removed meanwhile', async () => {
    const { manual, devices, clock } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    const detach = devices.attach(keypad, createKeypadTest(keypad, clock, () => false).tests)
    const tested = devices.test('keypad', 'keys')
    detach()
    await manual.pass(KEYS_WITHIN_MS)
    expect(await tested).toEqual({
      ok: false,
      refusal: { code: 'invalid-input', params: { option: 'device', why: 'unknown' } },
    })
  })

  it('of a keypad begins anew for whoever asks for it while it is under way', async () => {
    const { manual, devices, clock } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    const { tests } = createKeypadTest(keypad, clock, () => false)
    devices.attach(keypad, tests)
    const asked = [devices.test('keypad', 'keys')]
    keypad.press('help')
    await manual.pass(KEYS_WITHIN_MS - 1)
    asked.push(devices.test('keypad', 'keys'))
    await manual.pass(1)
    asked.push(devices.test('keypad', 'keys'))
    for (const key of KEYPAD_KEYS) if (key !== 'help') keypad.press(key)
    await manual.pass(KEYS_WITHIN_MS)
    for (const answer of await Promise.all(asked))
      expect(answer).toMatchObject({ device: { lastTest: { error: 'no-key', unheard: ['help'] } } })
  })

  it('of a keypad ends with the first press of a resident, who has the keypad from then on', async () => {
    const { devices, clock } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    let isInUse = false
    const { tests, takes } = createKeypadTest(keypad, clock, () => isInUse)
    devices.attach(keypad, tests)
    const taken: boolean[] = []
    keypad.onKey(() => taken.push(takes()))
    const tested = devices.test('keypad', 'keys')
    keypad.press('up')
    isInUse = true
    keypad.press('down')
    expect(await tested).toMatchObject({ device: { lastTest: { error: 'no-key' } } })
    isInUse = false
    keypad.press('select')
    expect(taken).toEqual([true, false, false])
  })

  it('of a keypad ends where that is pulled, and is not begun where it is away', async () => {
    const { devices, clock } = open()
    const keypad = createVirtualKeypad({ id: 'keypad', clock })
    devices.attach(keypad, createKeypadTest(keypad, clock, () => false).tests)
    const tested = devices.test('keypad', 'keys')
    keypad.unplug()
    for (const answer of [await tested, await devices.test('keypad', 'keys')])
      expect(answer).toMatchObject({ device: { state: 'lost', lastTest: { test: 'keys', error: 'unplugged' } } })
  })

  it('that needs somebody is made on request alone', async () => {
    const { devices, clock, reportOf } = open()
    const sensor = createVirtualFingerprintSensor({ id: 'sensor', clock })
    devices.attach(sensor, fingerprintTests(sensor))
    await devices.testIdle()
    expect([sensor.isWaiting(), reportOf('sensor')?.lastTest]).toEqual([false, undefined])
  })

  it('is given up where the device never answers', async () => {
    const { manual, devices, clock } = open()
    const mute = createVirtualTender({ id: 'mute', kind: 'payment-terminal', clock })
    devices.attach(mute, { status: () => new Promise(() => {}) })
    const testing = devices.test('mute', 'status')
    await manual.pass(TEST_WITHIN_MS)
    expect(await testing).toMatchObject({ device: { state: 'failed', lastTest: { error: 'not-answering' } } })
  })

  it('says nothing of a device that went and came back meanwhile', async () => {
    const { manual, devices, clock, reportOf } = open()
    const slow = createVirtualTender({ id: 'slow', kind: 'payment-terminal', clock })
    devices.attach(slow, { status: () => new Promise(() => {}) })
    const testing = devices.test('slow', 'status')
    await manual.pass(1)
    slow.unplug()
    slow.replug()
    await manual.pass(TEST_WITHIN_MS)
    await testing
    expect(reportOf('slow')).toMatchObject({ state: 'ready', lastTest: { error: 'not-answering' } })
  })

  it('of a card reader is over when another card is in it, or none', async () => {
    const { manual, devices, clock, reportOf, told } = open()
    const random = { bytes: (length: number) => new Uint8Array(length) }
    const reader = createVirtualCardReader({ id: 'reader', clock, random })
    devices.attach(reader, checkTests(reader))
    await manual.pass(0)
    reader.insert(createVirtualCard({ kind: 'mute-card' }))
    await devices.test('reader', 'status')
    expect(reportOf('reader')).toMatchObject({ state: 'failed', trouble: 'mute-card' })
    expect(reportOf('reader')?.todo).toMatch(/^Take the card out/)
    reader.remove()
    expect(reportOf('reader')).toMatchObject({ state: 'ready' })
    expect(told.at(-1)).toMatchObject({ id: 'reader', state: 'ready' })
    await reader.close()
  })

  it('is offered of a device that can say itself how it is, and of no other', async () => {
    const { devices, clock, reportOf } = open()
    const drawer = createVirtualCashDrawer({ id: 'drawer', clock })
    const lights = createVirtualLights({ id: 'lights', clock })
    devices.attach(drawer, checkTests(drawer))
    devices.attach(lights, checkTests(lights))
    expect([reportOf('drawer')?.tests, reportOf('lights')?.tests]).toEqual([['status'], []])
    await devices.test('drawer', 'status')
    expect(reportOf('drawer')?.lastTest).toEqual({ test: 'status', at: expect.any(String) as unknown })
    expect(drawer.opened()).toBe(0)
  })

  it('is overruled by what the driver says afterwards', async () => {
    const { devices, card, reportOf } = open()
    card.dropAnswers('status')
    await devices.test('card', 'status')
    card.unplug()
    expect(reportOf('card')).toMatchObject({ state: 'lost' })
    card.replug()
    expect(reportOf('card')).toMatchObject({ state: 'ready' })
  })
})

describe('idle devices', () => {
  it('are asked once in ten minutes, and each minute while their last answer was bad', async () => {
    const { manual, devices, card, printer, reportOf } = open()
    const testedAt = () => reportOf('card')?.lastTest?.at
    await devices.testIdle()
    const first = testedAt()
    expect(first).toBeDefined()
    await manual.pass(TEST_GOOD_FOR_MS - 1)
    await devices.testIdle()
    expect(testedAt()).toBe(first)
    card.dropAnswers('status')
    await manual.pass(1)
    await devices.testIdle()
    expect(reportOf('card')).toMatchObject({ state: 'failed' })
    card.answerAgain('status')
    await manual.pass(TEST_FAILED_FOR_MS)
    await devices.testIdle()
    expect(reportOf('card')).toMatchObject({ state: 'ready' })
    expect(printer.printed()).toEqual([])
  })

  it("aren't asked while their driver says that they aren't ready", async () => {
    const { devices, card, reportOf } = open()
    card.unplug()
    await devices.testIdle()
    expect(reportOf('card')).not.toHaveProperty('lastTest')
  })
})
