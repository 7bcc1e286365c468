/** What a person may have said that they want to show. */
const WANTS = ['any', 'my-eid', 'slip'] as const
export type Want = (typeof WANTS)[number]

/** The word of a route as one of `WANTS`. */
export function wantOf(word: unknown): Want {
  return WANTS.find((want) => want === word) ?? 'any'
}
