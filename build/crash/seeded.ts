/** A pseudo-random generator: the same seed gives the same customers and the same moments. */
export interface Seeded {
  /** A number from 0 (included) to 1 (excluded). */
  next(): number
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number
  chance(part: number): boolean
  pick<const T>(choices: readonly [T, ...T[]]): T
}

/** Makes a Mulberry32 generator, which is good enough to spread moments. */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (part) => next() < part,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
  }
}
