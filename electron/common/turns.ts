/** Starts `work` when every work before it has ended, however that ended; answers what it answers. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * As `InTurn`, for the works of one key; those of different keys don't wait for each other. A turn that answers sooner
 * than it is over ends with `over`.
 */
export type InTurnOf<Key> = <T>(key: Key, work: () => Promise<T>, over?: (answer: T) => Promise<unknown>) => Promise<T>

/** Makes a row of works, of which one runs at a time. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
}

/** Makes a row of works for each key. A key whose works have all ended takes no memory. */
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
