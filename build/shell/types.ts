/**
 * What of Electron's is taken as Electron takes it, name by name with all of its parameters, and answers `A`: of an
 * answer the stand-in has only what the shell uses.
 */
export type Takes<T, K extends keyof T, A = unknown> = {
  [P in K]: T[P] extends (...args: infer Given) => unknown ? (...args: Given) => A : never
}

/** What is heard as Electron's own is. */
export type Heard<T extends Pick<NodeJS.EventEmitter, 'on' | 'once' | 'off' | 'emit'>> = Takes<
  T,
  'on' | 'once' | 'off' | 'emit'
>
