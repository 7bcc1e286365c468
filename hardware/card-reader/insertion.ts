import { createTurns } from '../../electron/common/turns.ts'
import type { Clock, DeviceState } from '../ports.ts'
import { createReaderCheck } from './check.ts'
import type { CardChannel, PcscSession, ReaderHolds } from './pcsc.ts'
import type { CardAnswer, CardFault, CardSlot } from './port.ts'
import { askTries, choose, type Transmit } from './profile.ts'

/** A card that doesn't answer one command within this isn't waited for any longer. */
const ANSWER_WITHIN_MS = 10_000
/** A card that is in and couldn't be opened is tried again: another program had it, or its contacts bounced. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** One card in the reader, from its insertion until it is pulled. */
interface Insertion {
  number: number
  channel: CardChannel
  /** Aborted once the card is gone. */
  pulled: AbortController
}

/** The cards of one reader: each is opened when it comes, and forgotten when it goes. */
export interface Insertions {
  /** PC/SC says that the reader holds this, over this session. Answers false where that is known and was acted on. */
  take(session: PcscSession, holds: ReaderHolds): boolean
  /** Opens the card that the reader holds. */
  open(): void
  /**
   * Asks the card that is in, where it is one of the application and nothing is done with it, else the reader itself;
   * answers the code of what is wrong.
   */
  check(): Promise<string | undefined>
  /** The reader is away, or isn't to be used. */
  end(): void
  /**
   * Does `work` with the card of that insertion, one piece of work at a time; the signal is aborted once the card is
   * gone. Whatever `work` answers, it is `removed` where the card went meanwhile.
   */
  withCard<Told extends object, Fault extends string>(
    number: number,
    work: (transmit: Transmit, pulled: AbortSignal) => Promise<CardAnswer<Told, Fault | CardFault>>,
  ): Promise<CardAnswer<Told, Fault | CardFault>>
}

/** Carries commands over one channel, with a limit for each answer. */
const transmitOver =
  (channel: CardChannel, clock: Clock): Transmit =>
  (apdu) =>
    new Promise((resolve) => {
      const cancel = clock.after(ANSWER_WITHIN_MS, () => resolve({ ok: false, code: 'not-answering' }))
      void channel
        .transmit(apdu)
        .catch(() => undefined)
        .then((bytes) => {
          cancel()
          resolve(bytes ? { ok: true, bytes } : { ok: false, code: 'removed' })
        })
    })

/** Tries again after 250 ms, doubling to 10 s, until it is stopped; `forget` begins anew with 250 ms. */
function createRetry(clock: Clock, then: () => void): { later(): void; stop(): void; forget(): void } {
  let tries = 0
  let cancel = () => {}
  return {
    later() {
      cancel()
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS)
      tries += 1
      cancel = clock.after(pause, then)
    },
    stop: () => cancel(),
    forget() {
      tries = 0
    },
  }
}

/** Makes what does work with the card that is in: `current`, of which `note` hears each command that failed. */
function createCardWork(deps: {
  clock: Clock
  current(): Insertion | undefined
  note(card: Insertion, code: CardFault): void
}): Pick<Insertions, 'withCard'> & { isBusy(): boolean } {
  const { clock, current, note } = deps
  const inTurn = createTurns()
  let count = 0

  return {
    isBusy: () => count > 0,
    withCard<Told extends object, Fault extends string>(
      number: number,
      work: (transmit: Transmit, pulled: AbortSignal) => Promise<CardAnswer<Told, Fault | CardFault>>,
    ): Promise<CardAnswer<Told, Fault | CardFault>> {
      count += 1
      const done = inTurn<CardAnswer<Told, Fault | CardFault>>(async () => {
        const card = current()
        if (card?.number !== number) return { ok: false, code: 'removed' }
        const transmit = transmitOver(card.channel, clock)
        const answer = await work(async (apdu) => {
          if (current() !== card) return { ok: false, code: 'removed' }
          const came = await transmit(apdu)
          if (!came.ok) note(card, came.code)
          return came
        }, card.pulled.signal)
        return current() === card || (!answer.ok && answer.code === 'not-answering')
          ? answer
          : { ok: false, code: 'removed' }
      })
      return done.finally(() => (count -= 1))
    },
  }
}

/** Makes the cards of one reader; `become` and `show` hear what its health and its slot are because of them. */
export function createInsertions(deps: {
  name(): string
  clock: Clock
  become(state: DeviceState, error?: string): void
  show(slot: CardSlot): void
}): Insertions {
  const { name, clock, become, show } = deps
  let insertion: Insertion | undefined
  let session: PcscSession | undefined
  let holds: ReaderHolds = 'nothing'
  /** Another one after each event that ends what was begun before. */
  let round = 0
  let isOpening = false
  let count = 0
  let opening: Promise<void> | undefined
  const retry = createRetry(clock, open)

  /** Forgets the card, and everything that was begun with it. */
  function drop(): void {
    round += 1
    isOpening = false
    retry.stop()
    // It isn't waited for: a card that stays silent may hold it back.
    void insertion?.channel.close().catch(() => undefined)
    insertion?.pulled.abort()
    insertion = undefined
  }

  function open(): void {
    opening = openCard()
  }

  async function openCard(): Promise<void> {
    if (!session || holds !== 'card' || insertion || isOpening) return
    isOpening = true
    const mine = round
    const own = session
    await reader.asked()
    if (mine !== round) return
    const opened = await own.open(name())
    if (mine !== round) {
      if (opened.ok) await opened.channel.close().catch(() => undefined)
      return
    }
    if (!opened.ok) {
      isOpening = false
      if (opened.code === 'mute') show({ holds: 'mute-card' })
      else if (opened.code !== 'no-card') become('failed', opened.code)
      retry.later()
      return
    }
    const { channel } = opened
    const chosen = await choose(transmitOver(channel, clock))
    if (mine !== round) {
      await channel.close().catch(() => undefined)
      return
    }
    isOpening = false
    become('ready')
    if (chosen.ok) {
      retry.forget()
      count += 1
      insertion = { number: count, channel, pulled: new AbortController() }
      show({ holds: 'card', insertion: count })
      return
    }
    void channel.close().catch(() => undefined)
    if (chosen.code === 'removed') retry.later()
    else if (chosen.code === 'not-answering') show({ holds: 'mute-card' })
    else show({ holds: 'wrong-card' })
  }

  /** What a failed command means for the reader: the card is gone, or stays silent. */
  function note(card: Insertion, code: CardFault): void {
    if (insertion !== card || (code !== 'removed' && code !== 'not-answering')) return
    drop()
    if (code === 'not-answering') {
      show({ holds: 'mute-card' })
      return
    }
    show({ holds: 'nothing' })
    // A card that was pulled and put back between two looks of the service is another insertion.
    retry.later()
  }

  const cardWork = createCardWork({ clock, current: () => insertion, note })
  const reader = createReaderCheck({
    name,
    clock,
    session: () => session,
    card: () => insertion?.number,
    async opened() {
      while (isOpening) await opening
    },
    isBusy: cardWork.isBusy,
    askCard: (number) => cardWork.withCard(number, askTries),
  })

  return {
    take(next, what) {
      const isKnown = session === next && holds === what
      session = next
      holds = what
      if (isKnown && what === 'card') return false
      drop()
      retry.forget()
      return true
    },
    open,
    check: reader.check,
    end() {
      drop()
      session = undefined
      holds = 'nothing'
    },
    withCard: cardWork.withCard,
  }
}
