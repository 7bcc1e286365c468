import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

/**
 * Everything that belongs in a journal's database. Objects that an earlier program's database lacks are made when it is
 * opened. `foreignObject` compares the database's own SQL text with this, so a long line is broken with a backslash,
 * which leaves the text unchanged.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL, txn TEXT, \
facts BLOB NOT NULL, key INTEGER, body BLOB,
    hash BLOB NOT NULL, kid BLOB, signature BLOB
  ) STRICT;
  CREATE TABLE IF NOT EXISTS views (\
name TEXT PRIMARY KEY, version INTEGER NOT NULL, seq INTEGER NOT NULL, state BLOB NOT NULL, digest BLOB NOT NULL\
) STRICT;
  CREATE INDEX IF NOT EXISTS signing_keys ON entries (seq) WHERE kind = 'signing-key';
  CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;`

/** The table that a backup's database has besides. */
export const BACKUP_SCHEMA = 'CREATE TABLE backup (aside BLOB NOT NULL) STRICT;'

const object = z.object({ type: z.string(), name: z.string(), tbl_name: z.string(), sql: z.string().nullable() })

const objectsOf = (db: DatabaseSync) => db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema').all()
const definitionOf = (found: unknown) => JSON.stringify(object.safeParse(found).data)

/** SQLite keeps the SQL text of each object, so the same schema gives the same texts. */
function objectsMadeBy(schema: string): ReadonlySet<string> {
  const db = new DatabaseSync(':memory:')
  try {
    db.exec(schema)
    return new Set(objectsOf(db).map(definitionOf))
  } finally {
    db.close()
  }
}

/** The name of the first table, index, view or trigger that `schema` doesn't make, or makes with another text. */
export function foreignObject(db: DatabaseSync, schema: string): string | undefined {
  const ours = objectsMadeBy(schema)
  const found = objectsOf(db).find((each) => !ours.has(definitionOf(each)))
  // A flipped bit may have made its name unreadable.
  return found && (object.shape.name.safeParse(found['name']).data ?? 'sqlite_schema')
}

/**
 * A database holds an object that isn't the program's, so what it reports as written may be wrong. It carries SQLite's
 * error code CORRUPT.
 */
export class ForeignObject extends Error {
  override name = 'ForeignObject'
  readonly errcode = 11
  /** The object's name. */
  readonly object: string

  constructor(object: string) {
    super("the database holds what is not the program's")
    this.object = object
  }
}

/** The files of a database don't hold any more what this process left there. It carries SQLite's error code CORRUPT. */
export class WrittenOver extends Error {
  override name = 'WrittenOver'
  readonly errcode = 11

  constructor() {
    super('something else wrote over the database or its log')
  }
}

/** A database kept something else than was written to it, or nothing. It carries SQLite's error code CORRUPT. */
export class NotKept extends Error {
  override name = 'NotKept'
  readonly errcode = 11

  constructor() {
    super('the database does not keep what is written to it')
  }
}
