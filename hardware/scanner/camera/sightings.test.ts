import { describe, expect, it } from 'vitest'
import type { FoundCode } from './read.ts'
import { createSightings } from './sightings.ts'

function code(text: string, symbology = ']Q1'): FoundCode {
  return { bytes: new TextEncoder().encode(text), text, symbology, format: 'QRCodeModel2', corners: [] }
}

describe('a code in view', () => {
  it('is reported once while it stays, even when frames in between miss it', () => {
    const isNew = createSightings()
    const told = [0, 100, 1500, 3400, 5300].map((now) => isNew([code('ME1:A')], now).length)
    expect(told).toEqual([1, 0, 0, 0, 0])
  })

  it('is reported again when it was away for two seconds', () => {
    const isNew = createSightings()
    expect(isNew([code('ME1:A')], 0)).toHaveLength(1)
    expect(isNew([], 1000)).toHaveLength(0)
    expect(isNew([code('ME1:A')], 2000)).toHaveLength(1)
  })

  it('is reported at once when it has changed', () => {
    const isNew = createSightings()
    expect(isNew([code('ME1:A')], 0)).toHaveLength(1)
    expect(isNew([code('ME1:B')], 100)).toHaveLength(1)
  })

  it('is reported once each when two are in view', () => {
    const isNew = createSightings()
    expect(isNew([code('ME1:A'), code('4006381333931', ']E0')], 0)).toHaveLength(2)
    expect(isNew([code('4006381333931', ']E0'), code('ME1:A')], 100)).toHaveLength(0)
  })
})
