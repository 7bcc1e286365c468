// @vitest-environment happy-dom
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, nextTick } from 'vue'
import type { LookedAt, Person, ScanAnswer, StationEvent, SubmittedScan } from '../../electron/contract/index.ts'
import { i18n } from '../i18n/index.ts'
import { COUNTDOWN, SILENCE } from './idle.ts'
import { incident } from './fault.ts'
import { LinkLost, type StationClient, type StationLink } from './link.ts'
import { usePayment } from './payment.ts'
import { usePerson } from './person.ts'
import { useScan } from './scan.ts'
import { useSession } from './session.ts'
import { stationLink, useStation } from './station.ts'
import { useOwed } from './use-owed.ts'

const now = '2026-03-24T06:36:00.000Z'
const person = (value: string, masked: boolean): Person => ({
  service: 'my-eid',
  purpose: 'show-own-eid',
  fields: [{ name: 'idNumber', value, masked }],
  assurance: { level: 'online', at: now },
  readAt: now,
})
const eid: ScanAnswer = { ok: true, kind: 'eid-presentation', person: person('9••••••(•)', true) }
const bytes = new TextEncoder().encode('code')

/** The station's answers to `scan.look`, by the codes' texts. */
const LOOKS: Readonly<Record<string, LookedAt>> = {
  slip: {
    kind: 'payment-slip',
    usable: true,
    slip: { agency: 'MP', slipKind: 'slip', amountAvos: 60_000, billNumber: '2026-1' },
  },
  eid: { kind: 'eid-presentation', usable: true },
  url: { kind: 'unknown', usable: false },
  shop: { kind: 'merchant-qr', usable: false },
}
const textIn = (data: string) =>
  new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)))

/** Publishes an event of the station of the last `setUp`, once the page has started. */
let publish: (event: StationEvent) => void = () => {}

function setUp(
  submit: (scan: SubmittedScan) => Promise<ScanAnswer>,
  show = () => Promise.resolve<unknown>({ ok: true, person: person('99000001', false) }),
  ask = () => Promise.resolve<unknown>({ ok: true }),
  lose: () => void = () => {},
) {
  const calls = { end: 0, submitted: [] as SubmittedScan[] }
  const events = new ReadableStream<StationEvent>({
    start: (controller) => {
      publish = (event) => controller.enqueue(event)
    },
  })
  const client = {
    station: { status: () => Promise.resolve({ now }), events: () => Promise.resolve(events) },
    scan: {
      submit: (scan: SubmittedScan) => (calls.submitted.push(scan), submit(scan)),
      look: async ({ codes }: { codes: SubmittedScan[] }) => {
        lose()
        return await Promise.resolve({
          codes: codes.map(({ data }) => LOOKS[textIn(data)] ?? { kind: 'unknown', usable: false }),
        })
      },
    },
    bills: { find: ask },
    payments: { quote: ask },
    person: { show, end: () => ((calls.end += 1), Promise.resolve({ ok: true })) },
  } as unknown as StationClient
  const link: StationLink = { client, state: () => 'open', onState: () => () => {}, close: () => {} }
  const app = createApp({ render: () => null })
  app.provide(stationLink, link).use(createPinia())
  return app.runWithContext(() => ({
    station: useStation(),
    scan: useScan(),
    person: usePerson(),
    owed: useOwed(),
    payment: usePayment(),
    session: useSession(),
    calls,
  }))
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  incident.value = null
})

