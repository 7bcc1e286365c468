import type { DeviceHealth } from '../ports.ts'

/**
 * A part of what a card says, each a file of its own: who it is of, their picture, the public key of active
 * authentication, and what the issuer signed over all of them. What the bytes mean is the issuer's to say.
 */
export type DataGroup = 'person' | 'portrait' | 'key' | 'security-object'

/**
 * What is in the reader. `insertion` is another number each time a card is put in: what was learnt of one never counts
 * for the next. `mute-card` gives no answer to reset or stopped answering: it is upside down, or broken. `wrong-card`
 * answers, and isn't a card of this application.
 */
export type CardSlot =
  { holds: 'nothing' } | { holds: 'card'; insertion: number } | { holds: 'mute-card' } | { holds: 'wrong-card' }

/**
 * Why a card didn't answer. `removed`: the card of that insertion isn't in the reader any more, or the reader is gone;
 * `not-answering`: it took the command and stays silent; `unreadable`: it answers what no card of the profile answers;
 * `refused`: it has no such data, or keeps it to itself.
 */
export type CardFault = 'removed' | 'not-answering' | 'unreadable' | 'refused'

/** Why a finger couldn't be shown to the card. `no-sensor`: no fingerprint sensor is beside this reader. */
export type FingerFault = 'no-sensor' | 'no-finger' | 'sensor-lost'

/** What a call to a card answers: what it asked for, or why not. */
export type CardAnswer<Told extends object, Fault extends string = CardFault> =
  ({ ok: true } & Told) | { ok: false; code: Fault }

/** What the card says of a finger. With no tries left the card matches none any more. */
export type FingerMatch = { isMatch: true } | { isMatch: false; triesLeft: number }

/**
 * A reader of identity cards. It tells what the card says and judges nothing of it. Every call is for the card of one
 * insertion, and answers `removed` when that card isn't in any more.
 */
export interface CardReader {
  health(): DeviceHealth
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  slot(): CardSlot
  /** `listener` hears whenever what is in the reader changes. Returns the function that stops it. */
  onSlot(listener: (slot: CardSlot) => void): () => void
  /** Reads one data group whole. */
  read(insertion: number, group: DataGroup): Promise<CardAnswer<{ bytes: Uint8Array }>>
  /**
   * Waits for a finger on the sensor beside the reader and has the card match it. The template passes from the sensor to
   * the card and nowhere else. A card without tries left is told before a finger is asked for.
   */
  matchFinger(insertion: number): Promise<CardAnswer<FingerMatch, CardFault | FingerFault>>
  /**
   * Active authentication: has the card sign a fresh nonce and checks the signature. `key` is the public key or the
   * certificate that the issuer vouches for (DER). Not genuine is also what another card's key or a key of an unknown
   * kind comes to.
   */
  authenticate(insertion: number, key: Uint8Array): Promise<CardAnswer<{ isGenuine: boolean }>>
  /**
   * Asks PC/SC anew whether the reader is there and, where a card is in, whether that answers; nothing on the card is read
   * or changed. Answers the code of what is wrong, or undefined. While a card is worked with it isn't asked: that work has
   * limits of its own.
   */
  check(): Promise<string | undefined>
  close(): Promise<void>
}
