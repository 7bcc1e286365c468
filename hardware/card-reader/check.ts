import type { Clock } from '../ports.ts'
import type { PcscSession, ReaderFault } from './pcsc.ts'
import type { CardAnswer } from './port.ts'

/** A reader that isn't heard within this, asked whether it is there, isn't answering. */
const READER_WITHIN_MS = 5_000
/** A reader that is in use is asked again after this, since a card may be let go just then. */
const AGAIN_AFTER_MS = 250

/** Asks a reader, or the card in it, how it is (port.ts). */
export interface ReaderCheck {
  check(): Promise<string | undefined>
  /** Resolves once the reader isn't being asked: PC/SC has it asked or its card opened, one at a time. */
  asked(): Promise<unknown>
}

/**
 * Makes it. `session`: with PC/SC; `card`: the insertion that is open; `opened` resolves once no card is being opened;
 * `isBusy`: whether work with the card is under way; `askCard` asks that of this insertion something that changes nothing.
 */
export function createReaderCheck(deps: {
  name(): string
  clock: Clock
  session(): PcscSession | undefined
  card(): number | undefined
  opened(): Promise<void>
  isBusy(): boolean
  askCard(insertion: number): Promise<CardAnswer<object>>
}): ReaderCheck {
  const { name, clock, session, card, isBusy } = deps
  let asking: Promise<ReaderFault | undefined> | undefined

  async function askReader(own: PcscSession): Promise<ReaderFault | undefined> {
    const fault = await askWithin(own, name(), clock)
    if (fault !== 'in-use') return fault
    await new Promise<void>((resolve) => void clock.after(AGAIN_AFTER_MS, resolve))
    return askWithin(own, name(), clock)
  }

  return {
    asked: async () => asking,
    async check() {
      const insertion = card()
      if (insertion !== undefined) {
        if (isBusy()) return undefined
        const answer = await deps.askCard(insertion)
        // Whatever it answers, the reader does; one that stays silent is a mute card from then on, which the slot tells. One
        // that was pulled meanwhile says nothing of the reader.
        if (answer.ok || answer.code !== 'removed') return undefined
      }
      await deps.opened()
      const own = session()
      if (!own) return 'unplugged'
      // A card that came meanwhile has just answered.
      if (card() !== undefined) return undefined
      asking ??= askReader(own).finally(() => (asking = undefined))
      return asking
    },
  }
}

/** Asks for a reader itself, with a limit for the answer. */
const askWithin = (session: PcscSession, name: string, clock: Clock): Promise<ReaderFault | undefined> =>
  new Promise((resolve) => {
    const end = (fault: ReaderFault | undefined) => {
      cancel()
      resolve(fault)
    }
    const cancel = clock.after(READER_WITHIN_MS, () => resolve('not-answering'))
    session.ask(name).then(end, () => end('not-answering'))
  })
