/**
 * Why the machine's card readers can't be used at all. `library-missing`: PC/SC's shared library, by its name;
 * `driver-missing`: this program's own part for it can't be loaded.
 */
export type PcscFault = { code: 'library-missing'; library: string } | { code: 'driver-missing' }

/** Why PC/SC itself doesn't answer: its service (pcscd) doesn't run, or this user may not use it. */
export type ServiceFault = 'service-missing' | 'permission-denied'

/** What a reader holds, as PC/SC sees it: `mute` is a card that gave no answer to reset. */
export type ReaderHolds = 'nothing' | 'card' | 'mute'

/** Why a card can't be talked to. `in-use`: another program has it. */
export type CardOpenFault = 'no-card' | 'mute' | 'in-use' | 'not-answering'

/** Why a reader doesn't answer when it is asked for itself, whatever it holds. */
export type ReaderFault = ServiceFault | 'unplugged' | 'in-use' | 'not-answering'

/** A card that this process alone may talk to, until it is closed or pulled. */
export interface CardChannel {
  /** The card's answer to one command; undefined once the card isn't there any more. */
  transmit(apdu: Uint8Array): Promise<Uint8Array | undefined>
  /** Powers the card down. */
  close(): Promise<void>
}

/** What hears PC/SC. */
export interface PcscListener {
  /** A reader is there and holds this; also told when nothing has changed. */
  onReader(name: string, holds: ReaderHolds): void
  onReaderGone(name: string): void
  /** The service has ended; nothing comes from this session any more. */
  onEnd(): void
}

/** A connection to PC/SC's service. */
export interface PcscSession {
  open(reader: string): Promise<{ ok: true; channel: CardChannel } | { ok: false; code: CardOpenFault }>
  /** Asks the service whether a reader is there and can be reached; its card isn't powered. Undefined: it can. */
  ask(reader: string): Promise<ReaderFault | undefined>
  close(): void
}

/** The machine's PC/SC, real or played. */
export interface Pcsc {
  /** Connects to the service; the listener then hears of each reader that is there. */
  connect(listener: PcscListener): { ok: true; session: PcscSession } | { ok: false; code: ServiceFault }
}