describe('a scan', () => {
  it('is shown as busy at once, and then the masked person when the station answers', async () => {
    const { scan, person: shown, calls } = setUp(() => Promise.resolve(eid))
    const reading = scan.submit({ bytes, source: 'camera', symbology: ']Q1' }, 'my-eid')
    expect(scan.busy).toBe(true)
    await reading
    expect(scan.busy).toBe(false)
    expect(calls.submitted).toEqual([{ data: 'Y29kZQ==', source: 'camera', symbology: ']Q1', service: 'my-eid' }])
    expect(shown.current?.fields[0]?.value).toBe('9••••••(•)')
  })

  it("isn't answered by an earlier one's answer when two follow each other", async () => {
    const answers: ((answer: ScanAnswer) => void)[] = []
    const { scan } = setUp(() => new Promise((resolve) => answers.push(resolve)))
    const both = [scan.submit({ bytes, source: 'typed' }), scan.submit({ bytes, source: 'typed' })]
    answers[1]?.({ ok: true, kind: 'receipt' })
    answers[0]?.(eid)
    await Promise.all(both)
    expect(scan.answer).toEqual({ ok: true, kind: 'receipt' })
  })

  it.each([
    ['eid', 'camera', 100],
    ['eid', 'hid-keyboard', 100],
    ['url', 'camera', 500],
  ] as const)("isn't sent when somebody leaves before it was: %s by %s after %i ms", async (code, source, ms) => {
    const { scan, session, calls, person: shown } = setUp(() => Promise.resolve(eid))
    scan.hear({ bytes: new TextEncoder().encode(code), source }, 'my-eid')
    await vi.advanceTimersByTimeAsync(ms)
    await session.wipe()
    await vi.advanceTimersByTimeAsync(5000)
    expect([calls.submitted, scan.answer, scan.busy, shown.current]).toEqual([[], null, false, null])
    scan.hear({ bytes, source }, 'my-eid')
    await vi.advanceTimersByTimeAsync(1000)
    expect(calls.submitted).toHaveLength(1)
  })

  it('ends when the station is lost while it looks at two codes', async () => {
    const { scan } = setUp(
      () => Promise.resolve(eid),
      undefined,
      undefined,
      () => {
        throw new LinkLost()
      },
    )
    for (const code of ['slip', 'eid']) scan.hear({ bytes: new TextEncoder().encode(code), source: 'hid-keyboard' })
    await vi.advanceTimersByTimeAsync(1000)
    expect([scan.busy, incident.value]).toEqual([false, null])
  })

  it('closes the choice between two codes when another one is sent', async () => {
    const { scan } = setUp(() => Promise.resolve(eid))
    for (const code of ['slip', 'eid']) scan.hear({ bytes: new TextEncoder().encode(code), source: 'camera' })
    await vi.advanceTimersByTimeAsync(1000)
    expect(scan.choices).toHaveLength(2)
    scan.hear({ bytes: new TextEncoder().encode('eid'), source: 'camera' })
    await vi.advanceTimersByTimeAsync(1000)
    expect([scan.choices, scan.answer]).toEqual([[], eid])
  })

  it('leaves a note without anything of the person', async () => {
    const { scan } = setUp(() => Promise.resolve(eid))
    await scan.submit({ bytes, source: 'typed' })
    expect(Object.keys(scan.notes[0] ?? {}).sort()).toEqual(['at', 'kind', 'ok'])
  })

  it('becomes an incident when the station breaks, and not when the connection is lost', async () => {
    const lost = setUp(() => Promise.reject(new LinkLost()))
    await lost.scan.submit({ bytes, source: 'typed' })
    expect(incident.value).toBeNull()
    const broken = setUp(() => Promise.reject(Object.assign(new Error('x'), { data: { incident: 'abc123' } })))
    await broken.scan.submit({ bytes, source: 'typed' })
    expect(incident.value).toBe('abc123')
    expect(broken.scan.busy).toBe(false)
  })

  it("of the station's own scanner counts from when it was read", async () => {
    const { scan, station } = setUp(() => Promise.resolve(eid))
    const taken: number[] = []
    scan.deliverTo((_, at) => (taken.push(at), 'shown'))
    station.start()
    await vi.advanceTimersByTimeAsync(0)
    const readAt = performance.now()
    publish({ type: 'scan-read', kind: 'wallet-payment' })
    await vi.advanceTimersByTimeAsync(400)
    expect(scan.busy).toBe(true)
    publish({ type: 'scan-answered', answer: { ok: true, kind: 'wallet-payment' } })
    await vi.advanceTimersByTimeAsync(0)
    expect([scan.busy, taken, performance.now()]).toEqual([false, [readAt], readAt + 400])
  })

  it('has one taker, who says whether its answer stays on the screen', async () => {
    const { scan, person: shown } = setUp(() => Promise.resolve(eid))
    const taken: unknown[] = []
    const stops = [
      scan.deliverTo(() => (taken.push('first'), 'taken')),
      scan.deliverTo((answer) => (taken.push(answer, shown.current !== null, scan.busy), 'taken')),
    ]
    await scan.submit({ bytes, source: 'typed' })
    expect([taken, scan.answer]).toEqual([[eid, true, false], null])
    // Only the function of the last `deliverTo` ends it.
    stops[0]?.()
    await scan.submit({ bytes, source: 'typed' })
    expect([taken.length, scan.answer]).toEqual([6, null])
    stops[1]?.()
    await scan.submit({ bytes, source: 'typed' })
    expect([taken.length, scan.answer]).toEqual([6, eid])
  })

  it('takes the last answer from the screen when the next one leads elsewhere', async () => {
    const { scan } = setUp(() => Promise.resolve(eid))
    await scan.submit({ bytes, source: 'typed' })
    expect(scan.answer).toEqual(eid)
    scan.deliverTo(() => 'taken')
    await scan.submit({ bytes, source: 'typed' })
    expect([scan.answer, scan.notes.length]).toEqual([null, 2])
  })
})

