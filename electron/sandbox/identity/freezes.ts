import type { KeyObject } from 'node:crypto'
import { encode } from 'cborg'
import { z } from 'zod'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { Store } from '../serving/store.ts'
import { signBy } from '../trust/bundle.ts'

/** FICTITIOUS: how long a freeze can be taken back, in milliseconds; no law names a time. */
const COOLING_TIME = 72 * 3_600_000
const CTI_BYTES = 16
const CLAIM_EXP = 4
const CLAIM_CTI = 7
/** The claim of an undo code that names the act that froze, 16 bytes. */
const CLAIM_ACT = -70003

const freezeRow = z.object({
  act: z.string(),
  resident: z.string(),
  ends_at: z.int(),
  lifted_by: z.string().nullable(),
})
/** A freeze: `resident` is who froze; `endsAt`: when what is frozen ends by itself, in milliseconds since 1970. */
export interface Freeze {
  act: string
  resident: string
  endsAt: number
  isLifted: boolean
}

function freezeOf(row: z.infer<typeof freezeRow> | undefined): Freeze | undefined {
  return row && { act: row.act, resident: row.resident, endsAt: row.ends_at, isLifted: row.lifted_by !== null }
}

/** The freezes that can be taken back, and the printed codes by which they are (`MEU1:`; codes.md, section 1). */
export function openFreezes({
  store,
  key,
  clock,
  random,
}: {
  store: Store
  /** Ed25519. */
  key: KeyObject
  clock: Clock
  random: Random
}) {
  const byAct = store.row(freezeRow, 'SELECT act, resident, ends_at, lifted_by FROM freezes WHERE act = ?')
  const byUndo = store.row(freezeRow, 'SELECT act, resident, ends_at, lifted_by FROM freezes WHERE undo = ?')
  const insert = store.change('INSERT INTO freezes VALUES (?, ?, ?, ?, NULL)')
  const lift = store.change('UPDATE freezes SET lifted_by = ? WHERE act = ?')
  const move = store.change('UPDATE freezes SET ends_at = ? WHERE act = ?')

  return {
    byAct: (act: string) => freezeOf(byAct(act)),
    /** The freeze of a code. It is found by the whole message, so a code that wasn't issued here finds none. */
    byUndo: (message: Uint8Array) => freezeOf(byUndo(message)),
    /** Begins a freeze by this resident; answers when it ends and the message of the code that lifts it. */
    begin(act: string, resident: string): { endsAt: number; undo: Uint8Array } {
      const endsAt = clock.now() + COOLING_TIME
      const undo = signBy(
        key,
        encode(
          new Map<number, unknown>([
            [CLAIM_EXP, Math.floor(endsAt / 1000)],
            [CLAIM_CTI, random.bytes(CTI_BYTES)],
            [CLAIM_ACT, new Uint8Array(Buffer.from(act.replaceAll('-', ''), 'hex'))],
          ]),
        ),
      )
      insert(act, resident, endsAt, undo)
      return { endsAt, undo }
    },
    lift: (freeze: string, act: string): void => {
      lift(act, freeze)
    },
    /** Moves the time at which a freeze ends, to now at the earliest; answers whether there is such a freeze. */
    move(act: string, endsAt: number): boolean {
      if (!byAct(act)) return false
      move(Math.max(endsAt, clock.now()), act)
      return true
    },
  }
}
export type Freezes = ReturnType<typeof openFreezes>
