import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

const blob = z.instanceof(Uint8Array)
const idCardRow = z.object({ resident: z.string(), subject: blob, document: blob, key: blob })

/** A resident's ID card. */
export interface IdCardRow {
  resident: string
  /** The resident's opaque id, 16 bytes. */
  subject: Uint8Array
  /** The card's id, 16 bytes. */
  document: Uint8Array
  /** The private key with which the chip shows that it is no copy, PKCS #8. */
  key: Uint8Array
}

export const ID_CARDS = `
  CREATE TABLE IF NOT EXISTS id_cards (
    resident TEXT PRIMARY KEY, subject BLOB NOT NULL UNIQUE, document BLOB NOT NULL UNIQUE, key BLOB NOT NULL
  ) STRICT;`

/** The residents' ID cards in the sandbox's memory. */
export function openIdCardRows(db: DatabaseSync) {
  const byResident = db.prepare('SELECT * FROM id_cards WHERE resident = ?')
  const byDocument = db.prepare('SELECT * FROM id_cards WHERE document = ?')
  const insert = db.prepare('INSERT INTO id_cards VALUES (?, ?, ?, ?)')
  return {
    idCardOf: (resident: string): IdCardRow | undefined => idCardRow.optional().parse(byResident.get(resident)),
    /** The resident whose card has this id. */
    residentByDocument: (document: Uint8Array): string | undefined =>
      idCardRow.optional().parse(byDocument.get(document))?.resident,
    keepIdCard: ({ resident, subject, document, key }: IdCardRow) => {
      insert.run(resident, subject, document, key)
    },
  }
}
