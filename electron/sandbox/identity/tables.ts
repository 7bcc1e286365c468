/**
 * The tables of the register, in the sandbox's database. What never changes of entities is in `entity-plans.ts`. A
 * binding stays when it ends, and each of its changes is a row of its own, so that its history can be read. At most one
 * binding of a resident is live or frozen.
 */
export const IDENTITY_TABLES = `
  CREATE TABLE IF NOT EXISTS eid_bindings (
    binding_id BLOB PRIMARY KEY, resident TEXT NOT NULL, subject BLOB NOT NULL, phone_key BLOB NOT NULL,
    phone TEXT NOT NULL, by_guardian INTEGER NOT NULL, bound_at INTEGER NOT NULL, state TEXT NOT NULL,
    ended_at INTEGER, act TEXT
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS eid_bindings_current ON eid_bindings (resident) WHERE state <> 'ended';
  CREATE TABLE IF NOT EXISTS binding_changes (
    position INTEGER PRIMARY KEY, binding_id BLOB NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL, act TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS eid_credentials (
    binding_id BLOB PRIMARY KEY, message BLOB NOT NULL, reading_kid BLOB NOT NULL, salt BLOB NOT NULL,
    content_key BLOB NOT NULL, issued_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS eid_numbers (
    number TEXT PRIMARY KEY, resident TEXT NOT NULL, phone TEXT NOT NULL, expires_at INTEGER NOT NULL, act TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS number_tries (document BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS freezes (
    act TEXT PRIMARY KEY, resident TEXT NOT NULL, ends_at INTEGER NOT NULL, undo BLOB NOT NULL UNIQUE, lifted_by TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS acts (
    act TEXT PRIMARY KEY, station TEXT NOT NULL, kind TEXT, asked BLOB, answer TEXT NOT NULL, at INTEGER NOT NULL,
    arrivals INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entity_accounts (
    number TEXT PRIMARY KEY, state TEXT NOT NULL, sent_at INTEGER, expires_at INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entity_logins (
    euid TEXT PRIMARY KEY, state TEXT NOT NULL, sent_at INTEGER, expires_at INTEGER, locked_at INTEGER,
    face TEXT NOT NULL, code TEXT NOT NULL, device_key BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entity_applications (
    number TEXT PRIMARY KEY, registration TEXT NOT NULL UNIQUE, act TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS entity_changes (
    position INTEGER PRIMARY KEY, subject TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL, act TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS security_requests (cti BLOB PRIMARY KEY, act TEXT NOT NULL) STRICT;
`
