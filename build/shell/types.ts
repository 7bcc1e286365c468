/**
 * The methods `K` of an Electron type with all their parameters, but with the answer `A`, since the stand-in's answers
 * have only what the shell uses.
 */
export type Methods<T, K extends keyof T, A = unknown> = {
  [P in K]: T[P] extends (...args: infer Given) => unknown ? (...args: Given) => A : never
}

/** The listener methods of an Electron type, with its events. */
export type ListenerMethods<T extends Pick<NodeJS.EventEmitter, 'on' | 'once' | 'off' | 'emit'>> = Methods<
  T,
  'on' | 'once' | 'off' | 'emit'
>
