import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinAgencies } from '../../build/twins/agencies.ts'
import { openSocketLines, type Lines } from '../../build/twins/lines.ts'
import { createTwinStation } from '../../build/twins/station.ts'
import { createVirtualCardReader } from '../../hardware/card-reader/virtual.ts'
import { createVirtualCashDrawer } from '../../hardware/cash-drawer/virtual.ts'
import { createVirtualFingerprintSensor } from '../../hardware/fingerprint/virtual.ts'
import { createVirtualKeypad } from '../../hardware/keypad/virtual.ts'
import { createVirtualLights } from '../../hardware/lights/virtual.ts'
import { createVirtualTender } from '../../hardware/payment-terminal/virtual.ts'
import { createVirtualPrinter } from '../../hardware/printer/virtual.ts'
import { createVirtualScanner } from '../../hardware/scanner/virtual.ts'
import type { StationEvent } from '../contract/index.ts'
import { createManualClock } from '../sandbox/trust/trust.fixture.ts'
import { systemRandom } from '../start/system.ts'

const MINUTE = 60_000

/** A kiosk with every kind of device, all of them twins. */
function createKiosk() {
  const manual = createManualClock()
  const { clock } = manual
  const agencies = createTwinAgencies(clock)
  const twin = createTwinStation({ manual, money: agencies.money })
  const card = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock, provider: 'TwinCard' })
  const printer = createVirtualPrinter({ id: 'printer', clock })
  const scanners = [1, 2].map((n) => createVirtualScanner({ id: `scanner-${String(n)}`, clock }))
  twin.station.attachTender('card', card)
  twin.station.attachPrinter(printer)
  for (const scanner of scanners) twin.station.attachScanner(scanner, 'kiosk')
  const drawer = createVirtualCashDrawer({ id: 'drawer', clock })
  const reader = createVirtualCardReader({ id: 'reader', clock, random: systemRandom })
  const keypad = createVirtualKeypad({ id: 'keypad', clock })
  const sensor = createVirtualFingerprintSensor({ id: 'sensor', clock })
  const lights = createVirtualLights({ id: 'lights', clock })
  twin.station.attachDrawer(drawer)
  twin.station.attachCardReader(reader)
  twin.station.attachKeypad(keypad)
  twin.station.attachFingerprint(sensor)
  twin.station.attachLights(lights)
  const every = [card, printer, ...scanners, drawer, reader, keypad, sensor, lights]
  const heard: string[] = []
  twin.journal.onAppend((entries) => void heard.push(...entries.map(({ kind }) => kind)))
  return { ...twin, agencies, card, printer, scanners, keypad, every, heard }
}

let kiosk: ReturnType<typeof createKiosk>
let lines: Lines
beforeEach(async () => {
  kiosk = createKiosk()
  lines = await openSocketLines(kiosk.station)
})
afterEach(async () => {
  await lines.close()
  await kiosk.close()
})

/** Begins a payment by card whose customer hasn't decided yet. */
async function begin() {
  const { client } = await lines.open({ face: 'kiosk', session: 'k' })
  kiosk.card.behave({ do: 'wait' })
  const { ref } = kiosk.agencies.owe()
  await client.bills.find({ by: 'plate', plate: 'MT-00-01', proof: '0001' })
  const quoted = await client.payments.quote({ bills: [ref] })
  const paid = await client.payments.pay({ quote: quoted.ok ? quoted.quote.id : '', tender: 'card' })
  const transaction = paid.ok ? paid.payment.transaction : ''
  await kiosk.manual.pass(5_000)
  const show = async () => {
    const shown = await client.payments.show({ transaction })
    return shown.ok ? shown.payment.state : shown.refusal.code
  }
  return { client, transaction, show }
}

