/** A set of listeners, called in the order in which they were added. */
export interface Listeners<Args extends readonly unknown[]> {
  /** Adds a listener and returns the function that removes it. */
  add(listener: (...args: Args) => void): () => void
  /** Calls every listener that was there when the call began, except those that are removed meanwhile. */
  tell(...args: Args): void
  clear(): void
}

/**
 * Makes a set of listeners. A listener that throws ends `tell` with its error, unless `onFault` is given, which takes
 * the error.
 */
export function createListeners<Args extends readonly unknown[]>(onFault?: (error: unknown) => void): Listeners<Args> {
  const listeners = new Set<(...args: Args) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    tell(...args) {
      for (const listener of [...listeners]) {
        if (!listeners.has(listener)) continue
        try {
          listener(...args)
        } catch (error) {
          if (!onFault) throw error
          onFault(error)
        }
      }
    },
    clear: () => listeners.clear(),
  }
}
