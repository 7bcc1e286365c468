import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSocketLines, type Line, type Lines } from '../../../build/twins/lines.ts'
import { createTwinStation } from '../../../build/twins/station.ts'
import { createVirtualCard } from '../../../hardware/card-reader/virtual-card.ts'
import { createCardTwins, type CardTwins } from '../../start/card-twins.ts'
import { systemRandom as random } from '../../start/system.ts'
import { SESSION_KEPT_MS } from '../serving/limits.ts'
import { FORGOTTEN_ALARM_MS } from './forgotten-card.ts'

let twin: ReturnType<typeof createTwinStation>
let lines: Lines
let twins: CardTwins

beforeEach(async () => {
  twin = createTwinStation()
  lines = await openSocketLines(twin.station)
  twins = createCardTwins({ clock: twin.clock, random })
  twin.station.attachCardReader(twins.cardReader)
  twin.station.attachDevice(twins.fingerprint)
  twin.station.attachLights(twins.lights)
  await twin.manual.pass(0)
})
afterEach(async () => {
  await lines.close()
  await twin.close()
})

const light = () => twins.lights.seen('card-reader')
const card = () => twin.station.status().card

async function insert(kind: 'card' | 'wrong-card' | 'mute-card' = 'card'): Promise<void> {
  twins.cardReader.insert(createVirtualCard({ kind }))
  await twin.manual.pass(0)
}

async function kioskWithPerson(): Promise<Line> {
  const line = await lines.open({ face: 'kiosk', session: 'k' })
  const data = Buffer.from(twin.phone().eid()).toString('base64')
  const read = await line.client.scan.submit({ data, source: 'camera', symbology: ']Q1', service: 'my-eid' })
  expect(read.ok).toBe(true)
  return line
}

describe('a card that is forgotten', () => {
  it('lights up, and the person is forgotten at once when the visit ends, until the card is taken', async () => {
    const { client } = await kioskWithPerson()
    expect([card(), light()]).toEqual(['none', 'off'])
    await insert()
    expect([card(), light()]).toEqual(['in', 'on'])
    await client.person.asking({ asking: true })
    expect([card(), light()]).toEqual(['unattended', 'blinking'])
    expect(await client.person.show()).toMatchObject({ ok: true })
    await client.person.end()
    expect([card(), light()]).toEqual(['forgotten', 'blinking'])
    expect(await client.person.show()).toMatchObject({ refusal: { code: 'person-gone' } })
    await twin.manual.pass(FORGOTTEN_ALARM_MS)
    expect([card(), light()]).toEqual(['left', 'blinking'])
    twins.cardReader.remove()
    expect([card(), light()]).toEqual(['none', 'off'])
  })

  it.each(['wrong-card', 'mute-card'] as const)('may be any card: %s', async (kind) => {
    const { client } = await kioskWithPerson()
    await insert(kind)
    await client.person.end()
    expect([card(), light()]).toEqual(['forgotten', 'blinking'])
  })

  it('is told to the page, each change in turn', async () => {
    const { client } = await kioskWithPerson()
    const heard: string[] = []
    const stop = new AbortController()
    const events = await client.station.events(undefined, { signal: stop.signal })
    const listening = (async () => {
      for await (const event of events) if (event.type === 'card-changed') heard.push(event.card)
    })()
    await insert()
    await client.person.asking({ asking: true })
    await client.person.asking({ asking: false })
    await client.person.end()
    twins.cardReader.remove()
    await vi.waitFor(() => expect(heard).toEqual(['in', 'unattended', 'in', 'forgotten', 'none']))
    stop.abort()
    await listening.catch(() => undefined)
  })

  it('is forgotten too when the page is gone for good, and not while it reloads', async () => {
    const line = await kioskWithPerson()
    expect(twins.lights.seen('scanner')).toBe('on')
    await insert()
    await line.close()
    await vi.waitFor(() => expect(twins.lights.seen('scanner')).toBe('off'))
    await twin.manual.pass(SESSION_KEPT_MS - 1)
    expect(card()).toBe('in')
    await twin.manual.pass(1)
    expect([card(), light()]).toEqual(['forgotten', 'blinking'])
  })

  it('is no matter of a counter, whose clerk gives it back', async () => {
    const { client } = await lines.open({ face: 'counter', session: 'c' })
    await client.operators.signInTraining()
    await insert()
    await client.person.end()
    expect([card(), light()]).toEqual(['in', 'on'])
  })

  it('is no longer looked for when its reader is pulled out, and is a card again when that is back', async () => {
    const { client } = await kioskWithPerson()
    await insert()
    await client.person.end()
    twins.cardReader.unplug()
    expect([card(), light()]).toEqual(['none', 'off'])
    expect(twin.station.status().devices).toContainEqual(
      expect.objectContaining({ kind: 'card-reader', state: 'lost', error: 'unplugged' }),
    )
    twins.cardReader.replug()
    await insert()
    expect([card(), light()]).toEqual(['in', 'on'])
  })

  it('keeps an update away as long as somebody may come back for it', async () => {
    await insert()
    expect(twin.station.isQuiet()).toBe(false)
    const { client } = await kioskWithPerson()
    await client.person.end()
    expect(twin.station.isQuiet()).toBe(false)
    await twin.manual.pass(FORGOTTEN_ALARM_MS)
    expect(twin.station.isQuiet()).toBe(true)
  })
})
