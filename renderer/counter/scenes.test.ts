import { describe, expect, it } from 'vitest'
import { sceneOf, type Circumstances } from './scenes.ts'

const idle: Circumstances = {
  takings: false,
  openCash: false,
  payment: 'none',
  confirming: false,
  view: 'main',
  stage: 'basket',
  asking: 'nothing',
  lines: false,
  refused: false,
  looking: false,
}
const scene = (now: Partial<Circumstances>) => sceneOf({ ...idle, ...now })

describe("the desk's scene", () => {
  it('is the identity desk where nobody pays', () => {
    expect(scene({})).toBe('identity')
  })

  it('follows one customer from the plate to the receipt', () => {
    expect([
      scene({ asking: 'proof' }),
      scene({ looking: true }),
      scene({ asking: 'class' }),
      scene({ lines: true }),
      scene({ lines: true, stage: 'tender' }),
      scene({ lines: true, stage: 'cash' }),
      scene({ lines: true, stage: 'cash', payment: 'asking' }),
      scene({ payment: 'under-way' }),
      scene({ payment: 'paid' }),
      scene({ payment: 'paid', view: 'receipt' }),
    ]).toEqual(['proof', 'looking', 'class', 'found', 'tender', 'cash', 'paying', 'paying', 'paid', 'receipt'])
  })

  it('asks what became of open cash before any new money, and not in the middle of a payment', () => {
    expect(scene({ openCash: true, lines: true, stage: 'tender' })).toBe('open-cash')
    expect(scene({ openCash: true, payment: 'under-way' })).toBe('paying')
  })

  it('asks before it cancels, for as long as there is something to cancel', () => {
    expect(scene({ payment: 'under-way', confirming: true })).toBe('confirm')
    expect(scene({ payment: 'paid', confirming: true })).toBe('paid')
  })

  it('shows a refusal where there is nothing else to show', () => {
    expect(scene({ refused: true })).toBe('refused')
    expect(scene({ refused: true, lines: true })).toBe('found')
    expect(scene({ refused: true, asking: 'proof' })).toBe('proof')
  })
})
