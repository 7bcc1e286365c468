import type { InjectionKey } from 'vue'

/** A code was read, accepted or refused; a card was forgotten in the reader. */
export type Sound = 'read' | 'accepted' | 'refused' | 'forgotten'

/** The sounds of a face. The page plays them, since the browser has the machine's audio device. */
export interface Sounds {
  /** Plays a sound once. Does nothing where the machine has no sound, or before the page was first touched. */
  play(sound: Sound): void
}

/** The sounds that a page is given instead of the machine's, such as a test's. */
export const givenSounds: InjectionKey<Sounds> = Symbol('sounds')
