import { beforeEach, describe, expect, it } from 'vitest'
import { createListeners } from '../../common/listeners.ts'
import type { CardState } from '../../contract/index.ts'
import type { CardSlot } from '../../../hardware/card-reader/port.ts'
import { createManualClock } from '../../sandbox/trust/trust.fixture.ts'
import { createForgottenCard, FORGOTTEN_ALARM_MS, type ForgottenCard } from './forgotten-card.ts'

let manual: ReturnType<typeof createManualClock>
let cards: ForgottenCard
let heard: CardState[]
const log = { info() {}, warn() {}, error() {} }

beforeEach(() => {
  manual = createManualClock()
  heard = []
  cards = createForgottenCard({ clock: manual.clock, log, onChange: (state) => heard.push(state) })
})

/** A reader whose slot the test fills. */
function reader() {
  const listeners = createListeners<[CardSlot]>()
  let slot: CardSlot = { holds: 'nothing' }
  return {
    slot: () => slot,
    onSlot: (listener: (slot: CardSlot) => void) => listeners.add(listener),
    hold(holds: 'nothing' | 'wrong-card' | 'mute-card' | 'card') {
      slot = holds === 'card' ? { holds, insertion: 1 } : { holds }
      listeners.tell(slot)
    },
  }
}

function attached() {
  const one = reader()
  return { ...one, detach: cards.attach(one) }
}

describe('a card in the reader', () => {
  it('is of the visit at hand until it is taken', () => {
    expect(cards.state()).toBeUndefined()
    const { hold } = attached()
    expect(cards.state()).toBe('none')
    hold('card')
    hold('nothing')
    cards.noteVisitEnded()
    expect(heard).toEqual(['in', 'none'])
  })

  it('is unattended while the page asks whether somebody is there, and not any more when somebody is', () => {
    const { hold } = attached()
    cards.noteAsking(true)
    hold('card')
    cards.noteAsking(true)
    cards.noteAsking(true)
    cards.noteAsking(false)
    expect(heard).toEqual(['in', 'unattended', 'in'])
  })

  it.each(['card', 'wrong-card', 'mute-card'] as const)('is forgotten when its visit ends: %s', async (holds) => {
    const { hold } = attached()
    hold(holds)
    cards.noteAsking(true)
    cards.noteVisitEnded()
    cards.noteAsking(false)
    cards.noteVisitEnded()
    await manual.pass(FORGOTTEN_ALARM_MS - 1)
    expect(heard).toEqual(['in', 'unattended', 'forgotten'])
    await manual.pass(1)
    expect(heard.at(-1)).toBe('left')
    cards.noteVisitEnded()
    cards.noteAsking(true)
    expect(heard.at(-1)).toBe('left')
    hold('nothing')
    expect([heard.at(-1), manual.timers()]).toEqual(['none', 0])
  })

  it('that is forgotten and taken in time sounds no alarm for the next one', async () => {
    const { hold } = attached()
    hold('card')
    cards.noteVisitEnded()
    await manual.pass(FORGOTTEN_ALARM_MS / 2)
    hold('nothing')
    hold('card')
    await manual.pass(FORGOTTEN_ALARM_MS * 2)
    expect(heard).toEqual(['in', 'forgotten', 'none', 'in'])
  })

  it('is forgotten as long as any reader holds one, and no longer than there is a reader', () => {
    const first = attached()
    const second = attached()
    first.hold('card')
    second.hold('card')
    cards.noteVisitEnded()
    first.hold('nothing')
    expect(cards.state()).toBe('forgotten')
    second.detach()
    expect(cards.state()).toBe('none')
    first.detach()
    expect(cards.state()).toBeUndefined()
  })
})
