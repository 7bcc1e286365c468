/** Who is told of something, in the order in which they came. */
export interface Listeners<Args extends readonly unknown[]> {
  /** Returns the function that stops it. */
  add(listener: (...args: Args) => void): () => void
  /** Tells everybody who listens when it is called; who stops meanwhile isn't told any more. */
  tell(...args: Args): void
  clear(): void
}

/** Makes a set of listeners. One that throws breaks `tell` off, unless `onFault` takes what it throws. */
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
