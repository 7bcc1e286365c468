import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFilter } from '../../sandbox/trust/filter.ts'
import { readFilter, type RevocationFilter } from './filter.ts'

const BINDINGS = 100_000
const PROBES = process.env['BALCAO_FULL'] === '1' ? 2_000_000 : 200_000
const MOST_FALSE = 1e-6
const salt = new Uint8Array(16).fill(7)

/** A binding id computed from its number alone. */
function idOf(kind: 'dead' | 'live', number: number): Uint8Array {
  return new Uint8Array(
    createHash('sha256')
      .update(`${kind} ${String(number)}`)
      .digest()
      .subarray(0, 16),
  )
}

function read(file: Uint8Array): RevocationFilter {
  const outcome = readFilter(file)
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  return outcome.filter
}

describe('readFilter', () => {
  it('finds each revoked binding that it was made of', () => {
    const ids = fc.uniqueArray(fc.uint8Array({ minLength: 16, maxLength: 16 }), {
      maxLength: 300,
      selector: (id) => Buffer.from(id).toString('hex'),
    })
    fc.assert(
      fc.property(ids, fc.uint8Array({ minLength: 16, maxLength: 16 }), (dead, anySalt) => {
        const filter = read(encodeFilter(dead, anySalt))
        expect(dead.every((id) => filter.isRevoked(id))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('of 100,000 bindings has its stated size and one false hit in a million at most', () => {
    const dead = Array.from({ length: BINDINGS }, (_, number) => idOf('dead', number))
    const file = encodeFilter(dead, salt)
    expect(file.length).toBe(375_036)
    const set = file.subarray(36).reduce((bits, byte) => bits + (byte.toString(2).match(/1/g)?.length ?? 0), 0)
    // The probability of a false positive with the bits that are set.
    expect((set / (375_000 * 8)) ** 20).toBeLessThanOrEqual(MOST_FALSE)
    const filter = read(file)
    expect(dead.every((id) => filter.isRevoked(id))).toBe(true)
    let taken = 0
    for (let number = 0; number < PROBES; number++) if (filter.isRevoked(idOf('live', number))) taken++
    // By the Poisson distribution, with an expectation of PROBES × 0.5e-6, more hits than this have a probability below
    // one in a thousand; the probes are always the same.
    expect(taken).toBeLessThanOrEqual(PROBES > 1_000_000 ? 6 : 2)
  })

  it('finds nobody when it was made of no binding', () => {
    const filter = read(encodeFilter([], salt))
    expect(Array.from({ length: 1000 }, (_, number) => filter.isRevoked(idOf('live', number))).some(Boolean)).toBe(
      false,
    )
  })

  it('reads only its own bytes when they lie inside a larger buffer', () => {
    const file = encodeFilter([idOf('dead', 1)], salt)
    const larger = new Uint8Array(file.length + 64).fill(0xff)
    larger.set(file, 32)
    expect(read(larger.subarray(32, 32 + file.length)).isRevoked(idOf('dead', 1))).toBe(true)
  })

  const good = encodeFilter([idOf('dead', 1)], salt)
  const changed = (at: number, value: number) => good.map((byte, index) => (index === at ? value : byte))
  it.each([
    ['nothing', new Uint8Array()],
    ['a header alone', good.subarray(0, 36)],
    ['a truncated file', good.subarray(0, -1)],
    ['a byte too many', new Uint8Array([...good, 0])],
    ['another format', changed(3, 0x32)],
    ['no hashes', changed(4, 0)],
    ['too many hashes', changed(4, 65)],
    ['a reserved byte set', changed(6, 1)],
    ['no bits', Uint8Array.from([...good.subarray(0, 12), 0, 0, 0, 0, 0, 0, 0, 0, ...good.subarray(20, 36)])],
    ['a size that is no multiple of eight', changed(19, (good[19] ?? 0) + 1)],
    ['a size beyond all files', changed(12, 0xff)],
  ])('refuses when given %s', (_, file) => {
    expect(readFilter(file)).toEqual({ ok: false, refusal: { code: 'trust-refused', params: { reason: 'filter' } } })
  })

  it('answers and never throws when given random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(readFilter(noise).ok).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})
