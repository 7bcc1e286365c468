import { DatabaseSync, StatementSync } from 'node:sqlite'
import { z } from 'zod'

/**
 * At which write of its journal a station's process kills itself by SIGKILL: the `write`-th from now on (from 1), right
 * before it is durable, or right after and before anybody is told. `also`: processes to kill just before it. `kind`:
 * counts only writes that hold an entry of this kind.
 */
export const writeKill = z.object({
  write: z.int().min(1),
  side: z.enum(['before', 'after']),
  also: z.array(z.int()).optional(),
  kind: z.string().optional(),
})
export type WriteKill = z.infer<typeof writeKill>

/** The index of the entry's kind among the columns of the table `entries`. */
const KIND = 2

/**
 * Watches what this process writes to its journal by wrapping the methods of `node:sqlite`, so that the station's code
 * stays as it is. To be called before the journal is opened. The returned function sets where the process kills itself,
 * or nowhere (null).
 */
export function watchJournalWrites(): (kill: WriteKill | null) => void {
  let armed: WriteKill | null = null
  let writes = 0
  const statements = new WeakMap<StatementSync, { db: DatabaseSync; sql: string }>()
  /** The kinds of the entries of each database that aren't durable yet. */
  const written = new Map<DatabaseSync, unknown[]>()

  function killIfDue(side: WriteKill['side'], kinds: readonly unknown[]): void {
    if (!armed || (armed.kind !== undefined && !kinds.includes(armed.kind))) return
    if (side === 'before') writes += 1
    if (side !== armed.side || writes !== armed.write) return
    for (const pid of armed.also ?? []) process.kill(pid, 'SIGKILL')
    process.kill(process.pid, 'SIGKILL')
  }

  function watchWrite<T>(db: DatabaseSync, sql: string, values: readonly unknown[], work: () => T): T {
    if (/^\s*INSERT INTO entries\b/i.test(sql)) written.set(db, [...(written.get(db) ?? []), values[KIND]])
    const kinds = written.get(db)
    const isLast = kinds !== undefined && (!db.isTransaction || /^\s*COMMIT\b/i.test(sql))
    if (isLast) killIfDue('before', kinds)
    try {
      return work()
    } finally {
      if (kinds && !db.isTransaction) {
        written.delete(db)
        if (isLast) killIfDue('after', kinds)
      }
    }
  }

  const { prepare, exec } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...args) {
    const statement = prepare.apply(this, args)
    statements.set(statement, { db: this, sql: args[0] })
    return statement
  }
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql) {
    watchWrite(this, sql, [], () => exec.call(this, sql))
  }
  for (const name of ['run', 'get', 'all'] as const) {
    const before = StatementSync.prototype[name] as (this: StatementSync, ...values: unknown[]) => never
    StatementSync.prototype[name] = function (this: StatementSync, ...values: unknown[]) {
      const prepared = statements.get(this)
      return prepared
        ? watchWrite(prepared.db, prepared.sql, values, () => before.apply(this, values))
        : before.apply(this, values)
    }
  }
  return (kill) => {
    armed = kill
    writes = 0
  }
}
