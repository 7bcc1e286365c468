import { z } from 'zod'
import { defined } from '../../common/defined.ts'
import { ACT_KINDS, ACT_STATES, RESET_REASONS } from '../../contract/index.ts'
import type { Entry, Projection } from '../journal/index.ts'
import { ACT_MOVES, ACT_TABLE, isActOver, type ActMove } from './states.ts'

/** The kind of the entry that begins an act. */
export const BEGUN = 'act-begun'
/** The kind of the entry that a step of an act was refused and may be tried again. */
export const STEP_REFUSED = 'act-step-refused'

/**
 * The facts with which an act begins: for which service and purpose identity data are read (Law 8/2005). `of`: the act
 * whose freeze this one ends. Nothing that is read of a person is in the journal, neither in facts nor in a body.
 */
const begunFacts = z.object({
  act: z.enum(ACT_KINDS),
  service: z.string(),
  purpose: z.string(),
  place: z.enum(['kiosk', 'counter']),
  training: z.boolean(),
  of: z.string().optional(),
})

/** How a card was shown to be in its holder's hand: by a finger, a clerk's look, or a supervisor's and a further document. */
const identification = z.enum(['finger', 'face', 'face-and-document'])
export type Identification = z.infer<typeof identification>

/** An act as its entries tell it. Times are in milliseconds since 1970. */
export const actRecord = begunFacts.extend({
  transaction: z.string(),
  actor: z.string(),
  state: z.enum(ACT_STATES),
  /** When it came into its state. */
  since: z.int(),
  /** How each card was shown to be in its holder's hand: the person's first, then a guardian's. */
  identifiedBy: z.array(identification),
  /** Why something was reset. */
  reason: z.enum(RESET_REASONS).optional(),
  /** Why it was refused, or left. */
  why: z.string().optional(),
  /** From when it counts, and of a freeze when it ends by itself, as the gateway says. */
  at: z.int().optional(),
  endsAt: z.int().optional(),
})
export type ActRecord = z.infer<typeof actRecord>

const moveFacts = z.object({
  by: identification.optional(),
  reason: z.enum(RESET_REASONS).optional(),
  why: z.string().optional(),
  at: z.int().optional(),
  endsAt: z.int().optional(),
})

const isMove = (kind: string): kind is ActMove => ACT_MOVES.some((move) => move === kind)

/**
 * Folds one more entry into an act; undefined where the entry isn't an act's. A move that the table doesn't allow
 * changes nothing, so a late entry can't move a state back.
 */
export function foldAct(before: ActRecord | undefined, entry: Entry): ActRecord | undefined {
  if (entry.transaction === null) return before
  if (entry.kind === BEGUN) {
    const { transaction, actor, wall: since } = entry
    return { ...begunFacts.parse(entry.facts), transaction, actor, state: 'begun', since, identifiedBy: [] }
  }
  if (!before || !isMove(entry.kind)) return before
  const state = ACT_TABLE[before.state][entry.kind]
  if (state === undefined) return before
  const { by, ...facts } = moveFacts.parse(entry.facts)
  return {
    ...before,
    ...defined(facts),
    identifiedBy: [...before.identifiedBy, ...(by === undefined ? [] : [by])],
    state,
    since: entry.wall,
  }
}

const storedActs = z.object({ open: z.array(actRecord) })

/** A view of the journal's acts: those that aren't over, by id. */
export const openActs: Projection<Map<string, ActRecord>> = {
  name: 'acts',
  version: 1,
  empty: () => new Map(),
  fold(state, entry) {
    if (entry.transaction === null) return
    const after = foldAct(state.get(entry.transaction), entry)
    if (!after) return
    if (isActOver(after.state)) state.delete(entry.transaction)
    else state.set(entry.transaction, after)
  },
  write: (state) => ({ open: [...state.values()] }),
  read: (value) => new Map(storedActs.parse(value).open.map((each) => [each.transaction, each])),
}