describe('a person', () => {
  it('is shown and masked again when asked to', async () => {
    const { scan, person: shown } = setUp(() => Promise.resolve(eid))
    await scan.submit({ bytes, source: 'typed' })
    await shown.toggle()
    expect(shown.current?.fields[0]?.value).toBe('99000001')
    await shown.toggle()
    expect(shown.current?.fields[0]?.value).toBe('9••••••(•)')
  })

  it('is gone when the station has forgotten them', async () => {
    const { scan, person: shown } = setUp(
      () => Promise.resolve(eid),
      () => Promise.resolve({ ok: false, refusal: { code: 'person-gone' } }),
    )
    await scan.submit({ bytes, source: 'typed' })
    await shown.toggle()
    expect(shown.current).toBeNull()
    expect(shown.gone).toBe(true)
  })
})

describe('an answer', () => {
  it('shows nobody when it comes after its person has left', async () => {
    let answer: (shown: unknown) => void = () => {}
    const { scan, person: shown } = setUp(
      () => Promise.resolve(eid),
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    )
    await scan.submit({ bytes, source: 'typed' })
    const showing = shown.toggle()
    await shown.end()
    answer({ ok: true, person: person('99000001', false) })
    await showing
    expect([shown.current, shown.shown]).toEqual([null, false])
  })

  it('causes no incident for the next person when it fails after its person has left', async () => {
    let fail: (error: unknown) => void = () => {}
    const { owed, payment } = setUp(
      () => Promise.resolve(eid),
      undefined,
      () =>
        new Promise((_, reject) => {
          fail = reject
        }),
    )
    for (const [begin, leave] of [
      [() => owed.find({ by: 'eid' }, 'tax'), owed.clear],
      [() => payment.quoteFor(['b']), payment.clear],
    ] as const) {
      const begun = begin()
      leave()
      await nextTick()
      fail(new TypeError('late'))
      await begun
    }
    expect(incident.value).toBeNull()
    const begun = owed.find({ by: 'eid' }, 'tax')
    await nextTick()
    fail(new TypeError('now'))
    await begun
    expect(incident.value).not.toBeNull()
  })

  it('is read when the machine has no sound', async () => {
    vi.stubGlobal('AudioContext', function () {
      throw new DOMException('no device', 'NotSupportedError')
    })
    const { scan } = setUp(() => Promise.resolve(eid))
    await scan.submit({ bytes, source: 'typed' })
    expect([scan.answer?.ok, incident.value]).toEqual([true, null])
    vi.unstubAllGlobals()
  })
})

describe('a session', () => {
  it('has nothing of anyone after it was wiped', async () => {
    const { scan, person: shown, session, calls } = setUp(() => Promise.resolve(eid))
    session.preferences.language = 'pt'
    session.preferences.theme = 'dark'
    await scan.submit({ bytes, source: 'typed' })
    await session.wipe()
    expect([scan.answer, shown.current, scan.notes.length, calls.end]).toEqual([null, null, 0, 1])
    expect(session.preferences.language).toBe('pt')
    session.begin()
    expect([session.preferences.language, document.documentElement.dataset['theme'], i18n.global.locale.value]).toEqual(
      ['zh-Hant', 'plain', 'zh-Hant'],
    )
  })

  it('asks after 40 s of silence and ends 20 s later when nobody touches the screen', async () => {
    const { scan, session } = setUp(() => Promise.resolve(eid))
    let over = 0
    const stop = session.watchSilence(() => void (over += 1))
    session.touch()
    await scan.submit({ bytes, source: 'typed' })
    await vi.advanceTimersByTimeAsync(SILENCE)
    expect([session.idle.state, session.holding, over]).toEqual(['countdown', true, 0])
    session.touch()
    expect(session.idle.state).toBe('active')
    await vi.advanceTimersByTimeAsync(SILENCE + COUNTDOWN)
    expect(over).toBeGreaterThan(0)
    stop()
  })

  it("doesn't end when nobody began it", async () => {
    const { session } = setUp(() => Promise.resolve(eid))
    let over = 0
    const stop = session.watchSilence(() => void (over += 1))
    await vi.advanceTimersByTimeAsync(2 * (SILENCE + COUNTDOWN))
    expect(over).toBe(0)
    stop()
  })

  it('changes its language at once when one is chosen', async () => {
    const { session } = setUp(() => Promise.resolve(eid))
    session.preferences.language = 'en'
    await nextTick()
    expect(document.documentElement.lang).toBe('en')
    session.begin()
  })
})

