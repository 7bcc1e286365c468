import { describe, expect, it } from 'vitest'
import { readCbor } from './cbor.ts'

const read = (hex: string, shortest = true) => readCbor(Buffer.from(hex, 'hex'), { shortest })

describe('CBOR', () => {
  it('is read with simple values that nobody gave a meaning', () => {
    for (const hex of ['e0', 'f3', 'f820', 'f8ff', 'a118ffe5']) expect(read(hex), hex).not.toBeNull()
  })

  it('is refused when a simple value is not well-formed', () => {
    for (const hex of ['f800', 'f814', 'f81f', 'f8', 'fc', 'fe', 'ff']) expect(read(hex), hex).toBeNull()
  })

  it('is refused when a key is there twice, simple values included', () => {
    expect(read('a2e000e001')).toBeNull()
    expect(read('a2e000e101')).not.toBeNull()
  })

  it('is read when nested as deep as an ignored claim may be, and refused beyond', () => {
    const nested = (depth: number) => `${'81'.repeat(depth)}00`
    expect(read(nested(256))).not.toBeNull()
    expect(read(nested(257))).toBeNull()
    expect(read(nested(1_000_000))).toBeNull()
  })
})
