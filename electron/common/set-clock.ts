/** A clock of training that is set ahead or behind. Time that passes passes as ever. */
export interface SetClock {
  /** The wall clock, in milliseconds since 1970, by the offset. */
  now(): number
  monotonic(): number
  after(ms: number, then: () => void): () => void
  offsetMs(): number
  setOffset(ms: number): void
}

/** Makes a clock that is right until its offset is set. */
export function createSetClock(clock: Pick<SetClock, 'now' | 'monotonic' | 'after'>): SetClock {
  let offset = 0
  return {
    now: () => clock.now() + offset,
    monotonic: () => clock.monotonic(),
    after: (ms, then) => clock.after(ms, then),
    offsetMs: () => offset,
    setOffset(ms) {
      offset = ms
    },
  }
}
