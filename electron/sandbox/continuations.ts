import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Random } from '../../hardware/ports.ts'
import type { Books } from './books.ts'

const CODE_BYTES = 12

const continuationRow = z.object({ station: z.string(), public_key: z.instanceof(Uint8Array).nullable() })

/** Enrolment codes that each continue one station: the operator issues one for it, and it is good once. Whoever asks again with the same key, since the answer was lost, gets it again. */
export function openContinuations({ books, random }: { books: Books; random: Random }) {
  const issued = books.row(continuationRow, 'SELECT station, public_key FROM continuations WHERE code_hash = ?')
  const keep = books.change('INSERT INTO continuations VALUES (?, ?, NULL)')
  const take = books.change('UPDATE continuations SET public_key = ? WHERE code_hash = ?')

  return {
    /** Makes a code for a station. */
    issue(station: string): string {
      const code = Buffer.from(random.bytes(CODE_BYTES)).toString('hex').toUpperCase()
      keep(hashOf(code), station)
      return code
    },
    /** The station that the code continues; undefined for any other code, and for one that was used with another key. */
    take(code: string, publicKey: Uint8Array): string | undefined {
      return books.together(() => {
        const found = issued(hashOf(code))
        if (!found || (found.public_key && !Buffer.from(found.public_key).equals(publicKey))) return undefined
        take(publicKey, hashOf(code))
        return found.station
      })
    }
  }
}

const hashOf = (code: string) => createHash('sha256').update(code).digest()
