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
  return { ...twin, agencies, card, printer, scanners, every }
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

async function nextAnswer(events: AsyncIterableIterator<StationEvent>): Promise<StationEvent> {
  for (;;) {
    const { value, done } = (await events.next()) as IteratorResult<StationEvent, undefined>
    if (done === true) throw new Error('the stream ended')
    if (value.type === 'scan-answered') return value
  }
}
