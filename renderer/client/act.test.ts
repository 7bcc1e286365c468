// @vitest-environment happy-dom
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { createApp } from 'vue'
import { refuse, type Act, type StationEvent } from '../../electron/contract/index.ts'
import { useAct } from './act.ts'
import type { LinkState, StationClient, StationLink } from './link.ts'
import { useSession } from './session.ts'
import { stationLink, useStation } from './station.ts'

const actAt = (step: Act['step'], more: Partial<Act> = {}): Act => ({
  kind: 'bind',
  state: 'begun',
  step,
  mayCompareFace: false,
  needsFurtherDocument: false,
  canEnd: false,
  hasPaper: false,
  ...more,
})

type Answers = Partial<Record<'begin' | 'current' | 'number' | 'confirm' | 'cancel', (input: unknown) => unknown>>

async function setUp(answers: Answers = {}) {
  const asked: string[] = []
  const heard =
    (name: keyof Answers, usual: unknown) =>
    async (input: unknown): Promise<unknown> => {
      asked.push(name)
      return answers[name]?.(input) ?? usual
    }
  let send: (event: StationEvent) => void = () => undefined
  const events = async function* () {
    for (;;) yield await new Promise<StationEvent>((resolve) => void (send = resolve))
  }
  const client = {
    station: {
      status: () => Promise.resolve({ now: new Date().toISOString() }),
      events: () => Promise.resolve(events()),
    },
    acts: {
      begin: heard('begin', { ok: true, act: actAt('card') }),
      current: heard('current', { act: null }),
      number: heard('number', { ok: true, act: actAt('confirm', { confirmation: 'c' }) }),
      confirm: heard('confirm', { ok: true, act: actAt('over', { state: 'done' }) }),
      cancel: heard('cancel', { ok: true }),
    },
    person: { end: async () => void asked.push('end') },
  } as unknown as StationClient
  let change: (state: LinkState) => void = () => undefined
  const link: StationLink = {
    client,
    state: () => 'open',
    onState: (listener) => ((change = listener), () => undefined),
    close: () => undefined,
  }
  const app = createApp({ render: () => null })
  app.provide(stationLink, link).use(createPinia())
  const stores = app.runWithContext(() => ({ act: useAct(), session: useSession(), station: useStation() }))
  stores.station.start()
  const settle = () => new Promise((resolve) => setTimeout(resolve))
  await settle()
  const tell = async (act: Act | null): Promise<void> => {
    send({ type: 'act-changed', act })
    await settle()
  }
  const connect = async (state: LinkState): Promise<void> => {
    change(state)
    await settle()
  }
  return { ...stores, asked, tell, connect }
}

describe('an act on the page', () => {
  it('follows the station from its beginning', async () => {
    const { act, session, tell } = await setUp()
    await act.begin('bind')
    expect(act.act?.step).toBe('card')
    expect(session.holding).toBe(true)
    await tell(actAt('finger'))
    expect(act.act?.step).toBe('finger')
  })

  it('shows what an event brought rather than the older answer of its beginning', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { act, tell } = await setUp({ begin: () => promise })
    const beginning = act.begin('bind')
    await tell(actAt('finger'))
    resolve({ ok: true, act: actAt('card') })
    await beginning
    expect(act.act?.step).toBe('finger')
  })

  it('takes nothing of the act before it while it begins', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { act, tell } = await setUp({ begin: () => promise })
    const beginning = act.begin('freeze')
    await tell(actAt('over', { state: 'done', telephone: { model: 'M', lastDigits: '12' } }))
    expect(act.act).toBeNull()
    await tell(null)
    resolve({ ok: true, act: actAt('card', { kind: 'freeze' }) })
    await beginning
    expect(act.act).toEqual(actAt('card', { kind: 'freeze' }))
  })

  it('is left at the station before another begins, and the page keeps nothing of it', async () => {
    const { act, asked } = await setUp()
    await act.begin('bind')
    await act.begin('freeze')
    expect(asked).toEqual(['begin', 'cancel', 'begin'])
  })

  it('is forgotten with the visit, and nothing that comes later brings it back', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const { act, session, asked, tell } = await setUp({ number: () => promise })
    await act.begin('bind')
    await tell(actAt('number'))
    const typed = act.number('1234567890')
    await session.wipe()
    expect(asked.slice(-2)).toEqual(['cancel', 'end'])
    resolve({ ok: true, act: actAt('confirm', { confirmation: 'c' }) })
    await typed
    await tell(actAt('confirm', { confirmation: 'c' }))
    expect([act.act, act.refusal, session.holding]).toEqual([null, null, false])
  })

  it('confirms only what stands there', async () => {
    const confirmed: unknown[] = []
    const { act, tell } = await setUp({
      confirm(input) {
        confirmed.push(input)
      },
    })
    await act.begin('bind')
    expect(await act.confirm('touch')).toBe(false)
    await tell(actAt('confirm', { confirmation: 'c' }))
    expect(await act.confirm('touch')).toBe(true)
    expect(confirmed).toEqual([{ confirmation: 'c', consent: 'touch' }])
  })

  it('keeps the refusal of an answer until it was read', async () => {
    const { act, tell } = await setUp({ number: () => refuse('number-of-another') })
    await act.begin('bind')
    await tell(actAt('number'))
    expect(await act.number('1234567890')).toBe(false)
    expect(act.refusal).toEqual({ code: 'number-of-another' })
    act.clearRefusal()
    expect(act.refusal).toBeNull()
  })

  it.each([
    ['has ended when it was not sent', 'number', null],
    ['is not known yet when it was sent', 'asking', { step: 'over', state: 'unknown' }],
    ['stays as it was when it was over, and ends nothing more', 'over', { step: 'over', state: 'done', canEnd: false }],
  ] as const)('%s and the station has it no more', async (_, step, shown) => {
    const { act, connect, tell } = await setUp()
    await act.begin('bind')
    await tell(actAt(step, { state: step === 'over' ? 'done' : 'asked', canEnd: step === 'over' }))
    await connect('lost')
    await connect('open')
    if (shown) expect(act.act).toMatchObject(shown)
    else expect([act.act, act.refusal]).toEqual([null, { code: 'act-unknown' }])
  })

  it('is shown again after a reload of the page', async () => {
    const { act } = await setUp({ current: () => ({ act: actAt('number') }) })
    expect(await act.resume()).toBe(true)
    expect(act.act?.step).toBe('number')
  })
})
