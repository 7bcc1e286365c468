import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../../../hardware/ports.ts'
import { defined } from '../../common/defined.ts'
import { actAnswer, type ActAnswer } from '../../gateway/identity-contract.ts'
import { idempotencyConflict } from '../agencies/idempotency-conflict.ts'
import type { Store } from '../serving/store.ts'
import { refused, type Act } from './act.ts'
import { createActDecision } from './act-decision.ts'
import type { Bindings } from './bindings.ts'
import type { Cards } from './cards.ts'
import type { Entities } from './entities.ts'
import type { Freezes } from './freezes.ts'
import type { Numbers } from './numbers.ts'

const actRow = z.object({
  act: z.string(),
  station: z.string(),
  /** Null where it was settled before it came. */
  kind: z.string().nullable(),
  asked: z.instanceof(Uint8Array).nullable(),
  answer: z.string(),
  at: z.int(),
  arrivals: z.int(),
})

/**
 * Does the stations' acts on identity and remembers each with its answer, so that it is done once however often it is
 * asked for. An act, what it changes and its answer are one transaction, on the disk before the answer is given.
 */
export function openActs(deps: {
  store: Store
  bindings: Bindings
  cards: Cards
  numbers: Numbers
  freezes: Freezes
  entities: Entities
  clock: Clock
}) {
  const { store, bindings, clock } = deps
  const decide = createActDecision(deps)
  const known = store.row(actRow, 'SELECT * FROM acts WHERE act = ?')
  const all = store.rows(actRow, 'SELECT * FROM acts ORDER BY rowid')
  const insert = store.change('INSERT INTO acts VALUES (?, ?, ?, ?, ?, ?, ?)')
  const arrived = store.change('UPDATE acts SET arrivals = arrivals + 1 WHERE act = ?')

  const answerOf = ({ answer }: z.infer<typeof actRow>): ActAnswer => actAnswer.parse(JSON.parse(answer))

  return {
    /** The station that first asked for an act or settled it; undefined where none did. */
    ownerOf: (act: string): string | undefined => known(act)?.station,
    /**
     * Does an act, or answers what it was answered with before. Throws CONFLICT for the same id with another question.
     */
    perform(station: string, question: Act): ActAnswer {
      const asked = new Uint8Array(createHash('sha256').update(JSON.stringify(question)).digest())
      return store.durably(() => {
        const before = known(question.act)
        if (before) {
          if (before.asked && !Buffer.from(before.asked).equals(asked)) throw idempotencyConflict()
          arrived(question.act)
          return answerOf(before)
        }
        bindings.endDue()
        const answer = decide(question)
        insert(question.act, station, question.what.kind, asked, JSON.stringify(answer), clock.now(), 1)
        return answer
      })
    },
    /** What an act was answered with. One that never came is withdrawn: it is refused whenever it comes. */
    settle(station: string, act: string): ActAnswer {
      return store.durably(() => {
        const before = known(act)
        if (before) return answerOf(before)
        const answer = refused('act-withdrawn')
        insert(act, station, null, null, JSON.stringify(answer), clock.now(), 0)
        return answer
      })
    },
    /** All acts as an auditor reads them, in the order in which they came; without a kind the withdrawn ones. */
    all: () =>
      all().map((row) => ({
        act: row.act,
        station: row.station,
        ...defined({ kind: row.kind ?? undefined }),
        answer: answerOf(row),
        at: row.at,
        arrivals: row.arrivals,
      })),
  }
}
export type Acts = ReturnType<typeof openActs>
