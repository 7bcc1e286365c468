import { createListeners } from '../../common/listeners.ts'
import { createTally } from '../../common/tally.ts'
import { createTries } from '../../common/tries.ts'
import { createKeyedTurns } from '../../common/turns.ts'
import type { Clock, Random } from '../../../hardware/ports.ts'
import type { ActAnswer } from '../../gateway/identity-contract.ts'
import type { Entry, Journal, NewEntry } from '../journal/index.ts'
import { AGAIN_FIRST_MS, AGAIN_LONGEST_MS, MOST_STEPS_REFUSED } from './limits.ts'
import { BEGUN, foldAct, openActs, STEP_REFUSED, type ActRecord } from './record.ts'
import { ACT_TABLE, isActOver, type ActMove } from './states.ts'

type Moves = readonly (readonly [ActMove, NewEntry['facts']])[]

/**
 * The acts in the journal, each built from its durable entries. A move is checked against the table and written before
 * anybody hears of it; moves of one act happen one after the other.
 */
export interface ActBook {
  /** The acts that aren't over, by id. */
  readonly open: ReadonlyMap<string, ActRecord>
  get(transaction: string): ActRecord | undefined
  /** Begins an act. Rejects with the disk's error; then nothing of it is recorded. */
  begin(transaction: string, actor: string, facts: NewEntry['facts']): Promise<ActRecord>
  /** Moves an act, all moves in one commit; false where the table doesn't allow the first. Rejects with the disk's error. */
  moveOrReject(transaction: string, moves: Moves): Promise<boolean>
  /**
   * Moves an act by what the gateway did, or the person, already: a disk that refuses the entry is tried until it takes
   * it. `answer` is told with it.
   */
  move(transaction: string, move: ActMove, facts: NewEntry['facts'], answer?: ActAnswer): Promise<boolean>
  /** Records that a step was refused and may be tried again: a bounded number of an act. */
  noteRefusedStep(transaction: string, why: string): Promise<void>
  /** Hears each act that moved, and the gateway's answer that moved it. */
  onChange(listener: (act: ActRecord, answer?: ActAnswer) => void): () => void
  /** A row of tries with growing pauses; `wake` ends the pauses at hand. */
  tries(): ReturnType<typeof createTries>
  wake(): void
  close(): void
}

/** Opens the book of a journal's acts. `onFault` hears the errors of the disk and of listeners. */
export function openActBook(deps: {
  journal: Journal
  clock: Clock
  random: Random
  onFault(error: unknown): void
}): ActBook {
  const { journal, clock, random, onFault } = deps
  const open = journal.follow(openActs)
  const refusedSteps = createTally<string>(clock, Number.POSITIVE_INFINITY)
  const listeners = createListeners<[act: ActRecord, answer?: ActAnswer]>((error) => onFault(error))
  const inTurn = createKeyedTurns<string>()
  const waiting = new Set<() => void>()
  let isClosed = false

  /** An act as its entries tell it; one that is over is read from the journal. */
  function get(transaction: string): ActRecord | undefined {
    const found = open.get(transaction)
    if (found) return found
    let read: ActRecord | undefined
    for (const entry of journal.entriesOf(transaction)) read = foldAct(read, entry)
    return read
  }

  /** Waits, longer for a higher `count`, until it is woken at the latest; false where the book was closed. */
  function pause(count: number): Promise<boolean> {
    if (isClosed) return Promise.resolve(false)
    const longest = Math.min(AGAIN_FIRST_MS * 2 ** Math.min(count, 10), AGAIN_LONGEST_MS)
    // Half of the pause is random, so that many stations don't ask at once when the line is back.
    const jitter = (random.bytes(1)[0] ?? 0) / 255
    return new Promise((resolve) => {
      const wake = () => {
        waiting.delete(wake)
        cancel()
        resolve(!isClosed)
      }
      const cancel = clock.after(Math.round(longest * (0.5 + jitter / 2)), wake)
      waiting.add(wake)
    })
  }

  function tell(entries: readonly Entry[], answer?: ActAnswer): void {
    const transaction = entries[0]?.transaction
    const moved = typeof transaction === 'string' ? get(transaction) : undefined
    if (moved) listeners.tell(moved, answer)
  }

  const entryOf = ({ transaction, actor }: ActRecord, kind: string, facts: NewEntry['facts']): NewEntry => ({
    kind,
    actor,
    transaction,
    facts,
  })

  /** The act, where the table allows it this move now. */
  function movable(transaction: string, move: ActMove | undefined): ActRecord | undefined {
    const act = get(transaction)
    return act && move !== undefined && ACT_TABLE[act.state][move] !== undefined ? act : undefined
  }

  const wake = () => {
    for (const each of [...waiting]) each()
  }

  return {
    open,
    get,
    async begin(transaction, actor, facts) {
      tell(await journal.append([{ kind: BEGUN, actor, transaction, facts }]))
      const begun = get(transaction)
      if (!begun) throw new Error('an act that was not recorded')
      return begun
    },
    moveOrReject: (transaction, moves) =>
      inTurn(transaction, async () => {
        const act = movable(transaction, moves[0]?.[0])
        if (!act) return false
        tell(await journal.append(moves.map(([kind, facts]) => entryOf(act, kind, facts))))
        return true
      }),
    move: (transaction, kind, facts, answer) =>
      inTurn(transaction, async () => {
        const again = createTries(pause)
        while ((await again()) && !isClosed) {
          const act = movable(transaction, kind)
          if (!act) return false
          const written = await journal.append([entryOf(act, kind, facts)]).catch((error: unknown) => {
            onFault(error)
            return undefined
          })
          if (!written) continue
          tell(written, answer)
          return true
        }
        return false
      }),
    async noteRefusedStep(transaction, why) {
      const act = get(transaction)
      if (!act || isActOver(act.state) || refusedSteps.count(transaction) >= MOST_STEPS_REFUSED) return
      refusedSteps.note(transaction)
      await journal.append([entryOf(act, STEP_REFUSED, { why })]).catch((error: unknown) => onFault(error))
    },
    onChange: (listener) => listeners.add(listener),
    tries: () => createTries(pause),
    wake,
    close() {
      isClosed = true
      wake()
      listeners.clear()
    },
  }
}
