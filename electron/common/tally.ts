/** Counts events for each key within the last `ms` milliseconds of monotonic time. */
export interface Tally<Key> {
  note(key: Key): void
  count(key: Key): number
}

/** Makes a tally that begins empty; `ms` is in milliseconds. */
export function createTally<Key>(clock: { monotonic(): number }, ms: number): Tally<Key> {
  // In order of time.
  const noted: { key: Key; at: number }[] = []

  return {
    note: (key) => void noted.push({ key, at: clock.monotonic() }),
    count(key) {
      const since = clock.monotonic() - ms
      const first = noted.findIndex(({ at }) => at > since)
      noted.splice(0, first === -1 ? noted.length : first)
      return noted.filter((each) => each.key === key).length
    },
  }
}
