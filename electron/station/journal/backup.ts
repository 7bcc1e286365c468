import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { canonical } from './canonical.ts'
import { decode } from 'cborg'
import { openToRead } from './rows.ts'
import { BACKUP_SCHEMA } from './schema.ts'

/**
 * What a backup holds besides the journal: `folderVersion` is the data folder's version, `settings` the text of its
 * settings file, and `published` its JWK Set.
 */
const aside = z.strictObject({
  folderVersion: z.int().min(1),
  mode: z.enum(['training', 'production']),
  published: z.string().nullable(),
  settings: z.string().nullable(),
})
export type BackupAside = z.infer<typeof aside>

const PAGES_AT_ONCE = 500
const row = z.object({ aside: z.instanceof(Uint8Array) })

/**
 * Copies a journal's database to a new file by SQLite's own backup, as it stands at this moment, while a station may be
 * writing to it. The copy has `about` in a table of its own and leaves the caches out. Either the whole file appears or
 * none. Throws the system's or SQLite's error, and EEXIST where the file is there.
 */
export async function backUpJournal(
  file: string,
  to: string,
  about: BackupAside,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const draft = `${to}.new`
  if (existsSync(to)) throw Object.assign(new Error('the file is there'), { code: 'EEXIST' })
  const source = openToRead(file)
  try {
    removeDraft(draft)
    closeSync(openSync(draft, 'wx', 0o600))
    // A read transaction holds the source still; a commit in between would make the copy start over.
    source.exec('BEGIN')
    source.prepare('SELECT count(*) FROM sqlite_schema').get()
    const pages = await backup(source, draft, {
      rate: PAGES_AT_ONCE,
      progress: ({ totalPages, remainingPages }) => onProgress(totalPages - remainingPages, totalPages),
    })
    // SQLite doesn't report the last step.
    if (pages > PAGES_AT_ONCE) onProgress(pages, pages)
    finish(draft, about)
    renameSync(draft, to)
  } catch (error) {
    removeDraft(draft)
    throw error
  } finally {
    source.close()
  }
}

/** Removes the draft with the files that SQLite leaves beside it on a full disk. */
function removeDraft(draft: string): void {
  for (const beside of ['', '-wal', '-shm', '-journal']) rmSync(`${draft}${beside}`, { force: true })
}

function finish(draft: string, about: BackupAside): void {
  const db = new DatabaseSync(draft)
  try {
    db.exec(`PRAGMA journal_mode = DELETE; DELETE FROM views; ${BACKUP_SCHEMA}`)
    db.prepare('INSERT INTO backup VALUES (?)').run(canonical(about))
  } finally {
    db.close()
  }
  const handle = openSync(draft, 'r+')
  fsyncSync(handle)
  closeSync(handle)
}

/**
 * Reads what a backup holds besides the journal; undefined for a file that isn't a backup. Throws where the file can't
 * be opened or holds no journal.
 */
export function readBackup(file: string): BackupAside | undefined {
  const db = openToRead(file)
  try {
    const found = row.parse(db.prepare('SELECT aside FROM backup').get())
    return aside.parse(decode(found.aside))
  } catch {
    return undefined
  } finally {
    db.close()
  }
}

/** Puts a backup's journal into a data folder, without the backup's own table. */
export function putBack(from: string, file: string): void {
  copyFileSync(from, file)
  const db = new DatabaseSync(file)
  try {
    db.exec('DROP TABLE backup')
  } finally {
    db.close()
  }
}
