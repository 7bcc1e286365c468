import { decode } from 'cborg'
import { z } from 'zod'

/** The range of a JavaScript date (ECMA-262, section 21.4.1.1). */
const dated = z.object({ wall: z.int().min(-8.64e15).max(8.64e15) })

/**
 * The wall time in an entry's facts, in milliseconds since 1970; undefined where there is none or the facts can't be
 * read.
 */
export function wallTimeIn(facts: Uint8Array): number | undefined {
  try {
    return dated.safeParse(decode(facts)).data?.wall
  } catch {
    return undefined
  }
}
