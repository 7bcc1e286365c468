import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accepted } from '../../../build/twins/accepted.ts'
import { createBindingTwin, MOTHER, numberOf, ADULT, type BindingTwin } from '../../../build/twins/binding.ts'
import { createTwinDesk, type TwinDesk } from '../../../build/twins/desk.ts'
import { openSocketLines } from '../../../build/twins/lines.ts'
import { createTwinStation } from '../../../build/twins/station.ts'
import { refuse, type CustomerEvent, type CustomerView, type Person } from '../../contract/index.ts'
import type { Session } from '../serving/index.ts'
import { ENDED_SHOWN_MS } from './limits.ts'
import { createCustomerWindow, type CustomerWindow } from './window.ts'

let twin: BindingTwin
let till: TwinDesk
let page: ReturnType<BindingTwin['page']>
let payer: ReturnType<TwinDesk['newCustomer']>
let isSignedIn: boolean
let person: Person | undefined
let window: CustomerWindow
let told: CustomerView[]

beforeEach(async () => {
  twin = await createBindingTwin()
  till = createTwinDesk()
  page = twin.page('counter')
  payer = till.newCustomer('counter')
  isSignedIn = true
  person = undefined
  told = []
  window = createCustomerWindow({
    clock: twin.manual.clock,
    // Only that it is the same one matters here.
    counter: () => (isSignedIn ? (page.owner.session as Session) : undefined),
    actOf: () => twin.desk.current(page.owner),
    moneyOf: () => till.desk.atHand(payer.customer),
    personOf: () => person,
    consent: (session, confirmation) => twin.desk.consent(session, confirmation),
    decline: (session, confirmation) => twin.desk.decline(session, confirmation),
  })
  twin.desk.onChange(window.refresh)
  void hear(window)
})
afterEach(async () => {
  window.close()
  await twin.close()
})

async function hear(from: CustomerWindow): Promise<void> {
  for await (const { view } of from.subscribe(undefined)) told.push(view)
}

const act = (): Extract<CustomerView, { what: 'act' }> => {
  const view = window.view()
  if (view.what !== 'act') throw new Error('no act is shown')
  return view
}

async function chooseReset(): Promise<void> {
  twin.bind(MOTHER)
  accepted(twin.desk.begin(page.owner, 'freeze'))
  await twin.insert(MOTHER)
  await twin.touch(MOTHER)
  accepted(twin.desk.choose(page.owner, { bindings: ['1'], reason: 'lost' }))
}

describe("what a counter's customer sees of an act", () => {
  it('is nothing between people', () => {
    expect(window.view()).toEqual({ what: 'nothing' })
  })

  it('is each step of it, told as it comes', async () => {
    await chooseReset()
    await twin.manual.pass(0)
    expect(told.map((view) => view.what === 'act' && view.step)).toEqual(['card', 'finger', 'choose', 'confirm'])
    expect(act()).toMatchObject({
      kind: 'freeze',
      reason: 'lost',
      isConsented: false,
      holder: { lastDigits: MOTHER.idNumber.slice(-4) },
      bindings: [{ relation: 'self' }],
    })
  })

  it('holds no number of theirs but the last digits, no code, and nothing that is for the clerk', async () => {
    await chooseReset()
    const { confirmation = '' } = act()
    accepted(await twin.desk.confirm(page.owner, confirmation, 'signed-form'))
    await twin.manual.pass(0)
    expect(act()).toMatchObject({ ending: 'done', done: { endsAt: expect.any(String) as string } })
    for (const hidden of [MOTHER.idNumber, 'MEU1:', 'mayCompareFace', 'canEnd', '"fields"', '"act":'])
      expect(JSON.stringify(told)).not.toContain(hidden)
  })

  it('is consented to by what stands there alone', async () => {
    await chooseReset()
    const { confirmation = '' } = act()
    expect(window.consent('another')).toEqual(refuse('act-changed'))
    expect(accepted(window.consent(confirmation)).view).toMatchObject({ isConsented: true })
    accepted(await twin.desk.confirm(page.owner, confirmation, 'touch'))
    expect(act()).toMatchObject({ step: 'over', ending: 'done' })
    expect(act().confirmation).toBeUndefined()
  })

  it('goes a step back when they say no', async () => {
    await chooseReset()
    expect(accepted(await window.decline(act().confirmation ?? '')).view).toMatchObject({ step: 'choose' })
    expect(page.shown()?.refusal?.code).toBe('consent-declined')
  })

  it('goes by itself some time after its end, and stays gone', async () => {
    await chooseReset()
    accepted(await twin.desk.confirm(page.owner, act().confirmation ?? '', 'signed-form'))
    await twin.manual.pass(ENDED_SHOWN_MS - 1)
    expect(act().ending).toBe('done')
    await twin.manual.pass(1)
    expect(told.at(-1)).toEqual({ what: 'nothing' })
    expect(window.view()).toEqual({ what: 'nothing' })
  })

  it('is nothing of the first person once the second begins', async () => {
    await chooseReset()
    await twin.desk.leave(page.owner.session)
    await twin.manual.pass(0)
    expect(told.at(-1)).toEqual({ what: 'nothing' })
    const from = told.length
    accepted(twin.desk.begin(page.owner, 'bind'))
    await twin.insert(ADULT)
    await twin.touch(ADULT)
    accepted(await twin.desk.number(page.owner, numberOf(ADULT)))
    await twin.manual.pass(0)
    const second = JSON.stringify(told.slice(from))
    expect(second).toContain(ADULT.idNumber.slice(-4))
    expect(second).not.toContain(MOTHER.idNumber.slice(-4))
  })

  it("is nothing, and can't be consented to, while nobody is signed in at the counter", async () => {
    await chooseReset()
    const { confirmation = '' } = act()
    isSignedIn = false
    window.refresh()
    await twin.manual.pass(0)
    expect(told.at(-1)).toEqual({ what: 'nothing' })
    expect(window.consent(confirmation)).toEqual(refuse('act-unknown'))
    expect(await window.decline(confirmation)).toEqual(refuse('act-unknown'))
  })
})

