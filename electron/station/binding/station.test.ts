import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSocketLines, type Lines } from '../../../build/twins/lines.ts'
import { createTwinRegister } from '../../../build/twins/register.ts'
import { createTwinStation } from '../../../build/twins/station.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { CARD_HOLDER, createSampleCardIssuer, createSampleIdCard } from '../../sandbox/trust/id-cards.fixture.ts'
import { createCardTwins } from '../../start/card-twins.ts'
import { systemRandom as random } from '../../start/system.ts'
import { virtualCardFrom } from '../../start/training/id-card.ts'

const FINGER = 7
const issuer = createSampleCardIssuer()

let twin: ReturnType<typeof createTwinStation>
let lines: Lines
let cards: ReturnType<typeof createCardTwins>

beforeEach(async () => {
  const manual = createManualClock()
  const register = createTwinRegister(manual.clock)
  const document = Buffer.from(CARD_HOLDER.document).toString('base64')
  register.people.push({ document })
  register.bindings.push({ binding: 'AAAAAAAAAAAAAAAAAAAACQ==', document, state: 'live' })
  twin = createTwinStation({ manual, identity: register.identity, documentKeys: issuer.documentKeys })
  const { current } = twin.trust
  if (current)
    twin.trust.change({ ...current, authorisations: { ...current.authorisations, 'phone-reset': ['nameForeign'] } })
  lines = await openSocketLines(twin.station)
  cards = createCardTwins({ clock: twin.clock, random })
  twin.station.attachCardReader(cards.cardReader)
})
afterEach(async () => {
  await lines.close()
  await twin.close()
})

/** A clerk's page that began a reset, with a card in the reader. */
async function beginReset() {
  const { client } = await lines.open({ face: 'counter', session: 'c' })
  await client.operators.signInTraining()
  expect(await client.acts.begin({ kind: 'freeze' })).toMatchObject({ ok: true })
  cards.cardReader.insert(virtualCardFrom(createSampleIdCard(issuer), FINGER))
  return async () => {
    await twin.manual.pass(0)
    return (await client.acts.current()).act
  }
}

it('a station reads a card, and its holder is told by the approved fields alone', async () => {
  const act = await beginReset()
  await vi.waitFor(async () => expect(await act()).toMatchObject({ step: 'finger' }))
  expect((await act())?.holder).toMatchObject({
    fields: [{ name: 'nameForeign', value: CARD_HOLDER.nameForeign }],
    lastDigits: CARD_HOLDER.idNumber.slice(-4),
  })
})

it("refuses a card that the trust bundle says is the operator's own", async () => {
  const { current } = twin.trust
  if (current) twin.trust.change({ ...current, operators: [{ id: 'training-clerk', subject: CARD_HOLDER.subject }] })
  const act = await beginReset()
  await vi.waitFor(async () => expect(await act()).toMatchObject({ step: 'card', refusal: { code: 'own-record' } }))
  expect((await act())?.holder).toBeUndefined()
})
