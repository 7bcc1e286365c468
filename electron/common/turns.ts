/** Starts `work` in its turn, whether earlier work succeeded or failed; answers its result. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * As `InTurn`, for the work of one key; work of different keys doesn't wait for each other. With `over`, the next turn
 * also waits until what `over` does with the answer has ended, while the caller has the answer at once.
 */
export type InTurnOf<Key> = <T>(key: Key, work: () => Promise<T>, over?: (answer: T) => Promise<unknown>) => Promise<T>

/** Makes a queue of work in which one piece runs at a time. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

/** Makes a queue of work for each key. A key whose work has all ended takes no memory. */
export function createKeyedTurns<Key>(): InTurnOf<Key> {
  const rows = new Map<Key, Promise<unknown>>()
  return (key, work, over) => {
    const result = (rows.get(key) ?? Promise.resolve()).then(work)
    const last = (over ? result.then(over) : result)
      .catch(() => undefined)
      .then(() => {
        if (rows.get(key) === last) rows.delete(key)
      })
    rows.set(key, last)
    return result
  }
}

/** Makes a queue of work in which at most `atOnce` pieces run at a time. */
export function createLanes(atOnce: number): InTurn {
  const waiting: (() => void)[] = []
  let free = atOnce
  return async (work) => {
    if (free > 0) free -= 1
    else
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
      })
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    }
  }
}
