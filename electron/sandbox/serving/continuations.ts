import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Random } from '../../../hardware/ports.ts'
import type { Books } from '../agencies/books.ts'

const CODE_BYTES = 12

const continuationRow = z.object({ station: z.string(), public_key: z.instanceof(Uint8Array).nullable() })

/**
 * Issues enrolment codes that each continue one station and are good once. A station that repeats its enrolment with
 * the same key, because the answer was lost, is let through again, until a later code continues the station.
 */
export function openContinuations({ books, random }: { books: Books; random: Random }) {
  const issued = books.row(continuationRow, 'SELECT station, public_key FROM continuations WHERE code_hash = ?')
  const keep = books.change('INSERT INTO continuations VALUES (?, ?, NULL)')
  const keepKey = books.change('UPDATE continuations SET public_key = ? WHERE code_hash = ?')
  const forgetUsed = books.change('DELETE FROM continuations WHERE station = ? AND public_key IS NOT NULL')

  return {
    /** Makes a code for a station. */
    issue(station: string): string {
      const code = Buffer.from(random.bytes(CODE_BYTES)).toString('hex').toUpperCase()
      keep(hashOf(code), station)
      return code
    },
    /**
     * The station that the code continues; undefined for any other code, and for one that was used with another key.
     */
    stationOf(code: string, publicKey: Uint8Array): string | undefined {
      const found = issued(hashOf(code))
      return !found || (found.public_key && !Buffer.from(found.public_key).equals(publicKey))
        ? undefined
        : found.station
    },
    /** Uses a code that continues a station, and calls `first` the first time only. */
    use(code: string, publicKey: Uint8Array, first: (station: string) => void): void {
      books.inTransaction(() => {
        const found = issued(hashOf(code))
        if (!found || found.public_key) return
        // An earlier code would give the station back to its former holder.
        forgetUsed(found.station)
        keepKey(publicKey, hashOf(code))
        first(found.station)
      })
    },
  }
}

const hashOf = (code: string) => createHash('sha256').update(code).digest()
