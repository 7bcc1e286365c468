import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { billQuery } from '../../electron/contract/index.ts'
import { readPlate, readProof, normalizeTyped } from './typed-text.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(...Array.from('AMTé0129２Ｔ-–—−.()#\u00a0\u3000\u200b 編')), maxLength: 16 }),
)

describe('what a person typed', () => {
  it('is read the same from each keyboard', () => {
    expect(normalizeTyped(' ＭＴ–００—０１\u3000 ')).toBe('MT-00-01')
    expect(normalizeTyped('2026\u00a0\u200b000203\u0000')).toBe('2026 000203')
    expect(readPlate('mt 00–01')).toBe('MT00-01')
    expect(['002２', '0 022', '567(8)', '00-22'].map(readProof)).toEqual(['0022', '0022', '5678', '0022'])
    expect(['00.2', '0 22', 'é022', '', '00011', '編號12'].map(readProof)).toEqual(Array(6).fill(undefined))
  })

  it('is read as a plate or proof only when the station accepts it', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const plate = readPlate(one) ?? 'MT-00-01'
        const proof = readProof(other) ?? '0001'
        expect(billQuery.safeParse({ by: 'plate', plate, proof })).toEqual({
          success: true,
          data: { by: 'plate', plate, proof },
        })
      }),
      { numRuns: 2000 },
    )
  })
})