describe("what a counter's customer sees of a payment", () => {
  it('is the amount of a quote, then how its payment stands, then nothing', async () => {
    const quote = await till.quoteFor(payer.customer)
    expect(window.view()).toMatchObject({ what: 'payment', stage: 'to-pay', totalAvos: expect.any(Number) as number })
    const { transaction } = accepted(await till.desk.pay(payer.customer, { quote, tender: 'card' })).payment
    expect(window.view()).toMatchObject({ stage: 'paying', tender: 'card', items: [{ kind: 'tax' }] })
    till.setPaymentState(transaction, 'committed')
    expect(window.view()).toMatchObject({ stage: 'paid' })
    await twin.manual.pass(ENDED_SHOWN_MS)
    expect(window.view()).toEqual({ what: 'nothing' })
  })

  it('is nothing of the customer before', async () => {
    await till.quoteFor(payer.customer)
    payer.leave()
    expect(window.view()).toEqual({ what: 'nothing' })
  })

  it('comes after an act that is under way', async () => {
    await till.quoteFor(payer.customer)
    accepted(twin.desk.begin(page.owner, 'bind'))
    expect(act().step).toBe('card')
    await twin.desk.leave(page.owner.session)
    expect(window.view()).toMatchObject({ what: 'payment' })
  })
})

describe("what a counter's customer sees of their eID", () => {
  const READ: Person = {
    service: 'identity-check',
    purpose: 'confirm-identity',
    fields: [{ name: 'idNumber', value: '9•••••••', masked: true }],
    assurance: { level: 'online', at: '2026-03-24T06:36:00.000Z' },
    readAt: '2026-03-24T06:36:00.000Z',
  }

  it('is for which service it was read, and what was read, masked', () => {
    person = READ
    expect(window.view()).toEqual({
      what: 'person',
      service: 'identity-check',
      purpose: 'confirm-identity',
      fields: READ.fields,
    })
  })

  it('gives way to an act or a payment, and is there again after them until they leave', async () => {
    person = READ
    accepted(twin.desk.begin(page.owner, 'bind'))
    expect(act().step).toBe('card')
    await twin.desk.leave(page.owner.session)
    await till.quoteFor(payer.customer)
    expect(window.view()).toMatchObject({ what: 'payment' })
    payer.leave()
    expect(window.view()).toMatchObject({ what: 'person' })
    person = undefined
    expect(window.view()).toEqual({ what: 'nothing' })
  })
})

describe("a station's customer window", () => {
  it('belongs to the signed-in counter, and gets its own events alone', async () => {
    const station = createTwinStation()
    const lines = await openSocketLines(station.station)
    try {
      const { client } = await lines.open({ face: 'customer', session: 'w' })
      const events: CustomerEvent[] = []
      const stream = await client.customer.events()
      const reading = (async () => {
        for await (const event of stream) events.push(event)
      })().catch(() => undefined)
      const counter = await lines.open({ face: 'counter', session: 'c' })
      await counter.client.operators.signInTraining()
      expect(await client.customer.show()).toMatchObject({ mode: 'training', view: { what: 'nothing' } })
      await expect(client.customer.consent({ confirmation: 'c' })).resolves.toEqual(refuse('act-unknown'))
      await expect(client.station.status()).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(client.station.events()).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await expect(counter.client.customer.consent({ confirmation: 'c' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
      await lines.close()
      await reading
      expect(events).toEqual([])
    } finally {
      await station.close()
    }
  })
})
