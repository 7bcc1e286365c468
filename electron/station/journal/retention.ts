import type { Clock } from '../../../hardware/ports.ts'
import type { Rows } from './rows.ts'

/** How many entries are read before other work of the station gets its turn. */
const AT_ONCE = 2_000
/** The name in `keepFor` that stands for every kind it doesn't name. */
const EVERY_OTHER = '*'

/**
 * Finds the body keys all of whose entries are past their retention. `keepFor` gives milliseconds by kind of entry,
 * with `*` for every other kind; a kind without a time is kept. The journal is read in slices so that other work gets
 * its turn; once `isOver` says true, the answer is an empty list.
 */
export async function dueKeys(
  rows: Pick<Rows, 'sealed'>,
  keepFor: Readonly<Record<string, number>>,
  clock: Clock,
  isOver: () => boolean,
): Promise<number[]> {
  const now = clock.now()
  const due = new Map<number, boolean>()
  for (let next = 1; !isOver();) {
    const sealed = rows.sealed(next, AT_ONCE)
    for (const { key, kind, wall } of sealed) {
      const keep = Object.hasOwn(keepFor, kind) ? keepFor[kind] : keepFor[EVERY_OTHER]
      due.set(key, (due.get(key) ?? true) && keep !== undefined && wall + keep <= now)
    }
    next = (sealed.at(-1)?.seq ?? 0) + 1
    if (sealed.length < AT_ONCE) return [...due].filter(([, isDue]) => isDue).map(([key]) => key)
    await new Promise<void>((resolve) => {
      clock.after(1, resolve)
    })
  }
  return []
}
