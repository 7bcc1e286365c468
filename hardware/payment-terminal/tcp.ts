import { defined } from '../../electron/common/defined.ts'
import { keepHealth } from '../health.ts'
import type { Clock } from '../ports.ts'
import { keepConnection } from './connection.ts'
import { MOST_AVOS, type Tender, type TenderStatus } from './port.ts'
import { question, type AttemptAnswer, type AttemptQuestion } from './protocol.ts'

/** Added to the deadline by which a terminal has to decide, since its answer needs a moment to arrive. */
const GRACE_MS = 2_000
const ANSWER_WITHIN_MS = 5_000
/** How long a question waits for a connection that is being made. */
const READY_WITHIN_MS = 1_500

type Unsent = AttemptQuestion extends infer Each ? (Each extends AttemptQuestion ? Omit<Each, 'id'> : never) : never

interface Waiting {
  attempt: string
  end(answer: AttemptAnswer | undefined): void
}

/**
 * The driver of a card terminal over TCP (`protocol.ts`). An answer counts once, and only for the question and the
 * attempt that it names; other answers are ignored, and bytes that are no message end the connection. An answer that is
 * lost or late, or that refuses a question (`not-done`), is `unknown`. `virtual`: the terminal is a simulated one, and
 * screens say so. `ask`, `status` and `reverse` answer as the port says, and never reject.
 */
export function createTcpTender(options: {
  host: string
  port: number
  id: string
  clock: Clock
  virtual?: boolean
}): Tender {
  const { clock } = options
  const waiting = new Map<number, Waiting>()
  const readyWaiters = new Set<() => void>()
  const kept = keepHealth({ id: options.id, kind: 'payment-terminal', virtual: options.virtual === true, clock })
  const { health, onHealth, become } = kept
  let lastId = 0
  let isClosed = false
  function endWaiting(): void {
    for (const { end } of [...waiting.values()]) end(undefined)
  }

  const connection = keepConnection({
    host: options.host,
    port: options.port,
    clock,
    onReady() {
      become('ready')
      for (const go of [...readyWaiters]) go()
    },
    onLost(why) {
      become('lost', why)
      endWaiting()
    },
    onAnswer(answer) {
      const asked = waiting.get(answer.to)
      if (asked?.attempt === answer.attempt) asked.end(answer)
    },
  })

  function untilReady(signal?: AbortSignal): Promise<boolean> {
    if (connection.isReady() || isClosed || signal?.aborted)
      return Promise.resolve(connection.isReady() && !signal?.aborted)
    return new Promise((resolve) => {
      const go = () => {
        cancel()
        readyWaiters.delete(go)
        signal?.removeEventListener('abort', go)
        resolve(connection.isReady() && !signal?.aborted)
      }
      const cancel = clock.after(READY_WITHIN_MS, go)
      readyWaiters.add(go)
      signal?.addEventListener('abort', go)
    })
  }

  /** Asks once. Undefined where no answer came: no connection, none in time, or the caller stopped waiting. */
  async function query(unsent: Unsent, withinMs: number, signal?: AbortSignal): Promise<AttemptAnswer | undefined> {
    const id = lastId + 1
    lastId = id
    const asked = question.parse({ ...unsent, id })
    if (!(await untilReady(signal))) return undefined
    return new Promise((resolve) => {
      const end = (answer: AttemptAnswer | undefined) => {
        cancel()
        waiting.delete(id)
        signal?.removeEventListener('abort', abort)
        resolve(answer)
      }
      const abort = () => end(undefined)
      const cancel = clock.after(withinMs, abort)
      signal?.addEventListener('abort', abort)
      waiting.set(id, { attempt: unsent.attempt, end })
      if (!connection.send(asked)) end(undefined)
    })
  }

  return {
    health,
    onHealth,
    async ask({ attempt, amountAvos, deadlineMs }, { signal }) {
      // Declined without asking the terminal: an attempt that it never saw can't take money later.
      if (!Number.isSafeInteger(amountAvos) || amountAvos <= 0) return { state: 'declined', reason: 'declined' }
      if (amountAvos > MOST_AVOS) return { state: 'declined', reason: 'limit' }
      const status = statusOf(
        await query({ ask: 'pay', attempt, amountAvos, deadlineMs }, deadlineMs + GRACE_MS, signal),
      )
      return status.state === 'pending' || status.state === 'none' || status.state === 'reversed'
        ? { state: 'unknown' }
        : status
    },
    status: async (attempt) => statusOf(await query({ ask: 'status', attempt }, ANSWER_WITHIN_MS)),
    async reverse({ attempt, part }) {
      const answer = await query({ ask: 'reverse', attempt, ...defined({ part }) }, ANSWER_WITHIN_MS)
      return answer?.state === 'reversed' || answer?.state === 'refused'
        ? { state: answer.state }
        : { state: 'unknown' }
    },
    close() {
      isClosed = true
      connection.close()
      endWaiting()
      for (const go of [...readyWaiters]) go()
      kept.end()
      return Promise.resolve()
    },
  }
}

function statusOf(answer: AttemptAnswer | undefined): TenderStatus {
  if (!answer) return { state: 'unknown' }
  switch (answer.state) {
    case 'not-done':
    case 'refused':
      return { state: 'unknown' }
    case 'approved':
      return {
        state: 'approved',
        reference: answer.reference,
        approvedAvos: answer.approvedAvos,
        provider: answer.scheme,
      }
    case 'declined':
      return { state: 'declined', reason: answer.reason }
    default:
      return { state: answer.state }
  }
}
