import { describe, expect, it } from 'vitest'
import type { DeviceHealth } from '../ports.ts'
import { describeTender } from './terminal.conformance.ts'
import { processClock as clock } from '../process-clock.ts'
import { createVirtualTender } from './virtual.ts'

const request = { attempt: 'a/1', amountAvos: 100, deadlineMs: 10_000 }
const { signal } = new AbortController()

describeTender('the virtual twin of a card terminal', () => {
  const tender = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock })
  let does: Parameters<typeof tender.behave>[0] = { do: 'approve' }
  return Promise.resolve({
    tender,
    customer(what) {
      does = typeof what === 'string' ? { do: what } : { do: 'decline', reason: what.decline }
      tender.behave(does)
      return Promise.resolve()
    },
    decide(attempt, answer) {
      tender.decide(attempt, answer)
      return Promise.resolve()
    },
    lose(call, done) {
      if (call === 'pay') tender.behave({ do: 'lose', take: done })
      else tender.dropAnswers(call, done)
      return Promise.resolve()
    },
    odd(says) {
      tender.behave({ do: 'take-and-say', answer: says })
      return Promise.resolve()
    },
    refuse() {
      tender.refuseReversals()
      return Promise.resolve()
    },
    mute() {
      tender.behave({ do: 'late', ms: 60_000 })
      return Promise.resolve()
    },
    clearFaults() {
      tender.answerAgain('status')
      tender.answerAgain('reverse')
      tender.behave(does)
      return Promise.resolve()
    },
    books: () => Promise.resolve(tender.books()),
    close: () => tender.close(),
  })
})

describe('the virtual terminal on its own', () => {
  it('answers unknown and does nothing while it is unplugged', async () => {
    const tender = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock })
    const seen: DeviceHealth['state'][] = []
    tender.onHealth(({ state }) => seen.push(state))
    tender.unplug()
    expect(await tender.ask(request, { signal })).toEqual({ state: 'unknown' })
    expect(await tender.reverse({ attempt: 'b/1' })).toEqual({ state: 'unknown' })
    tender.replug()
    expect(await tender.status('a/1')).toEqual({ state: 'none' })
    expect(await tender.status('b/1')).toEqual({ state: 'none' })
    expect(seen).toEqual(['lost', 'ready'])
  })

  it('answers late when told to, with the same answer', async () => {
    const tender = createVirtualTender({ id: 'card', kind: 'payment-terminal', clock })
    tender.behave({ do: 'late', ms: 30 })
    const answer = tender.ask(request, { signal })
    expect(tender.books()).toMatchObject([{ state: 'approved', takenAvos: 100 }])
    expect(await answer).toMatchObject({ state: 'approved' })
  })

  it('shows a code when it plays a wallet that waits', async () => {
    const tender = createVirtualTender({ id: 'wallet-show', kind: 'wallet', clock })
    tender.behave({ do: 'wait' })
    const shown: string[] = []
    const answer = tender.ask(request, { signal, show: ({ text }) => shown.push(text) })
    tender.decide('a/1', 'approve')
    expect((await answer).state).toBe('approved')
    expect(shown).toEqual(['virtual a/1'])
  })
})
