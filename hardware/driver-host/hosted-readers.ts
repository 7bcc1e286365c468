import { createListeners } from '../../electron/common/listeners.ts'
import { authenticate } from '../card-reader/authentication.ts'
import type { CardAnswer, CardFault, CardReader, CardSlot, FingerFault } from '../card-reader/port.ts'
import { keepHealth } from '../health.ts'
import type { Clock, Random } from '../ports.ts'
import type { CardNews, CardOrder, CardQuestion, HostedAnswer, ReadersFault } from './card-messages.ts'
import { createWaiting } from './waiting.ts'

/** A match may wait 30 s for a finger and 10 s for each of two answers of the card. */
const ANSWER_WITHIN_MS = 60_000

/** A card reader of the drivers' process, as the station has it. `name` is PC/SC's, without the numbers at its end. */
export interface HostedReader extends CardReader {
  readonly name: string
}

/** What a station that has card readers gives to the launcher of the drivers. */
export interface CardReaders {
  /** The readers to be used, by their names; null: each that is there. */
  use: readonly string[] | null
  /** Hears each reader once, when it is found first. */
  onReader(reader: HostedReader): void
  /** Hears why there can't be any card reader, and undefined when there can. */
  onFault(fault: ReadersFault | undefined): void
  random: Random
}

/** The station's side of the card readers that the drivers' process has. */
export interface HostedReaders {
  use(readers: readonly string[] | null): void
  /** A process of the drivers runs, and hears orders from now on. */
  start(): void
  take(news: CardNews): void
  /** The process has ended. */
  stop(): void
}

interface Hosted {
  reader: HostedReader
  tell(news: Extract<CardNews, { news: 'health' | 'slot' }>): void
  stop(): void
}

type AnyFault = CardFault | FingerFault

/** Bytes that came as base64. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'))

/** Makes the station's side; `send` gives an order to the process, and answers false where there is none. */
export function createHostedReaders(
  deps: CardReaders & { clock: Clock; send(order: CardOrder): boolean },
): HostedReaders {
  const { clock, random, send } = deps
  const hosted = new Map<string, Hosted>()
  const answers = createWaiting<HostedAnswer>(clock, ANSWER_WITHIN_MS, { ok: false, code: 'not-answering' })
  const checks = createWaiting<string | undefined>(clock, ANSWER_WITHIN_MS, 'not-answering')
  let { use } = deps
  let lastInsertion = 0

  function ask(id: string, insertion: number, question: CardQuestion): Promise<HostedAnswer> {
    return answers.add((n, end) => {
      if (!send({ order: 'ask', n, id, insertion, ask: question })) end({ ok: false, code: 'removed' })
    })
  }

  const check = (id: string): Promise<string | undefined> =>
    checks.add((n, end) => {
      if (!send({ order: 'check', n, id })) end('driver-stopped')
    })

  const sendUse = () => send({ order: 'watch', use: use === null ? null : [...use] })

  return {
    use(readers) {
      use = readers
      sendUse()
    },
    start: () => void sendUse(),
    take(news) {
      switch (news.news) {
        case 'fault':
          deps.onFault(news.fault ?? undefined)
          return
        case 'found': {
          if (hosted.has(news.id)) return
          const made = createHosted({
            id: news.id,
            name: news.name,
            clock,
            random,
            check: () => check(news.id),
            ask: (insertion, question) => ask(news.id, insertion, question),
            nextInsertion: () => (lastInsertion += 1),
          })
          hosted.set(news.id, made)
          deps.onReader(made.reader)
          return
        }
        case 'answer':
          answers.end(news.n, news.answer)
          return
        case 'checked':
          checks.end(news.n, news.error)
          return
        case 'health':
        case 'slot':
          hosted.get(news.id)?.tell(news)
      }
    },
    stop() {
      answers.endAll({ ok: false, code: 'removed' })
      checks.endAll('driver-stopped')
      for (const each of hosted.values()) each.stop()
    },
  }
}

/** A reader whose news come from the other process. */
function createHosted(deps: {
  id: string
  name: string
  clock: Clock
  random: Random
  check(): Promise<string | undefined>
  ask(insertion: number, question: CardQuestion): Promise<HostedAnswer>
  nextInsertion(): number
}): Hosted {
  const { id, name, clock, random, nextInsertion } = deps
  const kept = keepHealth({ id, kind: 'card-reader', virtual: false, clock })
  const { health, onHealth, become } = kept
  const slots = createListeners<[CardSlot]>()
  let slot: CardSlot = { holds: 'nothing' }
  /** The number that the process gave this insertion. After a restart it counts anew, so it isn't the station's own. */
  let theirs = 0

  function show(next: CardSlot): void {
    slot = next
    slots.tell(next)
  }

  /** Asks the card of this insertion; `take` picks what was asked for out of the answer. */
  async function ask<Told extends object>(
    insertion: number,
    question: CardQuestion,
    take: (answer: Extract<HostedAnswer, { ok: true }>) => Told | undefined,
  ): Promise<CardAnswer<Told, AnyFault>> {
    if (slot.holds !== 'card' || slot.insertion !== insertion) return { ok: false, code: 'removed' }
    const answer = await deps.ask(theirs, question)
    if (!answer.ok) return answer
    const told = take(answer)
    return told ? { ok: true, ...told } : { ok: false, code: 'unreadable' }
  }

  /** As `ask`, where no finger is shown: a fault of one can't be. */
  async function askCard<Told extends object>(...args: Parameters<typeof ask<Told>>): Promise<CardAnswer<Told>> {
    const answer = await ask<Told>(...args)
    if (answer.ok) return answer
    const { code } = answer
    return code === 'no-sensor' || code === 'no-finger' || code === 'sensor-lost'
      ? { ok: false, code: 'unreadable' }
      : { ok: false, code }
  }

  return {
    reader: {
      name,
      health,
      onHealth,
      slot: () => slot,
      onSlot: (listener) => slots.add(listener),
      read: (insertion, group) =>
        askCard(insertion, { what: 'read', group }, (answer) =>
          'bytes' in answer ? { bytes: bytesOf(answer.bytes) } : undefined,
        ),
      matchFinger: (insertion) =>
        ask(insertion, { what: 'match' }, (answer) => {
          if (!('isMatch' in answer)) return undefined
          return answer.isMatch ? { isMatch: true } : { isMatch: false, triesLeft: answer.triesLeft }
        }),
      authenticate: (insertion, key) =>
        authenticate(random, key, (nonce) =>
          askCard(insertion, { what: 'sign', nonce: Buffer.from(nonce).toString('base64') }, (answer) =>
            'signature' in answer ? { signature: bytesOf(answer.signature) } : undefined,
          ),
        ),
      check: deps.check,
      close() {
        kept.end()
        slots.clear()
        return Promise.resolve()
      },
    },
    tell(news) {
      if (news.news === 'health') {
        become(news.state, news.error, news.since)
        return
      }
      if (news.slot.holds === 'card') {
        theirs = news.slot.insertion
        show({ holds: 'card', insertion: nextInsertion() })
      } else show({ holds: news.slot.holds })
    },
    stop() {
      if (slot.holds !== 'nothing') show({ holds: 'nothing' })
      become('failed', 'driver-stopped')
    },
  }
}