describe('a payment during which every device goes and comes back', () => {
  it.each(['while it is away', 'after it is back'])(
    'is paid once, and its receipt printed, when the customer approves %s',
    async (when) => {
      const { client, transaction, show } = await begin()
      expect(kiosk.station.status().readiness).toMatchObject({ state: 'ready', unavailable: [] })
      for (const device of kiosk.every) device.unplug()
      await kiosk.manual.pass(5_000)
      expect(kiosk.station.status().readiness).toEqual({
        state: 'limited',
        reasons: ['device-lost'],
        unavailable: ['scanner', 'card', 'paper'],
      })
      const approve = () => kiosk.card.decide(`${transaction}/1`, 'approve')
      if (when === 'while it is away') approve()
      await kiosk.manual.pass(10_000)
      expect(await client.payments.print({ transaction })).toMatchObject({ ok: false })
      for (const device of kiosk.every) device.replug()
      if (when !== 'while it is away') approve()
      await kiosk.manual.pass(MINUTE)
      expect(await show()).toBe('committed')
      expect(kiosk.card.books()).toMatchObject([{ takenAvos: 85_000, givenBackAvos: 0 }])
      expect(kiosk.station.status().readiness).toMatchObject({ state: 'ready', unavailable: [] })

      expect(await client.payments.print({ transaction })).toMatchObject({ ok: true })
      expect(kiosk.printer.printed()).toHaveLength(1)
      const events = await client.station.events()
      for (const [index, scanner] of kiosk.scanners.entries()) {
        expect(scanner.scan(Buffer.from(`first of ${String(index)}`))).toBe(true)
        expect(await nextEvent(events, 'scan-answered')).toMatchObject({ answer: { kind: 'unknown' } })
      }
    },
  )

  it('takes nothing when the customer declines meanwhile', async () => {
    const { transaction, show } = await begin()
    for (const device of kiosk.every) device.unplug()
    await kiosk.manual.pass(10_000)
    kiosk.card.decide(`${transaction}/1`, 'decline')
    for (const device of kiosk.every) device.replug()
    await kiosk.manual.pass(MINUTE)
    expect(await show()).toBe('declined')
    expect(kiosk.card.books()).toMatchObject([{ takenAvos: 0 }])
  })
})

describe('a test of a device', () => {
  it('is refused while somebody pays, and idle devices are left alone meanwhile', async () => {
    const counter = await lines.open({ face: 'counter', session: 'c' })
    await counter.client.operators.signInTraining()
    const { transaction } = await begin()
    const test = () => counter.client.devices.test({ id: 'card', test: 'status' })
    const tested = async () =>
      (await counter.client.devices.list()).devices.flatMap(({ id, lastTest }) => (lastTest ? [id] : []))
    expect(await test()).toEqual({ ok: false, refusal: { code: 'payment-under-way' } })
    await kiosk.manual.pass(2 * MINUTE)
    expect(await tested()).toEqual([])
    kiosk.card.decide(`${transaction}/1`, 'approve')
    await kiosk.manual.pass(MINUTE)
    expect(await test()).toMatchObject({ ok: true, device: { state: 'ready' } })
    await kiosk.manual.pass(MINUTE)
    expect(await tested()).toEqual(['card', 'printer', 'drawer', 'reader'])
  })

  it('of the keypad gives way to somebody who began to pay since', async () => {
    const counter = await lines.open({ face: 'counter', session: 'c' })
    await counter.client.operators.signInTraining()
    const testing = counter.client.devices.test({ id: 'keypad', test: 'keys' })
    await counter.client.devices.list()
    const { client, transaction } = await begin()
    const events = await client.station.events()
    kiosk.keypad.press('select')
    expect(await nextEvent(events, 'key-pressed')).toMatchObject({ key: 'select' })
    expect(await testing).toMatchObject({ ok: true, device: { lastTest: { error: 'no-key' } } })
    kiosk.card.decide(`${transaction}/1`, 'approve')
    await kiosk.manual.pass(MINUTE)
  })

  it('that fails while nobody is served keeps the terminal from being offered, until it answers', async () => {
    const unavailable = () => kiosk.station.status().readiness.unavailable
    kiosk.card.dropAnswers('status')
    await kiosk.manual.pass(MINUTE)
    expect(unavailable()).toEqual(['card'])
    kiosk.card.answerAgain('status')
    await kiosk.manual.pass(MINUTE)
    expect(unavailable()).toEqual([])
  })
})

describe('the journal', () => {
  it('notes that a device failed and that it recovered', async () => {
    kiosk.printer.unplug()
    await kiosk.manual.pass(MINUTE)
    kiosk.printer.replug()
    await kiosk.manual.pass(MINUTE)
    expect(kiosk.heard.filter((kind) => kind.startsWith('device'))).toEqual(['device-failed', 'device-recovered'])
  })
})

async function nextEvent(
  events: AsyncIterableIterator<StationEvent>,
  type: StationEvent['type'],
): Promise<StationEvent> {
  for (;;) {
    const { value, done } = (await events.next()) as IteratorResult<StationEvent, undefined>
    if (done === true) throw new Error('the stream ended')
    if (value.type === type) return value
  }
}
