import { z } from 'zod'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Resident } from '../phones/residents.ts'
import type { Store } from '../serving/store.ts'
import { withLuhn } from '../wallets/emvco.ts'

const HOUR = 3_600_000
/** How long a binding number is good (domain.md, "Binding for twins and multiples"), in milliseconds. */
const NUMBER_LIFE = 24 * HOUR
/** After so many wrong numbers within an hour a card's numbers are refused for the rest of that hour. */
const MOST_TRIES = 5
const RANDOM_DIGITS = 9

const numberRow = z.object({
  number: z.string(),
  resident: z.string(),
  phone: z.string(),
  expires_at: z.int(),
  act: z.string().nullable(),
})
const countRow = z.object({ tries: z.int() })

/** A binding number that may be used: `phone` is the resident whose telephone made it. */
export interface UsableNumber {
  number: string
  phone: string
  expiresAt: number
}
export type NumberVerdict =
  | ({ ok: true } & UsableNumber)
  | { ok: false; code: `number-${'unknown' | 'used' | 'expired' | 'of-another' | 'locked'}` }

/** The numbers that telephones made for binding an eID to them, and the wrong ones that were tried with each card. */
export function openNumbers({ store, clock, random }: { store: Store; clock: Clock; random: Random }) {
  const byNumber = store.row(numberRow, 'SELECT * FROM eid_numbers WHERE number = ?')
  const unusedOf = store.row(
    numberRow,
    `SELECT * FROM eid_numbers WHERE resident = ? AND act IS NULL AND expires_at > ? AND expires_at <= ?
    ORDER BY rowid DESC LIMIT 1`,
  )
  const insert = store.change('INSERT INTO eid_numbers VALUES (?, ?, ?, ?, NULL)')
  const use = store.change('UPDATE eid_numbers SET act = ? WHERE number = ?')
  const triesOf = store.row(
    countRow,
    'SELECT count(*) AS tries FROM number_tries WHERE document = ? AND at > ? AND at <= ?',
  )
  const noteTry = store.change('INSERT INTO number_tries VALUES (?, ?)')

  const forgetTries = store.change('DELETE FROM number_tries')

  function unused({ id }: Resident): UsableNumber | undefined {
    const now = clock.now()
    const held = unusedOf(id, now, now + NUMBER_LIFE)
    return held && { number: held.number, phone: held.phone, expiresAt: held.expires_at }
  }

  function refusalOf(number: string, { id }: Resident) {
    const found = byNumber(number)
    if (!found) return 'number-unknown' as const
    // Whose it is comes first, so that nothing else is said of another's number.
    if (found.resident !== id) return 'number-of-another' as const
    if (found.act !== null) return 'number-used' as const
    return found.expires_at <= clock.now() ? ('number-expired' as const) : found
  }

  return {
    /** The number of this resident that can still be used, if any. */
    unused,
    /** That number, or a new one that the resident's telephone makes. */
    make(resident: Resident): UsableNumber {
      const held = unused(resident)
      if (held) return held
      const digits = [...random.bytes(RANDOM_DIGITS)].map((byte) => String(byte % 10)).join('')
      const number = withLuhn(digits)
      if (byNumber(number)) return this.make(resident)
      const expiresAt = clock.now() + NUMBER_LIFE
      insert(number, resident.id, resident.phone, expiresAt)
      return { number, phone: resident.phone, expiresAt }
    },
    /** Whether this card's holder may use a number. One that they can't use counts as a wrong try with the card. */
    judge(document: string, holder: Resident, number: string): NumberVerdict {
      const card = new Uint8Array(Buffer.from(document, 'base64'))
      const now = clock.now()
      if ((triesOf(card, now - HOUR, now)?.tries ?? 0) >= MOST_TRIES) return { ok: false, code: 'number-locked' }
      const found = refusalOf(number, holder)
      if (typeof found === 'string') {
        noteTry(card, now)
        return { ok: false, code: found }
      }
      return { ok: true, number, phone: found.phone, expiresAt: found.expires_at }
    },
    /** Forgets the wrong tries of every card. */
    forgetTries: (): void => {
      forgetTries()
    },
    use: (number: string, act: string): void => {
      use(act, number)
    },
  }
}
export type Numbers = ReturnType<typeof openNumbers>
