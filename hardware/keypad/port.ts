import type { DeviceHealth, DeviceInfo } from '../ports.ts'

/**
 * The six keys of a keypad, for those who can't use the screen: four directions, `select`, which presses what is in
 * focus, and `help`, which reads the screen aloud.
 */
export const KEYPAD_KEYS = ['up', 'down', 'left', 'right', 'select', 'help'] as const
export type KeypadKey = (typeof KEYPAD_KEYS)[number]

/** A keypad that the station owns. What a key does is the page's to decide. */
export interface Keypad {
  /** What the device says of itself, where it was found and not made up. */
  readonly device?: DeviceInfo
  health(): DeviceHealth
  /** `listener` hears each press once; a key that is held isn't repeated. Returns the function that stops it. */
  onKey(listener: (key: KeypadKey) => void): () => void
  /** `listener` hears every change of health. Returns the function that stops it. */
  onHealth(listener: (health: DeviceHealth) => void): () => void
  close(): Promise<void>
}