describe('codes in view together', () => {
  const code = (text: string, source: 'camera' | 'hid-keyboard' = 'camera') =>
    ({ bytes: new TextEncoder().encode(text), source }) as const
  const answer = (): Promise<ScanAnswer> => Promise.resolve({ ok: true, kind: 'payment-slip' })
  const sent = (calls: { submitted: SubmittedScan[] }) => calls.submitted.map(({ data }) => textIn(data))

  it.each([
    ['slip', 'url'],
    ['url', 'slip'],
    ['shop', 'slip'],
    ['slip', 'shop'],
  ])('are answered by the one that can be used: %s, then %s', async (first, second) => {
    for (const apart of [0, 60, 140]) {
      const { scan, calls } = setUp(answer)
      scan.hear(code(first), 'my-eid')
      await vi.advanceTimersByTimeAsync(apart)
      scan.hear(code(second), 'my-eid')
      await vi.advanceTimersByTimeAsync(1000)
      expect(sent(calls)).toEqual(['slip'])
      expect(scan.answer).toMatchObject({ ok: true, kind: 'payment-slip' })
    }
  })

  it('are answered by the usable one when it is found half a second later', async () => {
    const { scan, calls } = setUp(answer)
    scan.hear(code('url'))
    await vi.advanceTimersByTimeAsync(500)
    scan.hear(code('slip'))
    await vi.advanceTimersByTimeAsync(300)
    expect(sent(calls)).toEqual(['slip'])
    scan.hear(code('url'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent(calls)).toEqual(['slip'])
    expect(scan.busy).toBe(false)
    expect(scan.answer).toMatchObject({ ok: true })
    scan.hear(code('url', 'hid-keyboard'))
    await vi.advanceTimersByTimeAsync(160)
    expect(sent(calls)).toEqual(['slip', 'url'])
  })

  it('are offered to choose from when two can be used, and none is sent before', async () => {
    const { scan, calls } = setUp(answer)
    for (const each of ['eid', 'url', 'slip']) scan.hear(code(each), 'my-eid')
    await vi.advanceTimersByTimeAsync(1000)
    expect(calls.submitted).toEqual([])
    expect(scan.choices.map(({ kind, slip }) => [kind, slip?.amountAvos])).toEqual([
      ['eid-presentation', undefined],
      ['payment-slip', 60_000],
    ])
    await scan.choose(scan.choices[1])
    expect(sent(calls)).toEqual(['slip'])
    expect(calls.submitted[0]?.service).toBe('my-eid')
    expect(scan.choices).toEqual([])
  })

  it('are refused once when none can be used, and one alone is sent unchanged', async () => {
    const { scan, calls } = setUp(() =>
      Promise.resolve({ ok: false, kind: 'unknown', refusal: { code: 'unknown-code' } }),
    )
    scan.hear(code('url'))
    scan.hear(code('shop'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent(calls)).toEqual(['url'])
    scan.hear({ ...code('wedge', 'hid-keyboard'), readings: [new TextEncoder().encode('other')] })
    await vi.advanceTimersByTimeAsync(160)
    expect(calls.submitted[1]).toMatchObject({ data: btoa('wedge'), readings: [btoa('other')] })
  })

  it('are waited for while a scanner types the second one', async () => {
    const { scan, calls } = setUp(answer)
    scan.hear(code('url', 'hid-keyboard'))
    await vi.advanceTimersByTimeAsync(90)
    scan.expect()
    await vi.advanceTimersByTimeAsync(2500)
    expect(calls.submitted).toEqual([])
    scan.hear(code('slip', 'hid-keyboard'))
    await vi.advanceTimersByTimeAsync(160)
    expect(sent(calls)).toEqual(['slip'])
  })
})
