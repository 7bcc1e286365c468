import type { Clock } from '../../../hardware/ports.ts'
import type { Rows } from './rows.ts'

/** Entries that are looked at before the station does something else. */
const AT_ONCE = 2_000
/** What a retention says of every kind that it doesn't name. */
const EVERY_OTHER = '*'

/**
 * The body keys all of whose entries are past their retention. `keepFor`: milliseconds by kind of entry, `*` for every
 * other kind; a kind that it says nothing of is kept. A long journal is looked at bit by bit; `isOver` ends it.
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
