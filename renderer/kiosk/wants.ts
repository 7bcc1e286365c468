/** What a person may have said that they want to show. */
const WANTS = ['any', 'my-eid', 'slip', 'tax', 'wallet'] as const
export type Want = (typeof WANTS)[number]

/** The word of a route as one of `WANTS`. */
export function wantOf(word: unknown): Want {
  return WANTS.find((want) => want === word) ?? 'any'
}

/** What a person may type where they have nothing to scan. */
const TYPED = ['plate', 'notice', 'slip'] as const
export type Typed = (typeof TYPED)[number]

/** The word of a route as one of `TYPED`. */
export function typedOf(word: unknown): Typed {
  return TYPED.find((typed) => typed === word) ?? 'plate'
}
