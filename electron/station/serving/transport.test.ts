import { ORPCError } from '@orpc/client'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMainPortLines, openPortLines, openSocketLines, type Line, type Lines } from '../../../build/twins/lines.ts'
import { createTwinStation } from '../../../build/twins/station.ts'
import type { StationEvent } from '../../contract/index.ts'
import { MAX_FRAME_BYTES, MAX_OPEN_REQUESTS } from './limits.ts'

const KIOSK = { face: 'kiosk', session: 'k' } as const
const COUNTER = { face: 'counter', session: 'c' } as const
const base64 = (text: string) => Buffer.from(text).toString('base64')
const FUZZ_FRAMES = 10_000

let twin: ReturnType<typeof createTwinStation>
let lines: Lines
afterEach(async () => {
  await lines.close()
  await twin.close()
})

describe.each([
  ['a WebSocket', openSocketLines],
  ['a MessagePort', openPortLines],
  ["a port of Electron's", openMainPortLines],
])('the contract over %s', (_name, openLines) => {
  beforeEach(async () => {
    twin = createTwinStation()
    lines = await openLines(twin.station)
  })

  it("answers a call for the station's state when it is ready", async () => {
    const { client } = await lines.open(KIOSK)
    expect(await client.station.status()).toMatchObject({
      mode: 'training',
      station: { id: 'T-1' },
      readiness: { state: 'ready' },
      operator: null,
    })
  })

  it('answers many calls at once, each with its own', async () => {
    const { client } = await lines.open(KIOSK)
    const texts = ['https://example.test', 'WIFI:S:x;;', 'hello', '', 'MEX1:AB']
    const answers = await Promise.all(texts.map((text) => client.scan.submit({ data: base64(text), source: 'typed' })))
    expect(answers.map((answer) => [answer.kind, answer.ok || answer.hint])).toEqual([
      ['unknown', 'url'],
      ['unknown', 'wifi'],
      ['unknown', 'text'],
      ['unknown', 'empty'],
      ['border-pass', undefined],
    ])
  })

  it("streams the events of the caller's session, and of no other", async () => {
    const here = await lines.open(KIOSK)
    const sameSession = await lines.open(KIOSK)
    const elsewhere = await lines.open({ face: 'kiosk', session: 'other' })
    const [events, others] = [await here.client.station.events(), await elsewhere.client.station.events()]
    await sameSession.client.scan.submit({ data: base64('hello'), source: 'typed' })
    twin.gateway.setLine('down')
    expect(await take(events, 3)).toMatchObject([
      { type: 'scan-read', kind: 'unknown' },
      { type: 'line-changed', line: { state: 'down' } },
      { type: 'readiness-changed', readiness: { reasons: ['line-down'] } },
    ])
    expect(await take(others, 1)).toMatchObject([{ type: 'line-changed' }])
  })

  it('takes roles from the session, not from what the page says', async () => {
    const { client } = await lines.open(COUNTER)
    const sent = { data: base64('hello'), source: 'typed' } as const
    await expect(client.scan.submit(sent)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      data: { refusal: { code: 'not-allowed' } },
    })
    expect(await client.operators.signInTraining()).toMatchObject({ ok: true, operator: { role: 'clerk' } })
    expect(await client.scan.submit(sent)).toMatchObject({ ok: false, kind: 'unknown' })
    await client.operators.signOut()
    await expect(client.scan.submit(sent)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(client.technician.doctor()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it("refuses bad input and unknown procedures by the contract's error codes", async () => {
    const { client } = await lines.open(KIOSK)
    await expect(client.scan.submit({ data: 'no base64!', source: 'typed' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { refusal: { code: 'invalid-input' } },
    })
    const call = Reflect.get(Reflect.get(client, 'station'), 'explode') as () => Promise<unknown>
    const error: unknown = await call().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ORPCError)
    expect(error).toMatchObject({ code: 'NOT_FOUND', defined: true, data: { refusal: { code: 'unknown-procedure' } } })
  })

  it('ends the streams and forgets the person when the last connection closes', async () => {
    const line = await lines.open(KIOSK)
    const answer = await line.client.scan.submit({ data: base64(twin.phone().eid()), source: 'camera' })
    expect(answer.ok).toBe(true)
    expect(await line.client.person.show()).toMatchObject({ ok: true })
    await line.client.station.events()
    await line.close()
    await expect
      .poll(async () => {
        const again = await lines.open(KIOSK)
        const shown = await again.client.person.show()
        await again.close()
        return shown
      })
      .toEqual({ ok: false, refusal: { code: 'person-gone' } })
  })

  it("ignores frames that aren't the contract's, and goes on", async () => {
    const line = await lines.open(KIOSK)
    const frames: unknown[] = [
      '',
      '{}',
      '[]',
      'null',
      '"x"',
      '{"i":1}',
      '{"i":"1"}',
      '{"i":"1","p":{}}',
      '{"i":"1","p":{"u":7}}',
      '{"i":"1","t":9,"p":{"u":"/station/status"}}',
      '{"i":"1","t":3,"p":{"e":"message"}}',
      '{"i":"1","t":4}',
      '{"i":"1","p":{"u":"http://elsewhere/station/status"}}',
      '{"i":"2","p":{"u":"//["}}',
      '{"i":"3","p":{"u":"/__proto__/toString"}}',
      '{"i":"4","p":{"u":"/constructor"}}',
      '{"i":"5","p":{"u":"/station/status","h":{"content-type":"text/event-stream"}}}',
      `{"i":"6","p":{"u":"/scan/submit","b":{"json":${'['.repeat(50_000)}${']'.repeat(50_000)}}}}`,
      '{"i":"7","p":{"u":"/scan/submit","b":{"json":{"a":1},"meta":[[5,"__proto__","x"]],"maps":[["a"]]}}}',
      new Uint8Array([0, 255, 1]),
      Buffer.from('{"i":"8"}'),
    ]
    for (const frame of frames) line.raw(frame)
    expect((await line.client.station.status()).mode).toBe('training')
  })

  it('closes only the connection that opens too many requests', async () => {
    const greedy = await lines.open(KIOSK)
    const modest = await lines.open(COUNTER)
    for (let count = 0; count <= MAX_OPEN_REQUESTS; count++)
      greedy.raw(`{"i":"x${String(count)}","p":{"u":"/station/events"}}`)
    await greedy.closed
    expect((await modest.client.station.status()).mode).toBe('training')
  })

  it(`still serves after ${FUZZ_FRAMES.toLocaleString('en')} random frames, with little more memory`, async () => {
    const before = process.memoryUsage().rss
    const honest = await lines.open(COUNTER)
    let hostile: { line: Line; isClosed: boolean } | undefined
    for (const [index, frame] of fc.sample(anyFrame, FUZZ_FRAMES).entries()) {
      if (!hostile || hostile.isClosed) {
        const opened = { line: await lines.open(KIOSK), isClosed: false }
        void opened.line.closed.then(() => {
          opened.isClosed = true
        })
        hostile = opened
      }
      hostile.line.raw(frame)
      if (index % 20 === 0)
        await new Promise((resolve) => {
          setImmediate(resolve)
        })
      if (index % 1_000 === 0) expect((await honest.client.station.status()).mode).toBe('training')
    }
    expect((await honest.client.station.status()).mode).toBe('training')
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024)
  })
})

const name = fc.constantFrom(
  '/scan/submit',
  '/station/status',
  '/station/events',
  '/person/show',
  '/technician/doctor',
  '/',
  '/x/y',
  '/scan',
  '/%00',
)
const request = fc.record({
  i: fc.oneof(fc.constantFrom('1', '2', '3'), fc.string(), fc.anything()),
  t: fc.option(fc.oneof(fc.integer({ min: 0, max: 6 }), fc.anything()), { nil: undefined }),
  p: fc.oneof(
    fc.record({
      u: fc.oneof(name, fc.webUrl(), fc.string()),
      b: fc.oneof(fc.record({ json: fc.anything(), meta: fc.anything() }), fc.anything()),
      h: fc.anything(),
    }),
    fc.anything(),
  ),
})
/**
 * Frames that a broken or hostile page may send: ours with wrong parts, other JSON, text, bytes, and frames that are
 * far too long.
 */
const anyFrame: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 60, arbitrary: request.map(asText) },
  { weight: 20, arbitrary: fc.string({ maxLength: 200 }) },
  { weight: 10, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  { weight: 8, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }).map((times) => 'x'.repeat(times * 100_000)) },
  {
    weight: 1,
    arbitrary: fc.constant(`{"i":"9","p":{"u":"/scan/submit","b":{"json":"${'y'.repeat(MAX_FRAME_BYTES)}"}}}`),
  },
)

function asText(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
  } catch {
    return '{"i":'
  }
}

async function take(events: AsyncIterableIterator<StationEvent>, count: number): Promise<StationEvent[]> {
  const taken: StationEvent[] = []
  while (taken.length < count) {
    const { value, done } = await events.next()
    if (done === true) break
    taken.push(value)
  }
  return taken
}
