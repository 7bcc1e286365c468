import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTwinAgencies } from '../../build/twins/agencies.ts'
import { openSocketLines, type Lines } from '../../build/twins/lines.ts'
import { createTwinStation } from '../../build/twins/station.ts'
import { createVirtualTender } from '../../hardware/payment-terminal/virtual.ts'
import { createVirtualPrinter } from '../../hardware/printer/virtual.ts'
import { createVirtualScanner } from '../../hardware/scanner/virtual.ts'
import type { StationEvent } from '../contract/index.ts'
import { createManualClock } from '../sandbox/trust/trust.fixture.ts'

const MINUTE = 60_000

/** A kiosk with every kind of device that a payment meets, all of them twins. */
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
  const every = [card, printer, ...scanners]
  const heard: string[] = []
  twin.journal.onAppend((entries) => void heard.push(...entries.map(({ kind }) => kind)))
  return { ...twin, agencies, card, printer, scanners, every, heard }
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
        expect(await nextAnswer(events)).toMatchObject({ answer: { kind: 'unknown' } })
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
    const lastTests = async () => (await counter.client.devices.list()).devices.map(({ lastTest }) => lastTest)
    expect(await test()).toEqual({ ok: false, refusal: { code: 'payment-under-way' } })
    await kiosk.manual.pass(2 * MINUTE)
    expect(await lastTests()).toEqual([undefined, undefined, undefined, undefined])
    kiosk.card.decide(`${transaction}/1`, 'approve')
    await kiosk.manual.pass(MINUTE)
    expect(await test()).toMatchObject({ ok: true, device: { state: 'ready' } })
    await kiosk.manual.pass(MINUTE)
    expect((await lastTests()).filter((tested) => tested !== undefined)).toHaveLength(2)
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

async function nextAnswer(events: AsyncIterableIterator<StationEvent>): Promise<StationEvent> {
  for (;;) {
    const { value, done } = (await events.next()) as IteratorResult<StationEvent, undefined>
    if (done === true) throw new Error('the stream ended')
    if (value.type === 'scan-answered') return value
  }
}
