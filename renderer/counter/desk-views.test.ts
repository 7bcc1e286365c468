import { describe, expect, it } from 'vitest'
import { deskViewOf, type DeskState } from './desk-views.ts'

const idle: DeskState = {
  takings: false,
  reads: false,
  devices: false,
  checking: false,
  openCash: false,
  payment: 'none',
  confirming: false,
  act: null,
  paidView: 'main',
  stage: 'basket',
  asking: 'nothing',
  lines: false,
  refused: false,
  looking: false,
}
const view = (now: Partial<DeskState>) => deskViewOf({ ...idle, ...now })

describe('the desk view', () => {
  it('is the identity desk when nobody pays', () => {
    expect(view({})).toBe('identity')
  })

  it('follows one customer from the plate to the receipt', () => {
    expect([
      view({ asking: 'proof' }),
      view({ looking: true }),
      view({ asking: 'class' }),
      view({ lines: true }),
      view({ lines: true, stage: 'tender' }),
      view({ lines: true, stage: 'cash' }),
      view({ lines: true, stage: 'cash', payment: 'asking' }),
      view({ payment: 'under-way' }),
      view({ payment: 'paid' }),
      view({ payment: 'paid', paidView: 'receipt' }),
    ]).toEqual(['proof', 'looking', 'class', 'found', 'tender', 'cash', 'paying', 'paying', 'paid', 'receipt'])
  })

  it('asks what became of open cash before new money, but not during a payment', () => {
    expect(view({ openCash: true, lines: true, stage: 'tender' })).toBe('open-cash')
    expect(view({ openCash: true, payment: 'under-way' })).toBe('paying')
  })

  it('asks for confirmation of a cancellation only while there is something to cancel', () => {
    expect(view({ payment: 'under-way', confirming: true })).toBe('confirm')
    expect(view({ payment: 'paid', confirming: true })).toBe('paid')
  })

  it('shows the devices over everything, also over a payment', () => {
    expect(view({ devices: true, payment: 'under-way' })).toBe('devices')
    expect(view({ devices: true, takings: true })).toBe('devices')
    expect(view({ devices: true, checking: true, payment: 'under-way' })).toBe('scan-check')
  })

  it('shows an act on identity, but never over a payment', () => {
    expect(view({ act: 'act-confirm', openCash: true, refused: true })).toBe('act-confirm')
    expect(view({ act: 'act-done', payment: 'under-way' })).toBe('paying')
    expect(view({ act: 'act-done', takings: true })).toBe('takings')
  })

  it('shows a refusal when there is nothing else to show', () => {
    expect(view({ refused: true })).toBe('refused')
    expect(view({ refused: true, lines: true })).toBe('found')
    expect(view({ refused: true, asking: 'proof' })).toBe('proof')
  })
})
